"""Writes of the outbox."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from practicum.kernel.ids import new_code
from practicum.notices.models import Notice
from practicum.notices.tasks import send_notice


@transaction.atomic
def queue_notice(*, person_id: int, to_address: str, subject: str, body: str, dedupe_key: str, now: datetime) -> Notice:
    """Put a message into the outbox, in the transaction of the act; it is sent after that has committed.

    A second message with the same `dedupe_key` is not made: the first one is returned.
    """
    message_id = f"<{new_code('MSG', length=20).lower()}@{settings.PRACTICUM.allowed_hosts[0]}>"
    notice, made = Notice.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "person_id": person_id,
            "to_address": to_address,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "message_id": message_id,
            "queued_at": now,
        },
    )
    if made:
        send_notice.defer(notice_id=notice.pk)
    return notice
