"""A cohort's own bills, for its facilitator and programme managers: look at a file, keep it, decide on its labs, delete it."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.focus.api import PSEUDONYM_GROUPS, ConformanceFinding, Finding
from practicum.kernel.errors import Refusal
from practicum.labs.cohort_access import (
    access_cohort_bill,
    access_cohort_lab,
    access_keeping,
    bills_of,
    is_kept,
    keepings_of,
    labs_on,
    led_cohort,
    may_see_keys,
)
from practicum.labs.cohort_bill_forms import BringBill, DecideOnLab, DeleteBill
from practicum.labs.forms import MOST_BYTES
from practicum.labs.models import BillKeeping, CohortBill, CohortLab, LabVariant
from practicum.labs.queries import lab_of
from practicum.labs.rules.building import FEWEST_TASKS
from practicum.labs.rules.cohort_bills import FINDINGS_SHOWN, read_conformance, say_progress
from practicum.labs.rules.facts import read_facts, read_findings
from practicum.labs.rules.stating import say_key
from practicum.labs.rules.tasks import read_keys, read_left_out, read_tasks
from practicum.labs.services.cohort_bills import delete_cohort_bill, give_up_keeping, request_keeping
from practicum.labs.services.cohort_labs import compute_again, confirm_lab, is_current, refuse_lab
from practicum.labs.services.looks import look_at_bill
from practicum.labs.views.shared import may_bring_bills, person_of, staff_charts
from practicum.pages.api import apply_refusal, takes_files

KEEPINGS_SHOWN = 10


@takes_files(most_bytes=MOST_BYTES, mend="Export fewer months or fewer columns, or use Parquet.", who=may_bring_bills)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bills(request: HttpRequest, code: str) -> HttpResponse:
    """The bills of a cohort, and the form for another: it is looked at first, and kept when it is sent again."""
    person, now = person_of(request), timezone.now()
    cohort = led_cohort(person, code, now=now)
    form = BringBill(request.POST, request.FILES) if request.method == "POST" else BringBill()
    context: dict[str, Any] = {}
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            with _on_disk(given["file"]) as path:
                if request.POST.get("act") == "keep":
                    asked = request_keeping(
                        actor=person, cohort=cohort, path=path, name=given["name"], groups=given["groups"],
                        seen=given["seen"], once=given["once"], now=now,
                    )  # fmt: skip
                    return redirect("labs:cohort_bill", asked.code)
                look = look_at_bill(actor=person, cohort=cohort, path=path, groups=given["groups"], now=now)
        except Refusal as refusal:
            # A refusal of the file may name a column of it.
            field = refusal.field if refusal.field in ("name", "groups") else "file"
            apply_refusal(form, Refusal(refusal.code, refusal.message, field=field, mend=refusal.mend))
        else:
            chosen = {key: given[key] for key in ("name", "groups")}
            form = BringBill(initial={**chosen, "seen": look.sha256, "once": look.once})
            context = {
                "look": look,
                "file_name": given["file"].name,
                "conformance": _conformance(look.report.findings),
                "findings": _quality(look.findings),
            }
    context |= {
        "cohort": cohort,
        "form": form,
        "bills": list(bills_of(cohort)),
        "keepings": list(keepings_of(cohort)[:KEEPINGS_SHOWN]),
        "shown": FINDINGS_SHOWN,
    }
    return render(request, "labs/cohort_bills.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def bill(request: HttpRequest, code: str) -> HttpResponse:
    """One bill: what it is, which labs it carries and which not, its findings, and how to delete it. Before it is kept,
    how far a worker is with it, or why it was not kept."""
    person, now = person_of(request), timezone.now()
    if not is_kept(code):
        keeping = access_keeping(person, code, now=now)
        context = {"keeping": keeping, "progress": _progress(keeping)}
        return render(request, "labs/cohort_bill_keeping.html", context)
    return _show_bill(request, code, DeleteBill())


@login_required
@require_safe
def progress(request: HttpRequest, code: str) -> HttpResponse:
    """How far a worker is with an upload, for the script of its page."""
    answer = JsonResponse(_progress(access_keeping(person_of(request), code, now=timezone.now())))
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def give_up(request: HttpRequest, code: str) -> HttpResponse:
    """Give an upload up. A second press changes nothing."""
    person, now = person_of(request), timezone.now()
    keeping = access_keeping(person, code, now=now)
    if keeping.state != "given_up":
        give_up_keeping(actor=person, keeping=keeping, now=now)
    return redirect("labs:cohort_bill", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lab(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The tasks of a lab with the keys that the file gives, for the facilitator to confirm or refuse."""
    person, now = person_of(request), timezone.now()
    found = access_cohort_lab(person, code, key, now=now)
    tasks = read_tasks(found.tasks)
    kept = [task.key for task in tasks if task.key not in found.refused]
    form = DecideOnLab(initial={"keep": kept, "seen": found.definition_version}, tasks=tasks)
    if request.method == "POST":
        form = DecideOnLab(request.POST, tasks=tasks)
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            try:
                if request.POST.get("act") == "refuse":
                    refuse_lab(actor=person, lab=found, reason=reason, now=now)
                    messages.success(request, f"The cohort does not get the lab “{found.definition.title}”.")
                else:
                    seen = form.cleaned_data["seen"]
                    confirm_lab(actor=person, lab=found, refused=form.refused, reason=reason, seen=seen, now=now)
                    messages.success(request, f"The cohort gets the lab “{found.definition.title}” on this bill.")
            except Refusal as refusal:
                field = {"tasks": "keep"}.get(refusal.field, refusal.field)
                apply_refusal(form, Refusal(refusal.code, refusal.message, field=field, mend=refusal.mend))
            else:
                return redirect("labs:cohort_bill", code)
    return render(request, "labs/cohort_lab.html", _lab(found, form), status=422 if form.is_bound else 200)


@login_required
@require_POST
def compute(request: HttpRequest, code: str) -> HttpResponse:
    """Compute labs again that were corrected since."""
    person, now = person_of(request), timezone.now()
    compute_again(actor=person, brought=access_cohort_bill(person, code, now=now), now=now)
    messages.success(request, "The keys are computed again; they wait to be confirmed.")
    return redirect("labs:cohort_bill", code)


@login_required
@require_POST
def delete(request: HttpRequest, code: str) -> HttpResponse:
    """Delete the data at once."""
    person, now = person_of(request), timezone.now()
    found = access_cohort_bill(person, code, now=now)
    form = DeleteBill(request.POST)
    if form.is_valid():
        try:
            delete_cohort_bill(actor=person, brought=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "The data of the bill are deleted.")
            return redirect("labs:cohort_bill", code)
    return _show_bill(request, code, form, status=422)


def _progress(keeping: BillKeeping) -> dict[str, Any]:
    """What the page of an upload shows, and its script asks for. `share` is a percentage."""
    phase, share = say_progress(keeping.progress)
    return {"done": keeping.state != "asked", "phase": phase, "share": share}


def _show_bill(request: HttpRequest, code: str, form: DeleteBill, *, status: int = 200) -> HttpResponse:
    person, now = person_of(request), timezone.now()
    found = access_cohort_bill(person, code, now=now)
    facts = read_facts(found.bill.summary)
    labs = list(labs_on(found))
    context = {
        "brought": found,
        "bill": found.bill,
        "facts": facts,
        "hidden": [group.title for key, group in PSEUDONYM_GROUPS.items() if key in found.hidden],
        "carried": [_standing(one) for one in labs if one.state != "not_carried"],
        "not_carried": [_standing(one) for one in labs if one.state == "not_carried"],
        "is_outdated": any(not is_current(one) for one in labs),
        "sees_keys": may_see_keys(person, found, now=now),
        "fewest": FEWEST_TASKS,
        "conformance": _conformance(read_conformance(found.conformance)),
        "findings": _quality(read_findings(found.bill.findings)),
        "shown": FINDINGS_SHOWN,
        "charts": staff_charts(facts),
        "form": form,
        "begun": LabVariant.objects.filter(bill=found.bill).count(),
    }
    return render(request, "labs/cohort_bill.html", context, status=status)


def _standing(one: CohortLab) -> dict[str, object]:
    tasks, left_out = read_tasks(one.tasks), read_left_out(one.left_out)
    refused = [task for task in tasks if task.key in one.refused]
    return {
        "lab": one,
        "tasks": [task for task in tasks if task.key not in one.refused],
        "refused": refused,
        "left_out": left_out,
        "out": len(refused) + len(left_out),
    }


def _lab(found: CohortLab, form: DecideOnLab) -> dict[str, object]:
    keys = read_keys(found.keys)
    ways = {task.key: task.solution for task in lab_of(found.definition).tasks}
    ticked = form["keep"].value() or []
    rows = []
    for number, task in enumerate(read_tasks(found.tasks), start=1):
        key = keys[task.key]
        rows.append(
            {
                "number": number,
                "task": task,
                "is_ticked": task.key in ticked,
                "key": say_key(task, key.value),
                "is_list": task.kind == "set",
                "wrong": [(one.method.replace("-", " "), say_key(task, one.value)) for one in key.wrong],
                "way": ways[task.key],
            }
        )
    brought: CohortBill = found.cohort_bill
    return {
        "lab": found,
        "brought": brought,
        "bill": brought.bill,
        "form": form,
        "rows": rows,
        "left_out": read_left_out(found.left_out),
        "is_current": is_current(found),
        "begun": LabVariant.objects.filter(
            candidacy__seat__cohort=brought.cohort, definition=found.definition, bill__source="simulated"
        ).count(),
    }


def _conformance(findings: Iterable[ConformanceFinding]) -> list[dict[str, object]]:
    return [
        {
            "kind": one.level,
            "message": one.message,
            "rows": one.rows,
            "first": one.first_rows,
            "example": one.example,
            "mend": one.mend,
        }
        for one in findings
    ]


def _quality(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {"kind": one.severity, "message": one.message, "rows": one.rows, "first": one.examples, "mend": one.mend}
        for one in findings
    ]


@contextmanager
def _on_disk(file: Any) -> Iterator[Path]:
    """The upload as a file, for as long as it is read and no longer."""
    with tempfile.TemporaryDirectory(prefix="bill-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        yield path
