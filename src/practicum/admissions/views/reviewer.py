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
    hand_in_review,
    recuse_review,
    reviews_by,
    save_review_draft,
)
from practicum.admissions.blind import told_to_reviewer
from practicum.admissions.forms_review import RecuseReview, ScoreApplication, drafted, in_words
from practicum.admissions.reading import COUNTED, levels_of, others_of, own_review, reviews_of, rules_for
from practicum.admissions.rules import REVIEW_STATES, tenths, weigh
from practicum.admissions.views.applicant import signed_in
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.pack.api import ReviewRules
from practicum.pages.api import apply_refusal
from practicum.people.api import ADMISSIONS_REVIEWER, Person, has_role, require_role

PAGE = 50
# What became of a review that is not open any more, and what to do with what was typed for it.
BECAME = {
    "handed_in": (
        "You have handed in this review already, from another window, and what is handed in is final.",
        "If what you typed here changes your judgement, write to the admissions officers before they decide.",
    ),
    "recused": ("You gave this review back, from another window.", "Somebody else reads the application now."),
    "reassigned": (
        "This review was given to somebody else, by an officer or because its date had passed.",
        "Nothing more is asked of you. If something in it must be known, write to the admissions officers.",
    ),
    "closed": (
        "The application was decided or withdrawn, so nobody needs this review any more.",
        "Nothing more is asked of you. Thank you for reading it.",
    ),
}


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
    if request.method == "POST":
        return _take(request, signed_in(request), code)
    reader = require_role(request.user, ADMISSIONS_REVIEWER)
    found = own_review(reader, code)
    if found.state not in COUNTED:
        kept = in_words(rules_for(found.application), drafted(found))
        if not kept:
            raise NotFound(f"There is no review {code} of yours.")
        return _show_kept(request, found, kept, is_stored=True)
    form = ScoreApplication(rules_for(found.application), initial=drafted(found)) if found.state == "assigned" else None
    return _show(request, found, form)


def _take(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Save the draft or hand in. Whatever keeps it from being taken, the person reads their own words again."""
    found = own_review(person, code)
    form = ScoreApplication(rules_for(found.application), request.POST)
    later = request.POST.get("then") == "later"
    elsewhere: list[dict[str, str]] = []
    try:
        require_role(person, ADMISSIONS_REVIEWER)
        if form.is_valid() and _is_handed_in(found, form):  # the button pressed twice
            return redirect("admissions:review_form", code)
        REVIEW_STATES.require(found.state, ("assigned",), act="changed")
        if form.is_valid():
            given: dict[str, Any] = {
                "scores": form.scores(),
                "comment": form.cleaned_data["comment"],
                "seen": form.seen,
            }
            if later:
                save_review_draft(actor=person, review=found, **given, now=timezone.now())
            else:
                hand_in_review(actor=person, review=found, **given, now=timezone.now())
            told = "Your draft is saved; only you see it." if later else "Your review is handed in. Thank you."
            messages.success(request, told)
            return redirect("admissions:reviews") if later else redirect("admissions:review_form", code)
    except (InvalidState, NotPermitted) as error:
        return _show_kept(request, own_review(person, code), in_words(form.rules, form.typed()), error=error)
    except Refusal as refusal:
        apply_refusal(form, refusal)
        if refusal.code == "draft_changed":
            found = own_review(person, code)
            elsewhere = in_words(form.rules, drafted(found))
            form.show_over(found)
    return _show(request, found, form, status=422, elsewhere=elsewhere)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recuse(request: HttpRequest, code: str) -> HttpResponse:
    """Give it back, with the reason."""
    reader = require_role(request.user, ADMISSIONS_REVIEWER)
    found = own_review(reader, code)
    form = RecuseReview(request.POST if request.method == "POST" else None)
    try:
        REVIEW_STATES.require(found.state, ("assigned",), act="given back")
        if form.is_valid():
            recuse_review(actor=reader, review=found, reason=form.cleaned_data["reason"], now=timezone.now())
            messages.success(request, "Somebody else reads it now. Thank you for saying so.")
            return redirect("admissions:reviews")
    except InvalidState as error:
        typed = {"title": "Why you cannot review it", "level": "", "text": request.POST.get("reason", "")}
        return _show_kept(request, own_review(reader, code), [typed] if typed["text"] else [], error=error)
    except Refusal as refusal:
        apply_refusal(form, refusal)
    return render(
        request, "admissions/recuse.html", {"review": found, "form": form}, status=422 if form.errors else 200
    )


def _is_handed_in(found: Review, form: ScoreApplication) -> bool:
    """Whether this very review is in: the same levels, reasons and comment."""
    if found.state != "handed_in":
        return False
    said = form.scores()
    reasons = {score.criterion: score.reason for score in found.scores.all()}
    return (
        {key: score.level for key, score in said.items()} == levels_of(found)
        and {key: score.reason.strip() for key, score in said.items()} == reasons
        and form.cleaned_data["comment"].strip() == found.comment
    )


def _show_kept(
    request: HttpRequest,
    found: Review,
    kept: list[dict[str, str]],
    *,
    error: InvalidState | NotPermitted | None = None,
    is_stored: bool = False,
) -> HttpResponse:
    """What was typed and was not taken: what happened, what to do, and the words. Nothing of the application."""
    happened, to_do = BECAME.get(found.state, ("", ""))
    if error is not None and not happened:
        happened, to_do = error.message, error.mend
    context = {
        "review": found,
        "happened": happened,
        "to_do": to_do,
        "kept": kept,
        "is_stored": is_stored,
        "may_recuse": found.state == "assigned" and has_role(found.reviewer, ADMISSIONS_REVIEWER),
    }
    status = 403 if isinstance(error, NotPermitted) else 409 if error is not None else 200
    return render(request, "admissions/review_kept.html", context, status=status)


def _show(
    request: HttpRequest,
    found: Review,
    form: ScoreApplication | None,
    status: int = 200,
    elsewhere: list[dict[str, str]] | None = None,
) -> HttpResponse:
    application = found.application
    rules = rules_for(application)
    roles = programme_of(application.programme_version).roles
    context: dict[str, Any] = {
        "review": found,
        "role": next((one for one in roles if one.key == application.role_profile), None),
        "steps": told_to_reviewer(found, timezone.now()),
        "form": form,
        "elsewhere": elsewhere,
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
