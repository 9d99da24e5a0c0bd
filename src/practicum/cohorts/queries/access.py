"""Who may see what. Every page reaches its objects through here; what somebody may not see does not exist for them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from practicum.cohorts.models import AssignmentSubmission, Cohort, CohortMentor, Proposal, Seat, Session
from practicum.cohorts.queries.hand_over import hands_of
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.people.api import PROGRAMME_MANAGER, Person, has_role, require_role


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a person is to a cohort. `leads` is true for its facilitator and for programme managers.

    Who stands in for somebody has their part meanwhile; `hands` are the keys of those whose part the person has.
    """

    hands: frozenset[int]
    manages: bool
    leads: bool
    mentors: bool
    seat: Seat | None

    @property
    def is_any(self) -> bool:
        return self.manages or self.leads or self.mentors or self.seat is not None


def access_cohort(person: Person, code: str, *, now: datetime) -> Cohort:
    """The cohort, for those who manage, lead, mentor or sit in it. Raises NotFound for everybody else."""
    return see_cohort(person, code, now=now)[0]


def see_cohort(person: Person, code: str, *, now: datetime) -> tuple[Cohort, Part]:
    """The cohort as `access_cohort` gives it, and what the person is to it."""
    cohort = _cohorts().filter(code=code).first()
    if cohort is not None and (part := part_in(person, cohort, now=now)).is_any:
        return cohort, part
    raise NotFound(f"There is no cohort {code} that you may see.")


def part_in(person: Person, cohort: Cohort, *, now: datetime) -> Part:
    hands = hands_of(person, now)
    manages = has_role(person, PROGRAMME_MANAGER)
    seats = _own_seats(person).filter(cohort=cohort)
    return Part(
        hands=hands,
        manages=manages,
        leads=manages or cohort.facilitator_id in hands,
        mentors=CohortMentor.objects.filter(cohort=cohort, person__in=hands).exists(),
        seat=seats.select_related("mentor", "candidacy").first(),
    )


def cohorts_for(person: Person, *, now: datetime) -> QuerySet[Cohort]:
    """The cohorts that a person may see: all for programme managers, else those they lead, mentor or sit in,
    and those of the people for whom they stand in."""
    if has_role(person, PROGRAMME_MANAGER):
        return _cohorts()
    hands = hands_of(person, now)
    mine = Q(facilitator__in=hands) | Q(mentors__person__in=hands)
    sits = _own_seats(person).values("cohort_id")
    return _cohorts().filter(mine | Q(pk__in=sits)).distinct()


def access_session(person: Person, code: str, week: int, *, now: datetime) -> Session:
    """A session of a cohort that the person leads. Raises NotFound, or NotPermitted for its other people."""
    cohort, part = see_cohort(person, code, now=now)
    if not part.leads:
        raise NotPermitted("Only the cohort's facilitator or a programme manager records attendance.")
    session = Session.objects.filter(cohort=cohort, week=week).first()
    if session is None:
        raise NotFound(f"{cohort.name} has no week {week}.")
    session.cohort = cohort
    return session


def access_timetable(person: Person, code: str, *, now: datetime) -> Cohort:
    """A cohort whose timetable the person may change. Raises NotFound, or NotPermitted for its other people."""
    cohort, part = see_cohort(person, code, now=now)
    if not part.leads:
        raise NotPermitted("Only the cohort's facilitator or a programme manager changes the timetable.")
    return cohort


def access_meeting(person: Person, code: str, week: int, *, now: datetime) -> Session:
    """A session of a cohort that the person may see, for their calendar."""
    cohort = access_cohort(person, code, now=now)
    session = Session.objects.filter(cohort=cohort, week=week).first()
    if session is None:
        raise NotFound(f"{cohort.name} has no week {week}.")
    session.cohort = cohort
    return session


def access_seat(person: Person, candidacy_code: str) -> Seat:
    """Anybody's seat, for programme managers."""
    require_role(person, PROGRAMME_MANAGER)
    seat = (
        Seat.objects.filter(candidacy__code=candidacy_code)
        .select_related("cohort__facilitator", "cohort__programme_version", "candidacy__person", "mentor")
        .first()
    )
    if seat is None:
        raise NotFound(f"Nobody with the candidacy {candidacy_code} has a seat.")
    return seat


def access_submission(person: Person, code: str, *, now: datetime) -> AssignmentSubmission:
    """Work that was handed in: for its author, and for the mentors and the facilitator of their cohort."""
    return access_work(person, code, now=now)[0]


def access_work(person: Person, code: str, *, now: datetime) -> tuple[AssignmentSubmission, bool]:
    """The work as `access_submission` gives it, and whether the person is a mentor of the cohort who may judge it."""
    work = (
        AssignmentSubmission.objects.filter(code=code)
        .select_related("seat__cohort__programme_version", "seat__candidacy__person", "seat__mentor")
        .first()
    )
    if work is not None:
        hands = hands_of(person, now)
        is_mentor = CohortMentor.objects.filter(cohort=work.seat.cohort, person__in=hands).exists()
        is_staff = is_mentor or work.seat.cohort.facilitator_id in hands
        # A draft is nobody's but its author's.
        if work.seat.candidacy.person_id == person.pk or (is_staff and work.submitted_at is not None):
            return work, is_mentor
    raise NotFound(f"There is no work {code} that you may see.")


def access_proposal(person: Person, code: str) -> Proposal:
    """A proposal, for programme managers."""
    require_role(person, PROGRAMME_MANAGER)
    proposal = (
        Proposal.objects.select_related("programme_version", "proposed_by", "decided_by").filter(code=code).first()
    )
    if proposal is None:
        raise NotFound(f"There is no proposal {code}.")
    return proposal


def _own_seats(person: Person) -> QuerySet[Seat]:
    """Where the person sits. Who has withdrawn keeps the seat on record until a manager empties it, and has no part any
    more in what the others write there."""
    return Seat.objects.filter(candidacy__person=person, candidacy__ended_at=None).exclude(state="left")


def _cohorts() -> QuerySet[Cohort]:
    return (
        Cohort.objects.select_related("facilitator", "programme_version", "proposal")
        .defer("proposal__instance", "proposal__result", "proposal__names", "proposal__best")
        .order_by("-starts_on", "name", "id")
    )
