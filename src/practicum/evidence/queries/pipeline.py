"""Where everybody is on the way from applicant to holder, read from all rooms in a handful of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from practicum.admissions.api import Application, Candidacy, Offer
from practicum.cohorts.api import Seat, SeatCapacity, StaffLoad, seat_capacity, staff_load
from practicum.credentials.api import Credential
from practicum.curriculum.api import current_version
from practicum.evidence.queries.outcomes import find_outcomes
from practicum.evidence.rules.pipeline import Forecast, Stage, Way, count_stages, find_bottlenecks, forecast_seats
from practicum.marking.api import Capstone
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role

ENDED = ("declined", "withdrawn", "lapsed")


@dataclass(frozen=True, kw_only=True)
class Pipeline:
    stages: list[Stage]
    bottlenecks: list[str]
    staff: list[StaffLoad]
    capacity: SeatCapacity
    forecast: Forecast


def read_pipeline(person: Person, *, now: datetime) -> Pipeline:
    """The whole way with load of staff and forecast of seats, for programme managers. Both routes, every version."""
    require_role(person, PROGRAMME_MANAGER)
    ways = find_ways(now=now)
    stages = count_stages(ways, now=now)
    capacity = seat_capacity(current_version(), now=now)
    return Pipeline(
        stages=stages,
        bottlenecks=find_bottlenecks(stages),
        staff=staff_load(now),
        capacity=capacity,
        forecast=forecast_seats(ways, capacity=capacity.seats, now=now),
    )


def find_ways(*, now: datetime) -> list[Way]:
    """One way for each application that was handed in."""
    offered = dict(Offer.objects.values_list("application_id").annotate(at=Min("made_at")))
    accepted = dict(
        Offer.objects.filter(state="accepted").values_list("application_id").annotate(at=Min("answered_at"))
    )
    candidacies = {one.application_id: one for one in Candidacy.objects.select_related("programme_version")}
    trained = dict(Seat.objects.filter(state="completed").values_list("candidacy_id", "ended_at"))
    capstones = dict(Capstone.objects.filter(passed=True).values_list("candidacy_id", "decided_at"))
    outcomes = find_outcomes(candidacies.values(), now=now)
    holds = dict(Credential.objects.values_list("award__candidacy_id").annotate(at=Min("issued_at")))
    ways = []
    for one in Application.objects.exclude(submitted_at=None).select_related("person").order_by("id"):
        candidacy = candidacies.get(one.pk)
        key = candidacy.pk if candidacy else 0  # no row has it
        outcome = outcomes.get(key)
        ended = candidacy.ended_at if candidacy else None
        ways.append(
            Way(
                code=one.code,
                name=one.person.name,
                reached=(
                    one.submitted_at,
                    offered.get(one.pk),
                    accepted.get(one.pk),
                    candidacy.opened_at if candidacy else None,
                    trained.get(key),
                    capstones.get(key),
                    outcome.sat_at if outcome else None,
                    outcome.passed_at if outcome else None,
                    holds.get(key),
                ),
                needs_seat=one.route == "cohort",
                waits_since=outcome.waits_since if outcome and not outcome.passed_at else None,
                not_passed_at=outcome.not_passed_at if outcome else None,
                may_follow=outcome.may_follow if outcome else "",
                # an application that was withdrawn keeps no moment of its own: its decision or hand-in stands for it
                ended_at=ended or ((one.decided_at or one.submitted_at) if one.state in ENDED else None),
            )
        )
    return ways
