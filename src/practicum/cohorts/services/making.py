"""A cohort as such: its sessions, who leads and mentors it, on the record, and a letter to each of them."""

from collections.abc import Sequence
from datetime import date, datetime

from practicum.cohorts import events
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import Cohort, CohortMentor, Proposal, Session
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person


def make_cohort(
    *,
    version: ProgrammeVersion,
    proposal: Proposal | None,
    name: str,
    language: str,
    hour: int,
    starts_on: date,
    facilitator: Person,
    mentors: Sequence[Person],
    moments: Sequence[datetime],
    size: int,
    actor: Person,
    now: datetime,
) -> Cohort:
    """A forming cohort without members yet, inside the transaction of the act that has checked it.

    `moments` are the beginnings of its sessions, week by week; `size` is how many members it is about to have.
    """
    cohort = Cohort.objects.create(
        code=new_code("COH"),
        name=name,
        programme_version=version,
        proposal=proposal,
        state=COHORT_STATES.initial,
        language=language,
        hour=hour,
        time_zone=facilitator.time_zone,
        starts_on=starts_on,
        facilitator=facilitator,
        confirmed_by=actor,
        created_at=now,
    )
    CohortMentor.objects.bulk_create(CohortMentor(cohort=cohort, person=one) for one in mentors)
    Session.objects.bulk_create(
        Session(cohort=cohort, week=week.number, starts_at=moment, minutes=week.session.minutes)
        for week, moment in zip(programme_of(version).weeks, moments, strict=True)
    )
    event = events.CohortFormed(
        cohort=cohort.code,
        proposal=proposal.code if proposal else "",
        name=name,
        facilitator=facilitator.code,
        mentors=tuple(one.code for one in mentors),
        language=language,
        hour=hour,
        time_zone=cohort.time_zone,
        sessions=tuple(moments),
        size=size,
    )
    record(event, actor=actor.code, now=now)
    for role, person in [("lead", facilitator), *(("mentor", one) for one in mentors)]:
        write_to(
            person,
            subject=f"You {role} the cohort {name}",
            text=(
                f"{actor.name} has confirmed the cohort {name} with {size} candidates; you {role} it. "
                f"The first session is on {say_moment(moments[0], person.time_zone)}."
            ),
            path=f"/cohorts/{cohort.code}/",
            key=f"formed {cohort.code} {person.code}",
            now=now,
        )
    return cohort
