"""A search and a proposal in the programme manager's hands: watched, stopped, changed by hand, asked what if."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.cohorts.api import (
    Proposal,
    access_alternative,
    access_proposal,
    adopt_alternative,
    ask_what_if,
    broken_by_proposed_move,
    mentor_for_proposed_move,
    move_proposed_seat,
    stop_search,
)
from practicum.cohorts.forms import GiveReason
from practicum.cohorts.planning_forms import (
    Ask,
    AskAdd,
    AskDrop,
    AskHour,
    AskMinimum,
    AskPair,
    MoveProposed,
    by_name,
)
from practicum.cohorts.queries.alternatives import read_alternative, search_progress
from practicum.cohorts.rules.changes import may_adopt
from practicum.cohorts.rules.states import PROPOSAL_STATES
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.kernel.errors import Refusal
from practicum.matching.api import Instance, Result, hour_name
from practicum.pages.api import apply_refusal
from practicum.people.api import Person


@login_required
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """How a search gets on, for the script of its page."""
    answer = JsonResponse(search_progress(access_proposal(signed_in(request), code)))
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """Stop the search and keep the best. A second press changes nothing."""
    person = signed_in(request)
    stop_search(actor=person, proposal=access_proposal(person, code), now=timezone.now())
    return redirect("cohorts:proposal", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Move one person by hand: checked at once, and made only when no rule is broken."""
    person, now = signed_in(request), timezone.now()
    found = _proposed(person, code)
    form = MoveProposed(
        request.POST if request.method == "POST" else None,
        people=by_name(found.names, [one["id"] for one in found.instance["applicants"]]),
        cohorts=_cohort_choices(found),
        initial={"application": request.GET.get("person", "")},
    )
    broken: list[str] | None = None
    mentor = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        place = {"application": data["application"], "cohort": data["cohort"]}
        mentor = mentor_for_proposed_move(found, **place) if data["may_bring_in"] else ""
        broken = broken_by_proposed_move(found, **place, mentor=mentor)
        if "check" not in request.POST:
            try:
                move_proposed_seat(actor=person, proposal=found, now=now, **data)
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(request, f"{found.names[data['application']]} is moved. Every rule holds.")
                return redirect("cohorts:proposal", code)
    context = {"proposal": found, "form": form, "broken": broken, "mentor": found.names.get(mentor, mentor)}
    return render(request, "cohorts/move_proposed.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """Ask what a change would bring. A worker answers; the next page shows it beside the plan."""
    person, now = signed_in(request), timezone.now()
    found = _proposed(person, code)
    forms = _questions(found, person, now, data=request.POST if request.method == "POST" else None)
    asked = forms.get(request.POST.get("ask", ""))
    if asked is not None and asked.is_valid():
        reason = asked.cleaned_data.get("reason", "")
        try:
            made = ask_what_if(actor=person, proposal=found, change=asked.change, reason=reason, now=now)
        except Refusal as refusal:
            apply_refusal(asked, refusal)
        else:
            return redirect("cohorts:alternative", made.code)
    if request.method == "POST" and asked is None:
        raise Refusal("unknown_change", "This cannot be asked.", mend="Choose one of the questions of the page.")
    context = {"proposal": found, "forms": forms}
    return render(request, "cohorts/what_if.html", context, status=max(status_of(one) for one in forms.values()))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def alternative(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to a question "what if" beside the plan; posting adopts it."""
    person, now = signed_in(request), timezone.now()
    found = access_alternative(person, code)
    form = GiveReason(request.POST if request.method == "POST" else None, initial={"reason": found.reason})
    if request.method == "POST" and form.is_valid():
        try:
            adopt_alternative(actor=person, alternative=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "This plan is the proposal now. Nothing is confirmed yet.")
            return redirect("cohorts:proposal", found.proposal.code)
    context = {
        "alternative": found,
        "seen": read_alternative(found),
        "form": form,
        "may_adopt": may_adopt(found.change) and found.proposal.state == "proposed",
    }
    return render(request, "cohorts/alternative.html", context, status=status_of(form))


@login_required
@require_safe
def alternative_progress(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the answer is there, for the script of its page."""
    found = access_alternative(signed_in(request), code)
    answer = JsonResponse({"done": found.state != "asked"})
    answer["Cache-Control"] = "no-store"
    return answer


def _proposed(person: Person, code: str) -> Proposal:
    """A proposal that waits for a decision; of any other nothing can be changed."""
    found = access_proposal(person, code)
    PROPOSAL_STATES.require(found.state, ("proposed",), act="changed")
    return found


def _cohort_choices(found: Proposal) -> list[tuple[str, str]]:
    cohorts = Result.from_json(found.result).cohorts
    return [
        (str(number), f"Cohort {number}: {hour_name(one.hour)}, {len(one.members)} members")
        for number, one in enumerate(cohorts, start=1)
    ]


def _questions(found: Proposal, person: Person, now: datetime, *, data: Any) -> dict[str, Ask]:
    """One form a question; only the one that was sent is bound."""
    instance = Instance.from_json(found.instance)
    sent = data.get("ask") if data is not None else None
    people = by_name(found.names, [one.id for one in instance.applicants])
    staff = by_name(found.names, sorted({one.id for one in (*instance.facilitators, *instance.mentors)}))
    hours = sorted(frozenset().union(*(one.hours for one in instance.facilitators if one.capacity)))
    options: dict[str, tuple[type[Ask], dict[str, Any]]] = {
        "drop": (AskDrop, {"staff": staff}),
        "minimum": (AskMinimum, {"initial": {"size": 12}}),
        "hour": (AskHour, {"cohorts": _cohort_choices(found), "hours": hours}),
        "add": (AskAdd, {"person": person, "now": now}),
        "pair": (AskPair, {"people": people}),
    }
    return {name: kind(data if sent == name else None, prefix=name, **given) for name, (kind, given) in options.items()}
