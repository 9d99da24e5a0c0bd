"""The programme that Practicum ships: it must always check clean, and offer something for every capability."""

from pathlib import Path

import pytest

import practicum
from practicum.competency.api import published_framework
from practicum.pack.api import Programme, allocate_form, check_pack, load_pack

SHIPPED = Path(practicum.__file__).parent / "programmes" / "finops-certified-professional"


@pytest.fixture(scope="module")
def report():
    return check_pack(SHIPPED)


def test_it_checks_clean(report):
    assert report.problems == ()


def test_every_capability_is_taught_and_can_be_examined(report):
    assert len(report.coverage) == 22
    assert sum(row.items for row in report.coverage) >= 66
    for row in report.coverage:
        assert row.items >= 3, row.key
        assert row.learning_minutes > 0, row.key
        assert row.weeks, row.key


def test_every_capability_has_a_lab_of_its_own_and_only_the_first_asks_in_few_ways():
    pack = load_pack(SHIPPED)
    labs = pack.labs
    assert sorted(lab.capability for lab in labs) == sorted(pack.programme.framework.capability_keys)
    assert len({lab.title for lab in labs}) == len(labs)
    for lab in labs:
        assert len({task.kind for task in lab.tasks}) >= (2 if lab.key == "first-bill" else 3), lab.key
        assert sum(task.points for task in lab.tasks) == 100, lab.key


def test_its_framework_is_the_published_one_with_its_mapping():
    programme = load_pack(SHIPPED).programme
    published = published_framework("finops-2026")
    assert published is not None
    assert programme.framework.capability_keys == published.capability_keys
    assert programme.framework.mapping == published.mapping
    assert programme.framework.published_date == published.published_date


def test_its_form_follows_the_blueprint_and_it_goes_to_json_and_back():
    programme = load_pack(SHIPPED).programme
    assert allocate_form(programme.blueprint) == {
        "understand": 11,
        "quantify": 11,
        "optimize": 13,
        "manage": 9,
        "focus-and-data": 6,
    }
    assert Programme.from_json(programme.to_json()) == programme


def test_every_session_says_what_for_and_with_what_and_how_to_catch_up():
    programme = load_pack(SHIPPED).programme
    for week in programme.weeks:
        assert week.make_up, week.number
        assert any(step.needs for step in week.session.plan), week.number
        for step in week.session.plan:
            assert step.purpose, step.title
            assert step.people, step.title
    assert len(programme.pulse) == 3
