"""Sending: one queued message at a time, never twice."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction

from practicum.notices.models import Notice
from practicum.notices.rules import NOTICE_STATES


def deliver_notice(*, notice_id: int, now: datetime) -> bool:
    """Send one queued message. Claimed first, in its own commit, so that two workers never send it twice.

    A worker that dies between claim and sending leaves it `sending`: a person decides then (see `stuck_notices`), because
    only the mail server knows whether it went out.
    """
    with transaction.atomic():
        claimed = Notice.objects.filter(pk=notice_id, state="queued").update(state="sending")
    if not claimed:
        return False
    notice = Notice.objects.get(pk=notice_id)
    headers = {"Message-ID": notice.message_id}
    mail = EmailMessage(notice.subject, notice.body, settings.DEFAULT_FROM_EMAIL, [notice.to_address], headers=headers)
    try:
        mail.send()
    except OSError as failure:  # smtplib's errors are OSErrors: put it back, let the job try again
        notice.state, notice.failure = NOTICE_STATES.move("sending", "queued"), str(failure)
        notice.save(update_fields=["state", "failure"])
        raise
    notice.state, notice.sent_at, notice.failure = NOTICE_STATES.move("sending", "sent"), now, ""
    notice.save(update_fields=["state", "sent_at", "failure"])
    return True
