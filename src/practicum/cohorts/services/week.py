"""A candidate's own week: preparation ticked off, and a private journal.

What only its writer sees (ticks, drafts) has no record in the ledger: it is neither a decision nor evidence, and the
ledger forgets nothing. To share a reflection is an act towards somebody else, and is on the record.
"""

from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import ReflectionShared
from practicum.cohorts.letters import write_to
from practicum.cohorts.models import PreparationDone, Reflection, Seat
from practicum.cohorts.queries.week import find_week
from practicum.cohorts.rules.states import SEAT_STATES
from practicum.cohorts.rules.week import REFLECTION_MOST, check_parts, check_private
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.people.api import Person


@transaction.atomic
def mark_preparation(*, actor: Person, seat: Seat, week: int, parts: frozenset[int], now: datetime) -> None:
    """These parts of the week's preparation are done, and no others. Possible as soon as there is a seat."""
    locked = lock_own_seat(actor, seat)
    asked = find_week(programme_of(locked.cohort.programme_version), week)
    parts = check_parts(parts, most=len(asked.preparation))
    rows = PreparationDone.objects.filter(seat=locked, week=week)
    rows.exclude(part__in=parts).delete()
    known = set(rows.values_list("part", flat=True))
    PreparationDone.objects.bulk_create(
        PreparationDone(seat=locked, week=week, part=part, done_at=now) for part in sorted(parts - known)
    )


@transaction.atomic
def save_reflection(*, actor: Person, seat: Seat, week: int, text: str, now: datetime) -> Reflection:
    """Keep what the candidate wrote, for their own eyes. What they shared before stays as it was shared."""
    reflection = _own_reflection(actor, seat, week, now)
    reflection.text, reflection.saved_at = check_private(text, most=REFLECTION_MOST), now
    reflection.save()
    return reflection


@transaction.atomic
def share_reflection(*, actor: Person, seat: Seat, week: int, text: str, now: datetime) -> Reflection:
    """Show the mentor this text, as it stands now. What is written later is shown only when it is shared again."""
    reflection = _own_reflection(actor, seat, week, now)
    if reflection.seat.mentor is None:
        raise Refusal("no_mentor", "You have no mentor to share it with yet.")
    text = check_private(text, most=REFLECTION_MOST, complete=True)
    reflection.text = reflection.shared_text = text
    reflection.saved_at = reflection.shared_at = now
    reflection.read_at = None
    reflection.save()
    cohort = reflection.seat.cohort
    record(ReflectionShared(cohort=cohort.code, week=week, is_shared=True), actor=actor.code, now=now)
    write_to(
        reflection.seat.mentor,
        subject=f"{actor.name} shares a reflection with you",
        text=f"{actor.name} wrote on week {week} of {cohort.name} and chose to show it to you, and to nobody else.",
        path="/cohorts/reflections/",
        key=f"reflection {seat.candidacy.code} {week} {now.isoformat()}",
        kind="work",
        now=now,
    )
    return reflection


@transaction.atomic
def take_back_reflection(*, actor: Person, seat: Seat, week: int, now: datetime) -> Reflection:
    """The mentor does not see it any more. The candidate's own text stays."""
    reflection = _own_reflection(actor, seat, week, now)
    if reflection.shared_at is None:
        raise Refusal("not_shared", "This reflection is not shared.")
    reflection.shared_text, reflection.shared_at, reflection.read_at = "", None, None
    reflection.save()
    cohort = reflection.seat.cohort
    record(ReflectionShared(cohort=cohort.code, week=week, is_shared=False), actor=actor.code, now=now)
    return reflection


@transaction.atomic
def note_reflection_read(*, actor: Person, reflection: Reflection, now: datetime) -> None:
    """The mentor has read what was shared with them: it leaves their inbox. A mark for themselves, not on the record."""
    locked = (
        Reflection.objects.select_for_update(no_key=True, of=("self",)).select_related("seat").get(pk=reflection.pk)
    )
    if locked.seat.mentor_id != actor.pk or locked.shared_at is None:
        raise NotPermitted("Only the mentor with whom it is shared reads a reflection.")
    locked.read_at = now
    locked.save(update_fields=["read_at"])


def lock_own_seat(actor: Person, seat: Seat) -> Seat:
    """The candidate's own seat, locked; refused when it is somebody else's or was left."""
    if seat.candidacy.person_id != actor.pk:
        raise NotPermitted("Only the candidate does this.")
    locked = (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__programme_version", "cohort__facilitator", "candidacy__person", "mentor")
        .get(pk=seat.pk)
    )
    SEAT_STATES.require(locked.state, ("held", "completed"), act="worked in")
    return locked


def _own_reflection(actor: Person, seat: Seat, week: int, now: datetime) -> Reflection:
    locked = lock_own_seat(actor, seat)
    find_week(programme_of(locked.cohort.programme_version), week)
    reflection = Reflection.objects.select_for_update(no_key=True).filter(seat=locked, week=week).first()
    reflection = reflection or Reflection(seat=locked, week=week, saved_at=now)
    reflection.seat = locked
    return reflection
