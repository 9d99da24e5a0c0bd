"""Forming cohorts in the programme manager's hands: filled, dissolved, merged, split, or joined by somebody who waits."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.admissions.api import accepted_applications
from practicum.cohorts.api import Cohort, access_cohort, decide_on, regroup_cohort, seat_waiting
from practicum.cohorts.planning_forms import DecideRegrouping, SeatWaiting
from practicum.cohorts.queries.board import with_counts
from practicum.cohorts.rules.states import COHORT_STATES, LIVE
from practicum.cohorts.views.shared import status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regroup(request: HttpRequest, code: str) -> HttpResponse:
    """What could be done with a forming cohort: fill it, dissolve it, merge it (`?with=`) or split it (`?split=yes`).
    Posting does it."""
    person, now = require_role(request.user, PROGRAMME_MANAGER), timezone.now()
    cohort = _forming(person, code, now)
    others = list(
        with_counts(Cohort.objects.filter(state="forming", language=cohort.language).exclude(pk=cohort.pk)).order_by(
            "name"
        )
    )
    asked = request.GET.get("with", "")
    other = _forming(person, asked, now) if asked else None
    split = other is None and request.GET.get("split") == "yes"
    refused, decision = "", None
    try:
        decision = decide_on(cohort, other=other, split=split, now=now)
    except Refusal as refusal:
        refused = str(refusal)
    form = DecideRegrouping(
        request.POST if request.method == "POST" else None, initial={"seen": decision.digest if decision else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            done = regroup_cohort(actor=person, cohort=cohort, other=other, split=split, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{len(done.steps)} seats have moved. Everybody concerned has been told.")
            return redirect("cohorts:list")
    size, least = cohort.seats.filter(state="held").count(), programme_of(cohort.programme_version).policies.cohort.min
    context = {
        "cohort": cohort,
        "size": size,
        "least": least,
        "split": split,
        "may_split": size >= 2 * least,
        "others": others,
        "other": other,
        "decision": decision,
        "refused": refused,
        "form": form,
    }
    return render(request, "cohorts/regroup.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seat(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody who waits gets a seat, when no rule is broken by it."""
    person, now = require_role(request.user, PROGRAMME_MANAGER), timezone.now()
    cohort = access_cohort(person, code, now=now)
    COHORT_STATES.require(cohort.state, LIVE, act="changed")
    waiting = {one.code: one for one in accepted_applications(cohort.programme_version)}
    people = sorted(((key, one.person.name) for key, one in waiting.items()), key=lambda row: row[1])
    form = SeatWaiting(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        chosen = waiting[form.cleaned_data["application"]]
        try:
            said = {name: form.cleaned_data[name] for name in ("reason", "may_bring_in")}
            seat_waiting(actor=person, application=chosen, cohort=cohort, now=now, **said)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{chosen.person.name} has a seat in {cohort.name} and has been told.")
            return redirect("cohorts:cohort", cohort.code)
    context = {"cohort": cohort, "form": form, "waiting": people}
    return render(request, "cohorts/seat_waiting.html", context, status=status_of(form))


def _forming(person: Person, code: str, now: datetime) -> Cohort:
    cohort = access_cohort(person, code, now=now)
    COHORT_STATES.require(cohort.state, ("forming",), act="changed")
    return cohort
