"""Officers order the waiting list and pass on places that became free."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.events import PlaceGivenUp, PlacePassedOn, WaitlistReordered
from practicum.admissions.models import Application, FreedPlace, WaitlistRank
from practicum.admissions.queries import free_places, open_offer, waitlist_of
from practicum.admissions.rules import FREED_STATES, Waiting, move_in_line
from practicum.admissions.services.decisions import decide_application
from practicum.curriculum.api import ProgrammeVersion
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.people.api import ADMISSIONS_OFFICER, SYSTEM_CODE, Person, conflict, require_role

REASON_AT_MOST = 2000


@transaction.atomic
def move_on_waitlist(*, actor: Person, application: Application, place: int, reason: str, now: datetime) -> None:
    """Put somebody on another place (from 1), with a reason that is on the record. The others keep their order."""
    require_role(actor, ADMISSIONS_OFFICER)
    if why := conflict(actor, application.person):
        raise NotPermitted(f"You may not move this application: {why}.", mend="Another officer does.")
    reason = _reason(reason)
    _lock_line(application.programme_version)
    line = waitlist_of(application.programme_version)
    codes = [Waiting(code=one.application.code, outcome="", submitted_at=one.application.created_at) for one in line]
    moved = move_in_line(codes, application.code, place)
    before = next(one.place for one in line if one.application.code == application.code)
    by_code = {one.application.code: one.application for one in line}
    for rank, one in enumerate(moved, start=1):
        own = one.code == application.code
        WaitlistRank.objects.update_or_create(
            application=by_code[one.code],
            defaults={"rank": rank, "fixed_at": now}
            | ({"reason": reason, "moved_by": actor, "moved_at": now} if own else {}),
            create_defaults={
                "rank": rank,
                "fixed_at": now,
                "reason": reason if own else "",
                "moved_by": actor if own else None,
                "moved_at": now if own else None,
            },
        )
    event = WaitlistReordered(
        application=application.code,
        person=application.person.code,
        place_before=before,
        place=place,
        reason=reason,
    )
    record(event, actor=actor.code, now=now)


@transaction.atomic
def pass_on_place(*, actor: Person, application: Application, reason: str, now: datetime) -> Application:
    """Offer the place that has been free longest to somebody on the list. Whoever stands first is proposed; an officer who
    offers it to somebody else does so with the same reason on record. The offer is open for the days of the waiting list."""
    require_role(actor, ADMISSIONS_OFFICER)
    version = application.programme_version
    _lock_line(version)
    place = free_places(version).select_for_update(of=("self",)).first()
    if place is None:
        raise Refusal("no_place", "No place is free.", field="reason", mend="A place frees when an offer ends unused.")
    line = waitlist_of(version)
    if application.code not in {one.application.code for one in line}:
        raise Refusal("not_waiting", "This application is not on the waiting list.", field="reason")
    decided = decide_application(
        actor=actor,
        application=application,
        outcome="offered",
        reason=reason,
        now=now,
    )
    place.state, place.closed_at = FREED_STATES.move(place.state, "passed_on"), now
    place.passed_to = open_offer(decided) or decided.offers.order_by("-id").first()
    place.save(update_fields=["state", "closed_at", "passed_to"])
    event = PlacePassedOn(
        application=application.code, freed_by=place.offer.application.code, proposed=line[0].application.code
    )
    record(event, actor=actor.code, now=now)
    return decided


@transaction.atomic
def give_up_place(*, actor: Person, freed_by: str, version: ProgrammeVersion, reason: str, now: datetime) -> FreedPlace:
    """Do not offer a free place again, for a reason (the cohorts have begun, say). `freed_by` is the application that
    left it. The program itself gives up a place in a cohort that nobody can join any more."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, ADMISSIONS_OFFICER)
    reason = _reason(reason)
    place = free_places(version).select_for_update(of=("self",)).filter(offer__application__code=freed_by).first()
    if place is None:
        raise NotFound(f"Application {freed_by} left no free place.")
    place.state, place.closed_at, place.reason = FREED_STATES.move(place.state, "given_up"), now, reason
    place.save(update_fields=["state", "closed_at", "reason"])
    record(PlaceGivenUp(freed_by=freed_by, reason=reason), actor=actor.code, now=now)
    return place


def _lock_line(version: ProgrammeVersion) -> None:
    """Two officers at once: the second sees what the first did."""
    waiting = Application.objects.select_for_update().filter(programme_version=version, state="waitlisted")
    list(waiting.order_by("id").values_list("id"))


def _reason(text: str) -> str:
    reason = text.replace("\x00", "").strip()
    if not reason or len(reason) > REASON_AT_MOST:
        raise Refusal(
            "reason_missing",
            f"Give the reason in 1 to {REASON_AT_MOST} characters.",
            field="reason",
            mend="It goes on the record.",
        )
    return reason
