"""How many cohorts and mentees staff have now, and how many seats they could give."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from practicum.cohorts.models import Cohort, CohortMentor, Seat, StaffAvailability
from practicum.cohorts.queries.asking import gather_instance
from practicum.cohorts.rules.formation import usual_start
from practicum.cohorts.rules.states import LIVE
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.people.api import FACILITATOR, MENTOR, Person, people_with_role

QUARTER = timedelta(days=91)


@dataclass(frozen=True, kw_only=True)
class StaffHands:
    """One person's live cohorts, those they lead and those they mentor, and mentees. `offered` is how many cohorts they
    said they take at a time, None where they said nothing."""

    person: Person
    leads: int
    mentors: int
    mentees: int
    offered: int | None


@dataclass(frozen=True, kw_only=True)
class SeatCapacity:
    """Seats that staff could give in the next quarter. `cohorts` counts those that facilitators could lead more than now,
    `freed` those of them whose facilitator is free once a running cohort has ended; `mentees` what mentors could take."""

    cohorts: int
    freed: int
    mentees: int
    seats: int


def cohorts_and_mentees() -> list[StaffHands]:
    """Everybody who leads or mentors, by name: cohorts and mentees only, not the work that waits for them."""
    people = {one.pk: one for role in (FACILITATOR, MENTOR) for one in people_with_role(role)}
    leads = Counter(Cohort.objects.filter(state__in=LIVE).values_list("facilitator_id", flat=True))
    helps = Counter(CohortMentor.objects.filter(cohort__state__in=LIVE).values_list("person_id", flat=True))
    held = Seat.objects.filter(state="held", cohort__state__in=LIVE).exclude(mentor=None)
    mentees = dict(held.values_list("mentor_id").annotate(number=Count("id")))
    offered = dict(StaffAvailability.objects.values_list("person_id", "capacity"))
    return [
        StaffHands(person=one, leads=leads[pk], mentors=helps[pk], mentees=mentees.get(pk, 0), offered=offered.get(pk))
        for pk, one in sorted(people.items(), key=lambda row: (row[1].name, row[0]))
    ]


def seat_capacity(version: ProgrammeVersion, *, now: datetime) -> SeatCapacity:
    """What current facilitators and mentors could take on within a quarter, beside what they have."""
    rules = programme_of(version).policies.cohort
    instance = gather_instance(version, starts_on=usual_start(now), now=now).instance
    ending = Cohort.objects.filter(state="running").annotate(over=Max("sessions__starts_at"))
    done = [one.facilitator.code for one in ending.filter(over__lt=now + QUARTER).select_related("facilitator")]
    leaders = {one.id for one in instance.facilitators}
    freed = sum(code in leaders for code in done)
    helpers = {one.id for one in instance.mentors}
    back = CohortMentor.objects.filter(cohort__in=ending.filter(over__lt=now + QUARTER)).values_list(
        "person__code", flat=True
    )
    mentees = rules.candidates_per_mentor * (
        sum(one.capacity for one in instance.mentors) + sum(code in helpers for code in back)
    )
    cohorts = sum(one.capacity for one in instance.facilitators) + freed
    return SeatCapacity(cohorts=cohorts, freed=freed, mentees=mentees, seats=min(cohorts * rules.max, mentees))
