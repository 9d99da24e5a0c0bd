"""Giving reviews to reviewers. Apart from the services, because the hourly task calls it too."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

from practicum.admissions.events import ReviewEnded, ReviewerAssigned
from practicum.admissions.models import Application, Review
from practicum.admissions.reading import COUNTED, choices_for, recommendation_of, reviews_of, rules_for
from practicum.admissions.rules import REVIEW_STATES, choose_readers
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import Person


def fill_reviews(application: Application, *, actor: str, now: datetime) -> int:
    """Ask as many reviewers as are still wanted: the usual number, and one more where two lie too far apart.

    Returns how many are still missing, because nobody without a conflict of interest is left. The caller holds the lock
    on the application.
    """
    reviews = reviews_of(application)
    counted = sum(one.state in COUNTED for one in reviews)
    missing = recommendation_of(application, reviews).needed - counted
    if missing <= 0:
        return 0
    choices = {one.person.code: one for one in choices_for(application)}
    taken = {one.reviewer.code for one in reviews}
    chosen = choose_readers([one.reader for one in choices.values()], number=missing, taken=taken)
    for reader in chosen:
        give_review(application, choices[reader.code].person, actor=actor, now=now)
    return missing - len(chosen)


def give_review(application: Application, reviewer: Person, *, actor: str, now: datetime) -> Review:
    """Ask this person. The caller has made sure that they may."""
    rules = rules_for(application)
    review = Review.objects.create(
        code=new_code("REV"),
        application=application,
        reviewer=reviewer,
        blind=rules.blind,
        assigned_at=now,
        due_at=now + timedelta(days=rules.review_days),
    )
    event = ReviewerAssigned(
        review=review.code,
        application=application.code,
        reviewer=reviewer.code,
        blind=review.blind,
        due_at=review.due_at,
    )
    record(event, actor=actor, now=now)
    write_to_reviewer(
        review, "An application waits for your review", "please read it and hand in your scores by {due}.", now=now
    )
    return review


def end_review(review: Review, state: str, *, actor: str, now: datetime, note: str = "") -> Review:
    """End an open review without scores. What was drafted was never handed in and counts for nothing: it is dropped when
    the reviewer gives the review back, and stays theirs to read when it was taken from them."""
    review.state, review.ended_at, review.note = REVIEW_STATES.move(review.state, state), now, note
    if state == "recused":
        review.draft = {}
    review.save(update_fields=["state", "ended_at", "note", "draft"])
    event = ReviewEnded(
        review=review.code, application=review.application.code, reviewer=review.reviewer.code, state=state
    )
    record(event, actor=actor, now=now)
    return review


def close_reviews(application: Application, *, actor: str, now: datetime) -> None:
    """Nobody needs the open reviews any more: the application is decided or withdrawn."""
    for review in application.reviews.select_related("reviewer").filter(state="assigned"):
        end_review(review, "closed", actor=actor, now=now)
        write_to_reviewer(
            review,
            "A review is no longer needed",
            "the application is decided or withdrawn, so you need not read it any more. Thank you.",
            now=now,
        )


def write_to_reviewer(review: Review, subject: str, text: str, *, now: datetime) -> None:
    """Queue a letter to the reviewer. It names the review and never the applicant."""
    reviewer = review.reviewer
    local = review.due_at.astimezone(ZoneInfo(reviewer.time_zone))
    due = f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({local:%Z})"
    link = settings.PRACTICUM.base_url + reverse("admissions:reviews")
    queue_notice(
        person_id=reviewer.pk,
        to_address=reviewer.email,
        subject=f"{subject}: {review.code}",
        body=f"Dear {reviewer.name},\n\n{text.format(due=due)}\n\nYour reviews: {link}\n",
        dedupe_key=f"admissions review {review.code} {subject} {now.isoformat()}",
        now=now,
    )
