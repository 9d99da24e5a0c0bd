"""What belongs to the work on a variant: hints that were opened, and rationales that a person reads."""

from typing import ClassVar

from django.db import models

from practicum.labs.models.labs import LabSubmission, LabVariant


class LabHint(models.Model):
    """A hint that a candidate opened. It takes points off every submission after it."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    variant = models.ForeignKey(LabVariant, on_delete=models.PROTECT, related_name="hints")
    task = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField()  # from 1, in the order of the task's hints
    costs = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [models.UniqueConstraint(fields=["variant", "task", "number"], name="one_opening_per_hint")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.task} {self.number}"


class LabRationale(models.Model):
    """Why a candidate decided as they did, as it was handed in, and what a person gave for it on the rubric.

    It waits until `marked_at` is set. `points` are of `points_max`.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("text", "comment")

    code = models.CharField(max_length=20, unique=True)
    submission = models.ForeignKey(LabSubmission, on_delete=models.PROTECT, related_name="rationales")
    task = models.CharField(max_length=60)
    text = models.TextField()
    rubric = models.CharField(max_length=60)
    points_max = models.PositiveSmallIntegerField()
    marker = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    levels = models.JSONField(default=dict)  # criterion key -> level
    comment = models.TextField(blank=True)
    points = models.DecimalField(max_digits=8, decimal_places=2, default=0)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["submission", "task"], name="one_rationale_per_task")]

    def __str__(self) -> str:
        return self.code
