"""Pages for auditors: why a credential was awarded, the ledger, the statistics of forms."""

import json
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_safe

from practicum.charts.api import dot_interval, progress_bars, stacked_bar, to_html
from practicum.evidence.forms import FilterLedger, FindCredential
from practicum.evidence.queries.pipeline import read_pipeline
from practicum.evidence.queries.story import (
    FORM_READERS,
    FormReport,
    access_explanation,
    access_forms,
    access_ledger,
    access_record,
    report_form,
)
from practicum.ledger.api import Record, verify_ledger
from practicum.people.api import AUDITOR, Person, has_role, require_role
from practicum.psychometrics.api import Estimate, Finding

PAGE = 50
WAITING_SHOWN = ":5"  # people named in each stage, those who wait longest


def signed_in(request: HttpRequest) -> Person:
    """The person behind a request that `login_required` let through."""
    return require_role(request.user) if not isinstance(request.user, Person) else request.user


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where an auditor begins: a credential by its number, the ledger, the forms."""
    person = require_role(signed_in(request), *FORM_READERS)
    form = FindCredential(request.GET or None)
    if form.is_valid():
        return redirect("evidence:credential", code=form.cleaned_data["code"])
    context = {"form": form, "forms": access_forms(person)[:PAGE], "is_auditor": has_role(person, AUDITOR)}
    return render(request, "evidence/home.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """Why this credential was awarded, record by record."""
    explanation = access_explanation(signed_in(request), code, now=timezone.now())
    return render(request, "evidence/credential.html", {"explanation": explanation})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger with filters; POST recomputes the whole chain."""
    person = require_role(signed_in(request), AUDITOR)
    form = FilterLedger(request.GET)
    rows = list(access_ledger(person, form.asked())[: PAGE + 1]) if form.is_valid() else []
    shown = rows[:PAGE]
    older = ""
    if len(rows) > PAGE:
        asked = {name: value for name, value in request.GET.items() if name != "before" and value}
        older = urlencode({**asked, "before": shown[-1].sequence})
    context = {
        "form": form,
        "records": shown,
        "older": older,
        "verification": verify_ledger() if request.method == "POST" else None,
    }
    return render(request, "evidence/ledger.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def record(request: HttpRequest, sequence: int) -> HttpResponse:
    """One record, with all that its hash covers."""
    found = access_record(signed_in(request), sequence)
    data = json.dumps(found.data, indent=2, ensure_ascii=False, sort_keys=True)
    # A hash is one long word; in groups it can break on a narrow page and still be copied whole.
    hashes = [(name, [value[at : at + 8] for at in range(0, 64, 8)]) for name, value in _hashes(found)]
    return render(request, "evidence/record.html", {"record": found, "data": data, "hashes": hashes})


def _hashes(found: Record) -> list[tuple[str, str]]:
    return [("Hash of the record before", found.previous_hash), ("Hash", found.hash)]


@login_required
@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """What may be said of one test form, every figure with its interval and its N, or the reason why not."""
    report = report_form(signed_in(request), code)
    statistics = report.statistics
    figures: list[tuple[str, Finding, int]] = [
        ("Mean, raw points", statistics.mean, 2),
        ("Standard deviation, raw points", statistics.sd, 2),
        ("Reliability", statistics.reliability, 3),
        ("Standard error of measurement, raw points", statistics.sem, 2),
        ("Pass rate", statistics.pass_rate, 3),
    ]
    rows = [_say(name, finding, places) for name, finding, places in figures]
    context = {"report": report, "statistics": statistics, "figures": rows, "chart": _difficulties(report)}
    return render(request, "evidence/form.html", context)


def _say(name: str, finding: Finding, places: int) -> dict[str, str]:
    """One row of figures as text, so that no template has to know what a refused figure looks like."""
    if isinstance(finding, Estimate):
        return {
            "name": name,
            "value": f"{finding.value:.{places}f}",
            "interval": f"{finding.low:.{places}f} to {finding.high:.{places}f} ({finding.level:.0%})",
            "n": str(finding.n),
            "method": finding.method,
        }
    return {"name": name, "value": "not given", "interval": finding.reason, "n": str(finding.n), "method": ""}


def _difficulties(report: FormReport) -> SafeString:
    rows = [
        (
            f"{item.position}. {item.item}",
            item.difficulty.value,
            item.difficulty.low,
            item.difficulty.high,
            item.difficulty.n,
        )
        for item in report.statistics.items
        if isinstance(item.difficulty, Estimate)
    ]
    if not rows:
        return SafeString("")
    chart = dot_interval(rows, id="difficulty", title="Share of points got on each item, with its interval", decimals=2)
    return mark_safe(to_html(chart))  # noqa: S308  charts escape every text


@login_required
@require_safe
def pipeline(request: HttpRequest) -> HttpResponse:
    """From applicant to holder: how many are where and for how long, load of staff, forecast of seats."""
    seen = read_pipeline(signed_in(request), now=timezone.now())
    rows = [
        {
            "stage": one,
            "share": _say(one.name, one.share, 3),
            "days": "not given" if one.days is None else f"{one.days:.0f}",
        }
        for one in seen.stages
    ]
    demands = [{"demand": one, "share": _say(one.name, one.share, 2)} for one in seen.forecast.demands]
    charts = [
        progress_bars(
            [(one.name, one.reached, seen.stages[0].reached) for one in seen.stages],
            id="stages",
            title="How many of those who applied reached each stage",
            head=("Stage", "People", "Applied"),
        ),
        stacked_bar(
            [(one.person.name, [len(one.leads), len(one.mentors)]) for one in seen.staff if one.leads or one.mentors],
            series=["Leads", "Mentors"],
            id="load",
            title="Cohorts that each person leads or mentors now",
            empty="Nobody leads or mentors a cohort now.",
        ),
    ]
    drawn = [mark_safe(to_html(one)) for one in charts]  # noqa: S308  charts escape every text
    failed = [one for stage in seen.stages for one in stage.not_passed]
    context = {
        "seen": seen,
        "rows": rows,
        "failed": failed,
        "demands": demands,
        "charts": drawn,
        "waiting": WAITING_SHOWN,
    }
    return render(request, "evidence/pipeline.html", context)
