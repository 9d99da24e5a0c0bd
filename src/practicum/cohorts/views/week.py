"""The candidate's page of one week, and what is done on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.cohorts.api import (
    answer_pulse,
    mark_preparation,
    save_make_up_draft,
    save_reflection,
    share_reflection,
    submit_make_up,
    take_back_reflection,
)
from practicum.cohorts.forms import AnswerPulse, SayPrepared, WriteMakeUp, WriteReflection
from practicum.cohorts.queries.discussion import threads_of
from practicum.cohorts.queries.week import own_week, pulse_open_until, read_week
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal


@login_required
@require_safe
def week(request: HttpRequest, number: int) -> HttpResponse:
    """Prepare, meet, lab, assignment, reflect: what is done in this week, and what is next."""
    return _show_week(request, number)


@login_required
@require_POST
def preparation(request: HttpRequest, number: int) -> HttpResponse:
    """Tick off what is done of the preparation."""
    person = signed_in(request)
    seat, asked, _ = own_week(person, number)
    form = SayPrepared(request.POST, most=len(asked.preparation))
    if not form.is_valid():
        return _show_week(request, number, preparing=form)
    mark_preparation(
        actor=person, seat=seat, week=number, parts=frozenset(form.cleaned_data["parts"]), now=timezone.now()
    )
    messages.success(request, "Noted.")
    return redirect("cohorts:journey_week", number)


@login_required
@require_POST
def reflection(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the journal, share it with the mentor, or take it back. The page's script saves drafts by the same address."""
    person, now = signed_in(request), timezone.now()
    seat, _, _ = own_week(person, number)
    form = WriteReflection(request.POST)
    is_script = request.headers.get("Accept") == "application/json"
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if "take_back" in request.POST:
                take_back_reflection(actor=person, seat=seat, week=number, now=now)
                said = "Your mentor does not see it any more."
            elif "share" in request.POST:
                share_reflection(actor=person, seat=seat, week=number, text=text, now=now)
                said = "Shared with your mentor, who has been told."
            else:
                save_reflection(actor=person, seat=seat, week=number, text=text, now=now)
                said = "Saved. Only you see it."
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            if is_script:
                return JsonResponse({"saved": True})
            messages.success(request, said)
            return redirect(f"{request.path.removesuffix('reflection/')}#reflect")
    if is_script:
        return JsonResponse({"saved": False, "error": next(iter(form.errors.values()))[0]}, status=422)
    return _show_week(request, number, reflecting=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def catch_up(request: HttpRequest, number: int) -> HttpResponse:
    """Make-up work of a session that was missed: the recording, the prompt, the answer and what was said about it."""
    person, now = signed_in(request), timezone.now()
    page = read_week(person, number, now=now)
    if not page.may_make_up:
        raise NotFound("There is nothing to catch up with in this week.")
    make_up = page.make_up
    form = WriteMakeUp(
        request.POST if request.method == "POST" else None, initial={"text": make_up.draft if make_up else ""}
    )
    if request.method == "POST" and form.is_valid():
        hands_in = "submit" in request.POST
        act = submit_make_up if hands_in else save_make_up_draft
        try:
            act(actor=person, seat=page.seat, session=page.session, text=form.cleaned_data["text"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Handed in." if hands_in else "Your draft is saved.")
            return redirect("cohorts:catch_up", number)
    context = {
        "page": page,
        "form": form,
        "may_write": page.status in ("absent", "excused")
        and (make_up is None or make_up.state in ("open", "returned")),
        "decisions": list(make_up.decisions.select_related("decided_by").order_by("-decided_at")) if make_up else [],
    }
    return render(request, "cohorts/catch_up.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pulse(request: HttpRequest, number: int) -> HttpResponse:
    """Three questions on a week, without a name."""
    person, now = signed_in(request), timezone.now()
    seat, asked, session = own_week(person, number)
    programme = programme_of(seat.cohort.programme_version)
    if not programme.pulse:
        raise NotFound("This programme has no pulse.")
    form = AnswerPulse(request.POST if request.method == "POST" else None, questions=programme.pulse)
    if request.method == "POST" and form.is_valid():
        try:
            answer_pulse(
                actor=person, seat=seat, week=number, levels=form.levels, text=form.cleaned_data["text"], now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Thank you. Your answer is one of the sums now; nobody can tell which.")
            return redirect("cohorts:journey_week", number)
    until = pulse_open_until(seat, session, programme, now=now)
    context = {"week": asked, "form": form, "until": until}
    return render(request, "cohorts/pulse.html", context, status=status_of(form))


def _show_week(
    request: HttpRequest,
    number: int,
    *,
    preparing: SayPrepared | None = None,
    reflecting: WriteReflection | None = None,
) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    page = read_week(person, number, now=now)
    kept = page.reflection
    form = reflecting or WriteReflection(initial={"text": kept.text if kept else ""})
    threads = threads_of(page.seat.cohort, number, person)
    context = {
        "page": page,
        "names": {one.key: one.name for one in page.programme.framework.capabilities},
        "preparing": preparing,
        "form": form,
        "threads": threads,
        "unread": sum(row.unread for row in threads),
        "numbers": [one.number for one in page.programme.weeks],
    }
    is_refused = bool((preparing and preparing.errors) or (reflecting and reflecting.errors))
    return render(request, "cohorts/week.html", context, status=422 if is_refused else 200)
