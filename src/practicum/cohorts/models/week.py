"""What belongs to one week: preparation that is done, reflections, the facilitator's notes, recordings."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.cohort import Seat
from practicum.cohorts.models.session import Session


class PreparationDone(models.Model):
    """A part of a week's preparation that a candidate has ticked off; for their own eyes. `part` is its place, from 0."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="preparation")
    week = models.PositiveSmallIntegerField()
    part = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "week", "part"], name="part_done_once")]

    def __str__(self) -> str:
        return f"{self.seat_id} week {self.week} part {self.part}"


class Reflection(models.Model):
    """A candidate's journal of a week. `text` is theirs alone; `shared_text` is what they chose to show their mentor,
    who notes with `read_at` that they have read it."""

    personal_data: ClassVar[tuple[str, ...]] = ("text", "shared_text")

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="reflections")
    week = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    shared_text = models.TextField(blank=True)
    shared_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["week"]
        constraints = [models.UniqueConstraint(fields=["seat", "week"], name="one_reflection_a_week")]

    def __str__(self) -> str:
        return f"{self.seat_id} week {self.week}"


class SessionNote(models.Model):
    """What the facilitator notes on the run sheet, for those who lead the cohort."""

    personal_data: ClassVar[tuple[str, ...]] = ("text",)

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="note")
    text = models.TextField(blank=True)
    saved_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"notes on {self.session_id}"


class Recording(models.Model):
    """A link to the recording of a session. Once removed, by a person or when `kept_until` is over, the link is gone."""

    personal_data: ClassVar[tuple[str, ...]] = ("link", "note")

    code = models.CharField(max_length=20, unique=True)
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="recordings")
    link = models.URLField(max_length=500, blank=True)
    note = models.CharField(max_length=300, blank=True)
    kept_until = models.DateField()
    added_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removal_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.code
