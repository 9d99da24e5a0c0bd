"""The weekly meetings, and who was there."""

from typing import ClassVar
from uuid import uuid4

from django.db import models

from practicum.cohorts.models.cohort import Cohort, Seat
from practicum.cohorts.rules.states import ATTENDANCE, SESSION_STATES


class Session(models.Model):
    """One weekly meeting.

    `uid` and `sequence` are what calendars know it by (RFC 5545): the first never changes, the second grows with every
    change that they are told of. `planned_at` is the beginning that a moved session had first; `change_reason` why it was
    moved or cancelled.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    week = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SESSION_STATES.choices, default=SESSION_STATES.initial)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    planned_at = models.DateTimeField(null=True)
    change_reason = models.CharField(max_length=500, blank=True)
    join_link = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at"]
        constraints = [models.UniqueConstraint(fields=["cohort", "week"], name="one_session_a_week")]

    def __str__(self) -> str:
        return f"week {self.week}"


class Attendance(models.Model):
    """Whether a candidate was there; a later row of the same seat and session replaces this one's meaning."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    status = models.CharField(max_length=10, choices=[(a, a.replace("_", " ")) for a in ATTENDANCE])
    reason = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "seat"], name="one_attendance_per_session")]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.status}"
