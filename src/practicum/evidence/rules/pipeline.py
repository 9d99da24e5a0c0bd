"""From applicant to holder: how many are where, how many go on, how long it takes, and what seats will be needed. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from practicum.kernel.errors import Refusal
from practicum.psychometrics.api import Estimate, Finding, Refused, pass_rate

STAGES = (
    "Applied",
    "Offered a place",
    "Accepted the offer",
    "Took a seat",
    "Ended the training",
    "Passed the capstone",
    "Sat the exam",
    "Passed the exam",
    "Holds the credential",
)
SEAT = STAGES.index("Took a seat")
RATE_LEAST = 10  # people whose way is decided, below which no share is said
MEDIAN_LEAST = 5  # people who went on, below which no median is said
QUARTER = timedelta(days=91)


@dataclass(frozen=True, kw_only=True)
class Way:
    """One person's way: when each stage was reached, when it ended without the credential, and whether it leads through a
    cohort.

    `waits_since` is set where the furthest stage was reached more than once. `not_passed_at` is when the person learned
    that they did not pass there; `may_follow` says what they can still do.
    """

    code: str
    name: str
    reached: tuple[datetime | None, ...]
    ended_at: datetime | None = None
    needs_seat: bool = True
    waits_since: datetime | None = None
    not_passed_at: datetime | None = None
    may_follow: str = ""

    @property
    def furthest(self) -> int:
        """The last stage that was reached, -1 for none. Whoever reached it has been through those before."""
        return max((place for place, at in enumerate(self.reached) if at is not None), default=-1)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """Somebody who has been in a stage for so many days."""

    code: str
    name: str
    days: int


@dataclass(frozen=True, kw_only=True)
class NotPassed:
    """Somebody who did not pass, has known it for so many days, and may come back."""

    code: str
    name: str
    days: int
    may_follow: str


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One stage. `share` is the share of those who went on among those who went on, did not pass or ended there; `days`
    the median number of days until the next stage with the `timed` people who carry it, None where they are too few.

    Nobody waits who did not pass: the next step is theirs. Whoever may come back is in `not_passed`, not in `ended`.
    """

    name: str
    reached: int
    went_on: int
    ended: int
    waiting: tuple[Waiting, ...]
    not_passed: tuple[NotPassed, ...]
    share: Finding
    days: float | None
    timed: int

    @property
    def slow(self) -> int:
        """People who have waited longer than half of those who went on."""
        return 0 if self.days is None else sum(one.days > self.days for one in self.waiting)


def count_stages(ways: Sequence[Way], *, now: datetime) -> list[Stage]:
    """Every stage with its figures; those who wait longest first."""
    return [_stage(ways, place, now) for place in range(len(STAGES))]


def _stage(ways: Sequence[Way], place: int, now: datetime) -> Stage:
    here = [way for way in ways if way.furthest >= place]
    on = [way for way in here if way.furthest > place]
    stuck = [way for way in here if way.furthest == place]
    ended = [way for way in stuck if way.ended_at is not None]
    failed = [
        NotPassed(code=way.code, name=way.name, days=(now - at).days, may_follow=way.may_follow)
        for way in stuck
        if way.ended_at is None and (at := way.not_passed_at) is not None
    ]
    last = place == len(STAGES) - 1
    waiting = [
        Waiting(code=way.code, name=way.name, days=(now - at).days)
        for way in stuck
        if way.ended_at is None
        and way.not_passed_at is None
        and not last
        and (at := way.waits_since or way.reached[place]) is not None
    ]
    days = [_days(way, place) for way in on]
    timed = [one for one in days if one is not None]
    return Stage(
        name=STAGES[place],
        reached=len(here),
        went_on=len(on),
        ended=len(ended),
        waiting=tuple(sorted(waiting, key=lambda one: (-one.days, one.code))),
        not_passed=tuple(sorted(failed, key=lambda one: (-one.days, one.code))),
        share=share_of(len(on), len(on) + len(ended) + len(failed)),
        days=median(timed) if len(timed) >= MEDIAN_LEAST else None,
        timed=len(timed),
    )


def _days(way: Way, place: int) -> float | None:
    """Days to the next stage with a date of its own."""
    begun = way.reached[place]
    after = next((at for at in way.reached[place + 1 :] if at is not None), None)
    return None if begun is None or after is None else max((after - begun).total_seconds() / 86400, 0.0)


def say_what_may_follow(*, appeals: bool, has_booked: bool, free_from: datetime | None) -> str:
    """What somebody who did not pass can still do, in words. `free_from` is set when all attempts are used for now."""
    if appeals:
        return "an appeal is being decided"
    if has_booked:
        return "has booked again"
    return f"may sit again after {free_from:%d %B %Y}" if free_from else "may sit again"


def share_of(successes: int, decided: int) -> Finding:
    """A share with Wilson's interval; refused below `RATE_LEAST`."""
    if decided < RATE_LEAST:
        reason = f"{decided} ways are decided; {RATE_LEAST} are needed."
        return Refused(code="too_few", reason=reason, n=decided, n_needed=RATE_LEAST)
    return pass_rate(n_passed=successes, n_decided=decided)


def find_bottlenecks(stages: Sequence[Stage]) -> list[str]:
    """Where people wait for longer than is usual, the largest crowd first, in sentences."""
    slow = sorted((one for one in stages if one.slow), key=lambda one: -one.slow)
    told = [
        f"{one.name}: {one.slow} of {len(one.waiting)} who wait there have waited longer than the {one.days:.0f} days "
        f"that half of {one.timed} people took."
        for one in slow
    ]
    known = [one for one in stages if one.days is not None]
    if known:
        longest = max(known, key=lambda one: one.days or 0)
        told.append(f"The longest step is from “{longest.name}” to the next: {longest.days:.0f} days (median).")
    return told


@dataclass(frozen=True, kw_only=True)
class Demand:
    """Seats that people of one stage will take: how many of them wait, and the share that reaches a seat."""

    name: str
    people: int
    share: Finding


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """Seats that the next quarter asks for, and those that staff can give. `seats` is None where a rate is refused."""

    demands: tuple[Demand, ...]
    seats: tuple[float, float, float] | None  # expected, from, to
    capacity: int
    refused: str = ""


def forecast_seats(ways: Sequence[Way], *, capacity: int, now: datetime) -> Forecast:
    """The seats of the next `QUARTER`: of those on their way now, and of as many new applicants as in the last one.

    Each crowd is multiplied by the share of people like them who reached a seat, and by both ends of its interval. The
    new applicants come by chance: their number is taken with a Poisson interval, its ends joined with those of the share.
    """
    if capacity < 0:
        raise Refusal("bad_count", "A capacity is no negative number.", field="capacity")
    ways = [way for way in ways if way.needs_seat]
    demands, low, expected, high, refused = [], 0.0, 0.0, 0.0, ""
    for place in range(SEAT):
        people = sum(way.furthest == place and way.ended_at is None for way in ways)
        share = _reaches_seat(ways, place)
        demands.append(Demand(name=f"Waiting: {STAGES[place].lower()}", people=people, share=share))
    fresh = sum(1 for way in ways if (at := way.reached[0]) is not None and now - QUARTER < at <= now)
    demands.append(
        Demand(name="New: as many as applied in the last 91 days", people=fresh, share=_reaches_seat(ways, 0))
    )
    for number, one in enumerate(demands):
        spread = 1.96 * one.people**0.5 if number == len(demands) - 1 else 0.0
        if not one.people:
            continue
        if not isinstance(one.share, Estimate):
            refused = refused or f"{one.name}: {one.share.reason}"
            continue
        expected += one.people * one.share.value
        low += max(one.people - spread, 0) * one.share.low
        high += (one.people + spread) * one.share.high
    seats = None if refused else (expected, low, high)
    return Forecast(demands=tuple(demands), seats=seats, capacity=capacity, refused=refused)


def _reaches_seat(ways: Sequence[Way], place: int) -> Finding:
    here = [way for way in ways if way.furthest >= place]
    seated = sum(way.furthest >= SEAT for way in here)
    gone = sum(way.furthest < SEAT and way.ended_at is not None for way in here)
    return share_of(seated, seated + gone)
