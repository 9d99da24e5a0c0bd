"""A cohort, who leads it, and who sits in it."""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.proposal import Proposal
from practicum.cohorts.rules.states import COHORT_STATES, SEAT_STATES


class Cohort(models.Model):
    """10 to 20 candidates around one weekly hour.

    `hour` is the UTC hour of the week of the first session (0..167, Monday 00:00 = 0); the later ones keep the wall
    clock of `time_zone`, which was the facilitator's when the cohort was confirmed.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="cohorts")
    state = models.CharField(max_length=10, choices=COHORT_STATES.choices, default=COHORT_STATES.initial)
    language = models.CharField(max_length=8, default="en")
    hour = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=64, default="UTC")
    starts_on = models.DateField()
    facilitator = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="facilitated_cohorts")
    confirmed_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(hour__lt=168), name="hour_of_the_week")]

    def __str__(self) -> str:
        return self.name


class CohortMentor(models.Model):
    """A mentor of a cohort."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="mentors")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="mentored_cohorts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "person"], name="mentor_once_per_cohort")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.cohort_id}"


class Seat(models.Model):
    """A candidate's place in a cohort, with the mentor who accompanies them."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="seats")
    candidacy = models.OneToOneField("practicum.Candidacy", on_delete=models.PROTECT, related_name="seat")
    mentor = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="mentees")
    state = models.CharField(max_length=10, choices=SEAT_STATES.choices, default=SEAT_STATES.initial)
    seated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.candidacy_id} in {self.cohort_id}"
