"""The cut score of a form: the panel's progress, the computed cut with its evidence, adoption, and the statistics."""

from decimal import Decimal

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods

from practicum.charts.api import dot_interval, to_html
from practicum.itembank.api import TestForm
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import PSYCHOMETRICIAN, Person, roles_of
from practicum.results.forms import DecideCut
from practicum.results.models import CutScore
from practicum.results.queries.cuts import (
    CutEvidence,
    access_form,
    adopted_cut,
    computed_cut,
    cuts_of,
    evidence_of,
    panel_progress,
)
from practicum.results.queries.judging import setting_of
from practicum.results.queries.statistics import form_statistics
from practicum.results.rules import MIN_JUDGES, RUNG_WORDS
from practicum.results.services.cuts import ADOPTERS, adopt_cut_score, compute_cut_score, reject_cut_score
from practicum.results.services.judging import open_second_round
from practicum.results.views.person import person_of


@login_required
@require_http_methods(["GET", "POST"])
def cut(request: HttpRequest, code: str) -> HttpResponse:
    """Open the second round, compute, adopt or reject; each by those who may."""
    person = person_of(request)
    form_judged = access_form(person, code)
    form = DecideCut()
    if request.method == "POST":
        act = request.POST.get("act")
        if act in ("adopt", "reject"):
            form = DecideCut(request.POST)
            if form.is_valid():
                try:
                    _decide(act, person, form_judged, form)
                except Refusal as refusal:
                    apply_refusal(form, refusal)
                else:
                    messages.success(request, f"The cut score is {'adopted' if act == 'adopt' else 'rejected'}.")
                    return redirect("results:cut", code=code)
        elif act == "open":
            open_second_round(actor=person, form=form_judged, now=timezone.now())
            messages.success(request, "The second round is open: the judges see the medians of the first.")
            return redirect("results:cut", code=code)
        elif act == "compute":
            compute_cut_score(actor=person, form=form_judged, now=timezone.now())
            messages.success(request, "The cut score is computed. Another person adopts it.")
            return redirect("results:cut", code=code)
        else:
            raise Refusal("act_unknown", "There is no such act.")
    waiting, adopted = computed_cut(form_judged), adopted_cut(form_judged)
    shown = waiting or adopted
    evidence = evidence_of(shown) if shown else None
    roles = roles_of(person)
    statistics = form_statistics(form_judged)
    context = {
        "judged_form": form_judged,
        "setting": setting_of(form_judged),
        "progress": panel_progress(form_judged),
        "least": MIN_JUDGES,
        "waiting": waiting,
        "adopted": adopted,
        "evidence": evidence,
        "chart": draw_judges(evidence) if evidence else "",
        "history": cuts_of(form_judged),
        "statistics": statistics,
        "rung_words": RUNG_WORDS[statistics.rung.name],
        "form": form,
        "may_compute": PSYCHOMETRICIAN in roles,
        "may_adopt": bool(roles & set(ADOPTERS)) and waiting is not None and waiting.computed_by_id != person.pk,
    }
    return render(request, "results/cut.html", context, status=422 if request.method == "POST" else 200)


def _decide(act: str, person: Person, form_judged: TestForm, form: DecideCut) -> None:
    held: CutScore | None = computed_cut(form_judged)
    if held is None or form.cleaned_data["shown"] != str(held.value):
        raise Refusal("cut_changed", "The cut score has changed since you opened this page.", mend="Look at it again.")
    service = adopt_cut_score if act == "adopt" else reject_cut_score
    service(actor=person, cut=held, reason=form.cleaned_data["reason"], now=timezone.now())


def draw_judges(evidence: CutEvidence) -> SafeString:
    """Each judge's cut as a point, the panel's with its interval, and the cut score as a line; with its table."""
    items = int(evidence.most)
    rows = [
        ("The panel", Decimal(str(round(float(evidence.cut.value), 2))), _two(evidence.low), _two(evidence.high),
         evidence.cut.judges),
        *((judge.name, _two(judge.cut), None, None, items) for judge in evidence.judges),
    ]  # fmt: skip
    chart = dot_interval(
        rows,
        id="judges",
        title="Cut score of each judge, in points",
        marker=("Cut score", Decimal(str(evidence.cut.value))),
        desc=f"{evidence.cut.judges} judges; the panel's point is their mean, with its 95 percent interval.",
        head=("Judge", "Cut", "From", "To", "N (judges for the panel, items for a judge)"),
    )
    return mark_safe(to_html(chart))  # noqa: S308  charts escape every text


def _two(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))
