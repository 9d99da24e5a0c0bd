"""Who is away, and who stands in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from practicum.cohorts.api import end_hand_over, hand_over
from practicum.cohorts.forms import HandOverWork
from practicum.cohorts.queries.hand_over import (
    access_hand_over,
    cohorts_of,
    hand_overs_for,
    possible_stand_ins,
    staff_people,
)
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, has_role, require_role, roles_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def away(request: HttpRequest, person: str = "") -> HttpResponse:
    """Say that one is away; a programme manager says it for others, whom the address names."""
    reader, now = require_role(request.user, FACILITATOR, MENTOR, PROGRAMME_MANAGER), timezone.now()
    manages = has_role(reader, PROGRAMME_MANAGER)
    whom = _whom(reader, person, manages=manages)
    form = None
    if whom is not None:
        form = HandOverWork(
            request.POST if request.method == "POST" else None,
            stand_ins=possible_stand_ins(whom),
        )
        if request.method == "POST" and form.is_valid():
            try:
                made = hand_over(actor=reader, person=whom, now=now, **form.cleaned_data)
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(request, f"{made.stand_in.name} stands in for {whom.name} and has been told.")
                return redirect("cohorts:away")
    context = {
        "whom": whom,
        "is_self": whom == reader,
        "cohorts": list(cohorts_of(whom).order_by("starts_on", "name")) if whom else [],
        "form": form,
        "rows": hand_overs_for(reader, now),
        "manages": manages,
        "staff": [one for one in staff_people() if one != reader] if manages else [],
        "now": now,
    }
    return render(request, "cohorts/away.html", context, status=status_of(form) if form else 200)


@login_required
@require_POST
def back(request: HttpRequest, code: str) -> HttpResponse:
    """Back sooner, or not away after all."""
    person, now = signed_in(request), timezone.now()
    found = access_hand_over(person, code)
    try:
        end_hand_over(actor=person, hand_over=found, now=now)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.stand_in.name} no longer stands in for {found.person.name}.")
    return redirect("cohorts:away")


def _whom(reader: Person, code: str, *, manages: bool) -> Person | None:
    """Whose hand-over the form is about: the reader's own, or for programme managers the named person's. Raises NotFound."""
    if not code:
        return reader if roles_of(reader) & {FACILITATOR, MENTOR} else None
    found = next((one for one in staff_people() if one.code == code), None) if manages else None
    if found is None:
        raise NotFound("There is nobody for whom you could say this.")
    return found
