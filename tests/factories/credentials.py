"""Awards and credentials for tests."""

from datetime import datetime, timedelta

from practicum.admissions.api import Candidacy
from practicum.credentials.api import AwardDecision, Credential, decide_award, issue_credential
from practicum.kernel.ids import new_code
from practicum.people.api import DECIDER, Person
from tests.factories.admissions import make_candidacy
from tests.factories.people import NOON, make_person, system
from tests.factories.results import make_passed_candidate
from tests.replay import replayed


def make_award(
    candidacy: Candidacy | None = None, *, person: Person | None = None, outcome: str = "awarded", now: datetime = NOON
) -> AwardDecision:
    """An award decision as a row of its own, for tests of what follows an award.

    The way to an award by the services (lab, capstone, exam, cut score) takes seconds; it is walked by
    `make_awarded_candidacy` in the tests of the decision itself.
    """
    candidacy = candidacy or make_candidacy(person=person, now=now)
    return AwardDecision.objects.create(
        code=new_code("AWD"),
        candidacy=candidacy,
        outcome=outcome,
        reason="All evidence seen.",
        evidence={"note": "made for a test"},
        mode="certification",
        decided_by=make_person(role=DECIDER, now=now),
        decided_at=now,
    )


@replayed()
def make_credential(*, person: Person | None = None, now: datetime = NOON) -> Credential:
    """An issued credential of `person`, or of somebody new; signed, with its status lists and its place in the log."""
    system(now)
    award = make_award(person=person, now=now)
    return issue_credential(actor=make_person(role=DECIDER, now=now), award=award, now=now)


@replayed(files=True)
def make_awarded_candidacy(*, person: Person | None = None, now: datetime = NOON) -> AwardDecision:
    """An award that a decider made on a whole way by the services: lab, capstone, exam, adopted cut score, released pass.

    It is decided two days after `now`.
    """
    candidacy = make_passed_candidate(now, person)
    return decide_award(
        actor=make_person(role=DECIDER, now=now),
        candidacy=candidacy,
        outcome="awarded",
        reason="Every requirement of the scheme is met.",
        now=now + timedelta(days=2),
    )
