"""The waiting list as officers see it: who stands where and why, which places are free, who is proposed for them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions import forms
from practicum.admissions.api import (
    PlaceInLine,
    forecast_seats,
    free_places,
    give_up_place,
    move_on_waitlist,
    pass_on_place,
    read_waitlist,
)
from practicum.admissions.queries import READERS
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import ADMISSIONS_OFFICER, Person, conflict, has_role, require_role


@login_required
@require_safe
def line(request: HttpRequest) -> HttpResponse:
    """The line, the free places, and what the seats look like."""
    reader = require_role(request.user, *READERS)
    return _show_line(request, reader)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """One who waits: move them, or offer them a place that is free."""
    actor, found = require_role(request.user, ADMISSIONS_OFFICER), _entry(request, code)
    act = request.POST.get("act")
    moving = forms.MoveOnWaitlist(
        request.POST if act == "move" else None, initial={"place": found.place}, auto_id="id_move_%s"
    )
    offering = forms.ReasonForm(request.POST if act == "offer" else None, auto_id="id_offer_%s")
    now = timezone.now()
    if moving.is_bound and moving.is_valid():
        try:
            move_on_waitlist(actor=actor, application=found.application, **moving.cleaned_data, now=now)
        except Refusal as refusal:
            apply_refusal(moving, refusal)
        else:
            messages.success(
                request, f"{found.application.person.name} stands on place {moving.cleaned_data['place']}."
            )
            return redirect("admissions:waitlist")
    if offering.is_bound and offering.is_valid():
        try:
            pass_on_place(actor=actor, application=found.application, **offering.cleaned_data, now=now)
        except Refusal as refusal:
            apply_refusal(offering, refusal)
        else:
            messages.success(request, f"The place is offered to {found.application.person.name}.")
            return redirect("admissions:waitlist")
    version = found.application.programme_version
    context = {
        "one": found,
        "application": found.application,
        "moving": moving,
        "offering": offering,
        "free": free_places(version).count(),
        "days": programme_of(version).policies.waitlist.offer_days,
        "conflict": conflict(actor, found.application.person),
    }
    status = 422 if moving.errors or offering.errors else 200
    return render(request, "admissions/waitlist_entry.html", context, status=status)


@login_required
@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Do not offer a free place again."""
    actor = require_role(request.user, ADMISSIONS_OFFICER)
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        return _show_line(request, actor, giving_up=(code, form))
    give_up_place(
        actor=actor, freed_by=code, version=current_version(), reason=form.cleaned_data["reason"], now=timezone.now()
    )
    messages.success(request, "The place is not offered again.")
    return redirect("admissions:waitlist")


def _entry(request: HttpRequest, code: str) -> PlaceInLine:
    reader = require_role(request.user, *READERS)
    found = next(
        (one for one in read_waitlist(reader, current_version()) if one.application.code == code and not one.is_hidden),
        None,
    )
    if found is None:
        raise NotFound(f"Application {code} is not on the waiting list.")
    return found


def _show_line(
    request: HttpRequest, reader: Person, giving_up: tuple[str, forms.ReasonForm] | None = None
) -> HttpResponse:
    version = current_version()
    waiting = read_waitlist(reader, version)
    free: list[dict[str, Any]] = []
    for at, place in enumerate(free_places(version)):
        code = place.offer.application.code
        form = giving_up[1] if giving_up and giving_up[0] == code else forms.ReasonForm(auto_id=f"id_{code}_%s")
        free.append({"place": place, "form": form, "next": waiting[at] if at < len(waiting) else None})
    context = {
        "waiting": waiting,
        "free": free,
        "seats": forecast_seats(version),
        "decides": has_role(reader, ADMISSIONS_OFFICER),
    }
    return render(request, "admissions/waitlist.html", context, status=422 if giving_up else 200)
