"""From a notice to the mail that is sent: the same one whenever it is made, so that a preview shows what will go out."""

from datetime import datetime
from email.message import EmailMessage as Message
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage

from practicum.notices.models import Notice
from practicum.notices.rules.kinds import CHOOSABLE

PREFERENCES = "/notices/preferences/"


class Rendered(Message):
    """A message whose bytes are those of SMTP, whoever asks for them."""

    def as_bytes(self, *args: Any, **kwargs: Any) -> bytes:
        # Django's releases ask in different ways (a line separator, a policy); both mean this
        return super().as_bytes(policy=SMTP)


class Letter(EmailMessage):
    """A notice for Django's mail backends. The standard library writes it: an invitation needs a part with a parameter."""

    def __init__(self, notice: Notice, *, now: datetime) -> None:
        super().__init__(notice.subject, text_of(notice), settings.DEFAULT_FROM_EMAIL, [notice.to_address])
        self.rendered = render_mail(notice, now=now)

    def message(self, *args: Any, **kwargs: Any) -> Any:
        return self.rendered


def message_id(notice: Notice) -> str:
    """The same at every try: who gets a message twice all the same can tell."""
    return f"<{notice.code.lower()}@{settings.PRACTICUM.allowed_hosts[0]}>"


def text_of(notice: Notice) -> str:
    """The body, and below it how to get fewer of its kind, where that is the reader's choice."""
    if notice.kind not in CHOOSABLE:
        return notice.body
    where = f"{settings.PRACTICUM.base_url}{PREFERENCES}"
    return f"{notice.body.rstrip()}\n\n-- \nYou choose which letters reach you, and when: {where}\n"


def render_mail(notice: Notice, *, now: datetime) -> Rendered:
    """The mail, attachments included. An invitation stands in it twice, as calendars expect: as another form of the text,
    which they act on, and as a file, for programs that know no such form (RFC 6047)."""
    mail = Rendered(policy=SMTP)
    mail["From"], mail["To"] = settings.DEFAULT_FROM_EMAIL, notice.to_address
    mail["Subject"], mail["Date"] = notice.subject, format_datetime(now)
    mail["Message-ID"] = message_id(notice)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(text_of(notice))
    if notice.calendar:
        mail.add_alternative(
            notice.calendar, subtype="calendar", charset="utf-8", params={"method": notice.calendar_method}
        )
        mail.add_attachment(notice.calendar.encode(), maintype="application", subtype="ics", filename="session.ics")
    # the same bytes at every try
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"{notice.code.lower()}-{number}")
    return mail
