"""The room's first page: what each role finds here."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from practicum.people.api import JUDGE, roles_of
from practicum.results.queries.appeals import APPEAL_READERS, access_appeals
from practicum.results.queries.cuts import CUT_READERS, form_overview
from practicum.results.queries.judging import judging_tasks
from practicum.results.queries.scores import RELEASERS, access_sittings_to_score, own_results
from practicum.results.views.person import person_of


@login_required
@require_http_methods(["GET"])
def home(request: HttpRequest) -> HttpResponse:
    """Own results for everybody; forms to judge, cut scores, sittings and appeals for those who work on them."""
    person = person_of(request)
    roles = roles_of(person)
    context = {
        "own": list(own_results(person)),
        "is_staff_here": bool(roles & {*CUT_READERS, JUDGE}),
        "is_judge": JUDGE in roles,
        "tasks": judging_tasks(person) if JUDGE in roles else [],
        "forms": form_overview(person) if roles & set(CUT_READERS) else None,
        "sittings": access_sittings_to_score(person) if roles & set(RELEASERS) else None,
        "appeals": list(access_appeals(person)) if roles & set(APPEAL_READERS) else None,
    }
    return render(request, "results/home.html", context)
