"""What those who lead and mentor see of a session: run sheet, recordings, make-up work, reflections, pulse."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.charts.api import Chart, dot_interval
from practicum.cohorts.api import (
    add_recording,
    decide_make_up,
    note_reflection_read,
    remove_recording,
    save_session_note,
)
from practicum.cohorts.forms import AddRecording, DecideMakeUp, GiveReason, WriteNotes
from practicum.cohorts.models import Recording
from practicum.cohorts.queries.access import access_session
from practicum.cohorts.queries.board import members_of
from practicum.cohorts.queries.makeup import access_make_up
from practicum.cohorts.queries.pulse import PulseReport, read_pulse
from practicum.cohorts.queries.week import (
    access_reflection,
    find_week,
    prompts_of,
    recordings_of,
    shared_reflections,
    staff_session,
)
from practicum.cohorts.rules.pulse import LEAST_ANSWERS, LEVELS
from practicum.cohorts.rules.runsheet import lay_out
from practicum.cohorts.views.shared import as_figure, signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import MENTOR, require_role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def run_sheet(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """The session minute by minute, to be printed, with the facilitator's notes. Mentors read it without the notes."""
    person, now = signed_in(request), timezone.now()
    session, part = staff_session(person, code, week, now=now)
    programme = programme_of(session.cohort.programme_version)
    asked = find_week(programme, week)
    note = getattr(session, "note", None)
    form = WriteNotes(request.POST if request.method == "POST" else None, initial={"text": note.text if note else ""})
    if request.method == "POST" and form.is_valid():
        save_session_note(actor=person, session=session, text=form.cleaned_data["text"], now=now)
        messages.success(request, "Your notes are saved.")
        return redirect("cohorts:run_sheet", code, week)
    context = {
        "session": session,
        "part": part,
        "week": asked,
        "rows": lay_out(asked.session.plan, starts_at=session.starts_at),
        "needs": list(dict.fromkeys(need for step in asked.session.plan for need in step.needs)),
        "names": {one.key: one.name for one in programme.framework.capabilities},
        "members": [seat.candidacy.person.name for seat in members_of(session.cohort)],
        "note": note if part.leads else None,
        "form": form if part.leads else None,
    }
    return render(request, "cohorts/run_sheet.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def recordings(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """The recordings of a session: add a link; what was removed stays listed without it."""
    person, now = signed_in(request), timezone.now()
    session = access_session(person, code, week, now=now)
    form = AddRecording(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            add_recording(actor=person, session=session, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Added. The people of the cohort find it on the week's page.")
            return redirect("cohorts:recordings", code, week)
    context = {
        "session": session,
        "week": find_week(programme_of(session.cohort.programme_version), week),
        "recordings": recordings_of(session, today=now.date()),
        "removed": session.recordings.exclude(removed_at=None),
        "form": form,
        "is_open": session.starts_at <= now and session.cohort.state in ("running", "completed"),
    }
    return render(request, "cohorts/recordings.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def drop_recording(request: HttpRequest, code: str, week: int, recording: str) -> HttpResponse:
    """Asked once more, with the reason."""
    person, now = signed_in(request), timezone.now()
    session = access_session(person, code, week, now=now)
    found = Recording.objects.filter(session=session, code=recording).select_related("session__cohort").first()
    if found is None:
        raise NotFound("There is no such recording in this week.")
    form = GiveReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            remove_recording(actor=person, recording=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "The link is gone. The removal is on the record.")
            return redirect("cohorts:recordings", code, week)
    context = {
        "title": "Remove a recording",
        "text": "The link is taken away from everybody. Remove the recording itself where it is stored.",
        "button": "Remove",
        "back": f"/cohorts/{code}/weeks/{week}/recordings/",
        "form": form,
    }
    return render(request, "cohorts/ask.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def make_up(request: HttpRequest, code: str) -> HttpResponse:
    """One piece of make-up work: accept it, or return it with what is missing."""
    person, now = signed_in(request), timezone.now()
    found = access_make_up(person, code, now=now)
    name = found.seat.candidacy.person.name
    form = DecideMakeUp(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_make_up(actor=person, make_up=found, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{name} has been told.")
            return redirect("cohorts:inbox")
    context = {
        "make_up": found,
        "candidate": found.seat.candidacy.person,
        "week": find_week(programme_of(found.seat.cohort.programme_version), found.session.week),
        "form": form,
        "decisions": found.decisions.select_related("decided_by").order_by("-decided_at"),
    }
    return render(request, "cohorts/make_up.html", context, status=status_of(form))


@login_required
@require_safe
def reflections(request: HttpRequest) -> HttpResponse:
    """What a mentor's mentees chose to share."""
    person = require_role(request.user, MENTOR)
    rows = [
        (row, prompts_of(programme_of(row.seat.cohort.programme_version), [row.week]).get(row.week, ""))
        for row in shared_reflections(person)
    ]
    return render(request, "cohorts/reflections.html", {"rows": rows})


@login_required
@require_POST
def reflection_read(request: HttpRequest, candidacy: str, week: int) -> HttpResponse:
    """The mentor has read it: it leaves the inbox."""
    person = signed_in(request)
    note_reflection_read(actor=person, reflection=access_reflection(person, candidacy, week), now=timezone.now())
    messages.success(request, "Noted. It stays on this page while it is shared.")
    return redirect("cohorts:reflections")


@login_required
@require_safe
def pulse_report(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """The week's pulse, once it is over and enough people have answered. For those who lead the cohort."""
    person, now = signed_in(request), timezone.now()
    session = access_session(person, code, week, now=now)
    report = read_pulse(session, now=now)
    programme = programme_of(session.cohort.programme_version)
    context = {
        "session": session,
        "week": find_week(programme, week),
        "report": report,
        "chart": as_figure(_pulse_chart(report)) if report.figures else "",
        "questions": programme.pulse,
        "least": LEAST_ANSWERS,
    }
    return render(request, "cohorts/pulse_report.html", context)


def _pulse_chart(report: PulseReport) -> Chart:
    """The mean of each question with its interval, on the whole scale."""
    return dot_interval(
        [(one.question.name, one.mean.value, one.mean.low, one.mean.high, one.mean.n) for one in report.figures],
        id=f"pulse-{report.week}",
        title="Mean answers from 1 to 5, with 95 % intervals",
        decimals=1,
        span=(LEVELS[0], LEVELS[-1]),
        head=("Question", "Mean", "From", "To", "Answers"),
    )
