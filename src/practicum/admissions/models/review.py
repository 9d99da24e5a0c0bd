"""Reviews of applications with their scores, and who trained whom."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.models.candidacy import Candidacy
from practicum.admissions.rules import REVIEW_STATES


class Review(models.Model):
    """One reviewer's reading of one application. `code` is all that a blind reviewer knows it by.

    `draft` holds what is not handed in yet, by criterion: {key: {"level", "reason"}}, and the comment under "".
    `note` says why the review ended without being handed in.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("draft", "comment", "note")

    code = models.CharField(max_length=20, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="reviews")
    state = models.CharField(max_length=12, choices=REVIEW_STATES.choices, default=REVIEW_STATES.initial)
    blind = models.BooleanField()
    assigned_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    draft = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["assigned_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "reviewer"], name="one_reading_per_reviewer"),
        ]

    def __str__(self) -> str:
        return self.code


class CriterionScore(models.Model):
    """The level that a handed-in review gives on one criterion, and why. Never changed."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(max_length=60)
    level = models.PositiveSmallIntegerField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="one_score_per_criterion"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id} {self.criterion} {self.level}"


class CandidacyTrainer(models.Model):
    """Somebody who trained a candidate, as facilitator or mentor. Told by the room of cohorts, which lies above."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    candidacy = models.ForeignKey(Candidacy, on_delete=models.PROTECT, related_name="trainers")
    trainer = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "trainer"], name="trainer_noted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.trainer_id} trained {self.candidacy_id}"
