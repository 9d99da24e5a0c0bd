"""One inbox for all that waits for those who lead and mentor."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from practicum.cohorts.models import Reflection, Seat
from practicum.cohorts.queries.makeup import WaitingMakeUp, waiting_make_ups
from practicum.cohorts.queries.office_hours import bookings_to_keep
from practicum.cohorts.queries.work import Waiting, feedback_within, inbox_of
from practicum.curriculum.api import programme_of
from practicum.people.api import Person

KINDS = {
    "assignment": "Feedback",
    "make_up": "Make-up work",
    "office_hour": "Office hour",
    "reflection": "Reflection",
}


@dataclass(frozen=True, kw_only=True)
class InboxItem:
    """One thing that waits. `act` starts with a verb; `owner` is whose it is when the reader only stands in or helps."""

    kind: str
    act: str
    candidate: str
    about: str
    cohort: str
    url: str
    due_at: datetime
    is_late: bool
    is_mine: bool
    owner: str

    @property
    def label(self) -> str:
        return KINDS[self.kind]


def read_inbox(person: Person, *, now: datetime) -> list[InboxItem]:
    """Everything that waits for the person, and for those whom they stand in for: by when it is due.

    Work of others' mentees in the same cohort is there too, marked with whose it is. Shared reflections are for the mentor
    alone: nobody reads them in their stead.
    """
    items = [*_work(person, now), *_office_hours(person, now), *_reflections(person, now)]
    return sorted(items, key=lambda one: (one.due_at, one.candidate, one.url))


def _work(person: Person, now: datetime) -> list[InboxItem]:
    """What candidates handed in: assignments wait for feedback, make-up work waits to be read."""

    def item(
        one: Waiting | WaitingMakeUp, seat: Seat, *, kind: str, act: str, about: str, url: str, owner: Person | None
    ) -> InboxItem:
        return InboxItem(
            kind=kind,
            act=act,
            candidate=seat.candidacy.person.name,
            about=about,
            cohort=seat.cohort.name,
            url=url,
            due_at=one.due_at,
            is_late=one.is_late,
            is_mine=one.is_mine,
            owner=_owner(person, owner),
        )

    return [
        item(
            one,
            one.submission.seat,
            kind="assignment",
            act="Give feedback to",
            about=f"{one.title} (again, after feedback)" if one.is_again else one.title,
            url=reverse("cohorts:feedback", args=[one.submission.code]),
            owner=one.submission.seat.mentor,
        )
        for one in inbox_of(person, now=now)
    ] + [
        item(
            one,
            one.make_up.seat,
            kind="make_up",
            act="Read the make-up work of",
            about=f"Week {one.make_up.session.week}",
            url=reverse("cohorts:make_up", args=[one.make_up.code]),
            owner=one.make_up.seat.mentor or one.make_up.seat.cohort.facilitator,
        )
        for one in waiting_make_ups(person, now=now)
    ]


def _office_hours(person: Person, now: datetime) -> list[InboxItem]:
    items = []
    for slot in bookings_to_keep(person, now=now):
        if slot.booking is None:
            continue
        seat = slot.booking.seat
        items.append(
            InboxItem(
                kind="office_hour",
                act="Keep the office hour with",
                candidate=seat.candidacy.person.name,
                about=f"{slot.office_hour.minutes} minutes",
                cohort=seat.cohort.name,
                url=f"{reverse('cohorts:office_hours')}#{slot.office_hour.code}",
                due_at=slot.office_hour.starts_at,
                is_late=False,
                is_mine=True,
                owner=_owner(person, slot.office_hour.host),
            )
        )
    return items


def _reflections(person: Person, now: datetime) -> list[InboxItem]:
    items = []
    for row in unread_reflections(person):
        due_at = (row.shared_at or now) + feedback_within(programme_of(row.seat.cohort.programme_version))
        items.append(
            InboxItem(
                kind="reflection",
                act="Read the reflection of",
                candidate=row.seat.candidacy.person.name,
                about=f"Week {row.week}",
                cohort=row.seat.cohort.name,
                url=reverse("cohorts:reflections"),
                due_at=due_at,
                is_late=due_at < now,
                is_mine=True,
                owner="",
            )
        )
    return items


def unread_reflections(mentor: Person) -> QuerySet[Reflection]:
    """What the mentor's own mentees shared and the mentor has not marked as read."""
    return (
        Reflection.objects.filter(seat__mentor=mentor, shared_at__isnull=False, read_at=None)
        .exclude(seat__state="left")
        .select_related("seat__candidacy__person", "seat__cohort__programme_version")
        .order_by("shared_at", "id")
    )


def _owner(reader: Person, owner: Person | None) -> str:
    if owner is None:
        return "nobody"
    return "" if owner.pk == reader.pk else owner.name
