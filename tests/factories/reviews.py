"""Reviewers and reviews for tests, made by the same services as real ones."""

import re
from datetime import datetime
from typing import Any

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


def given_scores(level: int, application: Application) -> dict[str, Any]:
    """What the form of a review sends that gives this level throughout."""
    data: dict[str, Any] = {"comment": "Reads well."}
    for key, score in scores_at(level, application).items():
        data |= {f"level-{key}": str(level), f"reason-{key}": score.reason}
    return data


def seen_in(shown: str) -> dict[str, str]:
    """Which draft the form on the page was filled from."""
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', shown)
    assert found
    return {"seen": found[1]}
