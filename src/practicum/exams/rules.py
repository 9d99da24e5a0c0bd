"""The life of an attempt, its times, and when an answer may be recorded. Pure."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from practicum.kernel.errors import InvalidState, NotFound, Refusal
from practicum.kernel.states import StateTable

ATTEMPT_STATES = StateTable(
    noun="attempt",
    initial="scheduled",
    moves={
        "scheduled": ("checked_in", "voided", "expired"),
        "checked_in": ("in_progress", "voided", "expired"),
        "in_progress": ("submitted", "expired", "voided"),
        "submitted": ("scored", "voided"),
        "expired": ("scored", "voided"),
        "scored": ("released", "voided"),
        "released": ("under_appeal", "voided"),
        "under_appeal": ("released", "voided"),
        "voided": (),
    },
)
OPEN_STATES = ("scheduled", "checked_in", "in_progress")
CLOSED_STATES = ("submitted", "expired", "scored", "released", "under_appeal")

# An answer that left the candidate's machine in time may arrive this much later. Nobody gains thinking time: pages show
# the deadline itself, and stop there.
GRACE = timedelta(seconds=5)
CHECK_IN_OPENS_BEFORE = timedelta(minutes=30)
LONGEST_AHEAD = timedelta(days=731)
LONGEST_WINDOW = timedelta(days=92)
LARGEST_SEQUENCE = 1_000_000
REQUIREMENTS = {"capstone": "A capstone that an examiner passed."}


def extended_minutes(minutes: int, time_factor: Decimal) -> int:
    """Minutes with the accommodation, rounded up to the candidate's advantage: 75 at 1.25 gives 94."""
    return int((minutes * time_factor).to_integral_value(ROUND_CEILING))


def extended_close(opens_at: datetime, closes_at: datetime, time_factor: Decimal) -> datetime:
    """The end of the window, extended by the same factor, rounded up to a whole second."""
    seconds = Decimal((closes_at - opens_at) // timedelta(seconds=1)) * time_factor
    return opens_at + timedelta(seconds=int(seconds.to_integral_value(ROUND_CEILING)))


def months_before(moment: datetime, months: int) -> datetime:
    """The same day of the month, `months` earlier; the month's last day where that day does not exist."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def months_after(moment: datetime, months: int) -> datetime:
    return months_before(moment, -months)


def decide_sitting(*, form_state: str, minutes: int, opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    """Refuse a sitting on a form that is not published, or in a window that is over, too short, too long or too far off."""
    if form_state != "published":
        raise Refusal(
            "form_unpublished",
            f"This form is {form_state}, and a sitting needs a published one.",
            field="form",
            mend="Publish the form first.",
        )
    if closes_at <= now:
        raise Refusal("window_past", "The window would be over already.", field="closes_at")
    if opens_at - now > LONGEST_AHEAD:
        raise Refusal("window_far", "A sitting opens within the next two years.", field="opens_at")
    if closes_at - opens_at > LONGEST_WINDOW:
        raise Refusal("window_long", "A window lasts at most 92 days.", field="closes_at")
    if closes_at - opens_at < timedelta(minutes=minutes):
        raise Refusal(
            "window_short",
            f"The examination takes {minutes} minutes and the window is shorter.",
            field="closes_at",
            mend="Let the window close later.",
        )


def attempts_free_from(
    started: Sequence[datetime], *, most_attempts: int, within_months: int, opens_at: datetime
) -> datetime | None:
    """After which moment a sitting must open because all attempts are used; None when one is left for `opens_at`.

    `started` are the starts of the attempts that count.
    """
    since = months_before(opens_at, within_months)
    counted = sorted(moment for moment in started if moment > since)
    return months_after(counted[-most_attempts], within_months) if len(counted) >= most_attempts else None


@dataclass(frozen=True, kw_only=True)
class BookingFacts:
    """What decides a booking. `started` are the starts of the person's earlier attempts that count, voided ones left out;
    `open_attempt` is the code of another attempt that is booked or running."""

    same_programme: bool
    candidacy_ended: bool
    missing: tuple[str, ...]
    knows_form: bool
    open_attempt: str
    started: tuple[datetime, ...]
    most_attempts: int
    within_months: int
    opens_at: datetime
    window_closes_at: datetime


def decide_booking(facts: BookingFacts, *, now: datetime) -> None:
    """Gate 2 and the limit on attempts, counted back from the opening of the sitting. Raises Refusal that says why."""
    if facts.candidacy_ended or not facts.same_programme:
        raise Refusal("not_a_candidate", "Only a candidate of this programme can book this sitting.")
    if facts.missing:
        raise Refusal(
            "gate_closed",
            f"Not everything is done that comes before the examination: {' '.join(facts.missing)}",
            mend="Complete what is missing, then book.",
        )
    if facts.knows_form:
        raise Refusal(
            "knows_items",
            "You worked on items of this sitting's test form, so you cannot sit it.",
            mend="Book a sitting with another form.",
        )
    if now >= facts.window_closes_at:
        raise Refusal("sitting_over", "This sitting is over.", mend="Book a later one.")
    if facts.open_attempt:
        raise Refusal(
            "booked_already", "You have booked an examination already.", mend="Take or cancel that one first."
        )
    free_from = attempts_free_from(
        facts.started,
        most_attempts=facts.most_attempts,
        within_months=facts.within_months,
        opens_at=facts.opens_at,
    )
    if free_from is not None:
        raise Refusal(
            "attempts_used",
            f"You have used {facts.most_attempts} attempts within {facts.within_months} months.",
            mend=f"Book a sitting that opens after {free_from:%d %B %Y}.",
        )


def decide_check_in(*, state: str, opens_at: datetime, window_closes_at: datetime, now: datetime) -> str:
    """The state after checking in: from half an hour before the window opens until it closes."""
    after = ATTEMPT_STATES.move(state, "checked_in")
    if now < opens_at - CHECK_IN_OPENS_BEFORE:
        minutes = CHECK_IN_OPENS_BEFORE // timedelta(minutes=1)
        raise Refusal("too_early", f"Checking in opens {minutes} minutes before the sitting.", mend="Come back then.")
    if now >= window_closes_at:
        raise Refusal("sitting_over", "This sitting is over.", mend="Book a later one.")
    return after


def decide_start(
    *, state: str, minutes: int, opens_at: datetime, window_closes_at: datetime, now: datetime
) -> tuple[str, datetime]:
    """The state after the start, and the deadline: all the minutes, or the end of the window where that is sooner."""
    after = ATTEMPT_STATES.move(state, "in_progress")
    if now < opens_at:
        raise Refusal("too_early", "The sitting has not opened yet.", mend="Start when it opens.")
    if now >= window_closes_at:
        raise Refusal("sitting_over", "This sitting is over.", mend="Book a later one.")
    return after, min(now + timedelta(minutes=minutes), window_closes_at)


@dataclass(frozen=True, kw_only=True)
class Times:
    """What an attempt has of time. `deadline_at` is None until it starts."""

    minutes: int
    window_closes_at: datetime
    deadline_at: datetime | None


def decide_times(
    *,
    form_minutes: int,
    opens_at: datetime,
    closes_at: datetime,
    time_factor: Decimal,
    started_at: datetime | None = None,
) -> Times:
    """The times of an attempt under a time factor, which extends the minutes and the window, and so the deadline."""
    minutes = extended_minutes(form_minutes, time_factor)
    window = extended_close(opens_at, closes_at, time_factor)
    deadline = min(started_at + timedelta(minutes=minutes), window) if started_at else None
    return Times(minutes=minutes, window_closes_at=window, deadline_at=deadline)


def is_overdue(*, state: str, deadline_at: datetime | None, window_closes_at: datetime, now: datetime) -> bool:
    """Whether an open attempt has to be closed: a running one after its deadline and the grace, others with the window."""
    if state == "in_progress" and deadline_at is not None:
        return now >= deadline_at + GRACE
    return state in OPEN_STATES and now >= window_closes_at


def decide_recording(*, is_owner: bool, state: str, deadline_at: datetime | None, now: datetime) -> None:
    """Whether an answer may be recorded at `now`. The statement of the hot path decides by the same rule, in SQL."""
    if not is_owner:
        raise NotFound("There is no such attempt.")
    if state != "in_progress" or deadline_at is None:
        raise InvalidState("attempt", state, "answered")
    if now >= deadline_at + GRACE:
        raise Refusal("time_over", "The time is over.", mend="Every answer that was saved before counts.")


def check_sequence(sequence: int) -> None:
    """Refuse what cannot be the number of a save."""
    if not isinstance(sequence, int) or isinstance(sequence, bool) or not 1 <= sequence <= LARGEST_SEQUENCE:
        raise Refusal("sequence_range", f"The number of a save is from 1 to {LARGEST_SEQUENCE}.", field="sequence")


def flags_after(flags: Sequence[int], *, position: int, flagged: bool) -> list[int]:
    """The flagged positions, in order, each once."""
    return sorted({*flags, position} if flagged else {*flags} - {position})
