"""The decision in two steps: the officer reads the exact letter first, then confirms, and only then it is sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from practicum.admissions import forms
from practicum.admissions.api import Application, decide_application, preview_decision
from practicum.admissions.views.officer import access_submitted, show_application
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import Person


@login_required
@require_POST
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """First the letter, word for word; with `confirm`, the decision; with `change`, back to the form as it was filled in."""
    reader, found = access_submitted(request, code)
    form = forms.DecideApplication(request.POST)
    if "change" in request.POST:
        return show_application(request, reader, found, decision=form, status=200)
    if form.is_valid():
        try:
            if "confirm" in request.POST:
                return _confirm(request, reader, found, form)
            return _preview(request, reader, found, form)
        except Refusal as refusal:
            apply_refusal(form, refusal)
    return show_application(request, reader, found, decision=form)


def _confirm(request: HttpRequest, reader: Person, found: Application, form: forms.DecideApplication) -> HttpResponse:
    seen = forms.SeenDecision(request.POST)
    if not seen.is_valid():
        return _preview(request, reader, found, form, changed="Read the letter, then confirm.")
    try:
        decide_application(actor=reader, application=found, **seen.cleaned_data, now=timezone.now())
    except Refusal as refusal:
        if refusal.code != "letter_changed":
            raise
        return _preview(request, reader, found, form, changed=str(refusal))
    messages.success(request, "The decision is recorded, and the applicant is told.")
    return redirect("admissions:review", found.code)


def _preview(
    request: HttpRequest, reader: Person, found: Application, form: forms.DecideApplication, changed: str = ""
) -> HttpResponse:
    decision = preview_decision(actor=reader, application=found, **form.cleaned_data, now=timezone.now())
    context = {
        "application": found,
        "decision": decision,
        "lapses": decision.open_until.isoformat() if decision.open_until else "",
        "outcome": dict(forms.DecideApplication.base_fields["outcome"].choices)[decision.outcome],  # type: ignore[attr-defined]
        "changed": changed,
    }
    return render(request, "admissions/decide.html", context, status=422 if changed else 200)
