"""Bills, the lab variants built on them, and what candidates answered."""

from typing import ClassVar

from django.db import models

from practicum.labs.rules import VARIANT_STATES


class Bill(models.Model):
    """A FOCUS file behind labs: `sha256` names the normalised Parquet file in the data folder."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=10, choices=[("simulated", "simulated"), ("imported", "imported")])
    name = models.CharField(max_length=200)
    focus_version = models.CharField(max_length=8)
    rows = models.PositiveIntegerField()
    summary = models.JSONField()
    findings = models.JSONField(default=list)
    added_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LabVariant(models.Model):
    """One candidate's lab: the data, and the keys computed from the written file. Keys never leave the server."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="lab_variants")
    lab = models.CharField(max_length=60)
    lab_version = models.CharField(max_length=20)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="variants")
    seed = models.BigIntegerField(null=True)
    tasks = models.JSONField()  # the tasks that this bill can carry, with their choices; no keys
    keys = models.JSONField()  # task -> key and the wrong methods' answers
    state = models.CharField(max_length=10, choices=VARIANT_STATES.choices, default=VARIANT_STATES.initial)
    draft = models.JSONField(default=dict)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidacy", "lab"], name="one_variant_per_lab")]

    def __str__(self) -> str:
        return self.code


class LabSubmission(models.Model):
    """Answers handed in once, with the grade that the server gave."""

    personal_data: ClassVar[tuple[str, ...]] = ("answers",)

    variant = models.ForeignKey(LabVariant, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()
    points = models.DecimalField(max_digits=8, decimal_places=2)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    feedback = models.JSONField()
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["variant", "number"], name="lab_submissions_numbered")]

    def __str__(self) -> str:
        return f"{self.variant_id} #{self.number}"
