"""Scene: a person decides each award; credentials are issued; one is suspended and one revoked later."""

from datetime import datetime, timedelta

from practicum.admissions.api import Candidacy
from practicum.credentials.api import (
    Credential,
    decide_award,
    issue_credential,
    revoke_credential,
    set_listed,
    suspend_credential,
)
from practicum.people import api as people
from practicum.results.api import best_result
from practicum.site.demo.play import Play, Tick


def award(play: Play, candidacies: list[Candidacy], *, at: datetime, tick: Tick, waiting: int = 0) -> list[Credential]:
    """Award those who passed; leave the last `waiting` of them to the visitor who signs in as the decider."""
    decider = play.staff.one(people.DECIDER)
    results = [(candidacy, best_result(candidacy)) for candidacy in candidacies]
    passed = [candidacy for candidacy, result in results if result is not None and result.passed]
    issued = []
    for place, candidacy in enumerate(passed[: len(passed) - waiting]):
        decision = decide_award(
            actor=decider,
            candidacy=candidacy,
            outcome="awarded",
            reason="All required work is done, the capstone passed, and the exam lies above the adopted cut score.",
            now=at + timedelta(hours=place),
        )
        credential = issue_credential(actor=decider, award=decision, now=at + timedelta(hours=place, minutes=5))
        if place % 3 != 2:
            set_listed(actor=candidacy.person, credential=credential, listed=True, now=at + timedelta(days=1))
        issued.append(credential)
        tick()
    return issued


def take_back(play: Play, credentials: list[Credential]) -> None:
    """What may happen to a credential later."""
    registrar = play.staff.one(people.REGISTRAR)
    suspend_credential(
        actor=registrar,
        credential=credentials[-1],
        reason="A complaint about the use of the title is being examined.",
        now=play.ago(9),
    )
    revoke_credential(
        actor=registrar,
        credential=credentials[-2],
        reason="The holder asked for it: they have left the profession.",
        now=play.ago(6),
    )
