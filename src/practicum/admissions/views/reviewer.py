"""The reviewer's pages: what was given to them, one application with its scores, and giving it back."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.admissions.api import (
    Review,
    access_review,
    hand_in_review,
    recuse_review,
    reviews_by,
    save_review_draft,
)
from practicum.admissions.blind import told_to_reviewer
from practicum.admissions.forms_review import RecuseReview, ScoreApplication, drafted
from practicum.admissions.reading import others_of, reviews_of, rules_for
from practicum.admissions.rules import REVIEW_STATES, tenths, weigh
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.pack.api import ReviewRules
from practicum.pages.api import apply_refusal
from practicum.people.api import ADMISSIONS_REVIEWER, require_role

PAGE = 50


@login_required
@require_safe
def reviews(request: HttpRequest) -> HttpResponse:
    """Everything that was given to the reader, what waits first."""
    reader = require_role(request.user, ADMISSIONS_REVIEWER)
    page = Paginator(reviews_by(reader), PAGE).get_page(request.GET.get("page"))
    roles = {review.pk: _role_title(review) for review in page.object_list if review.state in ("assigned", "handed_in")}
    return render(request, "admissions/reviews.html", {"page": page, "roles": roles, "now": timezone.now()})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, code: str) -> HttpResponse:
    """Read and score. The draft is kept with `then=later`; handed in, it is final, and the others' scores are shown."""
    reader = require_role(request.user, ADMISSIONS_REVIEWER)
    found = access_review(reader, code)
    rules = rules_for(found.application)
    if request.method != "POST":
        form = ScoreApplication(rules, initial=drafted(found)) if found.state == "assigned" else None
        return _show(request, found, form)
    REVIEW_STATES.require(found.state, ("assigned",), act="changed")
    form = ScoreApplication(rules, request.POST)
    later = request.POST.get("then") == "later"
    if form.is_valid():
        given: dict[str, Any] = {"scores": form.scores(), "comment": form.cleaned_data["comment"]}
        try:
            if later:
                save_review_draft(actor=reader, review=found, **given, now=timezone.now())
            else:
                hand_in_review(actor=reader, review=found, **given, now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            told = "Your draft is saved; only you see it." if later else "Your review is handed in. Thank you."
            messages.success(request, told)
            return redirect("admissions:reviews") if later else redirect("admissions:review_form", code)
    return _show(request, found, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: HttpRequest, code: str) -> HttpResponse:
    """Give it back, with the reason."""
    reader = require_role(request.user, ADMISSIONS_REVIEWER)
    found = access_review(reader, code)
    REVIEW_STATES.require(found.state, ("assigned",), act="given back")
    form = RecuseReview(request.POST or None)
    if request.method == "POST":
        form = RecuseReview(request.POST)
        if form.is_valid():
            try:
                recuse_review(actor=reader, review=found, reason=form.cleaned_data["reason"], now=timezone.now())
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(request, "Somebody else reads it now. Thank you for saying so.")
                return redirect("admissions:reviews")
    return render(
        request, "admissions/recuse.html", {"review": found, "form": form}, status=422 if form.errors else 200
    )


def _show(request: HttpRequest, found: Review, form: ScoreApplication | None, status: int = 200) -> HttpResponse:
    application = found.application
    rules = rules_for(application)
    roles = programme_of(application.programme_version).roles
    context: dict[str, Any] = {
        "review": found,
        "role": next((one for one in roles if one.key == application.role_profile), None),
        "steps": told_to_reviewer(found, timezone.now()),
        "form": form,
        "applicant": "" if found.blind else application.person.name,
        "own": None,
        "others": [],
    }
    if found.state == "handed_in":
        own = next(one for one in reviews_of(application) if one.pk == found.pk)
        context["own"] = score_table(own, rules)
        context["others"] = [score_table(one, rules) for one in others_of(found)]
    return render(request, "admissions/review_form.html", context, status=status)


def score_table(found: Review, rules: ReviewRules) -> dict[str, Any]:
    """A handed-in review as rows of criterion, level and reason, with its weighted score in percent."""
    scores = {score.criterion: score for score in found.scores.all()}
    rows = [
        {
            "title": one.title,
            "weight": one.weight,
            "level": scores[one.key].level,
            "name": one.levels[scores[one.key].level].name,
            "reason": scores[one.key].reason,
        }
        for one in rules.criteria
    ]
    percent = tenths(weigh({key: score.level for key, score in scores.items()}, rules))
    return {"review": found, "rows": rows, "percent": percent, "comment": found.comment}


def _role_title(found: Review) -> str:
    roles = programme_of(found.application.programme_version).roles
    return next((one.title for one in roles if one.key == found.application.role_profile), "")
