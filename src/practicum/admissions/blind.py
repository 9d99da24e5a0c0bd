"""An application as its reviewer reads it: whole, or without what tells who applies."""

from dataclasses import dataclass
from datetime import datetime

from practicum.admissions.models import Review
from practicum.admissions.rules import NUMBER, Identity, Piece, redact
from practicum.admissions.words import Answer, describe

# What a blind reviewer is not shown at all: it says who or where somebody is, or is nothing to judge.
_KEPT_BACK = frozenset({"employer", "language", "conflicts", "agreed", "baseline_until", "free_hours"})
# The number of a certificate leads to its holder.
_NUMBERS = frozenset({"baseline_detail"})
# The form speaks to the applicant; a reviewer reads of somebody.
_TITLES = {
    "about": "The application",
    "role": "The role",
    "estate": "The estate",
    "experience": "Experience and evidence",
    "availability": "Availability",
}
_LABELS = {
    "route": "Route to the examination",
    "employer": "Employer",
    "agreed": "Agreed to",
    "job_title": "Job title",
    "free_hours": "Hours free every week",
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer, in pieces; a piece may be a gap."""

    label: str
    pieces: tuple[Piece, ...]


def told_to_reviewer(review: Review, now: datetime) -> dict[str, list[Told]]:
    """The answers by title of their step. Hours are told in the reviewer's zone."""
    identity = _identity(review)
    steps = {}
    for key, answers in describe(review.application, zone=review.reviewer.time_zone, now=now).items():
        shown = [one for one in answers if not review.blind or one.field not in _KEPT_BACK]
        if shown:
            steps[_TITLES[key]] = [
                Told(label=_LABELS.get(one.field, one.label), pieces=_pieces(one, review, identity)) for one in shown
            ]
    return steps


def _pieces(answer: Answer, review: Review, identity: Identity) -> tuple[Piece, ...]:
    if not answer.text:
        return ()
    if not review.blind:
        return (Piece(answer.text),)
    return (Piece("", NUMBER),) if answer.field in _NUMBERS else redact(answer.text, identity)


def _identity(review: Review) -> Identity:
    """The name and employer of the account now, and the employer that the application states."""
    person, application = review.application.person, review.application
    employers = {person.employer, str(application.facts.get("employer") or "")}
    return Identity(
        names=(person.name,),
        employers=tuple(sorted(one for one in employers if one)),
        addresses=(person.email.partition("@")[0], person.code, application.code),
    )
