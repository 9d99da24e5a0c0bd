"""Sittings, for those who run them."""

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.exams.closing import expire_if_overdue
from practicum.exams.forms import ScheduleSitting, VoidAttempt
from practicum.exams.queries import (
    access_attempt,
    access_sitting,
    access_sittings,
    answered_counts,
    attempts_of_sitting,
    database_clock,
)
from practicum.exams.rules import ATTEMPT_STATES, OPEN_STATES
from practicum.exams.services.extending import extend_attempt
from practicum.exams.services.outcomes import void_attempt
from practicum.exams.services.planning import schedule_sitting
from practicum.itembank.api import published_forms
from practicum.kernel.errors import Refusal
from practicum.ledger.api import records_about
from practicum.pages.api import apply_refusal
from practicum.people.api import PROGRAMME_MANAGER, has_role, require_role, time_factor_of

PAGE_SIZE = 50


@login_required
@never_cache
@require_safe
def sittings(request: HttpRequest) -> HttpResponse:
    """All sittings."""
    page = Paginator(access_sittings(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "may_schedule": has_role(request.user, PROGRAMME_MANAGER), "now": database_clock()}
    return render(request, "exams/sittings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest) -> HttpResponse:
    """Offer a published form in a window of time."""
    actor = require_role(request.user, PROGRAMME_MANAGER)
    published = list(published_forms())
    with timezone.override(ZoneInfo(actor.time_zone)):
        form = ScheduleSitting(request.POST or None, published=published, zone=actor.time_zone)
        if request.method == "POST" and form.is_valid():
            chosen = next(one for one in published if one.code == form.cleaned_data["form"])
            try:
                sitting = schedule_sitting(actor=actor, now=database_clock(), **form.cleaned_data | {"form": chosen})
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(request, f"{sitting.name} is scheduled. Candidates can book it.")
                return redirect("exams:sitting", code=sitting.code)
        context = {"form": form, "has_forms": bool(published)}
        return render(request, "exams/schedule.html", context, status=422 if request.method == "POST" else 200)


@login_required
@never_cache
@require_safe
def sitting(request: HttpRequest, code: str) -> HttpResponse:
    """One sitting and its attempts: who, how far, until when. No answers."""
    found, now = access_sitting(request.user, code), database_clock()
    attempts = [expire_if_overdue(attempt, now) for attempt in attempts_of_sitting(found)]
    answered = answered_counts(found)
    context = {
        "sitting": found,
        "rows": [(attempt, answered[attempt.pk]) for attempt in attempts],
        "now": now,
        "records": _told(found.code, {attempt.code: attempt.person.name for attempt in attempts}),
    }
    return render(request, "exams/sitting.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def staff_attempt(request: HttpRequest, code: str) -> HttpResponse:
    """One attempt as staff see it: times and record, no answers; and voiding it."""
    found = expire_if_overdue(access_attempt(request.user, code), database_clock())
    form = VoidAttempt(request.POST or None)
    if request.method == "POST":
        actor = require_role(request.user, PROGRAMME_MANAGER)
        if form.is_valid():
            try:
                void_attempt(actor=actor, attempt=found, reason=form.cleaned_data["reason"], now=database_clock())
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(request, f"{found.code} is voided.")
                return redirect("exams:sitting", code=found.sitting.code)
    is_manager = has_role(request.user, PROGRAMME_MANAGER)
    context = {
        "attempt": found,
        "form": form,
        "may_extend": is_manager and found.state in OPEN_STATES and time_factor_of(found.person) > found.time_factor,
        "may_void": is_manager and ATTEMPT_STATES.may_move(found.state, "voided"),
        "standard_minutes": found.sitting.form.minutes,
        "records": _told(found.code),
    }
    return render(request, "exams/staff_attempt.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """Take over an accommodation that was approved after the booking."""
    found = access_attempt(request.user, code)
    actor = require_role(request.user, PROGRAMME_MANAGER)
    try:
        extended = extend_attempt(actor=actor, attempt=found, now=database_clock())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The attempt now has {extended.minutes} minutes.")
    return redirect("exams:staff_attempt", code=found.code)


def _told(code: str, names: Mapping[str, str] | None = None) -> list[tuple[int, str, str, datetime, str]]:
    """What the ledger says of it: number, what happened, to whom (`names` by the codes of attempts), when, and the reason
    where one was given."""
    known = names or {}
    return [
        (
            record.sequence,
            record.kind.partition(".")[2],
            ", ".join(known[subject] for subject in record.subjects if subject in known),
            record.at,
            record.data.get("reason", ""),
        )
        for record in records_about(code)
    ]
