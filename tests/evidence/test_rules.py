"""Which records belong to a story, and how they are said."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from practicum.evidence.rules.story import (
    Fact,
    actor_words,
    codes_to_follow,
    facts_of,
    is_own,
    roles_at,
    shared_codes,
    title_of,
)

NOW = datetime(2026, 9, 1, tzinfo=UTC)
CODES = st.builds(
    "{}-{}".format,
    st.sampled_from(["CRE", "AWD", "CAN", "APP", "ATT", "RES", "PER", "COH", "FRM", "SIT"]),
    st.sampled_from(["AAAAAAAAAA", "BBBBBBBBBB"]),
)


@dataclass(frozen=True)
class Row:
    """A record as the rules see it."""

    kind: str = "x.y"
    subjects: list[str] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)


@given(st.lists(CODES, max_size=6, unique=True))
def test_the_story_never_leads_to_shared_things_nor_through_a_crowd(codes: list[str]) -> None:
    followed = codes_to_follow(Row(subjects=codes))
    assert followed <= set(codes)
    assert not any(code.startswith(("PER", "COH", "FRM", "SIT")) for code in followed)
    crowd = any(sum(code.startswith(prefix) for code in codes) > 1 for prefix in ("CAN", "APP", "CRE"))
    assert bool(followed) == (not crowd and any(is_own(code) for code in codes))


def test_shared_things_are_named_by_their_fields() -> None:
    row = Row(data={"form": "FRM-1", "cohort": "", "sitting": None, "programme_digest": "ab", "person": "PER-1"})
    assert shared_codes(row) == {"FRM-1", "ab"}


def test_what_is_said_of_others_is_left_out() -> None:
    row = Row(
        data={
            "week": 3,
            "statuses": {"CAN-MINE": "present", "CAN-OTHER": "absent"},
            "applications": ["APP-MINE", "APP-OTHER"],
            "reason": "told elsewhere",
            "criteria": [["experience", "met"], ["practice", "met"]],
            "levels": {"plan-and-risk": 3},
            "items": [str(n) for n in range(50)],
            "passed": True,
            "missing": [],
        }
    )
    assert facts_of(row, ["CAN-MINE", "APP-MINE"]) == (
        Fact(label="week", value="3"),
        Fact(label="statuses", value="present"),
        Fact(label="applications", value="APP-MINE"),
        Fact(label="criteria", value="experience met, practice met"),
        Fact(label="levels", value="plan and risk: 3"),
        Fact(label="items", value="50 entries"),
        Fact(label="passed", value="yes"),
    )
    assert "OTHER" not in str(facts_of(row, []))


def test_roles_are_those_held_at_the_time() -> None:
    grants = [
        ("PER-1", "decider", NOW, NOW + timedelta(days=2)),
        ("PER-1", "mentor", NOW + timedelta(days=1), None),
        ("PER-2", "auditor", NOW, None),
    ]
    assert roles_at(grants, actor="PER-1", at=NOW - timedelta(seconds=1)) == set()
    assert roles_at(grants, actor="PER-1", at=NOW) == {"decider"}
    assert roles_at(grants, actor="PER-1", at=NOW + timedelta(days=1)) == {"decider", "mentor"}
    assert roles_at(grants, actor="PER-1", at=NOW + timedelta(days=2)) == {"mentor"}


def test_who_acted_in_words() -> None:
    def said(actor: str, *roles: str) -> str:
        return actor_words(actor=actor, holder="PER-1", roles=roles, system="SYSTEM")

    assert said("PER-1", "mentor") == "the candidate"
    assert said("SYSTEM") == "the program"
    assert said("PER-2", "decider", "admissions_officer") == "admissions officer, decider"
    assert said("PER-2") == "a person without a role"


def test_an_unknown_kind_is_spelt_out() -> None:
    assert title_of("labs.something_new_happened") == "Something new happened"
