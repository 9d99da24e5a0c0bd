"""What reviews ask of people: the reviewer's own, and what an officer has to settle about them."""

from datetime import datetime

from django.urls import reverse

from practicum.admissions.models import Application, Review
from practicum.admissions.progress import progress_of
from practicum.admissions.queries import applications_of
from practicum.admissions.queries import todo_for as own_todos
from practicum.admissions.reading import decide_by
from practicum.pages.api import Todo
from practicum.people.api import ADMISSIONS_OFFICER, ADMISSIONS_REVIEWER, Person, has_role

ROOM = "admissions"


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """Everything that waits for this person in admissions."""
    return [*own_todos(person, now), *_of_applicant(person, now), *_of_reviewer(person), *_of_officer(person, now)]


def _of_applicant(person: Person, now: datetime) -> list[Todo]:
    return [
        Todo(
            title="Follow your application",
            url=reverse("admissions:application", args=[one.code]),
            detail=progress_of(one, zone=person.time_zone, now=now),
            due_at=decide_by(one),
            room=ROOM,
            is_deadline=False,  # ours, not the applicant's
        )
        for one in applications_of(person).filter(state__in=("submitted", "under_review"))
    ]


def _of_reviewer(person: Person) -> list[Todo]:
    waiting = Review.objects.filter(reviewer=person, state="assigned").order_by("due_at", "id")
    if not waiting or not has_role(person, ADMISSIONS_REVIEWER):
        return []
    return [
        Todo(
            title=f"Review application {one.code}",
            url=reverse("admissions:review_form", args=[one.code]),
            detail="Begun; not handed in yet." if one.draft else "",
            due_at=one.due_at,
            room=ROOM,
        )
        for one in waiting
    ]


def _of_officer(person: Person, now: datetime) -> list[Todo]:
    """Reviews that nobody could be found for after their time was over."""
    if not has_role(person, ADMISSIONS_OFFICER):
        return []
    late = Application.objects.filter(
        state="under_review", reviews__state="assigned", reviews__due_at__lte=now
    ).distinct()
    return [
        Todo(
            title=f"Settle an overdue review of {one.code}",
            url=reverse("admissions:reviews_of", args=[one.code]),
            detail="Give it to somebody else, or wait.",
            room=ROOM,
        )
        for one in late.order_by("submitted_at", "id")[:10]
    ]
