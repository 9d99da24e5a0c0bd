"""Reviewers and reviews for tests, made by the same services as real ones."""

from datetime import datetime

from practicum.admissions.api import Application, Review, Score, hand_in_review, reviews_of
from practicum.curriculum.api import programme_of
from practicum.people.api import ADMISSIONS_REVIEWER, Person
from tests.factories.people import NOON, make_person


def make_reviewers(number: int = 2, *, now: datetime = NOON) -> list[Person]:
    """People with the role of admissions reviewer."""
    return [make_person(role=ADMISSIONS_REVIEWER, now=now) for _ in range(number)]


def scores_at(level: int, application: Application) -> dict[str, Score]:
    """The same level on every criterion, each with a reason."""
    criteria = programme_of(application.programme_version).review.criteria
    return {one.key: Score(level=level, reason=f"The text shows it: {one.title}.") for one in criteria}


def open_reviews(application: Application) -> list[Review]:
    """Those that wait for their reviewers, in the order of asking."""
    return [one for one in reviews_of(application) if one.state == "assigned"]


def hand_in(review: Review, level: int, *, now: datetime = NOON) -> Review:
    """The reviewer gives this level throughout."""
    scores = scores_at(level, review.application)
    return hand_in_review(actor=review.reviewer, review=review, scores=scores, now=now)
