"""Who stands in for a facilitator or mentor who is away."""

from datetime import date, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q


class HandOver(models.Model):
    """From `away_from` until `away_until` (exclusive) the stand-in does what waits for `person`; `ended_at` if sooner."""

    personal_data: ClassVar[tuple[str, ...]] = ("away_from", "away_until")

    code = models.CharField(max_length=20, unique=True)
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="hand_overs")
    stand_in = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="stands_in")
    away_from = models.DateTimeField()
    away_until = models.DateTimeField()
    said_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["away_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(away_until__gt=F("away_from")), name="away_until_after_from"),
            models.CheckConstraint(condition=~Q(person=F("stand_in")), name="nobody_stands_in_for_themselves"),
        ]

    @property
    def last_day(self) -> date:
        """The last day of which the stand-in does it, where the person who is away is."""
        return (self.away_until - timedelta(microseconds=1)).astimezone(ZoneInfo(self.person.time_zone)).date()

    def __str__(self) -> str:
        return self.code
