"""Sending: one queued message at a time, never twice.

A worker claims a message in a commit of its own and then hands it to the mail server. Until the server has answered,
nobody but the server knows whether it took the message. So a message whose worker died in between, or whose server fell
silent in between, stays `sending` and is never sent again by itself: a person decides (see `queries.stuck_notices`).
Where sending again changes nothing (files), it is simply sent again.
"""

import smtplib
from datetime import datetime
from typing import Any

from django.core.mail import get_connection
from django.db import transaction

from practicum.notices.mail import Letter
from practicum.notices.models import Notice
from practicum.notices.rules.states import NOTICE_STATES

# With one of these the server has said that it did not take the message.
_SAID_NO = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError)


class NotSent(Exception):
    """The mail server did not take a message that will be tried again."""


def deliver_notice(*, notice_id: int, now: datetime, is_last_try: bool = False) -> bool:
    """Send one message that is due. Returns whether it went out; raises NotSent when it is to be tried again later.

    After the last try, or when the server refuses the address for good, it is `failed`, with the server's words.
    """
    connection: Any = get_connection()
    is_repeatable = getattr(connection, "is_repeatable", False)
    claimable = ("queued", "sending") if is_repeatable else ("queued",)
    with transaction.atomic():
        due = Notice.objects.filter(pk=notice_id, state__in=claimable, due_at__lte=now)
        if not due.update(state="sending", claimed_at=now):
            return False
    notice = Notice.objects.get(pk=notice_id)
    taken, failure = _hand_over(connection, notice, now=now)
    if taken:
        notice.sent_at = now
        _end(notice, "sent", "")
        return True
    if taken is None and not is_repeatable:
        # stays `sending`
        Notice.objects.filter(pk=notice.pk).update(failure=f"The mail server fell silent: {_words(failure)}")
        return False
    if is_last_try or _is_for_good(failure):
        _end(notice, "failed", _words(failure))
        return False
    _end(notice, "queued", _words(failure))
    raise NotSent(_words(failure))


def _hand_over(connection: Any, notice: Notice, *, now: datetime) -> tuple[bool | None, Exception]:
    """Whether the server took the message: yes, no, or unknown; and what went wrong."""
    try:
        letter = Letter(notice, now=now)
    except (ValueError, LookupError) as failure:  # no mail can be made of this address or text
        return False, failure
    try:
        connection.open()
    except OSError as failure:
        return False, failure
    try:
        connection.send_messages([letter])
    except (*_SAID_NO, ValueError) as failure:  # ValueError: Django found that the address is none
        return False, failure
    except OSError as failure:  # smtplib's other errors, and the network's
        return None, failure
    finally:
        connection.close()
    return True, Exception()


def _end(notice: Notice, state: str, failure: str) -> None:
    notice.state, notice.failure = NOTICE_STATES.move("sending", state), failure
    notice.save(update_fields=["state", "failure", "sent_at"])


def _is_for_good(failure: Exception) -> bool:
    """Whether the server refused the address itself (RFC 5321: codes from 500 on are final), or no mail could be made."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in failure.recipients.values())
    return isinstance(failure, (ValueError, LookupError))


def _words(failure: Exception) -> str:
    """The server's words as people read them."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        return _answer(*next(iter(failure.recipients.values())))
    if isinstance(failure, smtplib.SMTPResponseException):
        return _answer(failure.smtp_code, failure.smtp_error)
    return str(failure) or type(failure).__name__


def _answer(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
