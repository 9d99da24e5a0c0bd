"""Score reports, and the sittings whose attempts are scored, reviewed and released."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.results.forms import ReviewBorderline
from practicum.results.queries.appeals import appeals_of
from practicum.results.queries.cuts import adopted_cut
from practicum.results.queries.scores import (
    access_result,
    access_sitting_to_score,
    access_unreleased,
    attempt_rows,
    place_scores,
    precision_of,
    score_report,
)
from practicum.results.services.scoring import release_results, review_borderline, score_sitting
from practicum.results.views.person import person_of


@login_required
@require_http_methods(["GET"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """One result in words, with what it can and cannot tell."""
    person = person_of(request)
    result = access_result(person, code)
    shown = score_report(result)
    is_own = result.attempt.person_id == person.pk
    appeals = appeals_of(result)
    now = timezone.now()
    may_appeal = (
        is_own
        and not result.passed
        and result.attempt.state == "released"
        and shown.appeal_until is not None
        and now <= shown.appeal_until
        and all(appeal.state == "withdrawn" for appeal in appeals)
    )
    context = {"report": shown, "result": result, "is_own": is_own, "appeals": appeals, "may_appeal": may_appeal}
    return render(request, "results/report.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """A result near the cut score, item by item (without answers and keys), before its release."""
    person = person_of(request)
    result = access_unreleased(person, code)
    form = ReviewBorderline(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_borderline(actor=person, result=result, note=form.cleaned_data["note"], now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"Your review of {result.attempt.code} is on record.")
            return redirect("results:sitting", code=result.attempt.sitting.code)
    context = {"result": result, "precision": precision_of(result), "places": place_scores(result), "form": form}
    return render(request, "results/review.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def sitting(request: HttpRequest, code: str) -> HttpResponse:
    """The attempts of a sitting by their codes: score them, see which lie near the cut score, release them together."""
    person = person_of(request)
    row = access_sitting_to_score(person, code)
    held = row.sitting
    if request.method == "POST":
        now = timezone.now()
        if request.POST.get("act") == "score":
            scored = score_sitting(actor=person, sitting=held, now=now)
            messages.success(request, f"{len(scored)} scored. Nobody sees a score before the release.")
        elif request.POST.get("act") == "release":
            released = release_results(actor=person, sitting=held, now=now)
            messages.success(request, f"{len(released)} released. The candidates have been told.")
        else:
            raise Refusal("act_unknown", "There is no such act.")
        return redirect("results:sitting", code=code)
    context = {"sitting": held, "counts": row, "rows": attempt_rows(held), "cut": adopted_cut(held.form)}
    return render(request, "results/sitting.html", context)
