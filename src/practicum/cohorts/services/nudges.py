"""A friendly word to a candidate who may be falling behind."""

from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import CandidateNudged
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import Nudge, Seat
from practicum.cohorts.queries.access import part_in
from practicum.cohorts.rules.concerns import OTHER, check_nudge, may_nudge_from
from practicum.cohorts.rules.states import COHORT_STATES, SEAT_STATES
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def nudge_candidate(*, actor: Person, seat: Seat, concern: str, text: str, now: datetime) -> Nudge:
    """Send the candidate a short message, which also stands on their journey.

    By those who lead the cohort, the candidate's mentor, or who stands in for one of them. `concern` is the key of what
    gave rise to it (see rules.concerns), or `other`. Refused while somebody wrote about the same one in the last 48 hours.
    """
    locked = (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__facilitator", "cohort__programme_version", "candidacy__person")
        .get(pk=seat.pk)
    )
    part = part_in(actor, locked.cohort, now=now)
    if not (part.leads or locked.mentor_id in part.hands):
        raise NotPermitted("Only those who lead the cohort, and the candidate's own mentor, write from the board.")
    SEAT_STATES.require(locked.state, ("held", "completed"), act="written to")
    COHORT_STATES.require(locked.cohort.state, ("running", "completed"), act="nudged")
    if locked.candidacy.ended_at is not None:
        raise Refusal("withdrawn", "This candidate has withdrawn.")
    text = check_nudge(text)
    last = locked.nudges.filter(concern=concern).select_related("sent_by").first()
    free_from = may_nudge_from(last.sent_at if last else None)
    if last is not None and free_from is not None and now < free_from:
        about = "" if concern == OTHER else " about this"
        raise Refusal(
            "nudged_already",
            f"{last.sent_by.name} wrote to them{about} on {say_moment(last.sent_at, actor.time_zone)}.",
            mend=f"The next time is from {say_moment(free_from, actor.time_zone)} on.",
        )
    nudge = Nudge.objects.create(
        code=new_code("NUD"), seat=locked, concern=concern, text=text, sent_by=actor, sent_at=now
    )
    event = CandidateNudged(
        nudge=nudge.code,
        candidacy=locked.candidacy.code,
        cohort=locked.cohort.code,
        concern=concern,
        text_digest=digest(text),
    )
    record(event, actor=actor.code, now=now)
    write_to(
        locked.candidacy.person,
        subject=f"{actor.name} writes to you",
        text=f"{text}\n\n{actor.name}, {locked.cohort.name}",
        path="/journey/",
        key=f"nudge {nudge.code}",
        kind="nudge",
        now=now,
    )
    return nudge
