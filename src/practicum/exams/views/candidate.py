"""A candidate's way through an examination. Every page works without script; nothing here knows a key.

All times come from the database's clock.
"""

import contextlib
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions.api import candidacy_of
from practicum.curriculum.api import programme_of
from practicum.exams.closing import expire_if_overdue
from practicum.exams.forms import CheckIn
from practicum.exams.models import Attempt, Sitting
from practicum.exams.queries import (
    StoredAnswer,
    access_own_attempt,
    attempts_of,
    bookable_sittings,
    database_clock,
    item_at,
    layout_of,
    missing_for_exam,
    newest_answers,
)
from practicum.exams.rules import CHECK_IN_OPENS_BEFORE, GRACE, LARGEST_SEQUENCE
from practicum.exams.services.planning import book_attempt
from practicum.exams.services.recording import record_newest
from practicum.exams.services.taking import check_in, set_flag, start_attempt, submit_attempt
from practicum.itembank.api import shown_item
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import Person, is_person


@login_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What comes before the examination, sittings to book, and the person's attempts."""
    person, now = _person(request), database_clock()
    candidacy = candidacy_of(person)
    attempts = [expire_if_overdue(attempt, now) for attempt in attempts_of(person)]
    context = {
        "candidacy": candidacy,
        "missing": missing_for_exam(candidacy) if candidacy else [],
        "sittings": bookable_sittings(candidacy, now) if candidacy else [],
        "attempts": attempts,
        "has_open_attempt": any(attempt.state in ("scheduled", "checked_in", "in_progress") for attempt in attempts),
        "policy": programme_of(candidacy.programme_version).policies.attempts if candidacy else None,
    }
    return render(request, "exams/home.html", context)


@login_required
@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Book a sitting for oneself."""
    person = _person(request)
    candidacy = candidacy_of(person)
    code = request.POST.get("sitting", "")
    sitting = Sitting.objects.select_related("form__programme_version").filter(code=code[:20].replace("\0", "")).first()
    if candidacy is None or sitting is None:
        raise NotFound("There is no such sitting for you.")
    try:
        attempt = book_attempt(actor=person, sitting=sitting, candidacy=candidacy, now=database_clock())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exams:home")
    messages.success(request, f"{sitting.name} is booked. You have {attempt.minutes} minutes.")
    return redirect("exams:attempt", code=attempt.code)


@login_required
@never_cache
@require_safe
def attempt(request: HttpRequest, code: str) -> HttpResponse:
    """Where the candidate stands: check in, start, go on, or closed."""
    return _attempt_page(request, _own_attempt(request, code), CheckIn())


@login_required
@require_POST
def checking_in(request: HttpRequest, code: str) -> HttpResponse:
    """The candidate arrives."""
    found, form = _own_attempt(request, code), CheckIn(request.POST)
    if form.is_valid():
        try:
            check_in(actor=_person(request), attempt=found, now=database_clock(), **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect("exams:attempt", code=found.code)
    return _attempt_page(request, found, form, status=422)


@login_required
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The time begins."""
    found = _own_attempt(request, code)
    try:
        start_attempt(actor=_person(request), attempt=found, now=database_clock())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("exams:attempt", code=found.code)
    return redirect("exams:question", code=found.code, position=1)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """One item. Its form saves the answer and the flag, and leads on; with script, answers are saved on the way too."""
    found = _own_attempt(request, code)
    layout = layout_of(found.code)
    if position not in layout:
        raise NotFound("There is no such question.")
    if found.state != "in_progress":
        if request.method == "POST":
            messages.error(request, "This came after the end. Every answer that was saved before counts.")
        return redirect("exams:attempt", code=found.code)
    if request.method != "POST":
        return _question_page(request, found, position)
    raw = [] if request.POST.get("go") == "clear" else request.POST.getlist("answer")
    try:
        _save_flag(request, found, position)
        _save_answer(request, found, position, raw)
    except Refusal as refusal:
        if refusal.field == "answer":
            return _question_page(request, found, position, given=raw, error=str(refusal), status=422)
        messages.error(request, f"Question {position}: {refusal}")
        return redirect("exams:attempt", code=found.code)
    return _lead_on(request.POST.get("go", ""), found.code, position, last=max(layout))


def _save_flag(request: HttpRequest, found: Attempt, position: int) -> None:
    flagged = "flagged" in request.POST
    if flagged != (position in found.flags):
        set_flag(actor=_person(request), attempt=found, position=position, flagged=flagged, now=database_clock())


def _save_answer(request: HttpRequest, found: Attempt, position: int, raw: list[str]) -> None:
    place = layout_of(found.code)[position]
    answer = place.read_answer(raw)
    stored = newest_answers(found).get(place.version_id)
    if answer == (stored.answer if stored else None):
        return
    record_newest(
        actor=_person(request),
        attempt_code=found.code,
        position=position,
        answer=answer,
        sequence=max(stored.sequence + 1 if stored else 1, _posted_sequence(request)),
    )


def _posted_sequence(request: HttpRequest) -> int:
    """The number under which the script saves these very values, so that the two are seen to be one; else 0."""
    text = request.POST.get("sequence", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_SEQUENCE)) else 0
    return number if number < LARGEST_SEQUENCE else 0


def _lead_on(go: str, code: str, position: int, *, last: int) -> HttpResponse:
    if go == "overview" or (go == "next" and position >= last):
        return redirect("exams:overview", code=code)
    step = {"next": 1, "previous": -1}.get(go, 0)
    return redirect("exams:question", code=code, position=max(position + step, 1))


def _question_page(
    request: HttpRequest,
    found: Attempt,
    position: int,
    *,
    given: list[str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    layout, answers = layout_of(found.code), newest_answers(found)
    place = layout[position]
    stored = answers.get(place.version_id)
    context = {
        "attempt": found,
        "position": position,
        "last": max(layout),
        "shown": shown_item(item_at(found, position), found.order_seed),
        "given": place.show_answer(stored.answer if stored else None) if given is None else given,
        "stored": stored,
        "sequence": stored.sequence if stored else 0,
        "error": error,
        "flagged": position in found.flags,
        "answered": _count_answered(answers),
        **_time(found),
    }
    return render(request, "exams/question.html", context, status=status)


@login_required
@never_cache
@require_safe
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """All questions: answered, not answered, flagged."""
    found = _own_attempt(request, code)
    if found.state != "in_progress":
        return redirect("exams:attempt", code=found.code)
    return render(request, "exams/overview.html", {"attempt": found, **_progress(found), **_time(found)})


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then close the attempt for good."""
    found = _own_attempt(request, code)
    if found.state != "in_progress":
        return redirect("exams:attempt", code=found.code)
    if request.method == "POST":
        # Closed in another window a moment ago: the page shown next says so.
        with contextlib.suppress(Refusal):
            submit_attempt(actor=_person(request), attempt=found, now=database_clock())
        return redirect("exams:attempt", code=found.code)
    return render(request, "exams/submit.html", {"attempt": found, **_progress(found), **_time(found)})


def _attempt_page(request: HttpRequest, found: Attempt, form: CheckIn, *, status: int = 200) -> HttpResponse:
    now = database_clock()
    policies = programme_of(found.sitting.form.programme_version).policies
    answers = newest_answers(found)
    context = {
        "attempt": found,
        "form": form,
        "policies": policies,
        "standard_minutes": found.sitting.form.minutes,
        "items": len(layout_of(found.code)),
        "answered": _count_answered(answers),
        "check_in_opens_at": found.sitting.opens_at - CHECK_IN_OPENS_BEFORE,
        "may_check_in": found.sitting.opens_at - CHECK_IN_OPENS_BEFORE <= now < found.window_closes_at,
        "may_start": found.sitting.opens_at <= now < found.window_closes_at,
        "would_end_at": min(
            max(now, found.sitting.opens_at) + timedelta(minutes=found.minutes), found.window_closes_at
        ),
        "loses_time": max(now, found.sitting.opens_at) + timedelta(minutes=found.minutes) > found.window_closes_at,
        **_time(found),
    }
    return render(request, "exams/attempt.html", context, status=status)


def _progress(found: Attempt) -> dict[str, object]:
    answers = newest_answers(found)
    rows = []
    for position, place in layout_of(found.code).items():
        stored = answers.get(place.version_id)
        rows.append((position, stored is not None and stored.answer is not None, position in found.flags))
    return {
        "rows": rows,
        "answered": sum(answered for _, answered, _ in rows),
        "unanswered": [position for position, answered, _ in rows if not answered],
        "flagged": [position for position, _, flagged in rows if flagged],
    }


def _count_answered(answers: dict[int, StoredAnswer]) -> int:
    return sum(stored.answer is not None for stored in answers.values())


def _time(found: Attempt) -> dict[str, object]:
    """What the page says of the time. Seconds are whole, and never more than there are."""
    if found.deadline_at is None:
        return {"remaining_seconds": 0, "remaining_minutes": 0, "grace_seconds": 0}
    remaining = max((found.deadline_at - database_clock()) // timedelta(seconds=1), 0)
    return {
        "remaining_seconds": remaining,
        "remaining_minutes": remaining // 60,
        "grace_seconds": GRACE // timedelta(seconds=1),
    }


def _own_attempt(request: HttpRequest, code: str) -> Attempt:
    """The person's own attempt as it stands now: closed, if its time is over."""
    return expire_if_overdue(access_own_attempt(request.user, code), database_clock())


def _person(request: HttpRequest) -> Person:
    assert is_person(request.user)  # noqa: S101  every view here is behind login_required
    return request.user
