"""Office hours that facilitators and mentors offer, and who booked them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from practicum.cohorts.models.cohort import Seat
from practicum.cohorts.rules.states import BOOKING_STATES, OFFICE_HOUR_STATES


class OfficeHour(models.Model):
    """One slot that one candidate can book. Slots that were offered together have the same `series`."""

    personal_data: ClassVar[tuple[str, ...]] = ("place", "join_link", "reason")

    code = models.CharField(max_length=20, unique=True)
    series = models.CharField(max_length=20)
    host = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="office_hours")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=300, blank=True)
    join_link = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=OFFICE_HOUR_STATES.choices, default=OFFICE_HOUR_STATES.initial)
    reason = models.CharField(max_length=500, blank=True)
    offered_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "starts_at"], condition=Q(state="offered"), name="one_office_hour_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Booking(models.Model):
    """A candidate's hold on an office hour. The database keeps a second one out while the first stands."""

    personal_data: ClassVar[tuple[str, ...]] = ("question", "reason")

    code = models.CharField(max_length=20, unique=True)
    office_hour = models.ForeignKey(OfficeHour, on_delete=models.PROTECT, related_name="bookings")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="bookings")
    question = models.TextField()
    state = models.CharField(max_length=10, choices=BOOKING_STATES.choices, default=BOOKING_STATES.initial)
    reason = models.CharField(max_length=500, blank=True)
    booked_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["booked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["office_hour"], condition=Q(state="booked"), name="one_booking_an_office_hour"
            )
        ]

    def __str__(self) -> str:
        return self.code
