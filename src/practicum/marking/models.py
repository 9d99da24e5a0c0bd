"""Capstones and the marks that examiners from outside the cohort give."""

from typing import ClassVar

from django.db import models

from practicum.marking.rules import ALLOCATION_STATES, CAPSTONE_STATES


class Capstone(models.Model):
    """A candidate's capstone. `title`, `text` and `ai_use` are the draft; what was handed in is a CapstoneSubmission.

    `number` counts how often it was handed in. `percent` and `passed` are the outcome of the last one, once it is final.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("title", "text", "ai_use", "percent", "passed")

    code = models.CharField(max_length=20, unique=True)
    candidacy = models.OneToOneField("practicum.Candidacy", on_delete=models.PROTECT, related_name="capstone")
    state = models.CharField(
        max_length=10, choices=CAPSTONE_STATES.choices, default=CAPSTONE_STATES.initial, db_index=True
    )
    number = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    ai_use = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.code


class CapstoneSubmission(models.Model):
    """What was handed in, as it was: this is what examiners read. Never changed; handed in again, it is the next number."""

    personal_data: ClassVar[tuple[str, ...]] = ("title", "text", "ai_use")

    capstone = models.ForeignKey(Capstone, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField()
    ai_use = models.TextField()
    words = models.PositiveIntegerField()
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["capstone_id", "number"]
        constraints = [models.UniqueConstraint(fields=["capstone", "number"], name="capstone_submissions_numbered")]

    def __str__(self) -> str:
        return f"{self.capstone_id} #{self.number}"


class MarkAllocation(models.Model):
    """An examiner asked to mark a capstone; `number` names which submission of it."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    capstone = models.ForeignKey(Capstone, on_delete=models.PROTECT, related_name="allocations")
    number = models.PositiveSmallIntegerField(default=1)
    examiner = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="mark_allocations")
    state = models.CharField(max_length=10, choices=ALLOCATION_STATES.choices, default=ALLOCATION_STATES.initial)
    allocated_at = models.DateTimeField()
    allocated_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)  # why it was withdrawn

    class Meta:
        ordering = ["capstone_id", "number", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["capstone", "number", "examiner"],
                condition=~models.Q(state="withdrawn"),
                name="examiner_once_per_submission",
            )
        ]

    def __str__(self) -> str:
        return f"{self.capstone_id} to {self.examiner_id}"


class Mark(models.Model):
    """Levels on the summative rubric, and why: `comment` on the whole, `remarks` on single criteria."""

    personal_data: ClassVar[tuple[str, ...]] = ("levels", "percent", "comment", "remarks")

    allocation = models.OneToOneField(MarkAllocation, on_delete=models.PROTECT, related_name="mark")
    levels = models.JSONField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField()
    remarks = models.JSONField(default=dict)  # criterion key -> text
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mark of {self.allocation_id}"
