"""Bills that a cohort brings for itself, and the labs that they carry."""

from typing import ClassVar

from django.db import models

from practicum.labs.models.labs import Bill, LabDefinition
from practicum.labs.rules.states import BILL_KEEPING_STATES, COHORT_BILL_STATES, COHORT_LAB_STATES


class CohortPseudonyms(models.Model):
    """The secret from which the pseudonyms of a cohort follow, for as long as it has a bill; see `labs.pseudonym_keys`."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort = models.OneToOneField("practicum.Cohort", on_delete=models.PROTECT, related_name="+")
    secret = models.BinaryField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"pseudonyms of {self.cohort_id}"


class BillKeeping(models.Model):
    """An uploaded file that a worker makes a cohort's bill of. The bill has its `code`, and so its page is the same one.

    `once` is the look that it was asked for from: two clicks make one. `secret` opens the upload (`labs.incoming`) and is
    emptied with it. `progress` is the worker's last word, `starts` how often one has begun, `stored_sha256` the file that
    it has stored or is about to. `refusal`, `problem` and `mend` say why it failed.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    cohort = models.ForeignKey("practicum.Cohort", on_delete=models.PROTECT, related_name="bill_keepings")
    once = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    hidden = models.JSONField(default=list)
    source_sha256 = models.CharField(max_length=64)
    secret = models.BinaryField()
    state = models.CharField(max_length=10, choices=BILL_KEEPING_STATES.choices, default=BILL_KEEPING_STATES.initial)
    progress = models.JSONField(default=dict)
    starts = models.PositiveSmallIntegerField(default=0)
    stored_sha256 = models.CharField(max_length=64, blank=True)
    refusal = models.CharField(max_length=60, blank=True)
    problem = models.TextField(blank=True)
    mend = models.TextField(blank=True)
    asked_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"], condition=models.Q(state="asked"), name="one_bill_keeping_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.code


class CohortBill(models.Model):
    """A bill that one cohort works on, and nobody else. Who kept it and when, its `bill` says.

    `hidden` are the groups of columns with pseudonyms (`focus.api.PSEUDONYM_GROUPS`), `source_sha256` is the hash of the
    file as it was uploaded. Deleted by nobody: by the program, when the cohort had ended.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    cohort = models.ForeignKey("practicum.Cohort", on_delete=models.PROTECT, related_name="bills")
    bill = models.OneToOneField(Bill, on_delete=models.PROTECT, related_name="brought")
    source_sha256 = models.CharField(max_length=64)
    hidden = models.JSONField(default=list)
    conformance = models.JSONField(default=list)  # focus.api.ConformanceFinding, without their examples
    remaining = models.JSONField(
        default=list
    )  # [column that stays, how many of its values hold what is hidden elsewhere]
    state = models.CharField(max_length=10, choices=COHORT_BILL_STATES.choices, default=COHORT_BILL_STATES.initial)
    deleted_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    deletion_reason = models.CharField(max_length=500, blank=True)
    told_at = models.DateTimeField(null=True)  # when the cohort's people were told of it: with the first lab

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.code


class CohortLab(models.Model):
    """A lab of the programme on a cohort's bill: what it carries of it, with keys. Only the cohort's facilitator sees
    them; candidates get the lab once it is confirmed."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort_bill = models.ForeignKey(CohortBill, on_delete=models.PROTECT, related_name="labs")
    definition = models.ForeignKey(LabDefinition, on_delete=models.PROTECT, related_name="+")
    definition_version = models.CharField(max_length=20)  # by which the keys were computed
    state = models.CharField(max_length=15, choices=COHORT_LAB_STATES.choices, default=COHORT_LAB_STATES.initial)
    tasks = models.JSONField()  # rules.tasks.Task
    keys = models.JSONField()  # rules.tasks.TaskKey
    left_out = models.JSONField(default=list)  # rules.tasks.LeftOut: those that the data do not carry
    refused = models.JSONField(default=list)  # keys of the tasks that the facilitator leaves out
    reason = models.CharField(max_length=500, blank=True)  # why
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["definition__key"]
        constraints = [models.UniqueConstraint(fields=["cohort_bill", "definition"], name="one_lab_per_cohort_bill")]

    def __str__(self) -> str:
        return f"{self.cohort_bill_id} {self.definition_id}"
