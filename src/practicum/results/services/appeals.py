"""A candidate asks that other people look again, and other people do.

An appeal that is upheld voids the attempt: it then counts neither as a result nor as one of the attempts that the scheme
allows, and the candidate books another. Scoring the same answers again under a corrected key is a decision about an item
and so about everybody who answered it; it is not made inside one candidate's appeal.
"""

from datetime import datetime

from django.db import transaction

from practicum.curriculum.api import programme_of
from practicum.exams.api import Attempt, mark_released, mark_under_appeal, void_attempt
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import Person
from practicum.results.events import AppealDecided, AppealLodged, AppealWithdrawn
from practicum.results.letters import write_of_appeal
from practicum.results.models import Appeal, ExamResult
from practicum.results.queries.appeals import blocks_against
from practicum.results.queries.scores import newest_result, results
from practicum.results.rules import APPEAL_OUTCOMES, APPEAL_STATES, decide_lodging, require_words


@transaction.atomic
def lodge_appeal(*, actor: Person, result: ExamResult, grounds: str, now: datetime) -> Appeal:
    """A candidate appeals against their own released result that did not pass, within the days of the policies."""
    Attempt.objects.select_for_update().get(pk=result.attempt_id)
    held = results().get(pk=result.pk)
    attempt = held.attempt
    if attempt.person_id != actor.pk:
        raise NotFound("There is no such result of yours.")
    cleaned = decide_lodging(
        released_at=held.released_at,
        passed=held.passed,
        is_newest=newest_result(attempt) == held,
        attempt_state=attempt.state,
        earlier=list(held.appeals.values_list("state", flat=True)),
        grounds=grounds,
        days=programme_of(attempt.sitting.form.programme_version).policies.appeal_days,
        now=now,
    )
    appeal = Appeal.objects.create(code=new_code("APL"), result=held, grounds=cleaned, lodged_at=now)
    event = AppealLodged(
        appeal=appeal.code,
        result=held.code,
        attempt=attempt.code,
        candidacy=attempt.candidacy.code,
        grounds_digest=digest(cleaned),
    )
    record(event, actor=actor.code, now=now)
    mark_under_appeal(actor=actor, attempt=attempt, now=now)
    return appeal


@transaction.atomic
def withdraw_appeal(*, actor: Person, appeal: Appeal, now: datetime) -> Appeal:
    """The candidate takes the appeal back; the result stands."""
    held = _lock(appeal)
    attempt = held.result.attempt
    if attempt.person_id != actor.pk:
        raise NotFound("There is no such appeal of yours.")
    held.state = APPEAL_STATES.move(held.state, "withdrawn")
    held.decided_at = now
    held.save(update_fields=["state", "decided_at"])
    event = AppealWithdrawn(
        appeal=held.code, result=held.result.code, attempt=attempt.code, candidacy=attempt.candidacy.code
    )
    record(event, actor=actor.code, now=now)
    if attempt.state == "under_appeal":
        mark_released(actor=actor, attempt=attempt, now=now)
    return held


@transaction.atomic
def decide_appeal(*, actor: Person, appeal: Appeal, outcome: str, reason: str, now: datetime) -> Appeal:
    """Uphold (the attempt is voided) or dismiss (the result stands), with the reason, which the candidate reads.

    Raises NotPermitted with every reason for a person who took part in the original decision (scored, reviewed,
    released, computed or adopted the cut score), trained the candidate, marked their capstone, or has an interest.
    """
    held = _lock(appeal)
    attempt = held.result.attempt
    if blocks := blocks_against(held, actor, now=now):
        raise NotPermitted(f"You may not decide this appeal: {'; '.join(blocks)}.", mend="Another decider does.")
    if outcome not in APPEAL_OUTCOMES:
        raise Refusal("outcome_unknown", "Choose a decision.", field="outcome", mend="Upheld or dismissed.")
    held.state = APPEAL_STATES.move(held.state, outcome)
    held.reason = require_words(reason, field="reason", name="The reason")
    held.decided_at, held.decided_by = now, actor
    held.save()
    event = AppealDecided(
        appeal=held.code,
        result=held.result.code,
        attempt=attempt.code,
        candidacy=attempt.candidacy.code,
        outcome=outcome,
        reason=held.reason,
    )
    record(event, actor=actor.code, now=now)
    # An attempt that was voided meanwhile stays so: there is nothing left to change, but the candidate gets an answer.
    if attempt.state == "under_appeal" and outcome == "upheld":
        void_attempt(actor=actor, attempt=attempt, reason=f"Appeal {held.code} upheld.", now=now)
    elif attempt.state == "under_appeal":
        mark_released(actor=actor, attempt=attempt, now=now)
    write_of_appeal(held, now=now)
    return held


def _lock(appeal: Appeal) -> Appeal:
    Appeal.objects.select_for_update().get(pk=appeal.pk)
    return Appeal.objects.select_related(
        "result__attempt__sitting__form__programme_version",
        "result__attempt__candidacy",
        "result__attempt__person",
        "result__cut_score",
    ).get(pk=appeal.pk)
