"""The weekly pulse, as sums only."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practicum.cohorts.models.cohort import Cohort


class Pulse(models.Model):
    """What a cohort answered about one week, in one row that is written anew with each answer.

    There is no row for an answer, and no time and no order of answers: a level adds one to a count, a text goes to a
    random place among the others. `answered` holds the seats that have answered, sorted, so that nobody does twice; it
    is emptied when the pulse closes, and so are counts and texts if fewer answered than may be shown.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("answered", "texts")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="pulses")
    week = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=dict)  # question -> how often each level from 1 to 5 was chosen
    texts = models.JSONField(default=list)
    answers = models.PositiveSmallIntegerField(default=0)
    answered = ArrayField(models.BigIntegerField(), default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "week"], name="one_pulse_a_week")]

    def __str__(self) -> str:
        return f"{self.cohort_id} week {self.week}"
