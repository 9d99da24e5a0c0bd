"""Pages of those who lead and mentor: the cohorts, attendance, the inbox, feedback, availability."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions.api import LANGUAGES
from practicum.cohorts.api import (
    StaffAvailability,
    access_cohort,
    cancel_cohort,
    complete_cohort,
    give_feedback,
    record_attendance,
    say_availability,
    start_cohort,
)
from practicum.cohorts.forms import GiveFeedback, GiveReason, RecordAttendance, SayAvailability
from practicum.cohorts.models import Attendance, CohortMentor
from practicum.cohorts.queries.access import access_session, access_work, cohorts_for, see_cohort
from practicum.cohorts.queries.board import board_of, members_of, with_counts
from practicum.cohorts.queries.discussion import unread_by_week
from practicum.cohorts.queries.hand_over import handed_to
from practicum.cohorts.queries.inbox import read_inbox
from practicum.cohorts.queries.proposals import open_proposals
from practicum.cohorts.queries.work import find_assignment, rubric_of
from practicum.cohorts.rules.states import COHORT_STATES
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, has_role, require_role, roles_of


@login_required
@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts that the reader leads, mentors or manages; for managers also what the solver proposed."""
    person = require_role(request.user, PROGRAMME_MANAGER, FACILITATOR, MENTOR)
    roles = roles_of(person)
    manages = PROGRAMME_MANAGER in roles
    context = {
        "cohorts": with_counts(cohorts_for(person, now=timezone.now())),
        "manages": manages,
        "proposals": open_proposals() if manages else [],
        "is_mentor": MENTOR in roles,
        "is_staff": bool(roles & {FACILITATOR, MENTOR}),
        "languages": LANGUAGES,
    }
    return render(request, "cohorts/list.html", context)


@login_required
@require_safe
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    """One cohort. Its members see who they are with and when; those who lead it see everything."""
    return show_cohort(request, code)


def show_cohort(request: HttpRequest, code: str, *, error: Refusal | None = None, status: int = 200) -> HttpResponse:
    """The cohort's page, with what was refused above it."""
    person, now = signed_in(request), timezone.now()
    found, part = see_cohort(person, code, now=now)
    watches = part.leads or part.mentors
    board = board_of(
        found, zone=person.time_zone, now=now, only_mentors=part.hands if part.mentors and not part.leads else None
    )
    context = {
        "cohort": found,
        "part": part,
        "board": board,
        "mentors": CohortMentor.objects.filter(cohort=found).select_related("person").order_by("person__name"),
        "watches": watches,
        "may": {state: COHORT_STATES.may_move(found.state, state) for state in COHORT_STATES.states},
        "companions": [] if watches else [seat.candidacy.person.name for seat in members_of(found)],
        "languages": LANGUAGES,
        "unread": unread_by_week(found, person),
        "error": error,
        "now": now,
    }
    return render(request, "cohorts/cohort.html", context, status=status)


@login_required
@require_POST
def start(request: HttpRequest, code: str) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    found = access_cohort(person, code, now=now)
    try:
        start_cohort(actor=person, cohort=found, now=now)
    except Refusal as refusal:
        return show_cohort(request, code, error=refusal, status=409)
    messages.success(request, f"{found.name} has begun. Its members have been told.")
    return redirect("cohorts:cohort", code)


@login_required
@require_POST
def complete(request: HttpRequest, code: str) -> HttpResponse:
    person, now = signed_in(request), timezone.now()
    found = access_cohort(person, code, now=now)
    try:
        complete_cohort(actor=person, cohort=found, now=now)
    except Refusal as refusal:
        return show_cohort(request, code, error=refusal, status=409)
    messages.success(request, f"{found.name} is completed.")
    return redirect("cohorts:cohort", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once more, with the reason."""
    person, now = require_role(request.user, PROGRAMME_MANAGER), timezone.now()
    found = access_cohort(person, code, now=now)
    form = GiveReason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_cohort(actor=person, cohort=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{found.name} is cancelled.")
            return redirect("cohorts:cohort", code)
    context = {
        "title": f"Cancel {found.name}",
        "text": "A cohort is cancelled when nobody sits in it any more. It stays on the record.",
        "button": "Cancel the cohort",
        "back": f"/cohorts/{found.code}/",
        "form": form,
    }
    return render(request, "cohorts/ask.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, code: str, week: int) -> HttpResponse:
    """Who was there in one session."""
    person, now = signed_in(request), timezone.now()
    session = access_session(person, code, week, now=now)
    seats = members_of(session.cohort)
    kept = {row.seat_id: row for row in Attendance.objects.filter(session=session)}
    initial = {f"{key}-status": row.status for key, row in kept.items()}
    initial |= {f"{key}-reason": row.reason for key, row in kept.items()}
    form = RecordAttendance(request.POST if request.method == "POST" else None, seats=seats, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            record_attendance(actor=person, session=session, statuses=form.statuses, now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"The attendance of week {week} is recorded.")
            return redirect("cohorts:cohort", code)
    programme = programme_of(session.cohort.programme_version)
    context = {
        "session": session,
        "week": next(one for one in programme.weeks if one.number == week),
        "form": form,
        "is_open": session.starts_at <= now
        and session.state != "cancelled"
        and session.cohort.state in ("running", "completed"),
    }
    return render(request, "cohorts/attendance.html", context, status=status_of(form))


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All that waits for the reader, by when it is due, and for those whom they stand in for."""
    person, now = require_role(request.user, FACILITATOR, MENTOR), timezone.now()
    items = read_inbox(person, now=now)
    context = {
        "mine": [one for one in items if one.is_mine],
        "others": [one for one in items if not one.is_mine],
        "late": sum(one.is_late and one.is_mine for one in items),
        "handed": handed_to(person, now),
        "is_mentor": has_role(person, MENTOR),
    }
    return render(request, "cohorts/inbox.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, code: str) -> HttpResponse:
    """One piece of work, and the mentor's feedback on the rubric."""
    person, now = signed_in(request), timezone.now()
    work, may_judge = access_work(person, code, now=now)
    programme = programme_of(work.seat.cohort.programme_version)
    rubric = rubric_of(programme, work.assignment)
    form = GiveFeedback(request.POST if request.method == "POST" else None, rubric=rubric)
    if request.method == "POST" and form.is_valid():
        try:
            give_feedback(
                actor=person, submission=work, levels=form.levels, comment=form.cleaned_data["comment"], now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{work.seat.candidacy.person.name} has been told of your feedback.")
            return redirect("cohorts:inbox")
    context = {
        "work": work,
        "candidate": work.seat.candidacy.person,
        "task": find_assignment(programme, work.assignment),
        "rubric": rubric,
        "form": form,
        "may_judge": may_judge and work.state == "submitted",
        "earlier": work.feedback.select_related("mentor").order_by("-given_at", "-id"),
    }
    return render(request, "cohorts/feedback.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def availability(request: HttpRequest) -> HttpResponse:
    """A facilitator or mentor says when they can take a cohort."""
    person, now = require_role(request.user, FACILITATOR, MENTOR), timezone.now()
    said = StaffAvailability.objects.filter(person=person).first()
    form = SayAvailability(
        request.POST if request.method == "POST" else None,
        person=person,
        now=now,
        initial=SayAvailability.initial_for(said, person),
    )
    if request.method == "POST" and form.is_valid():
        try:
            say_availability(actor=person, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Saved. The next proposal of cohorts takes it into account.")
            return redirect("cohorts:availability")
    context = {"form": form, "said": said, "leads": has_role(person, FACILITATOR)}
    return render(request, "cohorts/availability.html", context, status=status_of(form))
