"""What labs do: bills come in, variants are issued, answers are graded."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from practicum.admissions.api import Candidacy
from practicum.focus import api as focus
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.labs.api import (
    LabDefinition,
    LabSubmission,
    LabVariant,
    access_submission,
    access_variant,
    choose_bill,
    issue_variant,
    labs_complete,
    own_variant,
    save_lab_draft,
    simulated_answers,
    submit_lab,
    telling_standings,
    todo_for,
)
from practicum.labs.rules.grading import read_feedback
from practicum.labs.rules.tasks import read_keys, read_tasks
from practicum.labs.storage import path_of
from practicum.ledger.api import Record, records_about, verify_ledger
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy
from tests.factories.labs import FIRST_LAB, first_lab, make_labs, make_passed_lab, make_variant
from tests.factories.people import NOON, make_person, system
from tests.labs.bills import imported

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Record.objects.filter(kind__startswith="labs.").order_by("sequence").values_list("kind", flat=True))


# --- variants ---


def test_a_variant_is_issued_with_keys_from_the_written_file() -> None:
    variant = make_variant()
    assert (variant.state, variant.lab, variant.bill.source) == ("issued", FIRST_LAB, "simulated")
    tasks, keys = read_tasks(variant.tasks), read_keys(variant.keys)
    assert [task.key for task in tasks] == [task.key for task in first_lab().tasks]
    answers = focus.analyse(focus.read_bill(path_of(variant.bill.sha256)))
    for task in first_lab().tasks:
        answer = answers[task.solution.analysis or ""]
        assert isinstance(answer, focus.Answer)
        stored = keys[task.key].value
        assert (Decimal(stored) if task.kind == "number" else stored) == answer.value
        assert [wrong.method for wrong in keys[task.key].wrong] == [wrong.key for wrong in task.wrong_methods]
    event = records_about(variant.code).get()
    assert event.kind == "labs.lab_issued"
    assert event.data["tasks"] == [task.key for task in tasks]
    assert event.data["bill"] == variant.bill.sha256


def test_no_record_holds_a_key() -> None:
    variant = make_passed_lab()
    numbers = [key.value.rstrip("0") for key in read_keys(variant.keys).values() if "." in key.value]
    assert len(numbers) >= 4
    for record in records_about(variant.code, variant.bill.sha256):
        assert not [number for number in numbers if number in str(record.data)]


def test_each_candidate_has_data_of_their_own_and_one_variant() -> None:
    one, other = make_variant(), make_variant()
    assert one.bill != other.bill
    assert issue_variant(actor=one.candidacy.person, candidacy=one.candidacy, lab=FIRST_LAB, now=NOON) == one
    assert kinds().count("labs.lab_issued") == 2


def test_many_seeds_carry_the_whole_lab() -> None:
    make_labs()
    for seed in range(3):
        variant = issue_variant(actor=system(), candidacy=make_candidacy(), lab=FIRST_LAB, seed=seed, now=NOON)
        assert variant.left_out == []
        assert variant.seed == seed


def test_a_bill_of_ones_own_carries_what_it_can(tmp_path: Path) -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    variant = issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, bill=imported(tmp_path), now=NOON)
    assert [(task.key, task.unit) for task in read_tasks(variant.tasks)] == [
        ("invoiced-total", "EUR"),
        ("largest-service", "name"),
        ("untagged-share", "percent"),
        ("savings-rate", "percent"),
        ("dearest-day", "name"),
    ]
    reasons = {left["task"]: left["reason"] for left in variant.left_out}
    assert set(reasons) == {"commitment-utilisation", "idle-commitment"}
    assert all(reasons.values())
    keys = {task: key.value for task, key in read_keys(variant.keys).items()}
    assert Decimal(keys["invoiced-total"]) == 37
    assert keys["largest-service"] == "Virtual Machines"
    assert keys["dearest-day"] == "2026-01-05"


def test_a_bill_that_carries_too_little_is_refused(tmp_path: Path) -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    bill = imported(tmp_path, {}, {"BillingCurrency": "USD"})
    with pytest.raises(Refusal) as caught:
        issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, bill=bill, now=NOON)
    assert caught.value.code == "too_few_tasks"
    assert "currency" in caught.value.message
    assert not LabVariant.objects.exists()
    assert "labs.lab_issued" not in kinds()


def test_a_bill_behind_a_lab_is_what_new_variants_get(tmp_path: Path) -> None:
    candidacy, later = make_candidacy(), make_candidacy()
    (definition,) = make_labs(candidacy.programme_version)
    manager, bill = make_person(role=PROGRAMME_MANAGER), imported(tmp_path)
    choose_bill(actor=manager, definition=definition, bill=bill, now=NOON)
    assert make_variant(candidacy).bill == bill
    choose_bill(actor=manager, definition=definition, bill=None, now=NOON)
    assert make_variant(later).bill.source == "simulated"
    assert kinds().count("labs.lab_bill_chosen") == 2


def test_a_bill_that_does_not_carry_the_lab_is_not_put_behind_it(tmp_path: Path) -> None:
    (definition,) = make_labs()
    with pytest.raises(Refusal):
        choose_bill(
            actor=system(), definition=definition, bill=imported(tmp_path, {}, {"BillingCurrency": "USD"}), now=NOON
        )
    with pytest.raises(NotPermitted):
        choose_bill(actor=make_person(), definition=definition, bill=None, now=NOON)
    assert LabDefinition.objects.get().bill is None
    assert "labs.lab_bill_chosen" not in kinds()


@pytest.mark.parametrize("choice", [{"seed": 5}, {}])
def test_who_may_issue(choice: dict[str, Any]) -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    actors = [make_person(), make_person(role=EXAMINER), *([candidacy.person] if choice else [])]
    for actor in actors:
        with pytest.raises(NotPermitted):
            issue_variant(actor=actor, candidacy=candidacy, lab=FIRST_LAB, now=NOON, **choice)
    issue_variant(actor=make_person(role=PROGRAMME_MANAGER), candidacy=candidacy, lab=FIRST_LAB, now=NOON, **choice)


def test_refusals_of_issuing(tmp_path: Path) -> None:
    variant = make_variant()
    candidacy, bill = variant.candidacy, imported(tmp_path)
    cases: list[tuple[dict[str, Any], str]] = [
        ({"seed": 3}, "already_issued"),
        ({"bill": bill}, "already_issued"),
        ({"bill": bill, "seed": 3}, "bill_or_seed"),
    ]
    for choice, code in cases:
        with pytest.raises(Refusal) as caught:
            issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, now=NOON, **choice)
        assert caught.value.code == code
    with pytest.raises(NotFound):
        issue_variant(actor=candidacy.person, candidacy=candidacy, lab="cooking", now=NOON)
    ended = make_candidacy()
    Candidacy.objects.filter(pk=ended.pk).update(ended_at=NOON)
    ended.refresh_from_db()
    with pytest.raises(Refusal) as caught:
        make_variant(ended)
    assert caught.value.code == "candidacy_ended"


# --- drafts and submissions ---


def test_a_draft_is_kept_as_typed() -> None:
    variant = make_variant()
    typed = {"invoiced-total": "about 5?", "largest-service": ""}
    save_lab_draft(actor=variant.candidacy.person, variant=variant, answers=typed, now=NOON)
    variant.refresh_from_db()
    assert (variant.draft, variant.draft_saved_at, variant.state) == ({"invoiced-total": "about 5?"}, NOON, "issued")


def test_the_right_answers_pass_with_all_points() -> None:
    variant = make_variant()
    submission = submit_lab(
        actor=variant.candidacy.person, variant=variant, answers=simulated_answers(variant), now=NOON
    )
    assert (submission.number, submission.points, submission.points_max) == (1, 100, 100)
    assert submission.is_passed
    variant.refresh_from_db()
    assert variant.state == "passed"
    record = records_about(variant.code).last()
    assert record is not None
    assert (record.kind, record.data["points"], record.data["passed"]) == ("labs.lab_submitted", "100.00", True)
    assert verify_ledger().verified


def test_wrong_ways_come_back_named_and_can_be_mended() -> None:
    variant = make_variant()
    person = variant.candidacy.person
    mistaken = simulated_answers(variant, mistakes=3)
    first = submit_lab(actor=person, variant=variant, answers=mistaken, now=NOON)
    assert not first.is_passed
    grades = {one.task: one for one in read_feedback(first.feedback).tasks}
    assert grades["invoiced-total"].method == "usage-rows-only"
    assert grades["commitment-utilisation"].method == "unused-counted-as-used"
    assert grades["untagged-share"].method == "share-of-rows"
    assert grades["dearest-day"].outcome == "right"
    numbers = [key.value.rstrip("0") for key in read_keys(variant.keys).values() if "." in key.value]
    assert not [number for number in numbers if number in str(first.feedback)]
    variant.refresh_from_db()
    assert (variant.state, variant.draft) == ("returned", mistaken)
    second = submit_lab(actor=person, variant=variant, answers=simulated_answers(variant), now=NOON)
    assert (second.number, second.is_passed) == (2, True)
    assert list(variant.submissions.values_list("number", flat=True)) == [1, 2]


def test_answers_may_be_typed_as_people_type_them() -> None:
    variant = make_variant()
    answers = simulated_answers(variant)
    answers["invoiced-total"] = f"USD {float(answers['invoiced-total']):,.2f}".replace(",", " ").replace(".", ",")
    answers["untagged-share"] += " %"
    submission = submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON)
    assert submission.points == 100
    assert submission.answers == answers


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ({}, "nothing_answered", ""),
        ({"invoiced-total": "  "}, "nothing_answered", ""),
        ({"invoiced-total": "1,234"}, "number_ambiguous", "invoiced-total"),
        ({"invoiced-total": "lots"}, "number_nonsense", "invoiced-total"),
        ({"invoiced-total": "5\x00"}, "answer_not_text", "invoiced-total"),
        ({"largest-service": "Cooking"}, "choice_unknown", "largest-service"),
        ({"cooking": "5"}, "task_unknown", "cooking"),
    ],
)
def test_what_cannot_be_read_is_not_handed_in(answers: dict[str, str], code: str, field: str) -> None:
    variant = make_variant()
    with pytest.raises(Refusal) as caught:
        submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON)
    assert (caught.value.code, caught.value.field) == (code, field)
    variant.refresh_from_db()
    assert variant.state == "issued"
    assert not LabSubmission.objects.exists()
    assert "labs.lab_submitted" not in kinds()


def test_a_passed_lab_is_closed() -> None:
    variant = make_passed_lab()
    for act in (save_lab_draft, submit_lab):
        with pytest.raises(InvalidState):
            act(actor=variant.candidacy.person, variant=variant, answers={"invoiced-total": "5"}, now=NOON)
    assert variant.submissions.count() == 1


def test_nobody_works_on_another_ones_lab() -> None:
    variant = make_variant()
    for act in (save_lab_draft, submit_lab):
        for actor in (make_person(), make_person(role=PROGRAMME_MANAGER)):
            with pytest.raises(NotPermitted):
                act(actor=actor, variant=variant, answers={"invoiced-total": "5"}, now=NOON)


def test_nothing_is_handed_in_after_the_candidacy_ended() -> None:
    variant = make_variant()
    Candidacy.objects.filter(pk=variant.candidacy_id).update(ended_at=NOON)
    with pytest.raises(Refusal) as caught:
        submit_lab(actor=variant.candidacy.person, variant=variant, answers={"invoiced-total": "5"}, now=NOON)
    assert caught.value.code == "candidacy_ended"


# --- reads ---


def test_what_is_missing_of_the_labs() -> None:
    candidacy = make_candidacy()
    assert labs_complete(candidacy) == [f"The lab “{FIRST_LAB}” is not passed."]
    variant = make_variant(candidacy)
    assert labs_complete(candidacy) == ["The lab “Read the bill” is not passed."]
    submit_lab(actor=candidacy.person, variant=variant, answers=simulated_answers(variant), now=NOON)
    assert labs_complete(candidacy) == []


def test_a_variant_is_found_by_its_candidate_only_and_without_keys() -> None:
    variant = make_variant()
    found = access_variant(variant.candidacy.person, variant.code)
    assert found == variant
    assert "keys" in found.get_deferred_fields()
    assert own_variant(variant.candidacy.person, variant.code) == variant
    for stranger in (make_person(), make_variant().candidacy.person, make_person(role=PROGRAMME_MANAGER)):
        with pytest.raises(NotFound):
            access_variant(stranger, variant.code)
        with pytest.raises(NotFound):
            access_submission(stranger, variant.code, 1)


def test_what_a_candidate_has_to_do() -> None:
    candidacy = make_candidacy()
    person = candidacy.person
    assert todo_for(make_person(), NOON) == []
    make_labs(candidacy.programme_version)
    assert [todo.title for todo in todo_for(person, NOON)] == ["Start the lab “Read the bill”"]
    variant = make_variant(candidacy)
    assert [todo.title for todo in todo_for(person, NOON)] == ["Work on the lab “Read the bill”"]
    submit_lab(actor=person, variant=variant, answers=simulated_answers(variant, mistakes=3), now=NOON)
    assert [todo.title[:12] for todo in todo_for(person, NOON)] == ["Work through"]
    submit_lab(actor=person, variant=variant, answers=simulated_answers(variant), now=NOON)
    assert todo_for(person, NOON) == []


def test_standings_are_numbers() -> None:
    passed, idle = make_passed_lab().candidacy, make_candidacy()
    standings = {one.candidacy.pk: one for one in telling_standings([passed, idle])}
    assert (standings[passed.pk].state, standings[passed.pk].best_percent) == ("passed", 100)
    assert (standings[idle.pk].state, standings[idle.pk].best_percent) == ("not started", None)


def test_answers_are_known_only_where_people_are_simulated(settings: Any) -> None:
    variant = make_variant()
    settings.PRACTICUM = replace(settings.PRACTICUM, mode="production")
    with pytest.raises(NotPermitted):
        simulated_answers(variant)
