"""Sittings, attempts and responses. A response row is never changed: a new answer is a new row with a higher sequence."""

from typing import ClassVar

from django.db import models

from practicum.exams.rules import ATTEMPT_STATES


class Clearance(models.Model):
    """Proof that a candidate met one requirement of gate 2 (`capstone`), granted by the room that judged it."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="clearances")
    requirement = models.CharField(max_length=40)
    source = models.CharField(max_length=40)
    granted_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["candidacy", "requirement"], name="one_clearance_per_requirement")
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id} {self.requirement}"


class Sitting(models.Model):
    """A form offered in a window of time."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    form = models.ForeignKey("practicum.TestForm", on_delete=models.PROTECT, related_name="sittings")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    scheduled_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="sitting_window")
        ]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One candidate's try. `minutes` already contains the accommodation; `deadline_at` is set when it starts."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="attempts")
    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="attempts")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=ATTEMPT_STATES.choices, default=ATTEMPT_STATES.initial)
    minutes = models.PositiveSmallIntegerField()
    time_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    order_seed = models.BigIntegerField()
    window_closes_at = models.DateTimeField()  # the sitting's end, extended by the same factor
    checked_in_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    deadline_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    flags = models.JSONField(default=list)  # positions marked to come back to

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "candidacy"], name="one_attempt_per_sitting"),
            models.UniqueConstraint(fields=["candidacy", "number"], name="attempts_numbered"),
        ]

    def __str__(self) -> str:
        return self.code


class Response(models.Model):
    """An answer as it was given. The newest by `sequence` counts. Append-only by trigger."""

    personal_data: ClassVar[tuple[str, ...]] = ("answer",)

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="responses")
    version = models.ForeignKey("practicum.ItemVersion", on_delete=models.PROTECT, related_name="+")
    sequence = models.PositiveIntegerField()
    answer = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "version", "sequence"], name="responses_sequenced")]

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.version_id} #{self.sequence}"
