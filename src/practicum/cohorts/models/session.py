"""The weekly meetings, and who was there."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.cohort import Cohort, Seat
from practicum.cohorts.rules.states import ATTENDANCE


class Session(models.Model):
    """One weekly meeting."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    week = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()

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
