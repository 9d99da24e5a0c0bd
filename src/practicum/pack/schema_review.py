"""Schema of review.yaml: how applications are read by people before an officer decides."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from practicum.pack.schema_base import Count, Key, Percent, Schema, Some, Text, Whole

Reviewers = Annotated[int, Strict(), Field(ge=2, le=9)]


class Recommend(StrEnum):
    """What a band recommends to the officer; the words are those of the decision."""

    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    DECLINED = "declined"


class ReviewLevel(Schema):
    """One step of a criterion's scale, from 0 upwards, and what an application on it looks like."""

    level: Whole
    name: Text
    text: Text


class ReviewCriterion(Schema):
    """What reviewers judge; `asks` is the question that they answer. `weight` in percent; all weights add up to 100."""

    key: Key
    title: Text
    asks: Text
    weight: Percent
    levels: tuple[ReviewLevel, ...] = Field(min_length=2)


class ReviewBand(Schema):
    """From this weighted mean on (percent of the points), this is recommended."""

    recommend: Recommend
    from_percent: Percent


class ReviewRules(Schema):
    """review.yaml.

    `reviewers` read each application, each within `review_days`; they are reminded `remind_days` before the end. The
    applicant hears within `decision_days` of submitting. Two weighted scores further apart than `gap_percent` (percentage
    points) ask for one reviewer more. `blind`: reviewers do not learn who applies.
    """

    reviewers: Reviewers
    blind: Annotated[bool, Strict()]
    review_days: Count
    remind_days: Count
    decision_days: Count
    gap_percent: Percent
    criteria: Some[ReviewCriterion]
    bands: Some[ReviewBand]
