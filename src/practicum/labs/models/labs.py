"""Labs as the server holds them, bills, the variants built on them, and what candidates answered."""

from typing import ClassVar

from django.db import models

from practicum.labs.rules.states import VARIANT_STATES, variant_state_shown


class Bill(models.Model):
    """A FOCUS file behind labs: `sha256` names the normalised Parquet file in the data folder.

    `removed_at` is set when the file, its figures and its findings were deleted: what remains is that it was there.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    sha256 = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=10, choices=[(one, one) for one in ("simulated", "imported", "cohort")])
    name = models.CharField(max_length=200)
    focus_version = models.CharField(max_length=8)
    rows = models.PositiveIntegerField()
    summary = models.JSONField()  # rules.facts.BillFacts
    findings = models.JSONField(default=list)
    added_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-added_at", "-id"]

    def __str__(self) -> str:
        return self.name


class BillTable(models.Model):
    """A table that came with a simulated bill: `sha256` names its Parquet file in the data folder."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="tables")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    columns = models.JSONField()  # [name, type] of each

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["bill", "name"], name="one_table_per_name")]

    def __str__(self) -> str:
        return self.name


class LabDefinition(models.Model):
    """A lab of a programme version, whole: with the analyses and wrong methods that pages never show.

    `bill` is the data that new variants get; without one each candidate gets a simulated bill of their own.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="labs")
    key = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    definition = models.JSONField()  # pack.api.Lab
    bill = models.ForeignKey(Bill, null=True, on_delete=models.PROTECT, related_name="labs")
    loaded_at = models.DateTimeField()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["programme_version", "key"], name="one_lab_per_key")]

    def __str__(self) -> str:
        return self.title


class LabVariant(models.Model):
    """One candidate's lab: the data, and the keys computed from the written file. Keys never leave the server."""

    personal_data: ClassVar[tuple[str, ...]] = ("draft",)

    code = models.CharField(max_length=20, unique=True)
    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="lab_variants")
    definition = models.ForeignKey(LabDefinition, on_delete=models.PROTECT, related_name="variants")
    lab = models.CharField(max_length=60)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="variants")
    seed = models.BigIntegerField(null=True)
    tasks = models.JSONField()  # the tasks that this bill carries, with their choices; no keys
    keys = models.JSONField()  # task -> key and the wrong methods' answers
    left_out = models.JSONField(default=list)  # the other tasks of the lab, each with its reason
    definition_version = models.CharField(max_length=20)  # by which the keys were computed
    state = models.CharField(max_length=10, choices=VARIANT_STATES.choices, default=VARIANT_STATES.initial)
    draft = models.JSONField(default=dict)  # field -> what was typed
    draft_saved_at = models.DateTimeField(null=True)
    worked_at = models.DateTimeField()  # the last sign of work
    seconds_worked = models.PositiveIntegerField(default=0)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy", "lab"], condition=~models.Q(state="ended"), name="one_variant_per_lab"
            )
        ]

    @property
    def state_shown(self) -> str:
        return variant_state_shown(self.state)

    def __str__(self) -> str:
        return self.code


class LabSubmission(models.Model):
    """Answers handed in once, with the grade that the server gave. `is_passed` stands once it was given."""

    personal_data: ClassVar[tuple[str, ...]] = ("answers", "results")

    variant = models.ForeignKey(LabVariant, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    answers = models.JSONField()  # field -> what was typed
    results = models.JSONField(default=dict)  # task -> rules.grids.Grid that its query gave
    hint_points = models.JSONField(default=dict)  # task -> what hints cost until then
    seconds_worked = models.PositiveIntegerField(default=0)  # on the lab, until then
    points = models.DecimalField(max_digits=8, decimal_places=2)
    points_max = models.DecimalField(max_digits=8, decimal_places=2)
    is_passed = models.BooleanField()
    feedback = models.JSONField()  # rules.grading.TaskGrade of each task
    submitted_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["variant", "number"], name="lab_submissions_numbered")]

    def __str__(self) -> str:
        return f"{self.variant_id} #{self.number}"
