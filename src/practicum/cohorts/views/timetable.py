"""The timetable of a cohort: when and where each session is held, and the acts that change it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.cohorts.api import Session, cancel_session, reschedule_session, set_join_link
from practicum.cohorts.forms import GiveReason, MoveSession, SetJoinLink
from practicum.cohorts.queries.access import access_meeting, access_session, access_timetable
from practicum.cohorts.queries.meetings import entry_of
from practicum.cohorts.queries.stated_hours import Outside, broken_by_new_time, name_move
from practicum.cohorts.rules.states import LIVE
from practicum.cohorts.rules.timetable import FURTHEST, local_label
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.notices.api import write_feed
from practicum.pages.api import apply_refusal
from practicum.people.api import Person


@login_required
@require_safe
def timetable(request: HttpRequest, code: str) -> HttpResponse:
    """All sessions, for those who lead the cohort: when, where, what changed and why."""
    person, now = signed_in(request), timezone.now()
    cohort = access_timetable(person, code, now=now)
    titles = {week.number: week.title for week in programme_of(cohort.programme_version).weeks}
    rows = [
        {
            "session": one,
            "title": titles.get(one.week, ""),
            "anchor": local_label(one.starts_at, cohort.time_zone),
            "is_over": one.starts_at + timedelta(minutes=one.minutes) <= now,
            "may_change": one.state != "cancelled" and one.starts_at > now and cohort.state in LIVE,
        }
        for one in cohort.sessions.order_by("week")
    ]
    return render(request, "cohorts/timetable.html", {"cohort": cohort, "rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """One session: move it, say where it is held, or cancel it. Each act tells everybody's calendar."""
    person, now = signed_in(request), timezone.now()
    found = access_session(person, code, week, now=now)
    local = found.starts_at.astimezone(ZoneInfo(person.time_zone))
    act = request.POST.get("act") if request.method == "POST" else None
    moving = MoveSession(
        request.POST if act == "move" else None,
        zone=person.time_zone,
        prefix="move",
        initial={"date": local.date(), "time": local.time()},
    )
    placing = SetJoinLink(
        request.POST if act == "link" else None,
        prefix="link",
        initial={"link": found.join_link, "place": found.place},
    )
    cancelling = GiveReason(request.POST if act == "cancel" else None, prefix="cancel")
    form = {"move": moving, "link": placing, "cancel": cancelling}.get(act or "")
    outside: list[Outside] = []
    if act == "move" and moving.is_valid():
        new = {name: moving.cleaned_data[name] for name in ("starts_at", "with_later")}
        if now < new["starts_at"] <= now + FURTHEST:  # any other time is refused in the act
            outside = broken_by_new_time(found, **new)
        if outside and not moving.is_sure_of(move := name_move(new["starts_at"], outside)):
            moving.ask_to_be_sure_of(move, len(outside))
    if form is not None and form.is_valid():
        try:
            said = _change(person, found, act or "", form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, said)
            return redirect("cohorts:timetable", code)
    programme = programme_of(found.cohort.programme_version)
    context = {
        "session": found,
        "week": next(one for one in programme.weeks if one.number == week),
        "moving": moving,
        "outside": outside,
        "placing": placing,
        "cancelling": cancelling,
        "may_change": found.state != "cancelled" and found.cohort.state in LIVE and found.starts_at > now,
    }
    return render(request, "cohorts/session.html", context, status=max(map(status_of, (moving, placing, cancelling))))


def _change(person: Person, found: Session, act: str, said: dict[str, Any]) -> str:
    """One act; returns what the reader is told."""
    now = timezone.now()
    tells = (
        "Everybody's calendar is told."
        if found.cohort.state == "running"
        else "The cohort has not begun: nobody is told yet."
    )
    if act == "cancel":
        cancel_session(actor=person, session=found, reason=said["reason"], now=now)
        return f"The session of week {found.week} is cancelled. {tells}"
    if act == "link":
        changed = set_join_link(actor=person, session=found, now=now, **said)
        weeks = ", ".join(str(one.week) for one in changed)
        return f"Saved for week {weeks}. {tells}" if changed else "Nothing has changed."
    moved = reschedule_session(
        actor=person,
        session=found,
        starts_at=said["starts_at"],
        with_later=said["with_later"],
        reason=said["reason"],
        now=now,
    )
    number = len(moved)
    return f"{number} session{' is' if number == 1 else 's are'} moved. {tells}"


@login_required
@require_safe
def session_file(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """One session as a file for any calendar: the same entry as in the invitation and in the feed."""
    now = timezone.now()
    found = access_meeting(signed_in(request), code, week, now=now)
    text = write_feed([entry_of(found, found.cohort)], name=found.cohort.name, now=now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="week-{week}.ics"'
    return response
