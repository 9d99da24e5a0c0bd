"""How many seats staff could give within a quarter."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from practicum.cohorts.models import Cohort, CohortMentor
from practicum.cohorts.queries.asking import gather_instance
from practicum.cohorts.rules.formation import usual_start
from practicum.curriculum.api import ProgrammeVersion, programme_of

QUARTER = timedelta(days=91)


@dataclass(frozen=True, kw_only=True)
class SeatCapacity:
    """Seats that staff could give in the next quarter. `cohorts` counts those that facilitators could lead more than now,
    `freed` those of them whose facilitator is free once a running cohort has ended; `mentees` what mentors could take."""

    cohorts: int
    freed: int
    mentees: int
    seats: int


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
