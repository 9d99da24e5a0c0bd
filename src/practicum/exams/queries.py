"""Reads of sittings and attempts. A candidate reaches their own attempt only; staff never see an answer here."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from practicum.admissions.api import Candidacy, candidacy_of
from practicum.cohorts.api import training_complete
from practicum.exams.models import Attempt, Response, Sitting
from practicum.exams.rules import CLOSED_STATES, GRACE, OPEN_STATES, REQUIREMENTS, extended_close
from practicum.itembank.api import Answer, ItemVersion, Place, TestForm, TestFormItem, form_layout
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound
from practicum.labs.api import labs_complete
from practicum.pages.api import Todo
from practicum.people.api import (
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
    Person,
    is_person,
    require_role,
    time_factor_of,
)

STAFF_ROLES = (PROGRAMME_MANAGER, PSYCHOMETRICIAN)


def database_clock() -> datetime:
    """The one clock of examinations: the database's, the same for all web hosts."""
    with connection.cursor() as cursor:
        cursor.execute("select clock_timestamp()")
        row: tuple[datetime] = cursor.fetchone()
    return row[0]


def access_sittings(person: Person | AnonymousUser) -> QuerySet[Sitting]:
    """All sittings, for those who run them, newest first, with `booked` and `closed` counts of attempts."""
    require_role(person, *STAFF_ROLES)
    return (
        Sitting.objects.select_related("form")
        .annotate(
            booked=Count("attempts", filter=~Q(attempts__state="voided")),
            closed=Count("attempts", filter=Q(attempts__state__in=CLOSED_STATES, attempts__started_at__isnull=False)),
        )
        .order_by("-opens_at", "-id")
    )


def access_sitting(person: Person | AnonymousUser, code: str) -> Sitting:
    """One sitting by its code. Raises NotPermitted, NotFound."""
    sitting = access_sittings(person).filter(code=code).first()
    if sitting is None:
        raise NotFound(f"There is no sitting {code}.")
    return sitting


def access_attempt(person: Person | AnonymousUser, code: str) -> Attempt:
    """An attempt of any candidate, for staff. Raises NotPermitted, NotFound."""
    require_role(person, *STAFF_ROLES)
    return _attempt(code)


def access_own_attempt(person: Person | AnonymousUser, code: str) -> Attempt:
    """The person's own attempt. Raises NotFound for everybody else's, as for one that does not exist."""
    return _attempt(code, person=person.pk if is_person(person) else None)


def _attempt(code: str, **owner: Any) -> Attempt:
    found = (
        Attempt.objects.select_related("sitting__form__programme_version", "candidacy", "person")
        .filter(code=code, **owner)
        .first()
    )
    if found is None:
        raise NotFound("There is no such attempt.")
    return found


def attempts_of_sitting(sitting: Sitting) -> QuerySet[Attempt]:
    """The attempts of a sitting with the people."""
    return sitting.attempts.select_related("person").order_by("person__name", "id")


def answered_counts(sitting: Sitting) -> Counter[int]:
    """How many items each attempt of a sitting has an answer to, by the attempt's key."""
    newest = (
        Response.objects.filter(attempt__sitting=sitting)
        .order_by("attempt_id", "version_id", "-sequence")
        .distinct("attempt_id", "version_id")
        .values_list("attempt_id", "answer")
    )
    return Counter(attempt_id for attempt_id, answer in newest if answer is not None)


def attempts_of(person: Person) -> QuerySet[Attempt]:
    """The person's own attempts, newest sitting first."""
    return Attempt.objects.filter(person=person).select_related("sitting__form").order_by("-sitting__opens_at", "-id")


def missing_for_exam(candidacy: Candidacy) -> list[str]:
    """What gate 2 still asks of this candidate, as sentences; empty when the gate is open.

    Training (on the cohort route), labs, and the clearances of `rules.REQUIREMENTS`.
    """
    granted = set(candidacy.clearances.values_list("requirement", flat=True))
    return [
        *training_complete(candidacy),
        *labs_complete(candidacy),
        *(text for requirement, text in REQUIREMENTS.items() if requirement not in granted),
    ]


def bookable_sittings(candidacy: Candidacy, now: datetime) -> list[Sitting]:
    """Sittings of the candidate's programme that are not over for them and that they have not booked, soonest first."""
    factor = time_factor_of(candidacy.person)
    booked = Attempt.objects.filter(sitting=OuterRef("pk"), candidacy=candidacy)
    sittings = (
        Sitting.objects.filter(
            ~Exists(booked),
            form__programme_version__code=candidacy.programme_version.code,
            opens_at__gt=now - timedelta(days=400),
        )
        .select_related("form")
        .order_by("opens_at", "id")
    )
    return [sitting for sitting in sittings if extended_close(sitting.opens_at, sitting.closes_at, factor) > now]


# Answers


@dataclass(frozen=True, kw_only=True)
class StoredAnswer:
    """The newest answer to one item; None is an answer that was taken back."""

    version_id: int
    sequence: int
    answer: Answer | None
    saved_at: datetime


def newest_answers(attempt: Attempt) -> dict[int, StoredAnswer]:
    """The newest answer to each item that was ever answered, by item version."""
    rows = (
        Response.objects.filter(attempt=attempt)
        .order_by("version_id", "-sequence")
        .distinct("version_id")
        .values_list("version_id", "sequence", "answer", "saved_at")
    )
    return {
        version_id: StoredAnswer(version_id=version_id, sequence=sequence, answer=answer, saved_at=saved_at)
        for version_id, sequence, answer, saved_at in rows
    }


def final_answers(attempt: Attempt) -> dict[int, Answer]:
    """The answer that counts for each answered item, by item version. Items without an answer are left out."""
    return {
        version_id: stored.answer for version_id, stored in newest_answers(attempt).items() if stored.answer is not None
    }


def answers_digest(attempt: Attempt) -> tuple[int, str]:
    """How many items are answered, and the hash that fixes the final answers in the record."""
    stored = newest_answers(attempt)
    positions = {place.version_id: position for position, place in layout_of(attempt.code).items()}
    rows = sorted([positions[version_id], one.sequence, one.answer, one.saved_at] for version_id, one in stored.items())
    return sum(one.answer is not None for one in stored.values()), digest([attempt.code, rows])


@lru_cache(maxsize=8192)
def _form_of(attempt_code: str) -> str:
    """The form of an attempt: neither an attempt's sitting nor a sitting's form ever changes."""
    code = Attempt.objects.filter(code=attempt_code).values_list("sitting__form__code", flat=True).first()
    if code is None:
        raise NotFound("There is no such attempt.")
    return code


def layout_of(attempt_code: str) -> Mapping[int, Place]:
    """The places of the attempt's form by position. Raises NotFound."""
    return form_layout(_form_of(attempt_code))


def item_at(attempt: Attempt, position: int) -> ItemVersion:
    """The item version at a position of the attempt's form. Raises NotFound."""
    place = layout_of(attempt.code).get(position)
    if place is None:
        raise NotFound("There is no such question.")
    return (
        TestFormItem.objects.select_related("version").get(form_id=attempt.sitting.form_id, position=position).version
    )


def closed_attempts(form: TestForm) -> QuerySet[Attempt]:
    """Attempts on this form that were begun and are closed, in the order of their closing. Voided ones are left out."""
    return (
        Attempt.objects.filter(sitting__form=form, state__in=CLOSED_STATES, started_at__isnull=False)
        .select_related("candidacy", "person", "sitting")
        .order_by("closed_at", "id")
    )


def overdue_attempts(now: datetime) -> QuerySet[Attempt]:
    """Open attempts whose time is over: `rules.is_overdue` as a query."""
    return Attempt.objects.filter(
        Q(state="in_progress", deadline_at__lte=now - GRACE)
        | Q(state__in=[state for state in OPEN_STATES if state != "in_progress"], window_closes_at__lte=now)
    ).order_by("id")


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """What this person has to do here next, as a candidate."""
    todos = []
    attempts = list(attempts_of(person).filter(state__in=OPEN_STATES))
    for attempt in attempts:
        url = reverse("exams:attempt", args=[attempt.code])
        if attempt.state == "in_progress":
            if attempt.deadline_at and attempt.deadline_at > now:
                todos.append(Todo(title="Continue your examination", url=url, due_at=attempt.deadline_at, room="exams"))
        elif attempt.window_closes_at > now:
            todos.append(
                Todo(
                    title="Take your examination",
                    url=url,
                    detail=f"{attempt.sitting.name}: {attempt.minutes} minutes",
                    due_at=attempt.window_closes_at,
                    room="exams",
                )
            )
    if not attempts and (candidacy := candidacy_of(person)) and not missing_for_exam(candidacy):
        closed = attempts_of(person).filter(state__in=CLOSED_STATES, started_at__isnull=False).exists()
        if not closed and bookable_sittings(candidacy, now):
            todos.append(Todo(title="Book your examination", url=reverse("exams:home"), room="exams"))
    return todos
