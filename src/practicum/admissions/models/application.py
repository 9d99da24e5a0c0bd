"""Applications, as people write them and officers decide them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practicum.admissions.rules import APPLICATION_STATES, ROUTES


class Application(models.Model):
    """One person's application. `facts` holds what the form asks (checked when submitted), by the names in `rules.Facts`."""

    personal_data: ClassVar[tuple[str, ...]] = ("facts", "statement", "decision_reason")

    code = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="applications")
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12, choices=APPLICATION_STATES.choices, default=APPLICATION_STATES.initial, db_index=True
    )
    route = models.CharField(max_length=12, choices=[(r, r) for r in ROUTES], default="cohort")
    role_profile = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict)
    statement = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    free_hours = ArrayField(models.PositiveSmallIntegerField(), default=list)  # UTC hours of the week, Monday 00:00 = 0
    eligibility = models.JSONField(null=True)  # the computed outcome with its reasons, as it stood when submitted
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    decision_reason = models.TextField(blank=True)
    accepted_on = models.DateField(
        null=True
    )  # in the system that it was imported from, before a place was offered here

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme_version"],
                condition=~models.Q(state__in=("declined", "withdrawn", "lapsed")),
                name="one_live_application",
            )
        ]

    def __str__(self) -> str:
        return self.code
