"""When training is complete, and how far each capability has come. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.cohorts.rules.states import ATTENDANCE
from practicum.kernel.errors import Refusal

# What each status counts, as data. Excused sessions drop out of the count, up to a number: who misses more has to catch
# up with the rest, because a mentor can excuse an absence but not what was to be learnt.
ATTENDED = ("present", "caught_up")
EXCUSED_MOST = 2
# A status that a later reader must be able to understand needs a reason: why excused, by what work caught up.
NEEDS_REASON = ("excused", "caught_up")
REASON_MOST = 300

# An assignment is read aloud in the session after its week: it is due two days before.
DUE_BEFORE_SESSION = timedelta(hours=48)
# For the last week's, there is no session after it.
DUE_AFTER_LAST = timedelta(days=7)
# The lab of a week is due when its session begins, and is to do from so long before.
LAB_AHEAD = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class Attended:
    """What a candidate's attendance adds up to. `needed` sessions are asked for, `attended` are there.

    `planned` is the number of sessions of the whole programme; `unrecorded` those for which nothing is recorded yet.
    """

    planned: int
    attended: int
    excused: int
    absent: int
    unrecorded: int
    needed: int

    @property
    def is_complete(self) -> bool:
        return self.attended >= self.needed

    @property
    def is_reachable(self) -> bool:
        """Whether attending everything that is still to come is enough."""
        return self.attended + self.unrecorded >= self.needed


@dataclass(frozen=True, kw_only=True)
class Work:
    """An assignment that is asked for. `state` is empty when nothing was written yet."""

    key: str
    title: str
    due_at: datetime
    state: str = ""

    @property
    def is_handed_in(self) -> bool:
        return self.state in ("submitted", "returned")


@dataclass(frozen=True, kw_only=True)
class WeekLab:
    """The lab that a week asks for. `state` is empty until answers were handed in."""

    week: int
    key: str
    due_at: datetime
    state: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to the candidate: it is passed, or waits for a person's points."""
        return self.state in ("submitted", "passed")

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_done and self.due_at < now


def count_attendance(statuses: Mapping[int, str], weeks: Sequence[int], *, percent: int) -> Attended:
    """Add up `statuses` (week -> status) over the programme's `weeks`, of which `percent` must be attended.

    The needed number is rounded up.
    """
    counts = Counter(statuses[week] for week in weeks if week in statuses)
    counted = len(weeks) - min(counts["excused"], EXCUSED_MOST)
    return Attended(
        planned=len(weeks),
        attended=sum(counts[status] for status in ATTENDED),
        excused=counts["excused"],
        absent=counts["absent"],
        unrecorded=len(weeks) - counts.total(),
        needed=-(-counted * percent // 100),
    )


def missing_training(attended: Attended, work: Sequence[Work]) -> list[str]:
    """What is missing of the training, in sentences; empty when it is complete.

    An assignment counts once it is handed in: feedback is the mentor's duty, and no candidate waits for it here.
    """
    missing = []
    if not attended.is_complete:
        missing.append(f"Attendance: {attended.attended} of {attended.planned} sessions, {attended.needed} are needed.")
    missing += [f"Assignment “{one.title}” is not handed in." for one in work if not one.is_handed_in]
    return missing


def assignment_due(week: int, sessions: Mapping[int, datetime]) -> datetime:
    """When the assignment of a week is due, from the beginnings of the cohort's sessions by week."""
    following = sessions.get(week + 1)
    return following - DUE_BEFORE_SESSION if following else sessions[week] + DUE_AFTER_LAST


def check_attendance(status: str, reason: str) -> str:
    """The reason, trimmed. Refuses an unknown status, a missing reason where one is needed, and a reason too long."""
    if status not in ATTENDANCE:
        raise Refusal("status_unknown", "That is no attendance.", field="status", mend=f"Use {', '.join(ATTENDANCE)}.")
    reason = " ".join(reason.split())
    if len(reason) > REASON_MOST or "\x00" in reason:
        raise Refusal("reason_long", f"A reason has at most {REASON_MOST} characters.", field="reason")
    if status in NEEDS_REASON and not reason:
        asked = "why the candidate is excused" if status == "excused" else "by what work it was caught up with"
        raise Refusal("reason_missing", f"Say {asked}.", field="reason")
    return reason


def capability_shares(
    weeks: Sequence[tuple[int, Sequence[str], str | None]],
    statuses: Mapping[int, str],
    handed_in: frozenset[str],
    cancelled: frozenset[int] = frozenset(),
) -> dict[str, float]:
    """How far each capability has come, 0 to 1: the share of its weeks' sessions attended and assignments handed in.

    `weeks` holds (number, capabilities taught, assignment or None). Capabilities that no week teaches are not named; a
    session that is `cancelled` is asked of nobody.
    """
    done: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for number, capabilities, assignment in weeks:
        attended = [] if number in cancelled else [statuses.get(number) in ATTENDED]
        parts = attended + ([assignment in handed_in] if assignment else [])
        for capability in capabilities:
            done[capability] += sum(parts)
            whole[capability] += len(parts)
    return {capability: done[capability] / whole[capability] for capability in whole if whole[capability]}
