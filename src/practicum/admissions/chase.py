"""Reviews that run late: reminded before the end, given to somebody else after it. Called by the hourly task."""

from datetime import datetime, timedelta

from django.db import transaction

from practicum.admissions.assign import end_review, fill_reviews, write_to_reviewer
from practicum.admissions.events import ReviewerReminded
from practicum.admissions.models import Application, Review
from practicum.admissions.reading import choices_for, rules_for
from practicum.admissions.rules import choose_readers
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def chase_reviews(now: datetime) -> int:
    """Look after every application under review; return how many acts that took. Each application in a transaction of its
    own; one that somebody works on at the same moment is left for the next hour."""
    waiting = Application.objects.filter(state="under_review").order_by("id").values_list("id", flat=True)
    return sum(_chase(pk, now) for pk in list(waiting))


@transaction.atomic
def _chase(pk: int, now: datetime) -> int:
    application = (
        Application.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "programme_version")
        .defer("programme_version__learning")
        .filter(pk=pk, state="under_review")
        .first()
    )
    if application is None:
        return 0
    before = application.reviews.count()
    late = application.reviews.select_related("reviewer").filter(state="assigned")
    acts = sum(_chase_review(review, now) for review in list(late))
    fill_reviews(application, actor=SYSTEM_CODE, now=now)  # also where the role was granted only now
    return acts + application.reviews.count() - before


def _chase_review(review: Review, now: datetime) -> int:
    application = review.application
    if now >= review.due_at:
        taken = set(application.reviews.values_list("reviewer__code", flat=True))
        if choose_readers([one.reader for one in choices_for(application)], number=1, taken=taken):
            end_review(review, "reassigned", actor=SYSTEM_CODE, now=now, note="It was not handed in in time.")
            write_to_reviewer(
                review,
                "A review was given to somebody else",
                "it was to be handed in by {due}. Another reviewer reads the application now.",
                now=now,
            )
            return 1
        if review.reminded_at is None or review.reminded_at < review.due_at:
            return _remind(review, "A review is overdue", now)
    elif review.reminded_at is None and now >= review.due_at - timedelta(days=rules_for(application).remind_days):
        return _remind(review, "A review is due soon", now)
    return 0


def _remind(review: Review, subject: str, now: datetime) -> int:
    review.reminded_at = now
    review.save(update_fields=["reminded_at"])
    event = ReviewerReminded(review=review.code, reviewer=review.reviewer.code, due_at=review.due_at)
    record(event, actor=SYSTEM_CODE, now=now)
    text = "please hand in your scores by {due}, or say that you cannot: then somebody else reads it."
    write_to_reviewer(review, subject, text, now=now)
    return 1
