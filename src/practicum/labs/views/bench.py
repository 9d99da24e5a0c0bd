"""The candidate's workbench: data, tasks, draft, hand-in and feedback."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions.api import candidacy_of
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, Refusal
from practicum.labs.forms import LabAnswers
from practicum.labs.models import LabVariant
from practicum.labs.queries import (
    access_submission,
    cohorts_to_see,
    lab_of,
    own_variant,
    standings_of,
)
from practicum.labs.rules.answers import read_answer
from practicum.labs.rules.dictionary import meaning_of
from practicum.labs.rules.facts import read_facts
from practicum.labs.rules.grading import PASS_PERCENT, read_feedback
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import Task, read_left_out, read_tasks
from practicum.labs.services.submissions import OPEN, save_lab_draft, submit_lab
from practicum.labs.services.variants import issue_variant
from practicum.labs.storage import path_of, stream_csv
from practicum.labs.views.shared import candidate_charts, person_of
from practicum.pages.api import apply_refusal
from practicum.people.api import PROGRAMME_MANAGER, has_role


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The labs of a candidate; for staff, the way to their cohorts' results and to the bills."""
    person = person_of(request)
    candidacy = candidacy_of(person)
    context = {
        "standings": standings_of([candidacy]) if candidacy else [],
        "cohorts": cohorts_to_see(person),
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
        form = LabAnswers(tasks, data=request.POST)
        checks = request.POST.get("act") == "check"
        if not checks or form.is_valid():
            try:
                save_lab_draft(actor=person, variant=variant, answers=form.typed(), now=timezone.now())
            except Refusal as refusal:
                form.full_clean()
                apply_refusal(form, refusal)
            else:
                if checks:
                    return redirect("labs:check", code)
                messages.success(request, "Your draft is saved.")
                return redirect("labs:workbench", code)
        return render(request, "labs/workbench.html", _workbench(variant, tasks, form), status=422)
    form = LabAnswers(tasks, initial=variant.draft)
    return render(request, "labs/workbench.html", _workbench(variant, tasks, form))


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
        submission = submit_lab(actor=person, variant=variant, answers=variant.draft, now=timezone.now())
        return redirect("labs:feedback", code, submission.number)
    rows = []
    for number, task in enumerate(read_tasks(variant.tasks), start=1):
        typed = variant.draft.get(task.key, "")
        try:
            answer = read_answer(task, typed)
        except Refusal:  # a draft that was only saved
            messages.warning(request, "One of your answers cannot be read yet.")
            return redirect("labs:workbench", code)
        rows.append({"number": number, "task": task, "typed": typed, "read": _as_read(task, answer)})
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
    rows = [
        {"number": place, "grade": one, "task": questions[one.task], "typed": submission.answers.get(one.task, "")}
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
    }
    return render(request, "labs/feedback.html", context)


@login_required
@require_safe
def download(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The candidate's data as Parquet or CSV."""
    variant = own_variant(person_of(request), code)
    sha256, name = variant.bill.sha256, f"{variant.lab}-{variant.code}.{kind}"
    path = path_of(sha256)
    if kind == "parquet":
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=name, content_type="application/vnd.apache.parquet"
        )
    response = StreamingHttpResponse(stream_csv(sha256), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _workbench(variant: LabVariant, tasks: tuple[Task, ...], form: LabAnswers) -> dict[str, object]:
    facts = read_facts(variant.bill.summary)
    return {
        "variant": variant,
        "lab": lab_of(variant.definition),
        "form": form,
        "is_open": variant.state in OPEN,
        "points_max": sum(task.points for task in tasks),
        "pass_percent": PASS_PERCENT,
        "left_out": read_left_out(variant.left_out),
        "facts": facts,
        "columns": [(column, meaning_of(column.name)) for column in facts.columns],
        "charts": candidate_charts(facts),
        "submissions": list(variant.submissions.defer("answers", "feedback")),
    }


def _token(variant: LabVariant) -> str:
    """Changes with every change of the draft and with every submission."""
    return digest([variant.code, variant.draft, variant.submissions.count()])


def _as_read(task: Task, answer: object) -> str | None:
    if answer is None:
        return None
    unit = {"percent": " %", "count": "", "name": ""}.get(task.unit, f" {task.unit}")
    return f"{answer}{unit}" if task.kind == "choice" else f"{answer:f}{unit}"
