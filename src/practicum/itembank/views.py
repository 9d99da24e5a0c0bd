"""Pages of the item bank: for writers, reviewers and psychometricians; closed to candidates by the accessors."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from practicum.curriculum.api import current_version, programme_of
from practicum.itembank.forms import AssembleTestForm, FilterItems, MoveItem, ReviewItem
from practicum.itembank.kinds.registry import kind_named
from practicum.itembank.models import Item, TestForm
from practicum.itembank.queries import (
    access_item,
    access_items,
    access_test_form,
    access_test_forms,
    coverage_of,
    filter_items,
    fit_of_form,
    names_of,
    newest_versions,
    places_of,
    require_item_role,
    versions_of,
)
from practicum.itembank.rules import APPROVALS_NEEDED, ITEM_STATES, USABLE_STATES
from practicum.itembank.services.assembling import assemble_test_form, discard_test_form, publish_test_form
from practicum.itembank.services.reviewing import (
    make_operational,
    retire_item,
    review_item,
    start_pilot,
    submit_for_review,
)
from practicum.kernel.errors import Refusal
from practicum.ledger.api import records_about
from practicum.pages.api import apply_refusal
from practicum.people.api import ITEM_REVIEWER, ITEM_WRITER, PSYCHOMETRICIAN, has_role, roles_of

PAGE_SIZE = 50


@login_required
@never_cache
@require_safe
def items(request: HttpRequest) -> HttpResponse:
    """All items with filters, and what the bank holds against the blueprint."""
    allowed = access_items(request.user)
    version = current_version()
    form = FilterItems(request.GET, version=version)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = Paginator(filter_items(allowed.filter(programme_code=version.code), **wanted), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "kept": kept.urlencode(),
        "coverage": coverage_of(version),
        "names": names_of(programme_of(version)),
        "needed": APPROVALS_NEEDED,
        "may_see_forms": has_role(request.user, PSYCHOMETRICIAN),
    }
    return render(request, "itembank/items.html", context, status=200 if form.is_valid() else 422)


@login_required
@never_cache
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: words, key, reasons, history, and what this person may do with it."""
    return _item_page(request, access_item(request.user, code))


@login_required
@require_POST
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Send a draft to the reviewers."""
    found = access_item(request.user, code)
    try:
        submit_for_review(actor=require_item_role(request.user, ITEM_WRITER), item=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.code} is in review.")
    return redirect("itembank:item", code=found.code)


@login_required
@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    """A verdict on the newest version."""
    found = access_item(request.user, code)
    actor = require_item_role(request.user, ITEM_REVIEWER)
    form = ReviewItem(request.POST)
    if form.is_valid():
        try:
            review_item(
                actor=actor,
                item_version=newest_versions([found])[found.pk],
                verdict=form.cleaned_data["verdict"],
                comment=form.cleaned_data["comment"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"Your review of {found.code} is on record.")
            return redirect("itembank:item", code=found.code)
    return _item_page(request, found, review_form=form)


@login_required
@require_POST
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Take an item into use, or retire it."""
    found = access_item(request.user, code)
    actor = require_item_role(request.user, PSYCHOMETRICIAN)
    form, now = MoveItem(request.POST), timezone.now()
    if form.is_valid():
        try:
            match form.cleaned_data["state"]:
                case "pilot":
                    start_pilot(actor=actor, item=found, now=now)
                case "operational":
                    make_operational(actor=actor, item=found, now=now)
                case _:
                    retire_item(actor=actor, item=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{found.code} is {form.cleaned_data['state']}.")
            return redirect("itembank:item", code=found.code)
    return _item_page(request, found, move_form=form)


def _item_page(
    request: HttpRequest, found: Item, *, review_form: ReviewItem | None = None, move_form: MoveItem | None = None
) -> HttpResponse:
    person = require_item_role(request.user, ITEM_WRITER, ITEM_REVIEWER, PSYCHOMETRICIAN)
    roles = roles_of(person)
    versions = versions_of(found)
    newest = versions[0]
    reviewed = person.pk in {review.reviewer_id for review in newest.reviews.all()}
    may_review = (
        ITEM_REVIEWER in roles and found.state == "in_review" and newest.written_by_id != person.pk and not reviewed
    )
    context = {
        "item": found,
        "versions": versions,
        "newest": newest,
        "kind": kind_named(newest.kind),
        "key_template": f"itembank/kinds/{newest.kind}/key.html",
        "records": _told(found.code),
        # Reviewers judge blind: what others said is shown once they have said theirs.
        "hide_reviews_of": newest.pk if may_review else None,
        "review_form": (review_form or ReviewItem()) if may_review else None,
        "may_submit": ITEM_WRITER in roles and found.state == "draft",
        "move_form": (move_form or MoveItem())
        if PSYCHOMETRICIAN in roles and ITEM_STATES.moves[found.state] and found.state != "in_review"
        else None,
        "needed": APPROVALS_NEEDED,
        "names": names_of(programme_of(current_version())),
    }
    refused = [form for form in (review_form, move_form) if form is not None]
    if refused and not (context["review_form"] or context["move_form"]):
        for form in refused:
            for error in form.non_field_errors():
                messages.error(request, str(error))
    return render(request, "itembank/item.html", context, status=422 if refused else 200)


@login_required
@never_cache
@require_safe
def test_forms(request: HttpRequest) -> HttpResponse:
    """All forms, and the form that assembles one."""
    return _forms_page(request, AssembleTestForm())


@login_required
@require_POST
def assemble(request: HttpRequest) -> HttpResponse:
    """Draw a form for the current version of the programme."""
    actor = require_item_role(request.user, PSYCHOMETRICIAN)
    form = AssembleTestForm(request.POST)
    if form.is_valid():
        try:
            drawn = assemble_test_form(actor=actor, version=current_version(), now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{drawn.code} meets the blueprint. Read it through, then publish it.")
            return redirect("itembank:test_form", code=drawn.code)
    return _forms_page(request, form)


def _forms_page(request: HttpRequest, form: AssembleTestForm) -> HttpResponse:
    forms = access_test_forms(request.user).select_related("programme_version", "assembled_by").order_by("-pk")
    page = Paginator(forms, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "itembank/test_forms.html", {"page": page, "form": form}, status=422 if form.errors else 200)


@login_required
@never_cache
@require_safe
def test_form(request: HttpRequest, code: str) -> HttpResponse:
    """One form: its items in order, and how it meets the blueprint."""
    found = access_test_form(request.user, code)
    places = list(places_of(found))
    newest = newest_versions(place.version.item for place in places)
    rows = [
        (
            place,
            place.version.item.state in USABLE_STATES and newest[place.version.item_id].pk == place.version_id,
            newest[place.version.item_id].pk == place.version_id,
        )
        for place in places
    ]
    context = {
        "form": found,
        "rows": rows,
        "fit": fit_of_form(found, places),
        "names": names_of(programme_of(found.programme_version)),
        "unapproved": sum(not usable for _, usable, _ in rows),
        "records": _told(found.code),
    }
    return render(request, "itembank/test_form.html", context)


@login_required
@require_POST
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Free a form for sittings."""
    return _decide(request, code, publish_test_form)


@login_required
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Put a form aside."""
    return _decide(request, code, discard_test_form)


def _decide(request: HttpRequest, code: str, act: Callable[..., TestForm]) -> HttpResponse:
    found = access_test_form(request.user, code)
    actor = require_item_role(request.user, PSYCHOMETRICIAN)
    try:
        decided = act(actor=actor, form=found, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{found.code} is {decided.state}.")
    return redirect("itembank:test_form", code=found.code)


def _told(code: str) -> list[tuple[int, str, datetime, str]]:
    """What the ledger says of it: number, what happened, when, and the reason where one was given."""
    return [
        (record.sequence, record.kind.partition(".")[2], record.at, record.data.get("reason", ""))
        for record in records_about(code)
    ]
