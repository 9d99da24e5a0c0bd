"""Assignments and the feedback on them."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.cohort import Seat
from practicum.cohorts.rules.states import SUBMISSION_STATES


class AssignmentSubmission(models.Model):
    """A candidate's work on an assignment of the pack. `draft` is kept from the first word; `text` was handed in."""

    personal_data: ClassVar[tuple[str, ...]] = ("draft", "text")

    code = models.CharField(max_length=20, unique=True)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="submissions")
    assignment = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=SUBMISSION_STATES.choices, default=SUBMISSION_STATES.initial)
    draft = models.TextField(blank=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "assignment"], name="one_submission_per_assignment")]

    def __str__(self) -> str:
        return self.code


class AssignmentFeedback(models.Model):
    """A mentor's formative feedback on the rubric; it never counts towards the award. `text` is what the mentor read."""

    personal_data: ClassVar[tuple[str, ...]] = ("text", "comment")

    submission = models.ForeignKey(AssignmentSubmission, on_delete=models.PROTECT, related_name="feedback")
    mentor = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    levels = models.JSONField()  # criterion key -> level
    comment = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at"]

    def __str__(self) -> str:
        return f"feedback on {self.submission_id}"
