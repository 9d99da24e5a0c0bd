"""Bills of organisations: bring one in, see what is wrong with it and what it carries, put it behind a lab."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.kernel.errors import NotFound, Refusal
from practicum.labs.forms import MOST_BYTES, ImportBill
from practicum.labs.models import Bill
from practicum.labs.queries import access_bill, carried_tasks, current_labs, list_bills
from practicum.labs.rules.building import FEWEST_TASKS
from practicum.labs.rules.facts import read_facts, read_findings
from practicum.labs.services.bills import choose_bill, import_bill
from practicum.labs.storage import example_rows
from practicum.labs.views.shared import manages_labs, person_of, staff_charts
from practicum.pages.api import apply_refusal, takes_files
from practicum.people.api import Person

# Beside the column that a finding is about: enough to find the row again.
_ABOUT = ["ChargePeriodStart", "ChargeCategory", "ServiceName", "BilledCost"]


@takes_files(most_bytes=MOST_BYTES, mend="Export fewer months, or use Parquet.", who=manages_labs)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bills(request: HttpRequest) -> HttpResponse:
    """All imported bills, and the form to import one."""
    person = person_of(request)
    found = list_bills(person)
    form = ImportBill(request.POST or None, request.FILES or None) if request.method == "POST" else ImportBill()
    if request.method == "POST" and form.is_valid():
        try:
            bill = _import(form.cleaned_data["file"], form.cleaned_data["name"], person)
        except Refusal as refusal:
            # A refusal of the file names a column; here it belongs to the file.
            apply_refusal(form, Refusal(refusal.code, refusal.message, field=_field(refusal), mend=refusal.mend))
        else:
            messages.success(request, f"{bill.rows:,} rows were read. See what was found.")
            return redirect("labs:bill", bill.sha256)
    status = 422 if form.is_bound else 200
    return render(request, "labs/bills.html", {"form": form, "bills": list(found)}, status=status)


@login_required
@require_safe
def bill(request: HttpRequest, sha256: str) -> HttpResponse:
    """One bill: what it is, its findings with examples, and the tasks of each lab that it carries."""
    found = access_bill(person_of(request), sha256)
    facts = read_facts(found.summary)
    labs = []
    for definition in current_labs():
        variant = carried_tasks(found, definition)
        labs.append(
            {
                "definition": definition,
                "tasks": variant.tasks,
                "left_out": variant.left_out,
                "is_enough": len(variant.tasks) >= FEWEST_TASKS,
                "is_behind": definition.bill_id == found.pk,
            }
        )
    context = {
        "bill": found,
        "facts": facts,
        "charts": staff_charts(facts),
        "findings": _findings(found),
        "labs": labs,
        "fewest": FEWEST_TASKS,
    }
    return render(request, "labs/bill.html", context)


@login_required
@require_POST
def choose(request: HttpRequest, sha256: str) -> HttpResponse:
    """Put the bill behind a lab, or take it away again."""
    person = person_of(request)
    found = access_bill(person, sha256)
    definition = next((one for one in current_labs() if one.key == request.POST.get("lab")), None)
    if definition is None:
        raise NotFound("There is no such lab in the current version of the programme.")
    takes_away = request.POST.get("act") == "simulate"
    choose_bill(actor=person, definition=definition, bill=None if takes_away else found, now=timezone.now())
    what = "simulated bills" if takes_away else f"“{found.name}”"
    messages.success(request, f"New candidates get {what} in the lab “{definition.title}”.")
    return redirect("labs:bill", sha256)


def _import(file: Any, name: str, person: Person) -> Bill:
    with tempfile.TemporaryDirectory(prefix="bill-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as copy:
            for chunk in file.chunks():
                copy.write(chunk)
        return import_bill(actor=person, path=path, name=name, now=timezone.now())


def _field(refusal: Refusal) -> str:
    return "name" if refusal.code.startswith("name_") else "file"


def _findings(found: Bill) -> list[dict[str, object]]:
    findings = read_findings(found.findings)
    rows = sorted({row for finding in findings for row in finding.examples})
    columns = list(dict.fromkeys([*_ABOUT, *(finding.column for finding in findings)]))
    cells = example_rows(found.sha256, rows, columns) if rows else {}
    shown = []
    for finding in findings:
        names = [
            name for name in dict.fromkeys([finding.column, *_ABOUT]) if any(name in row for row in cells.values())
        ]
        examples = [(row, [cells[row].get(name, "") for name in names]) for row in finding.examples if row in cells]
        shown.append({"finding": finding, "names": names, "examples": examples})
    return shown
