"""The outbox: a message is a row first, and is sent after the act that caused it has committed."""

from typing import ClassVar

from django.db import models

from practicum.notices.rules.kinds import KINDS
from practicum.notices.rules.quiet import USUAL
from practicum.notices.rules.states import NOTICE_STATES


class Notice(models.Model):
    """One message to one person. `dedupe_key` keeps a repeated act from sending it twice.

    `due_at` is when it may go out, `claimed_at` when a worker last took it to send it. `calendar` is an invitation that
    goes with it (RFC 5545), `calendar_method` what the invitation asks of a calendar. `failure` is the server's last word.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("to_address", "subject", "body", "calendar", "failure")

    code = models.CharField(max_length=30, unique=True)
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=[(key, kind.title) for key, kind in KINDS.items()])
    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12, choices=NOTICE_STATES.choices, default=NOTICE_STATES.initial)
    dedupe_key = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    digest = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="gathered")
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["queued_at", "id"]
        indexes = [models.Index(fields=["state", "due_at"], name="notice_by_state")]

    def __str__(self) -> str:
        return self.subject


class NoticePreference(models.Model):
    """How a person wants their letters. `choices` holds what differs from the default: kind -> setting."""

    personal_data: ClassVar[tuple[str, ...]] = ("choices", "quiet_from", "quiet_to")

    person = models.OneToOneField("practicum.Person", on_delete=models.PROTECT, related_name="notice_preference")
    choices = models.JSONField(default=dict)
    quiet_from = models.TimeField(default=USUAL.starts)
    quiet_to = models.TimeField(default=USUAL.ends)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"letters of {self.person_id}"


class CalendarFeed(models.Model):
    """The private address at which a person's calendar asks for their sessions; only the secret's digest is kept."""

    personal_data: ClassVar[tuple[str, ...]] = ("secret_digest",)

    person = models.OneToOneField("practicum.Person", on_delete=models.PROTECT, related_name="calendar_feed")
    secret_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
