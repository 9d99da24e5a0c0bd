"""The candidate's pages: the journey, and the assignments on it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.admissions.api import applications_of, candidacy_of
from practicum.charts.api import Chart, Segment, capability_ring
from practicum.cohorts.api import save_assignment_draft, seat_of, submit_assignment
from practicum.cohorts.forms import WriteAssignment
from practicum.cohorts.queries.journey import Journey, journey_of
from practicum.cohorts.queries.work import find_assignment, read_work, rubric_of
from practicum.cohorts.views.shared import as_figure, signed_in, status_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal


@login_required
@require_safe
def journey(request: HttpRequest) -> HttpResponse:
    """The candidate's own way: week by week with a cohort, or without weeks by experience."""
    person, now = signed_in(request), timezone.now()
    candidacy = candidacy_of(person)
    if candidacy is None:
        return render(request, "cohorts/journey_none.html", {"applications": applications_of(person)[:1]})
    programme = programme_of(candidacy.programme_version)
    names = {one.key: one.name for one in programme.framework.capabilities}
    if candidacy.route != "cohort":
        context = {"candidacy": candidacy, "programme": programme, "gate": programme.policies.gates[-1]}
        return render(request, "cohorts/journey_experience.html", context)
    found = journey_of(candidacy, now=now)
    if found is None:
        return render(request, "cohorts/journey_none.html", {"applications": applications_of(person)[:1]})
    context = {
        "candidacy": candidacy,
        "journey": found,
        "programme": programme,
        "names": names,
        "ring": as_figure(_ring(found), show_title=False),
    }
    return render(request, "cohorts/journey.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignment(request: HttpRequest, key: str) -> HttpResponse:
    """One assignment: the task, the draft, what was handed in, and the feedback on it."""
    person, now = signed_in(request), timezone.now()
    candidacy = candidacy_of(person)
    seat = seat_of(candidacy) if candidacy is not None else None
    if seat is None:
        raise NotFound("Only candidates with a seat have assignments.")
    programme = programme_of(seat.cohort.programme_version)
    task = find_assignment(programme, key)
    work = read_work(seat, key)
    form = WriteAssignment(request.POST or None, initial={"text": work.draft if work else ""})
    if request.method == "POST" and form.is_valid():
        act = submit_assignment if "submit" in request.POST else save_assignment_draft
        try:
            act(actor=person, seat=seat, assignment=key, text=form.cleaned_data["text"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            handed_in = "submit" in request.POST
            messages.success(request, "Handed in. Your mentor has been told." if handed_in else "Your draft is saved.")
            return redirect("cohorts:assignment", key)
    context = {
        "seat": seat,
        "task": task,
        "work": work,
        "form": form,
        "may_write": seat.cohort.state in ("running", "completed") and (work is None or work.state != "submitted"),
        "rubric": rubric_of(programme, key),
        "feedback": list(work.feedback.select_related("mentor").order_by("-given_at", "-id")) if work else [],
    }
    return render(request, "cohorts/assignment.html", context, status=status_of(form))


def _ring(found: Journey) -> Chart:
    segments = [
        Segment(
            name=one.name,
            domain=one.domain,
            state="done" if one.share >= 1 else "started" if one.share > 0 else "open",
            fraction=one.share if 0 < one.share < 1 else None,
        )
        for one in found.shares
    ]
    return capability_ring(
        segments,
        id="journey-ring",
        title="Your capabilities: sessions attended and work handed in",
        centre=(f"{found.closed}", f"of {len(found.shares)} capabilities"),
        labels=True,
    )
