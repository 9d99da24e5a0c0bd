"""Capstones and the marks that examiners from outside the cohort give."""

from typing import ClassVar

from django.db import models

from practicum.marking.rules import ALLOCATION_STATES, CAPSTONE_STATES


class Capstone(models.Model):
    """A candidate's capstone."""

    personal_data: ClassVar[tuple[str, ...]] = ("text",)

    code = models.CharField(max_length=20, unique=True)
    candidacy = models.OneToOneField("practicum.Candidacy", on_delete=models.PROTECT, related_name="capstone")
    state = models.CharField(max_length=10, choices=CAPSTONE_STATES.choices, default=CAPSTONE_STATES.initial)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    passed = models.BooleanField(null=True)

    def __str__(self) -> str:
        return self.code


class MarkAllocation(models.Model):
    """An examiner asked to mark a capstone."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    capstone = models.ForeignKey(Capstone, on_delete=models.PROTECT, related_name="allocations")
    examiner = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="mark_allocations")
    state = models.CharField(max_length=10, choices=ALLOCATION_STATES.choices, default=ALLOCATION_STATES.initial)
    allocated_at = models.DateTimeField()
    allocated_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["capstone", "examiner"], name="examiner_once_per_capstone")]

    def __str__(self) -> str:
        return f"{self.capstone_id} to {self.examiner_id}"


class Mark(models.Model):
    """Levels on the summative rubric, and why."""

    personal_data: ClassVar[tuple[str, ...]] = ("comment",)

    allocation = models.OneToOneField(MarkAllocation, on_delete=models.PROTECT, related_name="mark")
    levels = models.JSONField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    comment = models.TextField()
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"mark of {self.allocation_id}"
