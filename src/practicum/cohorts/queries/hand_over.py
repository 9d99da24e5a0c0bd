"""Who stands in for whom, and who could."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, Q, QuerySet

from practicum.cohorts.models import Cohort, CohortMentor, HandOver, Seat
from practicum.cohorts.rules.states import LIVE
from practicum.kernel.errors import NotFound
from practicum.people.api import (
    FACILITATOR,
    MENTOR,
    PROGRAMME_MANAGER,
    Person,
    Standing,
    conflict_between,
    declared_pairs,
    has_role,
    people_with_role,
)


def in_force(now: datetime) -> QuerySet[HandOver]:
    """The hand-overs that hold at this moment."""
    return HandOver.objects.filter(away_from__lte=now, away_until__gt=now, ended_at=None)


def handed_to(person: Person, now: datetime) -> QuerySet[HandOver]:
    """What others have handed to this person for now."""
    return in_force(now).filter(stand_in=person).select_related("person")


def acts_for(person: Person, now: datetime) -> Q:
    """Of a field `person`: themselves, and those for whom they stand in now. A subquery, so it costs no query of its own."""
    return Q(person=person) | Q(person__in=handed_to(person, now).values("person_id"))


def hands_of(person: Person, now: datetime) -> frozenset[int]:
    """The keys of those whose things this person may do now: their own, and of those for whom they stand in.

    Nobody's when the person neither leads nor mentors (any more): a role that was taken away opens no cohort.
    """
    theirs = Q(pk=person.pk) | Q(pk__in=handed_to(person, now).values("person_id"))
    holds = person.grants.filter(ended_at=None, role__in=(FACILITATOR, MENTOR))
    return frozenset(Person.objects.filter(theirs, Exists(holds)).values_list("pk", flat=True))  # one query


def stands_in_at(stand_in: Person, person_id: int, moment: datetime, *, now: datetime) -> bool:
    """Whether they stand in now, and still will at that moment."""
    return in_force(now).filter(stand_in=stand_in, person_id=person_id, away_until__gt=moment).exists()


def reader_for(person: Person, now: datetime) -> Person:
    """Who is told of what waits for this person: themselves, or their stand-in while they are away."""
    found = in_force(now).filter(person=person).select_related("stand_in").first()
    return found.stand_in if found else person


def hand_overs_for(reader: Person, now: datetime) -> list[HandOver]:
    """Those that are in force or to come and concern the reader; for programme managers, everybody's."""
    rows = HandOver.objects.filter(away_until__gt=now, ended_at=None).select_related("person", "stand_in", "said_by")
    if not has_role(reader, PROGRAMME_MANAGER):
        rows = rows.filter(Q(person=reader) | Q(stand_in=reader))
    return list(rows.order_by("away_from", "id"))


def access_hand_over(reader: Person, code: str) -> HandOver:
    """A hand-over, for the person who is away and for programme managers. Raises NotFound."""
    found = HandOver.objects.filter(code=code).select_related("person", "stand_in").first()
    if found is None or (found.person_id != reader.pk and not has_role(reader, PROGRAMME_MANAGER)):
        raise NotFound(f"There is no hand-over {code} that you may see.")
    return found


def possible_stand_ins(person: Person, *, between: tuple[datetime, datetime] | None = None) -> list[Person]:
    """Who may stand in: staff of the person's cohorts, and other mentors.

    Nobody who is away themselves `between` two moments (if they are given), who sits in one of these cohorts, or who has
    a conflict of interest with one of the candidates that they would take over.
    """
    cohorts = list(cohorts_of(person).values_list("pk", flat=True))
    staff = {*CohortMentor.objects.filter(cohort__in=cohorts).values_list("person_id", flat=True)}
    staff |= {*Cohort.objects.filter(pk__in=cohorts).values_list("facilitator_id", flat=True)}
    found = {one.pk: one for one in people_with_role(MENTOR)}
    for one in Person.objects.filter(pk__in=staff - set(found), is_active=True):
        found[one.pk] = one
    gone = {person.pk}
    if between is not None:
        then = HandOver.objects.filter(away_from__lt=between[1], away_until__gt=between[0], ended_at=None)
        gone |= {*then.values_list("person_id", flat=True)}
    seats = Seat.objects.filter(cohort__in=cohorts).exclude(state="left").select_related("candidacy__person")
    candidates = [seat.candidacy.person for seat in seats]
    standings = _standings([*found.values(), *candidates])
    free = [
        one
        for one in found.values()
        if one.pk not in gone
        and not any(conflict_between(standings[one.pk], standings[other.pk]) for other in candidates)
    ]
    return sorted(free, key=lambda one: (one.pk not in staff, one.name, one.pk))


def cohorts_of(person: Person) -> QuerySet[Cohort]:
    """The live cohorts that the person leads or mentors themselves."""
    mentored = CohortMentor.objects.filter(person=person).values("cohort_id")
    return Cohort.objects.filter(Q(facilitator=person) | Q(pk__in=mentored), state__in=LIVE)


def staff_people() -> list[Person]:
    """Everybody who facilitates or mentors, by name."""
    found = {one.pk: one for role in (FACILITATOR, MENTOR) for one in people_with_role(role)}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def _standings(people: Iterable[Person]) -> dict[int, Standing]:
    """What impartiality asks of each of them, in one query."""
    declared: dict[str, set[str]] = {}
    for one, about in declared_pairs():
        declared.setdefault(one, set()).add(about)
    return {
        one.pk: Standing(code=one.code, employer=one.employer, declared=frozenset(declared.get(one.code, ())))
        for one in people
    }
