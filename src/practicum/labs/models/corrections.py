"""A wrong key, corrected once, and what that did to each submission."""

from typing import ClassVar

from django.db import models

from practicum.labs.models.labs import LabDefinition, LabSubmission
from practicum.labs.rules.states import CORRECTION_STATES


class LabCorrection(models.Model):
    """One correction of a lab: the definition before and after, why, who drew it up and who decided on it.

    `preview` says who would change, as computed when it was drawn up; `regrades` what was done when it was applied.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    definition = models.ForeignKey(LabDefinition, on_delete=models.PROTECT, related_name="corrections")
    version = models.CharField(max_length=20)  # of the corrected definition
    tasks = models.JSONField()  # keys of the tasks that it changed
    reason = models.TextField()
    before = models.JSONField()  # pack.api.Lab
    after = models.JSONField()
    preview = models.JSONField()  # rules.correcting.CorrectionPreview
    state = models.CharField(max_length=10, choices=CORRECTION_STATES.choices, default=CORRECTION_STATES.initial)
    made_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return self.code


class LabRegrade(models.Model):
    """One submission graded again. `passed_before` and `passed_after` say whether the points reach the pass; whether the
    pass stands, the submission itself says."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    correction = models.ForeignKey(LabCorrection, on_delete=models.PROTECT, related_name="regrades")
    submission = models.ForeignKey(LabSubmission, on_delete=models.PROTECT, related_name="regrades")
    points_before = models.DecimalField(max_digits=8, decimal_places=2)
    points_after = models.DecimalField(max_digits=8, decimal_places=2)
    max_before = models.DecimalField(max_digits=8, decimal_places=2)
    max_after = models.DecimalField(max_digits=8, decimal_places=2)
    passed_before = models.BooleanField()
    passed_after = models.BooleanField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "submission"], name="one_regrade_per_submission"),
        ]

    def __str__(self) -> str:
        return f"{self.correction_id} {self.submission_id}"
