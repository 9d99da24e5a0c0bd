"""What the solver proposed, and when staff can teach."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practicum.cohorts.rules.states import PROPOSAL_STATES


class StaffAvailability(models.Model):
    """When a facilitator or mentor can take a cohort. `free_hours` are UTC hours of the week as they were when it was
    said; the wall clock in the person's zone is what was meant. `capacity` counts cohorts at the same time."""

    personal_data: ClassVar[tuple[str, ...]] = ("free_hours", "language")

    person = models.OneToOneField("practicum.Person", on_delete=models.PROTECT, related_name="availability")
    free_hours = ArrayField(models.PositiveSmallIntegerField(), default=list)
    language = models.CharField(max_length=8, default="en")
    capacity = models.PositiveSmallIntegerField(default=1)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} x{self.capacity}"


class Proposal(models.Model):
    """What the solver proposed: kept with its instance, so that anyone can see what a person confirmed.

    `starts_on` is the planned start: hours are those of that season. `progress` is the solver's last word while it works,
    and `best` the cohorts of its best plan so far, for whoever goes on with the search when its worker was killed.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("instance", "result", "best", "names")

    code = models.CharField(max_length=20, unique=True)
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES.choices, default=PROPOSAL_STATES.initial)
    instance = models.JSONField()
    names = models.JSONField(default=dict)  # code in the instance -> name, for the page that explains it
    result = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    best = models.JSONField(default=list)
    stop_asked_at = models.DateTimeField(null=True)
    seed = models.BigIntegerField()
    seconds = models.FloatField()
    starts_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code
