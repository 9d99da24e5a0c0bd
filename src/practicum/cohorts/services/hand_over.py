"""Somebody who leads or mentors is away, and somebody else does what waits for them."""

from datetime import date, datetime

from django.db import transaction

from practicum.cohorts.events import HandedOver, HandOverEnded
from practicum.cohorts.letters import say_moment, write_to
from practicum.cohorts.models import HandOver
from practicum.cohorts.queries.hand_over import cohorts_of, possible_stand_ins
from practicum.cohorts.rules.hand_over import away_between
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, has_role, require_role

PATH = "/cohorts/away/"


@transaction.atomic
def hand_over(
    *, actor: Person, person: Person, stand_in: Person, first_day: date, last_day: date, now: datetime
) -> HandOver:
    """From the first to the last day (by the clock of who is away) the stand-in does what waits for `person`.

    Said by the person themselves or by a programme manager. The stand-in is one of the staff of the person's cohorts or
    another mentor, without a conflict of interest with the candidates. What they do in this time is theirs: who answers a
    candidate's work has trained them.
    """
    require_role(person, FACILITATOR, MENTOR)
    if person != actor:
        require_role(actor, PROGRAMME_MANAGER)
    # in one order, so that two who hand over to each other cannot wait for each other
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=(person.pk, stand_in.pk)).order_by("pk"))
    away_from, away_until = away_between(first_day, last_day, zone=person.time_zone, now=now)
    then = HandOver.objects.filter(away_from__lt=away_until, away_until__gt=away_from, ended_at=None)
    if (other := then.filter(person=person).select_related("stand_in").first()) is not None:
        until = say_moment(other.away_until, person.time_zone)
        message = f"{other.stand_in.name} stands in already, until {until}."
        raise Refusal("away_already", message, field="first_day", mend="End that first.")
    if (taken := then.filter(stand_in=person).select_related("person").first()) is not None:
        message = f"{person.name} stands in for {taken.person.name} in that time."
        raise Refusal("stands_in_already", message, field="first_day", mend="Agree on somebody else for them first.")
    if stand_in not in possible_stand_ins(person, between=(away_from, away_until)):
        message = "This person cannot stand in: they are away too, have a conflict of interest, or are no mentor."
        raise Refusal("stand_in_unfit", message, field="stand_in")
    made = HandOver.objects.create(
        code=new_code("HND"),
        person=person,
        stand_in=stand_in,
        away_from=away_from,
        away_until=away_until,
        said_by=actor,
        said_at=now,
    )
    cohorts = list(cohorts_of(person).order_by("starts_on", "id"))
    event = HandedOver(
        hand_over=made.code,
        person=person.code,
        stand_in=stand_in.code,
        away_from=away_from,
        away_until=away_until,
        cohorts=tuple(one.code for one in cohorts),
    )
    record(event, actor=actor.code, now=now)
    names = ", ".join(one.name for one in cohorts) or "no cohort at present"
    for reader in {person, stand_in} - {actor}:
        begin, end = (say_moment(moment, reader.time_zone) for moment in (away_from, away_until))
        write_to(
            reader,
            subject=f"{stand_in.name} stands in for {person.name}",
            text=f"from {begin} until {end} {stand_in.name} does what waits for {person.name} ({names}).",
            path=PATH,
            key=f"handed over {made.code} {reader.code}",
            kind="work",
            now=now,
        )
    return made


@transaction.atomic
def end_hand_over(*, actor: Person, hand_over: HandOver, now: datetime) -> HandOver:
    """Back sooner, or not away after all. By the person themselves or a programme manager; the stand-in is told."""
    locked = (
        HandOver.objects.select_for_update(no_key=True, of=("self",))
        .select_related("person", "stand_in")
        .get(pk=hand_over.pk)
    )
    if locked.person_id != actor.pk and not has_role(actor, PROGRAMME_MANAGER):
        raise NotPermitted("Only who is away, or a programme manager, ends a hand-over.")
    if locked.ended_at is not None or locked.away_until <= now:
        raise Refusal("hand_over_over", "This hand-over is over.")
    locked.ended_at = now
    locked.save(update_fields=["ended_at"])
    event = HandOverEnded(hand_over=locked.code, person=locked.person.code, stand_in=locked.stand_in.code)
    record(event, actor=actor.code, now=now)
    for reader in {locked.person, locked.stand_in} - {actor}:
        write_to(
            reader,
            subject=f"{locked.person.name} is back",
            text=f"{locked.stand_in.name} no longer stands in for {locked.person.name}.",
            path=PATH,
            key=f"hand-over ended {locked.code} {reader.code}",
            now=now,
        )
    return locked
