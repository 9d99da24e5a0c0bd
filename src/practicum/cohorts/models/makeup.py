"""Make-up work: how a candidate who was away catches up, and what was decided on it."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.cohort import Seat
from practicum.cohorts.models.session import Session
from practicum.cohorts.rules.states import MAKE_UP_STATES


class MakeUp(models.Model):
    """A candidate's answer to the make-up prompt of a session that they missed. `draft` is kept from the first word."""

    personal_data: ClassVar[tuple[str, ...]] = ("draft", "text")

    code = models.CharField(max_length=20, unique=True)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="make_ups")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="make_ups")
    state = models.CharField(max_length=10, choices=MAKE_UP_STATES.choices, default=MAKE_UP_STATES.initial)
    draft = models.TextField(blank=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "session"], name="one_make_up_per_session")]

    def __str__(self) -> str:
        return self.code


class MakeUpDecision(models.Model):
    """Accepted, or returned with what is missing. `text` is what was read."""

    personal_data: ClassVar[tuple[str, ...]] = ("text", "comment")

    make_up = models.ForeignKey(MakeUp, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=[(one, one) for one in ("accepted", "returned")])
    text = models.TextField()
    comment = models.TextField(blank=True)
    decided_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "id"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.make_up_id}"
