"""Pages of the programme. All of them are public."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from practicum.charts.api import Segment, capability_ring, to_html
from practicum.curriculum.api import RoleFit, current_version, fit_roles, learning_page, learning_pages, programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pack.api import Programme, Week
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, has_role


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The programme page: what a visitor sees first."""
    try:
        programme = programme_of(current_version())
    except NotFound:  # a fresh installation: say so instead of failing
        return render(request, "curriculum/empty.html")
    return render(
        request, "curriculum/home.html", {"programme": programme, "ring": _ring(programme), "names": _names(programme)}
    )


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """The role profiles in full."""
    programme = programme_of(current_version())
    return render(request, "curriculum/roles.html", {"programme": programme, "names": _names(programme)})


@require_safe
def find_my_role(request: HttpRequest) -> HttpResponse:
    """The finder: answers come in the address, so that a result can be kept and shared; nothing is stored."""
    programme = programme_of(current_version())
    questions = {question.key for question in programme.finder}
    answers = {key: str(value) for key, value in request.GET.items() if key in questions}
    fits: tuple[RoleFit, ...] = ()
    refusal: Refusal | None = None
    if answers or "show" in request.GET:
        try:
            fits = fit_roles(programme.finder, programme.roles, answers)
        except Refusal as error:
            refusal = error
    context = {
        "programme": programme,
        "answers": answers,
        "best": [fit for fit in fits if fit.is_best],
        "others": [fit for fit in fits if not fit.is_best],
        "refusal": refusal,
        "names": _names(programme),
    }
    return render(request, "curriculum/find_my_role.html", context, status=422 if refusal else 200)


@require_safe
def week(request: HttpRequest, number: int) -> HttpResponse:
    """One week. How the session is led is shown to those who lead one: it gives answers away."""
    programme = programme_of(current_version())
    shown = next((week for week in programme.weeks if week.number == number), None)
    if shown is None:
        raise NotFound(f"There is no week {number}.", mend=f"The programme has {len(programme.weeks)} weeks.")
    context = {
        "programme": programme,
        "week": shown,
        "names": _names(programme),
        "assignment": next((one for one in programme.assignments if one.key == shown.assignment), None),
        "minutes": _preparation_minutes(shown),
        "leads": has_role(request.user, FACILITATOR, MENTOR, PROGRAMME_MANAGER),
    }
    return render(request, "curriculum/week.html", context)


@require_safe
def learn(request: HttpRequest) -> HttpResponse:
    """All learning pages by domain."""
    version = current_version()
    programme = programme_of(version)
    weeks = {key: week.number for week in reversed(programme.weeks) for key in week.capabilities}
    context = {"programme": programme, "pages": learning_pages(version), "weeks": weeks}
    return render(request, "curriculum/learn.html", context)


@require_safe
def learn_capability(request: HttpRequest, key: str) -> HttpResponse:
    """One learning page, with its neighbours."""
    version = current_version()
    programme = programme_of(version)
    page = learning_page(version, key)
    keys = programme.framework.capability_keys
    place = keys.index(key)
    capability = programme.framework.capabilities[place]
    context = {
        "programme": programme,
        "page": page,
        "capability": capability,
        "domain": next(domain for domain in programme.framework.domains if domain.key == capability.domain_key),
        "weeks": [week for week in programme.weeks if key in week.capabilities],
        "before": keys[place - 1] if place else None,
        "after": keys[place + 1] if place + 1 < len(keys) else None,
        "names": _names(programme),
    }
    return render(request, "curriculum/learn_capability.html", context)


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """The rules of the scheme in words, for everybody."""
    programme = programme_of(current_version())
    modes = [
        {"name": mode.value.replace("-", " "), "rules": rules, "is_ours": mode == programme.mode}
        for mode, rules in programme.policies.modes.items()
    ]
    most = sum(max(band.points for band in row.bands) for row in programme.policies.eligibility.complexity.points)
    context = {
        "programme": programme,
        "policies": programme.policies,
        "modes": modes,
        "most_points": most,
    }
    return render(request, "curriculum/policies.html", context)


def _ring(programme: Programme) -> Any:
    """The capabilities as one picture; the chart escapes every text in it."""
    domains = {domain.key: domain.name for domain in programme.framework.domains}
    segments = [
        Segment(name=capability.name, domain=domains[capability.domain_key])
        for capability in programme.framework.capabilities
    ]
    count = str(len(segments))
    chart = capability_ring(
        segments,
        id="capabilities-ring",
        title=f"The {count} capabilities of the programme",
        desc=f"A ring of {count} segments in {len(domains)} groups: {', '.join(domains.values())}.",
        centre=(count, "capabilities"),
        labels=True,
    )
    return mark_safe(to_html(chart, summary="The capabilities as a list", show_title=False))  # noqa: S308


def _names(programme: Programme) -> dict[str, str]:
    """Names of capabilities by key."""
    return {capability.key: capability.name for capability in programme.framework.capabilities}


def _preparation_minutes(week: Week) -> int:
    return sum(part.minutes for part in week.preparation)
