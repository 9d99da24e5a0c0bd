"""Pages of the programme manager: what the solver proposes, and seats that change by hand."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.admissions.api import LANGUAGES, accepted_applications
from practicum.cohorts.api import (
    Cohort,
    Proposal,
    access_proposal,
    confirm_proposal,
    discard_proposal,
    end_seat,
    move_member,
    request_proposal,
)
from practicum.cohorts.forms import ConfirmProposal, GiveReason, MoveMember, ProposeCohorts
from practicum.cohorts.queries.access import access_seat
from practicum.cohorts.queries.alternatives import alternatives_of, changes_of, pins_of, search_progress
from practicum.cohorts.queries.board import with_counts
from practicum.cohorts.queries.proposals import read_proposal
from practicum.cohorts.rules.formation import name_cohorts, usual_start
from practicum.cohorts.views.figures import chart_plan
from practicum.cohorts.views.shared import as_figure, signed_in, status_of
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import PROGRAMME_MANAGER, require_role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Ask the solver. A worker searches; the next page shows how it gets on."""
    person, now = require_role(request.user, PROGRAMME_MANAGER), timezone.now()
    version = current_version()
    initial = {"starts_on": usual_start(now), "seconds": 20, "seed": 1}
    form = ProposeCohorts(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            proposal = request_proposal(actor=person, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect("cohorts:proposal", proposal.code)
    context = {
        "form": form,
        "waiting": accepted_applications(version).count(),
        "rules": programme_of(version).policies.cohort,
    }
    return render(request, "cohorts/propose.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, code: str) -> HttpResponse:
    """What was proposed and why; posting confirms it. While the search runs, how it gets on."""
    person, now = signed_in(request), timezone.now()
    found = access_proposal(person, code)
    if found.state == "solving" or not found.result:
        return _show_search(request, found)
    taken = set(Cohort.objects.values_list("name", flat=True))
    names = name_cohorts(found.starts_on, taken, len(found.result["cohorts"]))
    form = ConfirmProposal(
        request.POST if request.method == "POST" else None, names=names, initial={"starts_on": found.starts_on}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = confirm_proposal(
                actor=person, proposal=found, starts_on=form.cleaned_data["starts_on"], names=form.names, now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            number = len(made)
            messages.success(
                request, f"{number} cohort{'' if number == 1 else 's'} confirmed. Everybody in them has been told."
            )
            return redirect("cohorts:list")
    seen = read_proposal(found, now=now)
    context = {
        "proposal": found,
        "seen": seen,
        "form": form,
        "languages": LANGUAGES,
        "charts": [as_figure(one) for one in chart_plan(seen)],
        "changes": changes_of(found),
        "pins": pins_of(found),
        "alternatives": alternatives_of(found),
    }
    return render(request, "cohorts/proposal.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Put a proposal away, with the reason."""
    person, now = signed_in(request), timezone.now()
    found = access_proposal(person, code)
    form = GiveReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            discard_proposal(actor=person, proposal=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"The proposal {found.code} is discarded.")
            return redirect("cohorts:list")
    context = {
        "title": f"Discard the proposal {found.code}",
        "text": "Nobody's seat depends on it. Those who wait go on waiting, and you may let the system propose again.",
        "button": "Discard",
        "back": f"/cohorts/proposals/{found.code}/",
        "form": form,
    }
    return render(request, "cohorts/ask.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, code: str) -> HttpResponse:
    """A member's seat: move it to another forming cohort, or end it. `code` is the candidacy's."""
    person, now = signed_in(request), timezone.now()
    seat = access_seat(person, code)
    others = list(with_counts(Cohort.objects.filter(state="forming").exclude(pk=seat.cohort_id)).order_by("name"))
    act = request.POST.get("act") if request.method == "POST" else None
    moving = MoveMember(request.POST if act == "move" else None, cohorts=others, prefix="move")
    ending = GiveReason(request.POST if act == "end" else None, prefix="end")
    try:
        if act == "move" and moving.is_valid():
            said = moving.cleaned_data
            moved = move_member(
                actor=person,
                seat=seat,
                to_cohort=moving.chosen,
                reason=said["reason"],
                may_bring_in=said["may_bring_in"],
                now=now,
            )
            return _moved(request, seat.cohort, moved.cohort, name=seat.candidacy.person.name)
        if act == "end" and ending.is_valid():
            end_seat(actor=person, seat=seat, reason=ending.cleaned_data["reason"], now=now)
            messages.success(request, f"The seat of {seat.candidacy.person.name} is empty now.")
            return redirect("cohorts:cohort", seat.cohort.code)
    except Refusal as refusal:
        apply_refusal(moving if act == "move" else ending, refusal)
    context = {"seat": seat, "moving": moving, "ending": ending, "others": others}
    return render(request, "cohorts/member.html", context, status=max(status_of(moving), status_of(ending)))


def _moved(request: HttpRequest, before: Cohort, after: Cohort, *, name: str) -> HttpResponse:
    """Say so, and warn when the cohort that was left is too small to start."""
    messages.success(request, f"{name} now sits in {after.name} and has been told.")
    least = programme_of(before.programme_version).policies.cohort.min
    left = before.seats.filter(state="held").count()
    if left < least:
        messages.warning(request, f"{before.name} has {left} members left; it cannot start with fewer than {least}.")
    return redirect("cohorts:cohort", after.code)


def _show_search(request: HttpRequest, found: Proposal) -> HttpResponse:
    """The bar moves by a script; without one the page asks for itself again. Nothing is typed on it."""
    return render(request, "cohorts/solving.html", {"proposal": found, "progress": search_progress(found)})
