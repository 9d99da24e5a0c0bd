"""What a decision must satisfy, looked at before it is made and again when it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from practicum.admissions.letters import Letter, letter_to, taken_over_words
from practicum.admissions.models import Application
from practicum.admissions.queries import access_application, eligibility_of, live_application
from practicum.admissions.reading import recommendation_of, reviews_of
from practicum.admissions.rules import (
    APPLICATION_STATES,
    DECISIONS,
    NOT_ELIGIBLE,
    Recommendation,
    deviates,
)
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.people.api import ADMISSIONS_OFFICER, Person, conflict, require_role

REASON_AT_MOST = 2000
# How long a preview may lie open before the offer's last moment, as the letter names it, has to be computed anew.
PREVIEW_KEEPS = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision that may be made: the state after it, the letter that tells of it, and what it rests on."""

    state: str
    outcome: str
    reason: str
    deviation: str
    recommendation: Recommendation
    open_until: datetime | None
    letter: Letter

    @property
    def seal(self) -> str:
        """Tells this letter from any other: what was previewed is what is sent."""
        return digest([self.outcome, self.letter.subject, self.letter.body])


def check_decision(
    *,
    actor: Person,
    application: Application,
    outcome: str,
    reason: str,
    deviation: str,
    now: datetime,
    open_until: datetime | None = None,
) -> Decision:
    """Everything that keeps an officer from deciding so, as NotPermitted or as Refusal with its field.

    `open_until` is the last moment of an offer as a preview named it; without one, or when that preview is older than an
    hour, it is computed from `now`.
    """
    require_role(actor, ADMISSIONS_OFFICER)
    access_application(actor, application.code)
    if why := conflict(actor, application.person):
        raise NotPermitted(f"You may not decide on this application: {why}.", mend="Another officer decides.")
    reviews = reviews_of(application)
    if any(one.reviewer_id == actor.pk for one in reviews):
        raise NotPermitted("You were asked to review this application.", mend="Another officer decides.")
    if outcome not in DECISIONS:
        raise Refusal("outcome_unknown", "Choose a decision.", field="outcome", mend=f"One of: {', '.join(DECISIONS)}.")
    reason, deviation = (text.replace("\x00", "").strip() for text in (reason, deviation))
    if not reason or len(reason) > REASON_AT_MOST:
        raise Refusal(
            "reason_missing",
            f"Give the reason in 1 to {REASON_AT_MOST} characters.",
            field="reason",
            mend="The applicant reads it.",
        )
    state = APPLICATION_STATES.move(application.state, outcome)
    eligibility = eligibility_of(application)
    if outcome == "offered" and (eligibility is None or eligibility.outcome == NOT_ELIGIBLE):
        raise Refusal(
            "not_eligible",
            "A criterion of the programme is not met, so no place can be offered.",
            field="outcome",
            mend="Decline, and name the criterion; the applicant may apply again when it is met.",
        )
    if application.state == "lapsed" and live_application(application.person, application.programme_version):
        raise Refusal("application_live", "This person has applied again; that application counts.", field="outcome")
    recommendation = recommendation_of(application, reviews)
    _check_deviation(application, outcome, deviation, recommendation)
    last = _open_until(application, outcome, now, open_until)
    return Decision(
        state=state,
        outcome=outcome,
        reason=reason,
        deviation=deviation,
        recommendation=recommendation,
        open_until=last,
        letter=_letter(application, outcome, reason=reason, open_until=last),
    )


def _check_deviation(application: Application, outcome: str, deviation: str, found: Recommendation) -> None:
    """From review on, the recommendation is followed or a reason is given. Whoever moves up from the waiting list was
    judged when they were put on it."""
    if len(deviation) > REASON_AT_MOST:
        raise Refusal(
            "deviation_too_long", f"At most {REASON_AT_MOST} characters.", field="deviation", mend="Shorten it."
        )
    if application.state == "under_review" and deviates(outcome, found) and not deviation:
        what = f"the recommendation is {found.outcome.replace('_', ' ')}" if found.outcome else found.reasons[0]
        raise Refusal(
            "deviation_missing",
            f"This is not what the reviews recommend: {what.rstrip('.')}.",
            field="deviation",
            mend="Say why you decide so all the same, or wait for the reviews.",
        )


def _letter(application: Application, outcome: str, **words: object) -> Letter:
    """Who accepted elsewhere before an import is told that this stands; everybody else, what was decided."""
    if outcome == "offered" and application.accepted_on is not None:
        return letter_to(application, "taken_over", **taken_over_words(application))
    return letter_to(application, outcome, **words)


def _open_until(application: Application, outcome: str, now: datetime, previewed: datetime | None) -> datetime | None:
    if outcome != "offered":
        return None
    policies = programme_of(application.programme_version).policies
    days = policies.waitlist.offer_days if application.state == "waitlisted" else policies.offer_days
    last = now + timedelta(days=days)
    return previewed if previewed is not None and last - PREVIEW_KEEPS <= previewed <= last else last
