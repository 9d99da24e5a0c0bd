"""The public form of an instance: what is written is read back; a refusal names the field at fault."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings

from practicum.kernel.errors import Refusal
from practicum.matching.api import Instance, Result, hour_name, make_instance
from tests.matching.worlds import instances

PLAIN: dict[str, Any] = {
    "size": [10, 20],
    "employer_max": 2,
    "applicants": [
        {"id": "a", "hours": [0, 167], "role": "finance", "seniority": "lead", "language": "en", "employer": "x"},
        {"id": "b", "hours": [], "role": "product", "seniority": 3, "language": "en", "employer": ""},
    ],
    "facilitators": [{"id": "f", "hours": [0], "language": "en", "employer": "y", "capacity": 1}],
    "mentors": [],
    "together": [["a", "b"]],
    "apart": [],
}


@settings(max_examples=50, deadline=None)
@given(instances())
def test_reads_back_what_it_wrote(instance: Instance) -> None:
    assert Instance.from_json(json.loads(json.dumps(instance.to_json()))) == instance


def test_the_public_form_is_kept_as_it_is() -> None:
    assert Instance.from_json(PLAIN).to_json() == PLAIN


def test_what_may_be_left_out() -> None:
    short = {name: PLAIN[name] for name in ("applicants", "facilitators")}
    assert Instance.from_json(short).size == (10, 20)
    assert Instance.from_json(short).employer_max == 2


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        (("size",), [10], "size"),
        (("size",), [0, 3], "size[0]"),
        (("size",), [5, 3], "size[1]"),
        (("size",), [5, "7"], "size[1]"),
        (("employer_max",), 0, "employer_max"),
        (("employer_max",), True, "employer_max"),
        (("applicants",), {}, "applicants"),
        (("applicants", 1, "id"), "a", "applicants[1].id"),
        (("applicants", 1, "id"), "f", "applicants[1].id"),
        (("applicants", 1, "id"), "", "applicants[1].id"),
        (("applicants", 0, "hours"), [168], "applicants[0].hours"),
        (("applicants", 0, "hours"), [1, "2"], "applicants[0].hours[1]"),
        (("applicants", 0, "language"), "", "applicants[0].language"),
        (("applicants", 0, "seniority"), [], "applicants[0].seniority"),
        (("applicants", 0, "mail"), "x", "applicants[0].mail"),
        (("facilitators", 0, "capacity"), -1, "facilitators[0].capacity"),
        (("facilitators", 0), "f", "facilitators[0]"),
        (("together",), [["a"]], "together[0]"),
        (("together",), [["a", "c"]], "together[0][1]"),
        (("together",), [["a", "a"]], "together[0]"),
        (("apart",), [["b", "a"]], "together[0]"),
        (("conflicts",), [["a", "b"]], "conflicts[0][1]"),
        (("extra",), 1, "extra"),
        (("applicants", 0, "zone"), "Mars/Olympus", "applicants[0].zone"),
        (("applicants", 0, "zone"), "+15:00", "applicants[0].zone"),
        (("applicants", 0, "utc_offset"), "5", "applicants[0].utc_offset"),
        (("humane",), [9, 9], "humane"),
        (("on",), "tomorrow", "on"),
        (("published",), [{"hour": 5}], "published[0].mentors"),
        (("published",), [{"hour": 168}], "published[0].hour"),
    ],
)
def test_a_refusal_names_the_field(path: tuple[Any, ...], value: Any, field: str) -> None:
    data = copy.deepcopy(PLAIN)
    target: Any = data
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = value
    with pytest.raises(Refusal) as refusal:
        Instance.from_json(data)
    assert refusal.value.field == field


def test_zones_and_the_published_plan_are_read_back() -> None:
    data = copy.deepcopy(PLAIN)
    data["applicants"][0] |= {"zone": "Europe/Berlin"}
    data |= {"humane": [8, 21], "on": "2027-03-28"}
    data["published"] = [{"hour": 3, "language": "en", "facilitator": "gone", "mentors": [], "members": ["a", "left"]}]
    assert Instance.from_json(data).to_json() == data
    data["applicants"][1] |= {"utc_offset": -3.5}
    assert Instance.from_json(data).applicants[1].zone == "-03:30"


def test_a_missing_field_is_named() -> None:
    data = copy.deepcopy(PLAIN)
    del data["applicants"][1]["hours"]
    with pytest.raises(Refusal) as refusal:
        Instance.from_json(data)
    assert refusal.value.field == "applicants[1].hours"


def test_a_result_of_another_form_is_refused() -> None:
    for data in ([], {}, {"cohorts": [{}], "unplaced": [], "bound": 0, "seconds": 0}):
        with pytest.raises(Refusal):
            Result.from_json(data)


def test_the_instance_maker_keeps_its_word() -> None:
    instance = make_instance(applicants=100, seed=1, mentors=5)
    assert instance == make_instance(applicants=100, seed=1, mentors=5)
    assert instance != make_instance(applicants=100, seed=2, mentors=5)
    assert len(instance.facilitators) == 8  # one per 14, rounded up
    assert (hour_name(0), hour_name(167)) == ("Mon 00:00 UTC", "Sun 23:00 UTC")
