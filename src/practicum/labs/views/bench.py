"""The candidate's workbench: data, tasks, draft, hand-in and feedback."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions.api import candidacy_of
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, Refusal
from practicum.labs.cohort_access import cohorts_led
from practicum.labs.forms import TABLES_MOST_BYTES, LabAnswers
from practicum.labs.models import LabRationale, LabVariant
from practicum.labs.offering import labs_by_week
from practicum.labs.queries import (
    access_submission,
    cohorts_to_see,
    ended_variants,
    lab_of,
    own_variant,
    rubric_of,
)
from practicum.labs.querying import run_answers, say_deleted
from practicum.labs.rules.answers import Answer, Decision, read_answer
from practicum.labs.rules.facts import read_facts
from practicum.labs.rules.grading import PASS_PERCENT, read_feedback
from practicum.labs.rules.grids import Grid
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import Task, read_left_out, read_tasks
from practicum.labs.services.submissions import OPEN, open_hint, save_lab_draft, submit_lab
from practicum.labs.services.variants import issue_variant
from practicum.labs.views.query import desk_context
from practicum.labs.views.shared import candidate_charts, person_of
from practicum.pack.api import Rubric
from practicum.pages.api import apply_refusal, takes_files
from practicum.people.api import PROGRAMME_MANAGER, has_role

# Nothing is wrong with the answers; they were handed in at a bad moment.
_AGAIN = ("query_running", "query_busy")
# Of a table or a result, before it is handed in.
SHOWN_ROWS = 10

_takes_tables = takes_files(
    most_bytes=TABLES_MOST_BYTES, mend="Each table may have 2 MB. Go back and send fewer of them at once."
)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The labs of a candidate; for staff, the way to their cohorts' results and to the bills."""
    person = person_of(request)
    candidacy = candidacy_of(person)
    context = {
        "weeks": labs_by_week(candidacy) if candidacy else [],
        "ended": ended_variants(candidacy) if candidacy else [],
        "cohorts": cohorts_to_see(person),
        "brings": cohorts_led(person, now=timezone.now()),
        "manages_bills": has_role(person, PROGRAMME_MANAGER),
        "pass_percent": PASS_PERCENT,
    }
    return render(request, "labs/index.html", context)


@login_required
@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """A candidate begins a lab."""
    person = person_of(request)
    candidacy = candidacy_of(person)
    if candidacy is None:
        raise NotFound("Labs are for candidates, and you are none at present.")
    variant = issue_variant(actor=person, candidacy=candidacy, lab=key, now=timezone.now())
    return redirect("labs:workbench", variant.code)


@_takes_tables
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def workbench(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that a candidate works with: the case, the data, the tasks. Saves the draft, or sends it on to be
    checked."""
    person = person_of(request)
    variant = own_variant(person, code)
    tasks = read_tasks(variant.tasks)
    if request.method == "POST":
        VARIANT_STATES.require(variant.state, OPEN, act="changed")
        form = _form(variant, tasks, data=request.POST, files=request.FILES, initial=variant.draft)
        checks = request.POST.get("act") == "check"
        form.full_clean()
        if not checks or form.is_valid():
            try:
                save_lab_draft(actor=person, variant=variant, answers=form.typed(), now=timezone.now())
                if checks:
                    _run(variant, tasks, form.typed())
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                if checks:
                    return redirect("labs:check", code)
                messages.success(request, "Your draft is saved.")
                return redirect("labs:workbench", code)
        return render(request, "labs/workbench.html", _workbench(variant, tasks, form), status=422)
    form = _form(variant, tasks, initial=variant.draft)
    return render(request, "labs/workbench.html", _workbench(variant, tasks, form))


@_takes_tables
@login_required
@require_POST
def hint(request: HttpRequest, code: str) -> HttpResponse:
    """Open a hint. What was typed until now comes along, and is kept."""
    person = person_of(request)
    variant = own_variant(person, code)
    tasks = read_tasks(variant.tasks)
    task, _, number = request.POST.get("hint", "").partition(" ")
    form = _form(variant, tasks, data=request.POST, files=request.FILES, initial=variant.draft)
    form.full_clean()
    try:
        save_lab_draft(actor=person, variant=variant, answers=form.typed(), now=timezone.now())
        open_hint(
            actor=person,
            variant=variant,
            task=task,
            number=int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0,
            now=timezone.now(),
        )
    except Refusal as refusal:
        apply_refusal(form, refusal)
        return render(request, "labs/workbench.html", _workbench(variant, tasks, form), status=422)
    return redirect(f"{reverse('labs:workbench', args=[code])}#id_task-{task}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as it will be read, before it is handed in. What is handed in is what was shown here."""
    person = person_of(request)
    variant = own_variant(person, code)
    if variant.state not in OPEN:
        return redirect("labs:workbench", code)
    shown = _token(variant)
    if request.method == "POST":
        if request.POST.get("shown") != shown:
            messages.warning(request, "Your answers changed in between. Check them again before you hand them in.")
            return redirect("labs:workbench", code)
        try:
            submission = submit_lab(actor=person, variant=variant, answers=variant.draft, now=timezone.now())
        except Refusal as refusal:
            if refusal.code not in (*_AGAIN, "lab_corrected"):
                raise
            messages.warning(request, str(refusal))
            return redirect("labs:workbench", code)
        return redirect("labs:feedback", code, submission.number)
    tasks = read_tasks(variant.tasks)
    try:
        answers = _run(variant, tasks, variant.draft)
    except Refusal as refusal:  # a draft that was only saved, or too many queries at once
        messages.warning(request, f"Your answers cannot be checked yet. {refusal}")
        return redirect("labs:workbench", code)
    rows = []
    for number, task in enumerate(tasks, start=1):
        answer = answers[task.key]
        shown_grid = answer if isinstance(answer, Grid) else None
        rows.append(
            {
                "number": number,
                "task": task,
                "typed": variant.draft.get(task.key, ""),
                "read": _as_read(task, answer),
                "grid": shown_grid and shown_grid.columns,
                "grid_rows": shown_grid.rows[:SHOWN_ROWS] if shown_grid else (),
            }
        )
    context = {
        "variant": variant,
        "rows": rows,
        "shown": shown,
        "blanks": sum(row["read"] is None for row in rows),
        "answered": any(row["read"] is not None for row in rows),
    }
    return render(request, "labs/check.html", context)


@login_required
@require_safe
def feedback(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """What one submission was worth, task by task."""
    submission = access_submission(person_of(request), code, number)
    variant = submission.variant
    grade = read_feedback(submission.feedback)
    questions = {task.key: task for task in read_tasks(variant.tasks)}
    programme = programme_of(variant.definition.programme_version)
    rationales = {one.task: one for one in submission.rationales.select_related("marker")}
    rows = [
        {
            "number": place,
            "grade": one,
            "task": questions.get(one.task),
            "typed": submission.answers.get(one.task, ""),
            "why": submission.answers.get(f"{one.task}.why", ""),
            "rationale": rationales.get(one.task),
            "rubric": _rubric(programme.rubrics, rationales.get(one.task)),
        }
        for place, one in enumerate(grade.tasks, start=1)
    ]
    context = {
        "variant": variant,
        "submission": submission,
        "rows": rows,
        "pass_percent": PASS_PERCENT,
        "percent": int(100 * submission.points / submission.points_max),
        "names": {one.key: one.name for one in programme.framework.capabilities},
        "may_hand_in": variant.state in OPEN,
        "waiting_points": grade.waiting_points,
        "regrades": list(submission.regrades.select_related("correction")),
        "minutes": submission.seconds_worked // 60,
    }
    return render(request, "labs/feedback.html", context)


def _form(variant: LabVariant, tasks: tuple[Task, ...], **kwargs: Any) -> LabAnswers:
    version = variant.definition.programme_version
    return LabAnswers(
        tasks,
        opened={(hint.task, hint.number) for hint in variant.hints.all()},
        rubrics={task.rubric: rubric_of(version, task.rubric) for task in tasks if task.rubric},
        **kwargs,
    )


def _run(variant: LabVariant, tasks: tuple[Task, ...], typed: Mapping[str, str]) -> dict[str, Answer]:
    """The answers as they will be graded: read, and each query run. Raises Refusal that names the field."""
    return run_answers(variant, tasks, {task.key: read_answer(task, typed) for task in tasks})


def _rubric(rubrics: Iterable[Rubric], rationale: LabRationale | None) -> Rubric | None:
    return next((one for one in rubrics if rationale is not None and one.key == rationale.rubric), None)


def _workbench(variant: LabVariant, tasks: tuple[Task, ...], form: LabAnswers) -> dict[str, object]:
    facts = read_facts(variant.bill.summary)
    lab = lab_of(variant.definition)
    is_deleted = variant.bill.removed_at is not None
    return {
        "deleted": say_deleted(variant.bill) if is_deleted else "",
        "variant": variant,
        "lab": lab,
        "form": form,
        "is_open": variant.state in OPEN,
        "points_max": sum(task.points for task in tasks),
        "pass_percent": PASS_PERCENT,
        "left_out": read_left_out(variant.left_out),
        "facts": facts,
        "charts": candidate_charts(facts),
        "submissions": list(variant.submissions.defer("answers", "feedback")),
        **({} if is_deleted else desk_context(variant)),
    }


def _token(variant: LabVariant) -> str:
    """Changes with every change of the draft and with every submission."""
    return digest([variant.code, variant.draft, variant.submissions.count()])


def _as_read(task: Task, answer: object) -> str | None:
    if answer is None:
        return None
    if isinstance(answer, Decision):
        chosen = next(choice.text for choice in task.choices if choice.key == answer.choice)
        words = len(answer.rationale.split())
        return f"{chosen}; {words} words why" if words else f"{chosen}; no reasons"
    if isinstance(answer, Grid):
        return f"{len(answer.rows)} row{'' if len(answer.rows) == 1 else 's'}"
    if isinstance(answer, tuple):
        return f"{len(answer)}: {', '.join(answer)}"
    if task.kind == "choice":
        return next(choice.text for choice in task.choices if choice.key == answer)
    unit = {"percent": " %", "count": "", "name": ""}.get(task.unit, f" {task.unit}")
    return f"{answer:f}{unit}"
