"""From review to seat: the officer's acts, and the applicant's answers to them."""

from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django import app

from practicum.admissions.asking import close_reference
from practicum.admissions.assign import close_reviews, fill_reviews
from practicum.admissions.events import (
    AcceptanceTakenOver,
    ApplicationDecided,
    ApplicationWithdrawn,
    CandidacyEnded,
    CandidacyOpened,
    OfferAnswered,
    ReviewStarted,
)
from practicum.admissions.freeing import free_place
from practicum.admissions.letters import taken_over_words, what_follows, write_to_applicant
from practicum.admissions.models import Application, Candidacy, Offer
from practicum.admissions.queries import eligibility_of, evidence_of, open_offer, require_unawarded
from practicum.admissions.rules import APPLICATION_STATES, OFFER_STATES
from practicum.admissions.services.checking import REASON_AT_MOST, Decision, check_decision
from practicum.admissions.services.evidence import drop_file
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


@transaction.atomic
def start_review(*, actor: Person, application: Application, now: datetime) -> Application:
    """An officer takes a submitted application into review; reviewers are asked at once.

    Where too few may read it, fewer are asked; the officer sees that, and the hourly task tries again. NotPermitted for an
    officer in conflict with the applicant.
    """
    locked = take_up(actor=actor, application=application, now=now)
    fill_reviews(locked, actor=actor.code, now=now)
    return locked


@transaction.atomic
def take_up(*, actor: Person, application: Application, now: datetime) -> Application:
    """Into review without reviewers: what a decision on many at once begins with."""
    require_role(actor, ADMISSIONS_OFFICER)
    locked = _lock(application)
    if why := conflict(actor, locked.person):  # who takes it up sets its reviewers to work
        raise NotPermitted(f"You may not take this application into review: {why}.", mend="Another officer does.")
    locked.state = APPLICATION_STATES.move(locked.state, "under_review")
    locked.save(update_fields=["state"])
    record(ReviewStarted(application=locked.code), actor=actor.code, now=now)
    return locked


def preview_decision(
    *, actor: Person, application: Application, outcome: str, reason: str, now: datetime, deviation: str = ""
) -> Decision:
    """The decision as it would be made now, with its letter. Writes nothing; refuses what `decide_application` refuses."""
    return check_decision(
        actor=actor, application=application, outcome=outcome, reason=reason, deviation=deviation, now=now
    )


@transaction.atomic
def decide_application(
    *,
    actor: Person,
    application: Application,
    outcome: str,
    reason: str,
    now: datetime,
    deviation: str = "",
    open_until: datetime | None = None,
    seal: str = "",
) -> Application:
    """Offer a place, put on the waiting list, or decline; always with a reason, which the applicant is told.

    An officer in conflict with the applicant, or who reviewed, may not decide (NotPermitted). A place is not offered to
    somebody whose facts miss a criterion (Refusal `not_eligible`): the criteria bind the officer too. What the reviews
    do not recommend needs a reason of its own (`deviation`). `open_until` and `seal` come from a preview: Refusal
    `letter_changed` when another letter would be sent than the one that was seen. Who accepted a place elsewhere before an
    import has nothing to answer: an offer counts as accepted at once.
    """
    require_role(actor, ADMISSIONS_OFFICER)
    locked = _lock(application)
    decision = check_decision(
        actor=actor,
        application=locked,
        outcome=outcome,
        reason=reason,
        deviation=deviation,
        now=now,
        open_until=open_until,
    )
    if seal and seal != decision.seal:
        raise Refusal("letter_changed", "The letter has changed since you saw it.", mend="Read it once more.")
    locked.state, locked.decided_at, locked.decided_by = decision.state, now, actor
    locked.decision_reason = decision.reason
    locked.save(update_fields=["state", "decided_at", "decided_by", "decision_reason"])
    if decision.open_until is not None:
        Offer.objects.create(application=locked, made_at=now, open_until=decision.open_until)
    eligibility = eligibility_of(locked)
    event = ApplicationDecided(
        application=locked.code,
        person=locked.person.code,
        outcome=outcome,
        reason=decision.reason,
        eligibility=eligibility.outcome if eligibility else "",
        open_until=decision.open_until,
        recommendation=decision.recommendation.outcome,
        reviews=decision.recommendation.n,
        deviation=decision.deviation,
    )
    record(event, actor=actor.code, now=now)
    close_reviews(locked, actor=actor.code, now=now)
    if outcome == "offered" and locked.accepted_on is not None:
        return _take_over_acceptance(locked, actor=actor, now=now)
    write_to_applicant(locked, outcome, now=now, reason=decision.reason, open_until=decision.open_until)
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
    if accept:
        if locked.route == "experience":
            _open_candidacy(locked, actor=actor, now=now)
        write_to_applicant(locked, "accepted", now=now, next=what_follows(locked))
    else:
        free_place(locked, offer, now=now)
        _close_references(locked, actor=actor, now=now)
        write_to_applicant(locked, "refused", now=now)
    return locked


def _take_over_acceptance(locked: Application, *, actor: Person, now: datetime) -> Application:
    """The applicant accepted in the system that the application was imported from: the offer need not be answered again.

    Nobody accepts on somebody's behalf: the day was in the file, and the record names it.
    """
    locked.offers.filter(state="open").update(state=OFFER_STATES.move("open", "accepted"), answered_at=now)
    locked.state = APPLICATION_STATES.move(locked.state, "accepted")
    locked.save(update_fields=["state"])
    event = AcceptanceTakenOver(application=locked.code, person=locked.person.code, accepted_on=str(locked.accepted_on))
    record(event, actor=actor.code, now=now)
    if locked.route == "experience":
        _open_candidacy(locked, actor=actor, now=now)
    write_to_applicant(locked, "taken_over", now=now, **taken_over_words(locked))
    return locked


@transaction.atomic
def withdraw_application(*, actor: Person, application: Application, now: datetime, reason: str = "") -> Application:
    """End an application: by the applicant at any time, or by an officer at the applicant's wish, with the reason.

    An open offer and open reviews are closed and a live candidacy ends with it; the place, if there was one, becomes free.
    A seat in a cohort ends with it as well: the worker empties it, because cohorts lie above. Referees who have not
    answered need not any more. A draft that was never submitted is kept, closed, without the files
    attached to it.
    """
    locked = _lock(application)
    require_unawarded(locked)
    reason = reason.replace("\x00", "").strip()[:REASON_AT_MOST]
    if locked.person_id != actor.pk:
        if not has_role(actor, ADMISSIONS_OFFICER):
            raise NotPermitted("Only the applicant or an admissions officer withdraws an application.")
        if why := conflict(actor, locked.person):  # to end an application is as good as to decline it
            raise NotPermitted(f"You may not withdraw this application: {why}.", mend="Another officer does.")
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
    close_reviews(locked, actor=actor.code, now=now)
    for candidacy in Candidacy.objects.select_for_update(no_key=True).filter(application=locked, ended_at=None):
        candidacy.ended_at = now
        candidacy.save(update_fields=["ended_at"])
        ended = CandidacyEnded(candidacy=candidacy.code, application=locked.code, person=locked.person.code)
        record(ended, actor=actor.code, now=now)
        if locked.route == "cohort":
            # by its name, for that reason; in this transaction, so that it is neither lost nor done for nothing
            app.configure_task("cohorts.end_withdrawn_seat").defer(application=locked.code)
    if before in ("offered", "accepted", "seated"):
        free_place(locked, locked.offers.latest("made_at", "id"), now=now)
    _close_references(locked, actor=actor, now=now)
    if before == "draft":
        for file in evidence_of(locked):
            drop_file(file, actor=actor, now=now)
    else:
        write_to_applicant(locked, "withdrawn", now=now)
    return locked


def note_award(candidacy: Candidacy, *, now: datetime) -> None:
    """The credential was awarded on this candidacy. Told by the room of credentials, in the transaction of its decision."""
    Candidacy.objects.filter(pk=candidacy.pk).update(awarded_at=now)


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


def _close_references(locked: Application, *, actor: Person, now: datetime) -> None:
    for reference in locked.references.select_for_update().filter(state__in=("named", "asked")):
        close_reference(reference, "withdrawn", actor=actor.code, now=now)


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
        .defer("programme_version__learning", "programme_version__content")
        .get(pk=application.pk)
    )
