"""Referees: the applicant names them, and they answer by a signed link without an account."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from practicum.admissions import forms
from practicum.admissions.api import (
    access_reference,
    answer_reference,
    decline_reference,
    name_referee,
    references_of,
    remove_referee,
)
from practicum.admissions.queries import own_application
from practicum.admissions.rules import APPLICATION_STATES, COUNTED_REFERENCES, NAMING
from practicum.admissions.views.applicant import progress, signed_in
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def referees(request: HttpRequest, code: str) -> HttpResponse:
    """Whom the applicant named and how it stands; name somebody. What was said is not here."""
    person, now = signed_in(request), timezone.now()
    found = own_application(person, code)
    APPLICATION_STATES.require(found.state, NAMING, act="changed")
    rules = programme_of(found.programme_version).policies.references
    if rules is None:
        raise NotFound("This programme asks for no references.")
    form = forms.NameReferee(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            reference = name_referee(actor=person, application=found, **form.cleaned_data, now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            told = "is written to when you submit" if reference.state == "named" else "has a letter from us"
            messages.success(request, f"{reference.name} {told}.")
            return redirect("admissions:referees", code)
    named = list(references_of(found))
    context = {
        "application": found,
        "steps": progress(found, "referees") if found.state == "draft" else [],
        "form": form,
        "named": named,
        "rules": rules,
        "full": sum(one.state in COUNTED_REFERENCES for one in named) >= rules.at_most,
    }
    return render(request, "admissions/referees.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, code: str, reference: str) -> HttpResponse:
    person = signed_in(request)
    remove_referee(actor=person, application=own_application(person, code), code=reference, now=timezone.now())
    messages.success(request, "The referee is removed.")
    return redirect("admissions:referees", code)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """The referee's form. They see the applicant's name and nothing else of the application."""
    now = timezone.now()
    try:
        reference = access_reference(token, now=now)
    except NotFound as closed:
        return render(request, "admissions/reference_closed.html", {"why": closed.message}, status=410)
    programme = programme_of(reference.application.programme_version)
    if programme.policies.references is None:
        raise NotFound("This programme asks for no references any more.")
    form = forms.AnswerReference(programme.policies.references, request.POST if request.method == "POST" else None)
    if request.method == "POST" and request.POST.get("act") == "decline":
        decline_reference(token=token, now=now)
        return render(request, "admissions/reference_done.html", {"declined": True})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            answer_reference(
                token=token,
                known_for=said["known_for"],
                role=said["role"],
                levels=form.levels,
                text=said["text"],
                now=now,
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            return render(request, "admissions/reference_done.html", {"declined": False})
    context = {
        "reference": reference,
        "applicant": reference.application.person.name,
        "programme": programme,
        "form": form,
    }
    response = render(request, "admissions/reference.html", context, status=422 if form.errors else 200)
    response["X-Robots-Tag"] = "noindex"
    return response
