"""Pages of the marking room: the candidate's capstone, allocation, and the examiner's sheet."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.marking.forms import AllocateExaminer, MarkOnRubric, ReturnWork, WriteCapstone
from practicum.marking.models import Capstone, MarkAllocation
from practicum.marking.queries import (
    access_allocation,
    access_capstone,
    access_capstones,
    access_own_candidacy,
    allocations_now,
    capstone_of,
    examiner_choices,
    needs_examiner,
    own_allocations,
    rubric_of,
    settling,
    shown_marks,
    submission_of,
)
from practicum.marking.rules import count_words
from practicum.marking.services import (
    allocate_examiner,
    mark_capstone,
    reopen_capstone,
    save_capstone_draft,
    submit_capstone,
    withdraw_allocation,
)
from practicum.pages.api import apply_refusal
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Person, get_person, is_person, require_role, roles_of


def person_of(request: HttpRequest) -> Person:
    """Who asks; behind `login_required` there is somebody."""
    return request.user if is_person(request.user) else require_role(request.user)


# --- the candidate -------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def capstone(request: HttpRequest) -> HttpResponse:
    """The candidate's own capstone: brief, draft, handing in, and what came of it."""
    person = person_of(request)
    candidacy = access_own_candidacy(person)
    held = capstone_of(candidacy)
    if request.method == "GET":
        return _capstone_page(request, candidacy, held, _draft_form(held))
    act = request.POST.get("act", "save")
    if act == "reopen":
        if held is None:
            raise NotFound("There is nothing to hand in again.")
        reopen_capstone(actor=person, capstone=held, now=timezone.now())
        messages.success(request, "You can work on your capstone again. The comments stay below.")
        return redirect("marking:capstone")
    form = WriteCapstone(request.POST)
    if not form.is_valid():
        return _capstone_page(request, candidacy, held, form, status=422)
    fields = {name: form.cleaned_data[name] for name in ("title", "text", "ai_use")}
    try:
        if act == "submit":
            submit_capstone(
                actor=person,
                candidacy=candidacy,
                acknowledged=form.cleaned_data["acknowledged"],
                now=timezone.now(),
                **fields,
            )
            messages.success(request, "Your capstone is handed in. Examiners who did not train you will mark it.")
        else:
            save_capstone_draft(actor=person, candidacy=candidacy, now=timezone.now(), **fields)
            messages.success(request, f"Your draft is saved: {count_words(fields['text'])} words that count.")
    except Refusal as refusal:
        if refusal.code == "invalid_state":
            raise
        apply_refusal(form, refusal)
        return _capstone_page(request, candidacy, held, form, status=422)
    return redirect("marking:capstone")


def _draft_form(held: Capstone | None) -> WriteCapstone:
    if held is None:
        return WriteCapstone()
    return WriteCapstone(initial={"title": held.title, "text": held.text, "ai_use": held.ai_use})


def _capstone_page(
    request: HttpRequest, candidacy: Candidacy, held: Capstone | None, form: WriteCapstone, *, status: int = 200
) -> HttpResponse:
    programme = programme_of(candidacy.programme_version)
    role = candidacy.application.role_profile
    is_draft = held is None or held.state == "draft"
    is_final = held is not None and held.state == "final"
    context = {
        "candidacy": candidacy,
        "capstone": held,
        "brief": programme.capstone,
        "framing": programme.capstone.framing.get(role, ""),
        "ai_use": programme.policies.ai_use,
        "rubric": rubric_of(candidacy),
        "words": count_words(held.text) if held else 0,
        "form": form,
        "can_write": is_draft and candidacy.ended_at is None,
        "marks": shown_marks(held, number=held.number) if held and held.number and (is_draft or is_final) else [],
    }
    return render(request, "marking/capstone.html", context, status=status)


# --- allocation ----------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET"])
def marking_list(request: HttpRequest) -> HttpResponse:
    """The examiner's queue; for programme managers, the capstones and who marks them."""
    person = require_role(person_of(request), EXAMINER, PROGRAMME_MANAGER)
    roles = roles_of(person)
    rows = []
    if PROGRAMME_MANAGER in roles:
        for one in access_capstones(person):
            held = [given for given in one.allocations.all() if given.number == one.number]
            rows.append(
                {"capstone": one, "allocations": held, "lacks": needs_examiner(one, rubric_of(one.candidacy), held)}
            )
    queue = list(own_allocations(person)) if EXAMINER in roles else []
    context = {
        "is_manager": PROGRAMME_MANAGER in roles,
        "is_examiner": EXAMINER in roles,
        "rows": rows,
        "waiting": [one for one in queue if one.state == "allocated"],
        "marked": [one for one in queue if one.state == "marked"],
    }
    return render(request, "marking/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def allocation(request: HttpRequest, code: str) -> HttpResponse:
    """A programme manager chooses who marks a capstone, or takes an allocation back."""
    person = person_of(request)
    held = access_capstone(person, code)
    now = timezone.now()
    choices = examiner_choices(held, now=now)
    free = [choice for choice in choices if not choice.blocks]
    returning = ReturnWork(auto_id="return_%s")
    form = AllocateExaminer(free)
    if request.method == "POST":
        try:
            if request.POST.get("act") == "withdraw":
                returning = ReturnWork(request.POST, auto_id="return_%s")
                if returning.is_valid():
                    withdraw_allocation(
                        actor=person,
                        allocation=_named_allocation(held, returning.cleaned_data["allocation"]),
                        reason=returning.cleaned_data["reason"],
                        now=now,
                    )
                    messages.success(request, "The allocation is taken back.")
                    return redirect("marking:allocation", code=code)
            else:
                form = AllocateExaminer(free, request.POST)
                if form.is_valid():
                    examiner = get_person(form.cleaned_data["examiner"])
                    allocate_examiner(actor=person, capstone=held, examiner=examiner, now=now)
                    messages.success(request, f"{examiner.name} is asked to mark this capstone.")
                    return redirect("marking:allocation", code=code)
        except Refusal as refusal:
            apply_refusal(returning if request.POST.get("act") == "withdraw" else form, refusal)
    allocations = list(allocations_now(held))
    context = {
        "capstone": held,
        "allocations": allocations,
        "choices": choices,
        "blocked": [choice for choice in choices if choice.blocks],
        "unsettled": "" if held.state == "final" else settling(held, rubric_of(held.candidacy), allocations),
        "form": form,
        "returning": returning,
        "can_allocate": held.state in ("submitted", "marked"),
    }
    return render(request, "marking/allocation.html", context, status=422 if request.method == "POST" else 200)


def _named_allocation(held: Capstone, examiner_code: str) -> MarkAllocation:
    found = next((one for one in allocations_now(held) if one.examiner.code == examiner_code), None)
    if found is None:
        raise Refusal("allocation_unknown", "This person is not asked to mark this capstone.", field="reason")
    return found


# --- marking -------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "POST"])
def mark(request: HttpRequest, code: str) -> HttpResponse:
    """The examiner's sheet: the work by its code, and the rubric. After marking, the marks as they were given."""
    person = person_of(request)
    held = access_allocation(person, code)
    rubric = rubric_of(held.capstone.candidacy)
    form = MarkOnRubric(rubric)
    if request.method == "POST":
        form = MarkOnRubric(rubric, request.POST)
        if form.is_valid():
            try:
                mark_capstone(
                    actor=person,
                    allocation=held,
                    levels=form.levels(),
                    comment=form.cleaned_data["comment"],
                    remarks=form.remarks(),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                if refusal.code == "invalid_state":
                    raise
                apply_refusal(form, form.name_field(refusal))
            else:
                messages.success(request, f"Your mark of {code} is on record.")
                return redirect("marking:list")
    submission = submission_of(held)
    context = {
        "allocation": held,
        "submission": submission,
        "rubric": rubric,
        "form": form,
    }
    if held.state == "marked":
        context["mark"] = next(one for one in shown_marks(held.capstone, number=held.number) if one.mark == held.mark)
    return render(request, "marking/mark.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def return_work(request: HttpRequest, code: str) -> HttpResponse:
    """An examiner returns a capstone unmarked: they know the author, or cannot mark it in time."""
    person = person_of(request)
    held = access_allocation(person, code)
    form = ReturnWork(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            withdraw_allocation(actor=person, allocation=held, reason=form.cleaned_data["reason"], now=timezone.now())
        except Refusal as refusal:
            if refusal.code == "invalid_state":
                raise
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"You returned {code}. A programme manager asks somebody else.")
            return redirect("marking:list")
    context = {"allocation": held, "form": form}
    return render(request, "marking/return.html", context, status=422 if request.method == "POST" else 200)
