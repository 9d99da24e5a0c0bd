"""What applicants are told by mail, in the transaction of the act that it tells of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from practicum.admissions.models import Application
from practicum.curriculum.api import programme_of
from practicum.notices.api import Draft, queue_notice, queue_notices

_TEXTS = {
    "submitted": (
        "We have your application",
        "your application {code} has reached us. An admissions officer reads it and decides. You need not do anything "
        "now; we write to you as soon as there is a decision.",
    ),
    "offered": (
        "We offer you a place",
        "we are glad to offer you a place. Please accept or refuse it by {open_until}; after that the offer lapses.\n\n"
        "The reason for our decision: {reason}",
    ),
    "waitlisted": (
        "Your application is on the waiting list",
        "your application {code} is on the waiting list: we write to you when a place becomes free.\n\n"
        "The reason for our decision: {reason}",
    ),
    "declined": (
        "Our decision on your application",
        "we cannot offer you a place on your application {code}.\n\nThe reason for our decision: {reason}\n\n"
        "You may apply again when this has changed.",
    ),
    "accepted": (
        "You accepted your place",
        "thank you for accepting your place. {next}",
    ),
    "offer_reminder": (
        "Your offer of a place is soon over",
        "we offered you a place, and you have not answered yet. Please accept or refuse it by {open_until}; after that the "
        "offer lapses, and the place goes to somebody else.",
    ),
    "waiting_ended": (
        "Your place on the waiting list has ended",
        "your application {code} was on the waiting list until {stood_until}, and no place became free for you in that time. "
        "You may apply again.",
    ),
    "taken_over": (
        "Your place is confirmed",
        "you accepted a place on {accepted_on}, before your application {code} came to us. We have put that on record, and "
        "you need not accept again. {next} If this is wrong, tell us or withdraw the application.",
    ),
    "refused": (
        "You refused your place",
        "you refused the place that we offered you, and your application {code} is closed. You may apply again.",
    ),
    "lapsed": (
        "Your offer has lapsed",
        "your offer of a place was open until {open_until} and has lapsed without an answer. You may apply again, or "
        "write to us if you would like to be put on the waiting list.",
    ),
    "withdrawn": (
        "Your application is withdrawn",
        "your application {code} is withdrawn. You may apply again at any time.",
    ),
}


# The rest confirms what the applicant did themselves.
_DECISIONS = ("offered", "waitlisted", "declined", "lapsed", "taken_over", "offer_reminder", "waiting_ended")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter, word for word as it is sent."""

    to_address: str
    subject: str
    body: str


def letter_to(application: Application, about: str, **words: object) -> Letter:
    """The letter `about` (a key of the texts). Datetimes among `words` are written in the applicant's zone."""
    person = application.person
    subject, text = _TEXTS[about]
    shown = {key: _moment(word, person.time_zone) for key, word in words.items()}
    link = settings.PRACTICUM.base_url + reverse("admissions:application", args=[application.code])
    body = text.format(code=application.code, **shown)
    return Letter(
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{body}\n\nYour application: {link}\n",
    )


def what_follows(application: Application) -> str:
    """What an acceptance leads to, in a sentence."""
    if application.route == "experience":
        return "You are now a candidate: your way to the examination is on your desk."
    days = programme_of(application.programme_version).policies.cohort.seat_days
    return f"Within {days} days you have a seat in a cohort with a weekly hour, or hear from us what keeps you waiting."


def taken_over_words(application: Application) -> dict[str, str]:
    """The words of the letter to somebody who accepted elsewhere, before an import."""
    return {"accepted_on": f"{application.accepted_on:%d %B %Y}", "next": what_follows(application)}


def write_to_applicant(application: Application, about: str, *, now: datetime, **words: object) -> None:
    """Queue the letter `about`. The same letter about the same application at the same moment is queued once."""
    letter = letter_to(application, about, **words)
    queue_notice(
        person_id=application.person.pk,
        to_address=letter.to_address,
        subject=letter.subject,
        body=letter.body,
        dedupe_key=f"admissions {about} {application.code} {now.isoformat()}",
        kind="decision" if about in _DECISIONS else "news",
        now=now,
    )


def write_to_applicants(applications: Iterable[Application], about: str, *, now: datetime) -> None:
    """The same letter to many, queued at once."""
    drafts = []
    for application in applications:
        letter = letter_to(application, about)
        drafts.append(
            Draft(
                person_id=application.person.pk,
                to_address=letter.to_address,
                subject=letter.subject,
                body=letter.body,
                dedupe_key=f"admissions {about} {application.code} {now.isoformat()}",
                kind="decision" if about in _DECISIONS else "news",
            )
        )
    queue_notices(drafts, now=now)


def _moment(word: object, zone: str) -> object:
    if not isinstance(word, datetime):
        return word
    local = word.astimezone(ZoneInfo(zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local:%Z})"
