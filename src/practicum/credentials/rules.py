"""Who may decide an award and on what; the life of a credential; how long it is valid. Pure."""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.states import StateTable

CREDENTIAL_STATES = StateTable(
    noun="credential",
    initial="issued",
    moves={
        "issued": ("suspended", "revoked", "expired", "renewed"),
        "suspended": ("issued", "revoked", "expired"),
        "revoked": (),
        "expired": (),
        "renewed": (),
    },
)
OUTCOMES = ("awarded", "refused")
MAX_REASON = 2000  # characters


@dataclass(frozen=True, kw_only=True)
class ResultFacts:
    """The best exam result of a candidate. `released` is false while it is unreleased, under appeal or void."""

    code: str
    passed: bool
    released: bool


@dataclass(frozen=True, kw_only=True)
class AwardFacts:
    """All that an award decision rests on.

    Of the decider: `conflict` says why they may not judge this person (oneself, the same employer, a declared relation;
    empty when nothing does), `trained_recently` whether they trained the candidate within `trainer_years`, `examined`
    whether they marked or decided on the candidate's summative work. Of the candidate: `missing` names, in sentences,
    what gate 2 still lacks.
    """

    conflict: str
    trained_recently: bool
    trainer_years: int
    examined: bool
    missing: tuple[str, ...]
    result: ResultFacts | None
    awarded_already: bool = False
    ended: bool = False


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What was decided, and why."""

    outcome: str
    reason: str


def award_blocks(facts: AwardFacts) -> tuple[str, ...]:
    """Why this decider may not decide on this candidate: sentences, empty when they may."""
    found = []
    if facts.conflict:
        found.append(f"You may not decide on this candidate: {facts.conflict}.")
    if facts.trained_recently:
        found.append(f"You trained this candidate within the last {facts.trainer_years} years.")
    if facts.examined:
        found.append("You examined this candidate.")
    return tuple(found)


def award_lacks(facts: AwardFacts) -> tuple[str, ...]:
    """What is missing before an award is possible: sentences, empty when nothing is."""
    found = list(facts.missing)
    if facts.result is None:
        found.append("No exam result yet.")
    elif not facts.result.passed:
        found.append("The best exam result is not a pass.")
    elif not facts.result.released:
        found.append("The exam result is not released, or is under appeal.")
    return tuple(found)


def decide_award(facts: AwardFacts, *, outcome: str, reason: str) -> Decision:
    """A person's decision on a candidate. A score never awards by itself, and in both modes of a scheme a person decides.

    NotPermitted when impartiality keeps this person from deciding. Refusals: `outcome`, `reason`, `awarded_already`,
    `candidacy_ended`, `not_ready` (an award without gate 2 or without a passed, released result). To refuse an award
    needs a reason only.
    """
    if blocks := award_blocks(facts):
        raise NotPermitted(" ".join(blocks), mend="Another decider has to decide.")
    if outcome not in OUTCOMES:
        raise Refusal("outcome", "Choose whether to award or to refuse.", field="outcome")
    checked = check_reason(reason)
    if facts.awarded_already:
        raise Refusal("awarded_already", "The credential was awarded to this candidate already.")
    if facts.ended:
        raise Refusal("candidacy_ended", "This candidacy has ended.")
    if outcome == "awarded" and (lacks := award_lacks(facts)):
        raise Refusal("not_ready", f"The credential cannot be awarded yet: {' '.join(lacks)}", field="outcome")
    return Decision(outcome=outcome, reason=checked)


def check_reason(reason: str) -> str:
    """The reason without outer white space. Refusals `reason`."""
    text = reason.strip()
    if not text:
        raise Refusal("reason", "Give the reason for your decision.", field="reason")
    if len(text) > MAX_REASON:
        raise Refusal("reason", f"The reason has {len(text)} characters; at most {MAX_REASON} fit.", field="reason")
    if "\0" in text:
        raise Refusal("reason", "The reason holds a character that cannot be stored.", field="reason")
    return text


def add_months(moment: datetime, months: int) -> datetime:
    """The same day and time so many months later; the last day of the month where that day does not exist."""
    year, month = divmod(moment.month - 1 + months, 12)
    year, month = moment.year + year, month + 1
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def status_bits(before: str, after: str) -> Mapping[str, bool]:
    """Which entry of which status list changes by this move, and to what: purpose -> set.

    A revocation is never taken back. An expired credential keeps the entry that it had: nobody lifted its suspension.
    """
    changes = {
        ("issued", "suspended"): {"suspension": True},
        ("suspended", "issued"): {"suspension": False},
        ("issued", "revoked"): {"revocation": True},
        ("suspended", "revoked"): {"revocation": True},
    }
    return changes.get((before, CREDENTIAL_STATES.move(before, after)), {})


def standing_in_words(state: str, *, valid_until: datetime, now: datetime) -> str:
    """What the public is told: current, suspended, withdrawn, expired or renewed.

    The date speaks before the nightly task has: a credential past its date is expired, unless it was withdrawn.
    """
    if state == "revoked":
        return "withdrawn"
    if state == "renewed":
        return "renewed"
    if state == "expired" or valid_until <= now:
        return "expired"
    return "suspended" if state == "suspended" else "current"


def free_index(taken: Iterable[int], *, size: int, draw: int) -> int:
    """The first entry at or after `draw` (going round) that no credential has. Refusal `status_list_full`."""
    used = set(taken)
    if len(used) >= size:
        raise Refusal("status_list_full", f"All {size} entries of the status list are used.")
    index = draw % size
    while index in used:
        index = (index + 1) % size
    return index
