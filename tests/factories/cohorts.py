"""Cohorts for tests, made by the same services as real ones: applications accepted, proposed, confirmed, started."""

from datetime import datetime, timedelta
from itertools import count

from django.db.models import Count
from django.test import Client

from practicum.admissions.api import Application, answer_offer, decide_application, start_review
from practicum.cohorts.api import (
    AssignmentSubmission,
    Cohort,
    Proposal,
    Seat,
    Session,
    complete_cohort,
    confirm_proposal,
    give_feedback,
    propose_cohorts,
    record_attendance,
    say_availability,
    start_cohort,
    submit_assignment,
)
from practicum.curriculum.api import programme_of
from practicum.people.api import ADMISSIONS_OFFICER, FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, people_with_role
from tests.factories.admissions import ALONE, make_submitted_application
from tests.factories.curriculum import make_programme
from tests.factories.people import NOON, make_certified, make_person, sign_in
from tests.replay import replayed

# Tuesday 15:00 to 19:00 UTC: a session of 90 minutes can begin in any of the first three.
EVENING = (39, 40, 41, 42)
ROLES = (
    "finops-team-manager",
    "finops-practitioner",
    "budget-owner",
    "finops-analyst",
    "engineering-architecture",
    "finance-procurement",
    "portfolio-management",
    "technology-leadership",
)
ASSIGNMENT = "allocation-memo"
_numbers = count(1)


def make_manager(now: datetime = NOON) -> Person:
    """A programme manager; the same one for all cohorts of a test."""
    return people_with_role(PROGRAMME_MANAGER).first() or make_person(role=PROGRAMME_MANAGER, now=now)


def make_facilitator(
    *,
    hours: tuple[int, ...] = EVENING,
    time_zone: str = "UTC",
    employer: str = "",
    language: str = "en",
    capacity: int = 1,
    now: datetime = NOON,
) -> Person:
    """A facilitator with a current certificate who has said when they are free."""
    person = make_certified(
        make_person(
            role=FACILITATOR, name=f"Facilitator {next(_numbers)}", time_zone=time_zone, employer=employer, now=now
        ),
        now=now,
    )
    say_availability(actor=person, free_hours=hours, language=language, capacity=capacity, now=now)
    return person


def make_mentor(
    *,
    hours: tuple[int, ...] = EVENING,
    time_zone: str = "UTC",
    employer: str = "",
    language: str = "en",
    capacity: int = 1,
    now: datetime = NOON,
) -> Person:
    """A mentor who has said when they are free."""
    person = make_person(role=MENTOR, name=f"Mentor {next(_numbers)}", time_zone=time_zone, employer=employer, now=now)
    say_availability(actor=person, free_hours=hours, language=language, capacity=capacity, now=now)
    return person


@replayed()
def make_waiting(
    size: int = 10,
    *,
    hours: tuple[int, ...] = EVENING,
    time_zone: str = "UTC",
    language: str = "en",
    now: datetime = NOON,
) -> list[Application]:
    """People who accepted their offer and wait for a seat, of all roles in turn; one officer decides on all."""
    make_programme(now)
    officer = people_with_role(ADMISSIONS_OFFICER).first() or make_person(role=ADMISSIONS_OFFICER, now=now)
    waiting = []
    for place in range(size):
        person = make_person(name=f"Candidate {next(_numbers)}", time_zone=time_zone, now=now)
        fields = {"free_hours": list(hours), "language": language, "role_profile": ROLES[place % len(ROLES)]}
        application = make_submitted_application(person, now=now, **fields)
        application = start_review(actor=officer, application=application, now=now)
        application = decide_application(
            actor=officer,
            application=application,
            outcome="offered",
            reason="By the criteria.",
            deviation=ALONE,
            now=now,
        )
        waiting.append(answer_offer(actor=person, application=application, accept=True, now=now))
    return waiting


def make_staff(size: int = 10, *, now: datetime = NOON) -> tuple[Person, list[Person]]:
    """A facilitator, and as many mentors as a cohort of `size` needs."""
    return make_facilitator(now=now), [make_mentor(now=now) for _ in range(-(-size // 5))]


@replayed()
def make_proposal(size: int = 10, *, now: datetime = NOON) -> Proposal:
    """A proposal of one cohort, with everybody in it."""
    make_waiting(size, now=now)
    make_staff(size, now=now)
    return propose_cohorts(actor=make_manager(now), seed=1, seconds=2, now=now)


@replayed()
def make_forming_cohort(size: int = 10, *, another: bool = False, now: datetime = NOON) -> Cohort:
    """A confirmed cohort; its first session is on the first Tuesday at least two weeks after `now`.

    One of that size which forms already is taken, unless it is to be `another`.
    """
    forming = (
        Cohort.objects.filter(state="forming", created_at=now).annotate(size=Count("seats")).filter(size=size).first()
    )
    if forming is not None and not another:
        return forming
    proposal = make_proposal(size, now=now)
    return confirm_proposal(actor=make_manager(now), proposal=proposal, starts_on=proposal.starts_on, now=now)[0]


@replayed()
def make_running_cohort(size: int = 10, now: datetime = NOON) -> Cohort:
    """A cohort that was started at `now`; its first session is two to three weeks later."""
    return start_cohort(actor=make_manager(now), cohort=make_forming_cohort(size, now=now), now=now)


def seats_of(cohort: Cohort) -> list[Seat]:
    return list(
        cohort.seats.select_related("candidacy__person", "candidacy__application", "mentor", "cohort").order_by("id")
    )


def hold_session(cohort: Cohort, week: int, statuses: dict[int, tuple[str, str]] | None = None) -> Session:
    """Record a week's attendance as the facilitator does after it: everybody present, but for `statuses`."""
    session = cohort.sessions.get(week=week)
    everybody = {seat.pk: ("present", "") for seat in seats_of(cohort)}
    record_attendance(
        actor=cohort.facilitator,
        session=session,
        statuses={**everybody, **(statuses or {})},
        now=session.starts_at + timedelta(minutes=session.minutes),
    )
    return session


def make_submission(
    seat: Seat, *, text: str = "We should split the platform by use.", now: datetime
) -> AssignmentSubmission:
    return submit_assignment(actor=seat.candidacy.person, seat=seat, assignment=ASSIGNMENT, text=text, now=now)


def make_feedback(submission: AssignmentSubmission, *, mentor: Person | None = None, now: datetime) -> None:
    """Feedback at level 2 on every criterion, by the seat's mentor."""
    programme = programme_of(submission.seat.cohort.programme_version)
    rubric = next(one for one in programme.rubrics if one.key == "allocation-memo")
    judge = mentor or submission.seat.mentor
    assert judge is not None
    give_feedback(
        actor=judge,
        submission=submission,
        levels={criterion.key: 2 for criterion in rubric.criteria},
        comment="The figures hold. Next: name who loses, and what you offer them.",
        now=now,
    )


def propose() -> Proposal:
    """A proposal by a programme manager; ends as soon as the best is proven."""
    return propose_cohorts(actor=make_manager(), seed=1, seconds=5, now=NOON)


def confirm(proposal: Proposal, **changed: object) -> list[Cohort]:
    """A programme manager confirms the proposal as it stands, but for what is `changed`."""
    fields = {"actor": make_manager(), "proposal": proposal, "starts_on": proposal.starts_on, "now": NOON, **changed}
    return confirm_proposal(**fields)  # type: ignore[arg-type]


def over(cohort: Cohort) -> datetime:
    """When the last session of the cohort ends."""
    last = cohort.sessions.latest("starts_at")
    return last.starts_at + timedelta(minutes=last.minutes)


def candidate(cohort: Cohort) -> Client:
    """The browser of the cohort's first member."""
    return sign_in(seats_of(cohort)[0].candidacy.person)


def make_completed_cohort(size: int = 10, now: datetime = NOON) -> Cohort:
    """A cohort whose members did all that is asked: every session attended, the assignment handed in and returned."""
    cohort = make_running_cohort(size, now)
    for session in cohort.sessions.all():
        hold_session(cohort, session.week)
    late = cohort.sessions.latest("starts_at").starts_at + timedelta(hours=2)
    for seat in seats_of(cohort):
        make_feedback(make_submission(seat, now=late), now=late)
    return complete_cohort(actor=cohort.facilitator, cohort=cohort, now=late)
