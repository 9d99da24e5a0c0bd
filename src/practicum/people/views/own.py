"""A person's own pages, and the decision on accommodations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people import forms
from practicum.people.queries import (
    DECIDE_ACCOMMODATIONS,
    access_accommodation,
    accommodations_of,
    conflict,
    interests_of,
    open_accommodations,
    person_called,
    require_role,
    roles_of,
)
from practicum.people.rules import ROLES
from practicum.people.services import decide_accommodation, declare_interest, update_profile
from practicum.people.views.shared import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Who we think you are, and what you asked for."""
    person = signed_in(request)
    form = forms.UpdateProfile(request.POST if request.method == "POST" else None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            update_profile(actor=person, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("people:profile")
    roles = roles_of(person)
    context = {"form": form, "roles": sorted(roles), "asked": accommodations_of(person)}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: HttpRequest) -> HttpResponse:
    """Relations that keep a person from judging another; for those who judge."""
    person = require_role(request.user, *ROLES)
    form = forms.DeclareInterest(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            about = person_called(form.cleaned_data["about"])
            declare_interest(actor=person, about=about, relation=form.cleaned_data["relation"], now=timezone.now())
        except NotFound as error:
            form.add_error("about", str(error))
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Your declaration is on the record.")
            return redirect("people:interests")
    context = {"form": form, "declared": interests_of(person)}
    return render(request, "people/interests.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def accommodations(request: HttpRequest) -> HttpResponse:
    """Requests that wait, the oldest first."""
    require_role(request.user, *DECIDE_ACCOMMODATIONS)
    return render(request, "people/accommodations.html", {"asked": open_accommodations()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accommodation(request: HttpRequest, code: str) -> HttpResponse:
    """One request and its decision."""
    person = signed_in(request)
    asked = access_accommodation(person, code)
    posted = request.POST if request.method == "POST" else None
    form = forms.DecideAccommodation(posted, initial={"time_factor": asked.time_factor})
    if posted is not None and form.is_valid():
        try:
            decide_accommodation(
                actor=person,
                accommodation=asked,
                approved=form.cleaned_data["verdict"] == "approve",
                time_factor=form.cleaned_data["time_factor"],
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "The decision is recorded, and the person is told.")
            return redirect("people:accommodations")
    context = {"asked": asked, "form": form, "conflict": conflict(person, asked.person)}
    return render(request, "people/accommodation.html", context, status=422 if form.errors else 200)
