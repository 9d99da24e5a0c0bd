"""What the reviews of an application come to, for those who decide; and who reviews it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from practicum.admissions.api import (
    Application,
    Review,
    add_reviewer,
    reassign_review,
    recommendation_of,
    reviews_of,
)
from practicum.admissions.forms_review import ChooseReviewer, ReassignReview
from practicum.admissions.reading import COUNTED, choices_for, decide_by, may_see_scores, rules_for
from practicum.admissions.rules import Recommendation
from practicum.admissions.views.officer import access_submitted
from practicum.admissions.views.reviewer import score_table
from practicum.charts.api import dot_interval, to_html
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import ADMISSIONS_OFFICER, Person, conflict, get_person, has_role


@login_required
@require_safe
def reviews(request: HttpRequest, code: str) -> HttpResponse:
    """The recommendation with its reasons, the scores, and who reads."""
    reader, found = access_submitted(request, code)
    return _show(request, reader, found)


@login_required
@require_POST
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one reviewer more."""
    reader, found = access_submitted(request, code)
    form = ChooseReviewer(*_choices(found), request.POST)
    if form.is_valid():
        try:
            made = add_reviewer(actor=reader, application=found, to=_named(form), now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{made.reviewer.name} is asked to read it.")
            return redirect("admissions:reviews_of", code)
    return _show(request, reader, found, adding=form)


@login_required
@require_POST
def reassign(request: HttpRequest, code: str, review: str) -> HttpResponse:
    """Take an open review back and give it to somebody else."""
    reader, found = access_submitted(request, code)
    taken = found.reviews.filter(code=review).first()
    if taken is None:
        raise NotFound(f"There is no review {review} of this application.")
    form = ReassignReview(*_choices(found), request.POST, auto_id=f"id_{review}_%s")
    if form.is_valid():
        try:
            made = reassign_review(
                actor=reader, review=taken, reason=form.cleaned_data["reason"], to=_named(form), now=timezone.now()
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            told = (
                f"{made.reviewer.name} reads it now." if made else "It is taken back; nobody else is free to read it."
            )
            messages.success(request, told)
            return redirect("admissions:reviews_of", code)
    return _show(request, reader, found, moving=(review, form))


def _choices(found: Application) -> tuple[Any, list[str]]:
    return choices_for(found), list(found.reviews.values_list("reviewer__code", flat=True))


def _named(form: ChooseReviewer) -> Person | None:
    chosen = form.cleaned_data["reviewer"]
    return get_person(chosen) if chosen else None


def _show(
    request: HttpRequest,
    reader: Person,
    found: Application,
    *,
    adding: ChooseReviewer | None = None,
    moving: tuple[str, ReassignReview] | None = None,
) -> HttpResponse:
    all_reviews, rules = reviews_of(found), rules_for(found)
    recommendation = recommendation_of(found, all_reviews)
    open_to_scores = may_see_scores(reader, all_reviews)
    acts = (
        has_role(reader, ADMISSIONS_OFFICER)
        and found.state == "under_review"
        and not conflict(reader, found.person)  # who reviews is half the decision
    )
    choices = choices_for(found) if acts else []
    asked = [one.reviewer.code for one in all_reviews]
    context = {
        "application": found,
        "recommendation": recommendation if open_to_scores else None,
        "missing": max(0, recommendation.needed - sum(one.state in COUNTED for one in all_reviews))
        if found.state == "under_review"
        else 0,
        "chart": _chart(recommendation) if open_to_scores and recommendation.n else None,
        "tables": [score_table(one, rules) for one in all_reviews if one.state == "handed_in" and open_to_scores],
        "readers": [(one, _moving_form(one, choices, asked, moving) if acts else None) for one in all_reviews],
        "adding": adding or (ChooseReviewer(choices, asked) if acts else None),
        "barred": [one for one in choices if one.reader.conflict],
        "rules": rules,
        "decide_by": decide_by(found),
    }
    return render(request, "admissions/reviews_of.html", context, status=422 if adding or moving else 200)


def _moving_form(
    one: Review, choices: Any, asked: list[str], moving: tuple[str, ReassignReview] | None
) -> ReassignReview | None:
    if one.state != "assigned":
        return None
    if moving and moving[0] == one.code:
        return moving[1]
    return ReassignReview(choices, asked, auto_id=f"id_{one.code}_%s")


def _chart(found: Recommendation) -> SafeString:
    chart = dot_interval(
        [(f"{one.title} ({one.weight} %)", one.mean, one.least, one.most, one.n) for one in found.criteria],
        id="criteria",
        title="Mean level of each criterion, with the least and the greatest level given",
        desc=f"{found.n} reviews. The dot is the mean level, the line reaches from the least to the greatest.",
        head=("Criterion (weight)", "Mean level", "Least", "Greatest", "Reviews"),
    )
    return mark_safe(to_html(chart))  # noqa: S308  charts escape every text
