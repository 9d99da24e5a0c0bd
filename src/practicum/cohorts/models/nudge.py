"""A short friendly message that a facilitator or mentor sends to a candidate from the board."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.cohort import Seat


class Nudge(models.Model):
    """One message. `concern` is the key of what gave rise to it, or `other`; the same one is not sent twice in 48 hours."""

    personal_data: ClassVar[tuple[str, ...]] = ("text",)

    code = models.CharField(max_length=20, unique=True)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="nudges")
    concern = models.CharField(max_length=80)
    text = models.TextField()
    sent_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["seat", "-sent_at"], name="nudges_of_a_seat")]

    def __str__(self) -> str:
        return self.code
