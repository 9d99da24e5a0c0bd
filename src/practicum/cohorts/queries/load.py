"""How much each facilitator and mentor has on their hands."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from practicum.cohorts.models import Cohort, CohortMentor, HandOver, OfficeHour, Seat, StaffAvailability
from practicum.cohorts.queries.hand_over import in_force, staff_people
from practicum.cohorts.queries.makeup import submitted_make_ups
from practicum.cohorts.queries.work import feedback_within, submitted_work
from practicum.cohorts.rules.states import LIVE
from practicum.curriculum.api import programme_of
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class StaffLoad:
    """What one person has in hand at a moment.

    `leads` and `mentors` are the forming and running cohorts; `capacity` is how many of them they offered to take at a
    time, None where they have not said; `mentees` the held seats that they mentor. `open_work` counts assignments and
    make-up work that wait for them, `overdue` those of them that wait longer than the programme's policies allow (a
    stand-in's share is shown with whom it belongs to). `office_hours` are slots still to come, `booked` those of them that
    somebody booked. `away` is the hand-over in force, if there is one.
    """

    person: Person
    leads: tuple[Cohort, ...]
    mentors: tuple[Cohort, ...]
    capacity: int | None
    mentees: int
    open_work: int
    overdue: int
    office_hours: int
    booked: int
    away: HandOver | None

    @property
    def cohorts(self) -> int:
        """How many cohorts the person is in, as facilitator or mentor."""
        return len({one.pk for one in (*self.leads, *self.mentors)})


def staff_load(now: datetime) -> list[StaffLoad]:
    """The load of everybody who holds the role of facilitator or mentor, by name. A fixed number of queries.

    For the programme manager's pages; the caller checks who may see it. Work of a candidate without a mentor counts for
    the facilitator.
    """
    people = staff_people()
    leads: dict[int, list[Cohort]] = {}
    for cohort in Cohort.objects.filter(state__in=LIVE).order_by("starts_on", "name", "id"):
        leads.setdefault(cohort.facilitator_id, []).append(cohort)
    mentors: dict[int, list[Cohort]] = {}
    rows = CohortMentor.objects.filter(cohort__state__in=LIVE).select_related("cohort")
    for row in rows.order_by("cohort__starts_on", "cohort__name", "cohort_id"):
        mentors.setdefault(row.person_id, []).append(row.cohort)
    held = Seat.objects.filter(state="held", cohort__state__in=LIVE).exclude(mentor=None)
    mentees = dict(held.values_list("mentor_id").annotate(Count("pk")).order_by())
    open_work, overdue = _waiting(now)
    booked = Count("pk", filter=Q(bookings__state="booked"))
    slots = OfficeHour.objects.filter(state="offered", starts_at__gt=now).values_list("host_id")
    counted = slots.annotate(whole=Count("pk", distinct=True), booked=booked).order_by()
    hours = {host: (whole, taken) for host, whole, taken in counted}
    away = {one.person_id: one for one in in_force(now).select_related("stand_in", "person")}
    capacity = dict(StaffAvailability.objects.values_list("person_id", "capacity"))
    return [
        StaffLoad(
            person=one,
            leads=tuple(leads.get(one.pk, ())),
            mentors=tuple(mentors.get(one.pk, ())),
            capacity=capacity.get(one.pk),
            mentees=mentees.get(one.pk, 0),
            open_work=open_work[one.pk],
            overdue=overdue[one.pk],
            office_hours=hours.get(one.pk, (0, 0))[0],
            booked=hours.get(one.pk, (0, 0))[1],
            away=away.get(one.pk),
        )
        for one in people
    ]


def _waiting(now: datetime) -> tuple[Counter[int], Counter[int]]:
    """How many pieces of work wait for each person, and how many of them too long."""
    waiting, late = Counter[int](), Counter[int]()
    rows = [(one.seat, one.submitted_at) for one in submitted_work().prefetch_related(None)]
    rows += [(one.seat, one.submitted_at) for one in submitted_make_ups()]
    for seat, submitted_at in rows:
        reader = seat.mentor_id or seat.cohort.facilitator_id
        waiting[reader] += 1
        due_at = (submitted_at or now) + feedback_within(programme_of(seat.cohort.programme_version))
        late[reader] += due_at < now
    return waiting, late
