"""Places that are offered to many at once, by a worker."""

from typing import ClassVar

from django.db import models


class OfferRound(models.Model):
    """What an officer decided for many applications, and how far a worker is with it.

    `codes` are the applications in their order; `outcomes` maps each that is done to why it was left out, or to nothing
    where a place was offered. An outcome is written in the transaction of its offer: a killed worker leaves none half done.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    asked_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField()
    deviation = models.TextField(blank=True)
    codes = models.JSONField()
    outcomes = models.JSONField(default=dict)
    accepted = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return self.code
