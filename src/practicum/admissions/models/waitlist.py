"""The order of the waiting list as officers fixed it, and places that became free."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.models.offer import Offer
from practicum.admissions.rules import FREED_STATES


class WaitlistRank(models.Model):
    """Where an application stood when an officer last fixed the order. It counts while `fixed_at` is not before the
    application came to wait. `reason` is that of its own move, if it was moved."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="waitlist_rank")
    rank = models.PositiveIntegerField()
    fixed_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    moved_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.application_id} {self.rank}"


class FreedPlace(models.Model):
    """A place on the cohort route that somebody was offered and does not take: free until it is passed on or given up."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason",)

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="freed_place")
    state = models.CharField(max_length=10, choices=FREED_STATES.choices, default=FREED_STATES.initial)
    freed_at = models.DateTimeField()
    passed_to = models.OneToOneField(Offer, null=True, on_delete=models.PROTECT, related_name="taken_over")
    closed_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["freed_at", "id"]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.state}"
