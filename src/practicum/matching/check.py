"""Judge a result against its instance. Shares nothing with the solver but the data types: no index, no helper.

It is written from the rules as a person would read them, so that a mistake in the solver cannot hide here too.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from practicum.matching.instance import Applicant, Instance, Staff
from practicum.matching.result import Cohort, Result


@dataclass(frozen=True, kw_only=True)
class Violation:
    """One broken rule. `cohort` is the index in the result, or None where the rule spans cohorts."""

    rule: str
    message: str
    cohort: int | None = None


def check(instance: Instance, result: Result) -> tuple[Violation, ...]:
    """Every broken hard rule of the result; empty when all hold.

    Rules: unknown, size, twice, hour, humane, language, mentors, employer, together, apart, conflict, capacity,
    double_booked, unplaced (each applicant is either seated or listed once with a reason), bound.
    """
    found: list[Violation] = []
    people = {a.id: a for a in instance.applicants}
    for index, cohort in enumerate(result.cohorts):
        found += [Violation(rule=r, message=m, cohort=index) for r, m in _check_cohort(instance, people, cohort)]
    found += [Violation(rule=r, message=m) for r, m in _check_plan(instance, result)]
    return tuple(found)


def check_second_hours(instance: Instance, result: Result) -> tuple[Violation, ...]:
    """Every second hour that is not what the result says of it: a wish, so that a plan holds without it."""
    everybody: list[Applicant | Staff] = [*instance.applicants, *instance.mentors, *instance.facilitators]
    people = {one.id: one for one in everybody}
    found = [
        Violation(rule="second_hour", message=message, cohort=index)
        for index, cohort in enumerate(result.cohorts)
        for message in _check_second_hour(instance, people, cohort)
    ]
    busy = Counter((one, c.hour) for c in result.cohorts for one in {c.facilitator, *c.mentors})
    for c in result.cohorts:
        if c.second_hour is not None:
            busy.update((one, c.second_hour) for one in {c.facilitator, *c.mentors} - set(c.second_absent))
    for index, c in enumerate(result.cohorts):
        for one in {c.facilitator, *c.mentors} - set(c.second_absent):
            if c.second_hour is not None and busy[one, c.second_hour] > 1:
                message = f"{one} is in another cohort in the second hour {c.second_hour}"
                found.append(Violation(rule="second_hour", message=message, cohort=index))
    return tuple(found)


def _check_second_hour(instance: Instance, people: Mapping[str, Applicant | Staff], cohort: Cohort) -> Iterator[str]:
    second, everyone = cohort.second_hour, (*cohort.members, cohort.facilitator, *cohort.mentors)
    if second is None:
        return
    if second == cohort.hour:
        yield f"hour {second} is the first hour as well"
    if cohort.facilitator in cohort.second_absent:
        yield f"{cohort.facilitator} is not free in the second hour {second}"
    for one in everyone:
        person = people.get(one)
        free = person is not None and second in person.hours and _is_humane(instance, person, second)
        if not free and one not in cohort.second_absent:
            yield f"{one} is not free in the second hour {second}"
    for stranger in set(cohort.second_absent) - set(everyone):
        yield f"{stranger} is absent from a cohort that they are not in"


def _check_cohort(instance: Instance, people: Mapping[str, Applicant], cohort: Cohort) -> Iterator[tuple[str, str]]:
    members = [people[one] for one in cohort.members if one in people]
    facilitators = [s for s in instance.facilitators if s.id == cohort.facilitator]
    mentors = [s for s in instance.mentors if s.id in cohort.mentors]
    staff = [*facilitators, *mentors]
    for one in set(cohort.members) - people.keys():
        yield "unknown", f"{one} is no applicant"
    if not facilitators:
        yield "unknown", f"{cohort.facilitator} is no facilitator"
    for one in set(cohort.mentors) - {s.id for s in mentors}:
        yield "unknown", f"{one} is no mentor"
    yield from _check_numbers(instance, cohort)
    yield from _check_meeting(cohort, [*members, *staff])
    yield from _check_local_hours(instance, cohort, [*members, *staff])
    yield from _check_company(instance, members)
    yield from _check_conflicts(instance, members, staff)


def _check_numbers(instance: Instance, cohort: Cohort) -> Iterator[tuple[str, str]]:
    least, most = instance.size
    if not least <= len(cohort.members) <= most:
        yield "size", f"{len(cohort.members)} members, {least} to {most} are allowed"
    if len(set(cohort.members)) < len(cohort.members):
        yield "twice", "a member is listed twice"
    if len({cohort.facilitator, *cohort.mentors}) < 1 + len(cohort.mentors):
        yield "twice", "the facilitator and the mentors are not different people"
    if instance.mentors and len(cohort.members) > 5 * len(cohort.mentors):
        yield "mentors", f"{len(cohort.members)} members need more than {len(cohort.mentors)} mentors"


def _check_meeting(cohort: Cohort, everyone: Sequence[Applicant | Staff]) -> Iterator[tuple[str, str]]:
    for person in everyone:
        if cohort.hour not in person.hours:
            yield "hour", f"{person.id} is not free in hour {cohort.hour}"
        if person.language != cohort.language:
            yield "language", f"{person.id} speaks {person.language}, the cohort {cohort.language}"


def _check_local_hours(
    instance: Instance, cohort: Cohort, everyone: Sequence[Applicant | Staff]
) -> Iterator[tuple[str, str]]:
    for person in everyone:
        if not _is_humane(instance, person, cohort.hour):
            yield "humane", f"hour {cohort.hour} is not between {instance.humane} by the clock of {person.id}"


def _is_humane(instance: Instance, person: Applicant | Staff, hour: int) -> bool:
    """Both ends of the hour as this person reads them off a clock, in the week of the start or in two seasons."""
    if not person.zone:
        return True
    days = [instance.on] if instance.on else [date(2026, 1, 15), date(2026, 7, 15)]
    for day in days:
        if person.zone[0] in "+-":
            ahead = datetime.strptime(person.zone, "%z").utcoffset()
        else:
            ahead = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(person.zone)).utcoffset()
        begin = (timedelta(hours=hour) + (ahead or timedelta())) % timedelta(days=1)
        if begin < timedelta(hours=instance.humane[0]) or begin + timedelta(hours=1) > timedelta(
            hours=instance.humane[1]
        ):
            return False
    return True


def _check_company(instance: Instance, members: Sequence[Applicant]) -> Iterator[tuple[str, str]]:
    for employer, count in Counter(a.employer for a in members).items():
        if employer != "" and count > instance.employer_max:
            yield "employer", f"{count} members from {employer}, {instance.employer_max} are allowed"
    inside = {a.id for a in members}
    for left, right in instance.together:
        if (left in inside) != (right in inside):
            yield "together", f"{left} and {right} are not together"
    for left, right in instance.apart:
        if left in inside and right in inside:
            yield "apart", f"{left} and {right} are not apart"


def _check_conflicts(
    instance: Instance, members: Sequence[Applicant], staff: Sequence[Staff]
) -> Iterator[tuple[str, str]]:
    declared = set(instance.conflicts)
    for leader in staff:
        for member in members:
            if leader.employer != "" and leader.employer == member.employer:
                yield "conflict", f"{member.id} and {leader.id} share the employer {leader.employer}"
            if (member.id, leader.id) in declared:
                yield "conflict", f"{member.id} and {leader.id} have declared a conflict"


def _check_plan(instance: Instance, result: Result) -> Iterator[tuple[str, str]]:
    seats = Counter(one for cohort in result.cohorts for one in set(cohort.members))
    for member, count in seats.items():
        if count > 1:
            yield "twice", f"{member} sits in {count} cohorts"
    yield from _check_load(instance, result)
    yield from _check_unplaced(instance, result, seats)
    placed = sum(len(c.members) for c in result.cohorts)
    if result.bound < placed:
        yield "bound", f"{placed} people are placed, more than the bound {result.bound}"


def _check_load(instance: Instance, result: Result) -> Iterator[tuple[str, str]]:
    leads = Counter(cohort.facilitator for cohort in result.cohorts)
    helps = Counter(one for cohort in result.cohorts for one in cohort.mentors)
    for verb, load, people in (("leads", leads, instance.facilitators), ("mentors", helps, instance.mentors)):
        for staff in people:
            if load[staff.id] > staff.capacity:
                yield "capacity", f"{staff.id} {verb} {load[staff.id]} cohorts, {staff.capacity} are allowed"
    busy = Counter((one, c.hour) for c in result.cohorts for one in {c.facilitator, *c.mentors})
    for (one, hour), count in busy.items():
        if count > 1:
            yield "double_booked", f"{one} is in {count} cohorts in hour {hour}"


def _check_unplaced(instance: Instance, result: Result, seats: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    listed = Counter(row.id for row in result.unplaced)
    for applicant in instance.applicants:
        times, seated = listed[applicant.id], seats.get(applicant.id, 0)
        if not seated and times != 1:
            yield "unplaced", f"{applicant.id} has no seat and is listed {times} times as unplaced"
        if seated and times:
            yield "unplaced", f"{applicant.id} has a seat and is listed as unplaced"
    for row in result.unplaced:
        if not row.reason.strip():
            yield "unplaced", f"{row.id} has no reason"
    for stranger in listed.keys() - {a.id for a in instance.applicants}:
        yield "unknown", f"{stranger} is no applicant"
