"""The outbox: a message is a row first, and is sent after the act that caused it has committed."""

from typing import ClassVar

from django.db import models

from practicum.notices.rules import NOTICE_STATES


class Notice(models.Model):
    """One message to one person. `dedupe_key` keeps a repeated act from sending it twice."""

    personal_data: ClassVar[tuple[str, ...]] = ("to_address", "subject", "body")

    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="notices")
    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=12, choices=NOTICE_STATES.choices, default=NOTICE_STATES.initial)
    dedupe_key = models.CharField(max_length=200, unique=True)
    message_id = models.CharField(max_length=200, unique=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["queued_at", "id"]

    def __str__(self) -> str:
        return self.subject
