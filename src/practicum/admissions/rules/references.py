"""Referees: whom an applicant may name, what they are asked, and what counts as an answer. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from practicum.kernel.errors import Refusal
from practicum.kernel.states import StateTable
from practicum.pack.api import ReferenceRules

REFERENCE_STATES = StateTable(
    noun="reference",
    initial="named",
    moves={
        "named": ("asked", "withdrawn"),
        "asked": ("answered", "declined", "expired", "withdrawn"),
        "answered": (),
        "declined": (),
        "expired": (),
        "withdrawn": (),
    },
)
# Of these an applicant may have as many as the policies say; of the others any number may have come to nothing.
COUNTED_REFERENCES = ("named", "asked", "answered")
# While an application is in one of these, a referee can still be named.
NAMING = ("draft", "submitted", "under_review")
KNOWN_FOR = {
    "under-1": "less than a year",
    "1-3": "one to three years",
    "3-10": "three to ten years",
    "over-10": "more than ten years",
}
TEXT_OF_A_REFERENCE = 3000
RELATION = (3, 200)
CANNOT_SAY = "cannot-say"


@dataclass(frozen=True, kw_only=True)
class ReferenceAnswer:
    """What a referee says. `levels` maps every question of the policies to one of its levels, or to `cannot-say`."""

    known_for: str
    role: str
    levels: Mapping[str, str]
    text: str

    def as_data(self) -> dict[str, Any]:
        return {"known_for": self.known_for, "role": self.role, "levels": dict(self.levels), "text": self.text}


def check_naming(*, rules: ReferenceRules, email: str, own_email: str, held: Mapping[str, str], relation: str) -> None:
    """Whether this referee may be named; `held` maps the addresses of referees so far to the state of each. Raises Refusal."""
    if sum(state in COUNTED_REFERENCES for state in held.values()) >= rules.at_most:
        raise Refusal("referees_many", f"At most {rules.at_most} referees can be named.", field="email")
    if email == own_email:
        raise Refusal("referee_oneself", "That is your own address.", field="email", mend="Name somebody else.")
    if held.get(email) is not None:
        raise Refusal("referee_twice", "This person is named already.", field="email", mend="Name somebody else.")
    if not RELATION[0] <= len(relation) <= RELATION[1]:
        raise Refusal(
            "relation_missing",
            f"Say in {RELATION[0]} to {RELATION[1]} characters how they know your work.",
            field="relation",
            mend="For example: my manager from 2022 to 2025.",
        )


def expiry(asked_at: datetime, rules: ReferenceRules) -> datetime:
    return asked_at + timedelta(days=rules.days)


def reminder_due(asked_at: datetime, rules: ReferenceRules, *, now: datetime) -> bool:
    return now >= asked_at + timedelta(days=rules.remind_after_days)


def check_answer(
    rules: ReferenceRules, *, known_for: str, role: str, levels: Mapping[str, str], text: str
) -> ReferenceAnswer:
    """The answer as it is kept. Raises Refusal that names the field."""
    if known_for not in KNOWN_FOR:
        raise Refusal("known_for_missing", "Say how long you have known the applicant.", field="known_for")
    role, text = role.replace("\x00", "").strip(), text.replace("\x00", "").strip()
    if not role or len(role) > RELATION[1]:
        raise Refusal("role_missing", "Say in what role you know the applicant.", field="role", mend="A few words.")
    kept = {}
    for question in rules.questions:
        level = levels.get(question.key, "")
        if level != CANNOT_SAY and level not in {one.key for one in question.levels}:
            raise Refusal(
                "level_missing", "Choose one answer.", field=f"level.{question.key}", mend="“I cannot say” is one."
            )
        kept[question.key] = level
    if not text or len(text) > TEXT_OF_A_REFERENCE:
        raise Refusal(
            "text_missing",
            f"Write 1 to {TEXT_OF_A_REFERENCE} characters.",
            field="text",
            mend="Two sentences are enough.",
        )
    return ReferenceAnswer(known_for=known_for, role=role, levels=kept, text=text)
