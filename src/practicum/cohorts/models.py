"""Cohorts of 10 to 20, who leads them, who sits in them, and what happens week by week."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from practicum.cohorts.rules.states import ATTENDANCE, COHORT_STATES, PROPOSAL_STATES, SEAT_STATES, SUBMISSION_STATES


class StaffAvailability(models.Model):
    """When a facilitator or mentor can take a cohort. `free_hours` are UTC hours of the week as they were when it was
    said; the wall clock in the person's zone is what was meant. `capacity` counts cohorts at the same time."""

    personal_data: ClassVar[tuple[str, ...]] = ("free_hours", "language")

    person = models.OneToOneField("practicum.Person", on_delete=models.PROTECT, related_name="availability")
    free_hours = ArrayField(models.PositiveSmallIntegerField(), default=list)
    language = models.CharField(max_length=8, default="en")
    capacity = models.PositiveSmallIntegerField(default=1)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} x{self.capacity}"


class Proposal(models.Model):
    """What the solver proposed: kept with its instance, so that anyone can see what a person confirmed.

    `starts_on` is the planned start: hours are those of that season. `progress` is the solver's last word while it works.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("instance", "result", "names")

    code = models.CharField(max_length=20, unique=True)
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=PROPOSAL_STATES.choices, default=PROPOSAL_STATES.initial)
    instance = models.JSONField()
    names = models.JSONField(default=dict)  # code in the instance -> name, for the page that explains it
    result = models.JSONField(default=dict)
    progress = models.JSONField(default=dict)
    seed = models.BigIntegerField()
    seconds = models.FloatField()
    starts_on = models.DateField()
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("practicum.Person", null=True, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code


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


class AssignmentSubmission(models.Model):
    """A candidate's work on an assignment of the pack. `draft` is kept from the first word; `text` was handed in."""

    personal_data: ClassVar[tuple[str, ...]] = ("draft", "text")

    code = models.CharField(max_length=20, unique=True)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="submissions")
    assignment = models.CharField(max_length=60)
    state = models.CharField(max_length=10, choices=SUBMISSION_STATES.choices, default=SUBMISSION_STATES.initial)
    draft = models.TextField(blank=True)
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seat", "assignment"], name="one_submission_per_assignment")]

    def __str__(self) -> str:
        return self.code


class AssignmentFeedback(models.Model):
    """A mentor's formative feedback on the rubric; it never counts towards the award. `text` is what the mentor read."""

    personal_data: ClassVar[tuple[str, ...]] = ("text", "comment")

    submission = models.ForeignKey(AssignmentSubmission, on_delete=models.PROTECT, related_name="feedback")
    mentor = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    levels = models.JSONField()  # criterion key -> level
    comment = models.TextField()
    given_at = models.DateTimeField()

    class Meta:
        ordering = ["given_at"]

    def __str__(self) -> str:
        return f"feedback on {self.submission_id}"
