"""From review to seat: the officer's acts, and the applicant's answers to them."""

from datetime import datetime, timedelta

from django.db import transaction

from practicum.admissions.events import (
    ApplicationDecided,
    ApplicationWithdrawn,
    CandidacyEnded,
    CandidacyOpened,
    OfferAnswered,
    ReviewStarted,
)
from practicum.admissions.letters import write_to_applicant
from practicum.admissions.models import Application, Candidacy, Offer
from practicum.admissions.queries import eligibility_of, live_application, open_offer
from practicum.admissions.rules import APPLICATION_STATES, DECISIONS, NOT_ELIGIBLE, OFFER_STATES
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    PROGRAMME_MANAGER,
    SYSTEM_CODE,
    Person,
    conflict,
    has_role,
    require_role,
)

REASON_AT_MOST = 2000


@transaction.atomic
def start_review(*, actor: Person, application: Application, now: datetime) -> Application:
    """An officer takes a submitted application into review."""
    require_role(actor, ADMISSIONS_OFFICER)
    locked = _lock(application)
    locked.state = APPLICATION_STATES.move(locked.state, "under_review")
    locked.save(update_fields=["state"])
    record(ReviewStarted(application=locked.code), actor=actor.code, now=now)
    return locked


@transaction.atomic
def decide_application(
    *, actor: Person, application: Application, outcome: str, reason: str, now: datetime
) -> Application:
    """Offer a place, put on the waiting list, or decline; always with a reason, which the applicant is told.

    An officer in conflict with the applicant may not decide (NotPermitted). A place is not offered to somebody whose
    facts miss a criterion (Refusal `not_eligible`): the criteria bind the officer too.
    """
    require_role(actor, ADMISSIONS_OFFICER)
    locked = _lock(application)
    if why := conflict(actor, locked.person):
        raise NotPermitted(f"You may not decide on this application: {why}.", mend="Another officer decides.")
    if outcome not in DECISIONS:
        raise Refusal("outcome_unknown", "Choose a decision.", field="outcome", mend=f"One of: {', '.join(DECISIONS)}.")
    reason = reason.replace("\x00", "").strip()
    if not reason or len(reason) > REASON_AT_MOST:
        raise Refusal(
            "reason_missing",
            f"Give the reason in 1 to {REASON_AT_MOST} characters.",
            field="reason",
            mend="The applicant reads it.",
        )
    state = APPLICATION_STATES.move(locked.state, outcome)
    eligibility = eligibility_of(locked)
    if outcome == "offered" and (eligibility is None or eligibility.outcome == NOT_ELIGIBLE):
        raise Refusal(
            "not_eligible",
            "A criterion of the programme is not met, so no place can be offered.",
            field="outcome",
            mend="Decline, and name the criterion; the applicant may apply again when it is met.",
        )
    if locked.state == "lapsed" and live_application(locked.person, locked.programme_version) is not None:
        raise Refusal("application_live", "This person has applied again; that application counts.", field="outcome")
    days = programme_of(locked.programme_version).policies.offer_days
    open_until = now + timedelta(days=days) if outcome == "offered" else None
    locked.state, locked.decided_at, locked.decided_by, locked.decision_reason = state, now, actor, reason
    locked.save(update_fields=["state", "decided_at", "decided_by", "decision_reason"])
    if open_until is not None:
        Offer.objects.create(application=locked, made_at=now, open_until=open_until)
    event = ApplicationDecided(
        application=locked.code,
        person=locked.person.code,
        outcome=outcome,
        reason=reason,
        eligibility=eligibility.outcome if eligibility else "",
        open_until=open_until,
    )
    record(event, actor=actor.code, now=now)
    write_to_applicant(locked, outcome, now=now, reason=reason, open_until=open_until)
    return locked


@transaction.atomic
def answer_offer(*, actor: Person, application: Application, accept: bool, now: datetime) -> Application:
    """The applicant accepts or refuses the open offer. On the experience route acceptance opens the candidacy.

    Raises Refusal `offer_over` when its time has passed, even before it is marked as lapsed.
    """
    locked = _lock(application)
    if locked.person_id != actor.pk:
        raise NotPermitted("Only the applicant answers the offer.")
    APPLICATION_STATES.require(locked.state, ("offered",), act="answered")
    offer = open_offer(locked)
    if offer is None:
        raise InvalidState("application", "without an open offer", "answered")
    if now >= offer.open_until:
        raise Refusal(
            "offer_over",
            "This offer has lapsed: its time to answer is over.",
            mend="Write to us if you would like to be put on the waiting list.",
        )
    offer.state, offer.answered_at = OFFER_STATES.move(offer.state, "accepted" if accept else "refused"), now
    offer.save(update_fields=["state", "answered_at"])
    # A refused offer ends the application by the applicant's own act: `declined` is the programme's word.
    locked.state = APPLICATION_STATES.move(locked.state, "accepted" if accept else "withdrawn")
    locked.save(update_fields=["state"])
    event = OfferAnswered(application=locked.code, person=actor.code, accepted=accept)
    record(event, actor=actor.code, now=now)
    if accept and locked.route == "experience":
        _open_candidacy(locked, actor=actor, now=now)
        write_to_applicant(
            locked, "accepted", now=now, next="You are now a candidate: your way to the examination is on your desk."
        )
    elif accept:
        write_to_applicant(
            locked, "accepted", now=now, next="We write to you when your cohort and its weekly hour are settled."
        )
    else:
        write_to_applicant(locked, "refused", now=now)
    return locked


@transaction.atomic
def withdraw_application(*, actor: Person, application: Application, now: datetime, reason: str = "") -> Application:
    """End an application: by the applicant at any time, or by an officer at the applicant's wish, with the reason.

    An open offer is closed and a live candidacy ends with it; a draft that was never submitted is kept, closed.
    """
    locked = _lock(application)
    reason = reason.replace("\x00", "").strip()[:REASON_AT_MOST]
    if locked.person_id != actor.pk:
        if not has_role(actor, ADMISSIONS_OFFICER):
            raise NotPermitted("Only the applicant or an admissions officer withdraws an application.")
        if not reason:
            raise Refusal("reason_missing", "Say at whose wish and why.", field="reason")
    before = locked.state
    locked.state = APPLICATION_STATES.move(before, "withdrawn")
    locked.save(update_fields=["state"])
    for offer in locked.offers.select_for_update().filter(state="open"):
        offer.state, offer.answered_at = OFFER_STATES.move(offer.state, "refused"), now
        offer.save(update_fields=["state", "answered_at"])
    event = ApplicationWithdrawn(application=locked.code, person=locked.person.code, before=before, reason=reason)
    record(event, actor=actor.code, now=now)
    for candidacy in Candidacy.objects.select_for_update().filter(application=locked, ended_at=None):
        candidacy.ended_at = now
        candidacy.save(update_fields=["ended_at"])
        ended = CandidacyEnded(candidacy=candidacy.code, application=locked.code, person=locked.person.code)
        record(ended, actor=actor.code, now=now)
    if before != "draft":
        write_to_applicant(locked, "withdrawn", now=now)
    return locked


@transaction.atomic
def seat_application(*, actor: Person, application: Application, now: datetime) -> Candidacy:
    """The cohort is settled: the applicant becomes a candidate. Called when a proposal is confirmed."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, PROGRAMME_MANAGER)
    locked = _lock(application)
    if locked.route != "cohort":
        raise Refusal("route_without_seat", "The experience route has no seat: its candidacy is open already.")
    locked.state = APPLICATION_STATES.move(locked.state, "seated")
    locked.save(update_fields=["state"])
    return _open_candidacy(locked, actor=actor, now=now)


def _open_candidacy(application: Application, *, actor: Person, now: datetime) -> Candidacy:
    candidacy = Candidacy.objects.create(
        code=new_code("CAN"),
        application=application,
        person=application.person,
        programme_version=application.programme_version,
        route=application.route,
        opened_at=now,
    )
    event = CandidacyOpened(
        candidacy=candidacy.code,
        application=application.code,
        person=application.person.code,
        route=application.route,
        programme_digest=application.programme_version.digest,
    )
    record(event, actor=actor.code, now=now)
    return candidacy


def _lock(application: Application) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("person", "programme_version")
        .defer("programme_version__learning")
        .get(pk=application.pk)
    )
