"""Before the examination: clearances, sittings, bookings."""

import secrets
from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import programme_of
from practicum.exams.events import AttemptBooked, ClearanceGranted, SittingScheduled
from practicum.exams.models import Attempt, Clearance, Sitting
from practicum.exams.queries import missing_for_exam
from practicum.exams.rules import (
    OPEN_STATES,
    REQUIREMENTS,
    BookingFacts,
    decide_booking,
    decide_sitting,
    decide_times,
)
from practicum.itembank.api import TestForm, knows_form
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.notices.api import queue_notice
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Person, has_role, require_role, time_factor_of


@transaction.atomic
def grant_clearance(*, actor: Person, candidacy: Candidacy, requirement: str, source: str, now: datetime) -> Clearance:
    """Note that a requirement of gate 2 is met; `source` is the code of what shows it. Granted once: again is no change."""
    require_role(actor, EXAMINER, PROGRAMME_MANAGER)
    if actor == candidacy.person:
        raise NotPermitted("Nobody clears themselves for the examination.")
    if requirement not in REQUIREMENTS:
        raise Refusal(
            "requirement_unknown",
            f"There is no requirement “{requirement}”.",
            field="requirement",
            mend=f"Use one of: {', '.join(REQUIREMENTS)}.",
        )
    clearance, made = Clearance.objects.get_or_create(
        candidacy=candidacy,
        requirement=requirement,
        defaults={"source": source, "granted_by": actor, "granted_at": now},
    )
    if made:
        event = ClearanceGranted(candidacy=candidacy.code, requirement=requirement, source=source)
        record(event, actor=actor.code, now=now)
    return clearance


@transaction.atomic
def schedule_sitting(
    *, actor: Person, form: TestForm, name: str, opens_at: datetime, closes_at: datetime, now: datetime
) -> Sitting:
    """Offer a published form in a window of time."""
    require_role(actor, PROGRAMME_MANAGER)
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refusal("name_missing", "A name of 1 to 120 characters is needed.", field="name")
    held = TestForm.objects.select_for_update().get(pk=form.pk)
    decide_sitting(form_state=held.state, minutes=held.minutes, opens_at=opens_at, closes_at=closes_at, now=now)
    sitting = Sitting.objects.create(
        code=new_code("SIT"), name=name, form=held, opens_at=opens_at, closes_at=closes_at, scheduled_by=actor
    )
    event = SittingScheduled(sitting=sitting.code, form=held.code, opens_at=opens_at, closes_at=closes_at)
    record(event, actor=actor.code, now=now)
    return sitting


@transaction.atomic
def book_attempt(*, actor: Person, sitting: Sitting, candidacy: Candidacy, now: datetime) -> Attempt:
    """Book a sitting for a candidate: by themselves, or by a programme manager for them.

    Gate 2 must be open and an attempt left. The person's time factor extends both the minutes and the window; one that is
    approved later is taken over when they check in or start, or by `extend_attempt`.
    """
    if actor != candidacy.person and not has_role(actor, PROGRAMME_MANAGER):
        raise NotPermitted("You can book for yourself only.")
    # One booking at a time per person, so that two at once cannot both be the last that is allowed.
    held = (
        Candidacy.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme_version", "person")
        .get(pk=candidacy.pk)
    )
    form = sitting.form
    factor = time_factor_of(held.person)
    times = decide_times(
        form_minutes=form.minutes, opens_at=sitting.opens_at, closes_at=sitting.closes_at, time_factor=factor
    )
    policy = programme_of(form.programme_version).policies.attempts
    earlier = Attempt.objects.filter(
        person=held.person, sitting__form__programme_version__code=form.programme_version.code
    ).exclude(state="voided")
    facts = BookingFacts(
        same_programme=held.programme_version.code == form.programme_version.code,
        candidacy_ended=held.ended_at is not None,
        missing=tuple(missing_for_exam(held)),
        knows_form=knows_form(held.person, form),
        open_attempt=earlier.filter(state__in=OPEN_STATES).values_list("code", flat=True).first() or "",
        started=tuple(moment for moment in earlier.values_list("started_at", flat=True) if moment),
        most_attempts=policy.max,
        within_months=policy.within_months,
        opens_at=sitting.opens_at,
        window_closes_at=times.window_closes_at,
    )
    decide_booking(facts, now=now)
    if Attempt.objects.filter(sitting=sitting, candidacy=held).exists():
        raise Refusal("booked_before", "You have had an attempt in this sitting.", mend="Book another sitting.")
    attempt = Attempt.objects.create(
        code=new_code("ATT"),
        sitting=sitting,
        candidacy=held,
        person=held.person,
        number=Attempt.objects.filter(candidacy=held).count() + 1,
        minutes=times.minutes,
        time_factor=factor,
        order_seed=secrets.randbits(31),
        window_closes_at=times.window_closes_at,
    )
    event = AttemptBooked(
        attempt=attempt.code,
        candidacy=held.code,
        sitting=sitting.code,
        number=attempt.number,
        minutes=attempt.minutes,
        time_factor=factor,
    )
    record(event, actor=actor.code, now=now)
    _confirm_booking(attempt, now=now)
    return attempt


def _confirm_booking(attempt: Attempt, *, now: datetime) -> None:
    sitting = attempt.sitting
    queue_notice(
        person_id=attempt.person_id,
        to_address=attempt.person.email,
        subject=f"Your examination is booked: {sitting.name}",
        body=(
            f"You have {attempt.minutes} minutes, to be taken between {sitting.opens_at:%d %B %Y %H:%M} and "
            f"{attempt.window_closes_at:%d %B %Y %H:%M} (UTC). Start early enough to have all your minutes.\n\n"
            "Sign in, open “Take your examination” on your desk and check in. You need a browser and a steady desk; "
            "your answers are saved as you give them, and you can go on after a lost connection."
        ),
        dedupe_key=f"exam-booked-{attempt.code}",
        kind="news",
        now=now,
    )
