"""What somebody who knows the applicant's work says of it."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.rules import REFERENCE_STATES


class Reference(models.Model):
    """A referee whom the applicant named, and their answer. The applicant never reads the answer."""

    personal_data: ClassVar[tuple[str, ...]] = ("name", "email", "relation", "answer")

    code = models.CharField(max_length=20, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="references")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    relation = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=REFERENCE_STATES.choices, default=REFERENCE_STATES.initial)
    named_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # answered, declined, expired or withdrawn
    answer = models.JSONField(null=True)

    class Meta:
        ordering = ["named_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["application", "email"], name="a_referee_once_per_application"),
            models.CheckConstraint(
                condition=models.Q(answer__isnull=True) | models.Q(state="answered"), name="only_the_answered_has_one"
            ),
        ]

    def __str__(self) -> str:
        return self.code
