"""The diagnostic test: its questions, and each try."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practicum.admissions.rules import DIAGNOSTIC_STATES


class DiagnosticItem(models.Model):
    """One question under one version of the programme. `key` never leaves the server."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    domain = models.CharField(max_length=60)
    state = models.CharField(max_length=12)  # of its review, as the pack says
    stem = models.TextField()
    options = models.JSONField()  # of {id, text}
    key = models.CharField(max_length=1)
    rationale = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme_version", "name"], name="a_question_once_per_version")
        ]

    def __str__(self) -> str:
        return self.name


class DiagnosticTest(models.Model):
    """One person's try. `answers` maps names of questions to options; the last answer before the end counts."""

    personal_data: ClassVar[tuple[str, ...]] = ("answers", "right")

    code = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="diagnostic_tests")
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=DIAGNOSTIC_STATES.choices, default=DIAGNOSTIC_STATES.initial)
    seed = models.BigIntegerField()
    questions = ArrayField(models.CharField(max_length=60))
    answers = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    needed = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="in_progress"), name="one_open_diagnostic_per_person"
            )
        ]

    def __str__(self) -> str:
        return self.code
