"""The board of a cohort: who falls behind and why, and a friendly word to them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.charts.api import Chart, stacked_bar
from practicum.cohorts.api import nudge_candidate
from practicum.cohorts.forms import FilterBoard, NudgeCandidate
from practicum.cohorts.queries.board import Board, Member, access_board, access_member, mentors_of
from practicum.cohorts.rules.concerns import may_nudge_from
from practicum.cohorts.views.shared import as_figure, signed_in, status_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal

# What a week's bar is made of; a status that is not among them is “not recorded”.
PARTS = (("Attended", "present"), ("Caught up", "caught_up"), ("Excused", "excused"), ("Absent", "absent"))


@login_required
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """One row a candidate, those who need attention first."""
    person, now = signed_in(request), timezone.now()
    found, part = access_board(person, code, zone=person.time_zone, now=now)
    form = FilterBoard(request.GET or None, mentors=mentors_of(found.cohort))
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    context = {
        "board": found,
        "cohort": found.cohort,
        "part": part,
        "form": form,
        "rows": [one for one in found.by_need if _is_shown(one, **chosen)],
        "chart": as_figure(_progress_chart(found)),
        "now": now,
    }
    return render(request, "cohorts/board.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: HttpRequest, code: str, candidacy: str) -> HttpResponse:
    """A short message to one candidate, begun from what gives reason to write."""
    person, now = signed_in(request), timezone.now()
    member, found = access_member(person, code, candidacy, zone=person.time_zone, now=now)
    concerns = [one for one in member.concerns if one.message]
    asked = request.GET.get("concern", "")
    chosen = next((one for one in concerns if one.key == asked), concerns[0] if concerns and not asked else None)
    begun = {"concern": chosen.key, "text": chosen.message} if chosen else {"concern": "other"}
    form = NudgeCandidate(request.POST if request.method == "POST" else None, concerns=concerns, initial=begun)
    if request.method == "POST" and form.is_valid():
        try:
            nudge_candidate(actor=person, seat=member.seat, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{member.seat.candidacy.person.name} has your message.")
            return redirect("cohorts:board", code)
    last = next((one for one in member.nudges if chosen and one.concern == chosen.key), None)
    free_from = may_nudge_from(last.sent_at if last else None)
    context = {
        "cohort": found.cohort,
        "member": member,
        "form": form,
        "chosen": chosen,
        "others": [one for one in concerns if chosen is None or one.key != chosen.key],
        "wait_until": free_from if free_from and free_from > now else None,
    }
    return render(request, "cohorts/nudge.html", context, status=status_of(form))


def _is_shown(member: Member, show: str = "", mentor: str = "") -> bool:
    if mentor and (member.seat.mentor is None or member.seat.mentor.code != mentor):
        return False
    if show == "attention":
        return bool(member.concerns)
    if show == "quiet":
        return bool(member.concerns) and not member.nudges
    return True


def _progress_chart(board: Board) -> Chart:
    """Per week that is over, how many attended, caught up, were excused, absent, or are not recorded."""
    rows = []
    for one in board.weeks:
        if not one.is_over or one.session.state == "cancelled":
            continue
        statuses = [cell.status for member in board.members for cell in member.cells if cell.week == one.week.number]
        counts = [statuses.count(status) for _, status in PARTS]
        rows.append((f"Week {one.week.number}: {one.week.title}", [*counts, len(statuses) - sum(counts)]))
    return stacked_bar(
        rows,
        series=[*(name for name, _ in PARTS), "Not recorded"],
        id="progress",
        title="The cohort, week by week",
        decimals=0,
        head="Week",
        total="Members",
        empty="No session has been held yet.",
    )
