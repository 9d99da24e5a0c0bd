"""Reads of the waiting list."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from practicum.admissions.models import Application, FreedPlace
from practicum.admissions.queries.applications import READERS, reads_blind
from practicum.admissions.rules import SeatForecast, Waiting, computed_order, order_waitlist, stands_until
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.people.api import Person, require_role


@dataclass(frozen=True, kw_only=True)
class PlaceInLine:
    """Where one application stands: `place` in the line, `computed` by the rule alone, both from 1, and of how many."""

    application: Application
    place: int
    computed: int
    length: int
    why: str
    moved_for: str  # the officer's reason, if one moved it
    stands_until: datetime
    is_hidden: bool = False  # the reader reviews it without the name


def waitlist_of(version: ProgrammeVersion) -> list[PlaceInLine]:
    """The line of a version on the cohort route, first to last, in one query."""
    found = list(
        Application.objects.filter(programme_version=version, state="waitlisted", decided_at__isnull=False)
        .select_related("person", "waitlist_rank")
        .order_by("submitted_at", "id")
    )
    by_code = {application.code: application for application in found}
    waiting = [_waiting(application) for application in found]
    computed = {one.code: place for place, one in enumerate(computed_order(waiting), start=1)}
    days = programme_of(version).policies.waitlist.stands_days
    lines = []
    for place, one in enumerate(order_waitlist(waiting), start=1):
        application = by_code[one.code]
        rank = application.waitlist_rank if one.rank is not None else None
        lines.append(
            PlaceInLine(
                application=application,
                place=place,
                computed=computed[one.code],
                length=len(found),
                why=one.why,
                moved_for=rank.reason if rank else "",
                stands_until=stands_until(application.decided_at or application.created_at, days),
            )
        )
    return lines


def read_waitlist(reader: Person, version: ProgrammeVersion) -> list[PlaceInLine]:
    """As `waitlist_of`, for those who may read applications. Raises NotPermitted."""
    require_role(reader, *READERS)
    hidden = set(reads_blind(reader).values_list("application_id", flat=True))
    return [replace(one, is_hidden=one.application.pk in hidden) for one in waitlist_of(version)]


def place_of(application: Application) -> PlaceInLine | None:
    """Where this application stands now; None when it does not wait."""
    if application.state != "waitlisted":
        return None
    return next((one for one in waitlist_of(application.programme_version) if one.application == application), None)


def free_places(version: ProgrammeVersion) -> QuerySet[FreedPlace]:
    """Places that wait to be passed on, the longest free first."""
    return (
        FreedPlace.objects.filter(state="free", offer__application__programme_version=version)
        .select_related("offer__application__person")
        .order_by("freed_at", "id")
    )


def forecast_seats(version: ProgrammeVersion) -> SeatForecast:
    """Accepted and still possible, held against the size of a cohort."""
    own = Application.objects.filter(programme_version=version, route="cohort")
    size = programme_of(version).policies.cohort
    return SeatForecast(
        accepted=own.filter(state="accepted").count(),
        open_offers=own.filter(state="offered").count(),
        least=size.min,
        most=size.max,
    )


def _waiting(application: Application) -> Waiting:
    rank = getattr(application, "waitlist_rank", None)
    current = rank is not None and application.decided_at is not None and rank.fixed_at >= application.decided_at
    return Waiting(
        code=application.code,
        outcome=(application.eligibility or {}).get("outcome", ""),
        submitted_at=application.submitted_at or application.created_at,
        rank=rank.rank if rank is not None and current else None,
    )
