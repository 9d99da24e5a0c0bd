"""Reads of the outbox."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from practicum.notices.mail import render_mail, text_of
from practicum.notices.models import CalendarFeed, Notice, NoticePreference
from practicum.notices.rules.secrets import digest_secret, hide_signed_links
from practicum.notices.rules.states import SHOWN_TO_PERSON

# How long a worker may be at one message; mail servers are given 20 s to answer.
BUSY = timedelta(minutes=2)


@dataclass(frozen=True)
class Attached:
    """A part of a mail beside its text."""

    name: str
    content_type: str
    text: str


@dataclass(frozen=True)
class Preview:
    """A mail as it goes out: headers in their order, the text, and what is attached."""

    headers: tuple[tuple[str, str], ...]
    text: str
    attached: tuple[Attached, ...]


def notices_to(person_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person_id).order_by("-queued_at", "-id")


def letters_of(person_id: int) -> QuerySet[Notice]:
    """What a person reads on their own page: letters that reached them, or that they want on that page only."""
    return notices_to(person_id).filter(state__in=SHOWN_TO_PERSON).exclude(kind="digest")


def outbox(*, state: str = "", kind: str = "", search: str = "") -> QuerySet[Notice]:
    """All letters, the newest first; `search` looks in name, address and subject."""
    found = Notice.objects.select_related("person").order_by("-queued_at", "-id")
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    for word in search.split()[:5]:
        found = (
            found.filter(person__name__icontains=word)
            | found.filter(subject__icontains=word)
            | found.filter(to_address__icontains=word)
        )
    return found


def count_by_state() -> dict[str, int]:
    rows = Notice.objects.order_by().values_list("state").annotate(number=Count("id"))
    return dict(rows)


def stuck_notices(*, now: datetime) -> QuerySet[Notice]:
    """Letters whose worker died, or whose mail server fell silent, while they were sent: a person says what became of
    them."""
    return Notice.objects.filter(state="sending", claimed_at__lt=now - BUSY).order_by("claimed_at")


def preview(notice: Notice, *, now: datetime) -> Preview:
    """The mail that goes out, or went out, for this notice; signed links in it are cut: they are its reader's alone.

    Where no mail can be made of its address or text, what would have stood in it.
    """
    try:
        mail = render_mail(notice, now=notice.sent_at or now)
    except (ValueError, LookupError):
        headers = (("To", notice.to_address), ("Subject", notice.subject))
        return Preview(headers, hide_signed_links(text_of(notice)), ())
    text, attached = "", []
    for part in mail.walk():
        if part.is_multipart():
            continue
        content = part.get_content()
        shown = content if isinstance(content, str) else content.decode("utf-8", "replace")
        if part.get_content_type() == "text/plain":
            text = hide_signed_links(shown)
        else:
            method = part.get_param("method")
            kind = f"{part.get_content_type()}; method={method}" if method else part.get_content_type()
            attached.append(Attached(part.get_filename() or "read by calendars", kind, shown))
    return Preview(tuple((name, str(value)) for name, value in mail.items()), text, tuple(attached))


def preference_of(person_id: int) -> NoticePreference:
    """How a person wants their letters; the defaults, not saved, when they have never said."""
    return NoticePreference.objects.filter(person_id=person_id).first() or NoticePreference(person_id=person_id)


def feed_of(person_id: int) -> CalendarFeed | None:
    """The person's calendar feed, if one answers."""
    return CalendarFeed.objects.filter(person_id=person_id, ended_at=None).first()


def feed_by_secret(secret: str) -> CalendarFeed | None:
    """The feed that this secret opens. Only digests are compared, so that time tells nothing of the secret."""
    found = CalendarFeed.objects.filter(secret_digest=digest_secret(secret), ended_at=None, person__is_active=True)
    return found.select_related("person").first()
