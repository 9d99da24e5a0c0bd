"""Scene: reviewers read applications without the names. Their judgement comes from a seeded dice."""

import random
from datetime import datetime, timedelta

from practicum.admissions.api import (
    Application,
    Recommendation,
    Review,
    Score,
    hand_in_review,
    recommendation_of,
    reviews_of,
)
from practicum.curriculum.api import programme_of
from practicum.site.demo.play import Play
from practicum.site.demo.texts import variant


def read(play: Play, application: Application, *, at: datetime, weak: bool = False) -> Recommendation:
    """Everybody who was asked hands in, also the third where two lie far apart. `weak`: little is shown."""
    while waiting := _waiting(application):
        for hours, review in enumerate(waiting):
            _hand_in(play, review, at=at + timedelta(hours=hours), around=1 if weak else 3)
    return recommendation_of(application)


def leave_under_way(play: Play, application: Application, *, place: int, at: datetime) -> None:
    """What an officer finds in the middle of the work: nobody has read it, one has, both have, or two who disagree."""
    waiting = _waiting(application)
    levels = ((), (3,), (3, 3), (4, 1))[place % 4]
    for review, around in zip(waiting, levels, strict=False):
        _hand_in(play, review, at=at + timedelta(hours=30), around=around)
    if left := _waiting(application):
        play.shown.setdefault("admissions_reviewer", left[0].reviewer)


def _waiting(application: Application) -> list[Review]:
    return [one for one in reviews_of(application) if one.state == "assigned"]


def _hand_in(play: Play, review: Review, *, at: datetime, around: int) -> None:
    """Levels around `around`, one up or down here and there: no two reviewers judge quite alike."""
    chance = random.Random(f"{play.seed} {review.application.person.email} {review.reviewer.email}")  # noqa: S311  a play
    scores = {}
    for criterion in programme_of(review.application.programme_version).review.criteria:
        level = min(max(around + chance.choice((-1, 0, 0, 0, 1)), 0), criterion.levels[-1].level)
        scores[criterion.key] = Score(level=level, reason=variant("review_reasons", level))
    hand_in_review(actor=review.reviewer, review=review, scores=scores, now=at)
