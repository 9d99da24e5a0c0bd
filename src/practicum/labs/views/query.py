"""The query desk of the workbench: SQL on the server, charts of results, a query kept as an answer, drafts as they are typed.

Without script all of it is one page with forms; with it the workbench asks for JSON.
"""

import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST
from pydantic import TypeAdapter, ValidationError

from practicum.charts.api import to_html
from practicum.focus.api import QueryResult
from practicum.kernel.errors import NotFound, Refusal, Unavailable
from practicum.labs.asking import SHOWN_ROWS, run_for
from practicum.labs.exports.offers import offered_tables
from practicum.labs.exports.workbook import fits_workbook
from practicum.labs.forms import LabAnswers
from practicum.labs.models import LabVariant
from practicum.labs.queries import own_variant
from practicum.labs.query_forms import DrawResult, RunQuery
from practicum.labs.rules.drawing import KINDS, Drawing, draw
from practicum.labs.rules.states import VARIANT_STATES
from practicum.labs.rules.tasks import read_tasks
from practicum.labs.services.submissions import OPEN, save_lab_draft
from practicum.labs.views.shared import person_of
from practicum.pages.api import apply_refusal, read_assets

_DRAWING = TypeAdapter(Drawing)
# A chart of 200 names and numbers, and no more.
_MOST_DRAWING_BYTES = 200_000


def desk_context(variant: LabVariant, form: RunQuery | None = None) -> dict[str, object]:
    """What the template `labs/query_desk.html` needs beside the variant."""
    lost = ""
    try:
        tables = offered_tables(variant)
    except Unavailable as error:  # answers can still be typed and saved
        tables, lost = [], str(error)
    assets = read_assets(settings.PRACTICUM.data_dir)
    tasks = read_tasks(variant.tasks) if variant.state in OPEN else ()
    return {
        "offered": tables,
        "lost": lost,
        "fits_workbook": fits_workbook(sum(one.rows for one in tables)),
        "query_form": form or RunQuery(),
        "sql_tasks": [(number, one) for number, one in enumerate(tasks, start=1) if one.kind == "sql"],
        "desk": json.dumps(
            {
                "variant": variant.code,
                "shown": SHOWN_ROWS,
                "kinds": KINDS,
                "tables": {one.name: one.column_names for one in tables},
                "tasks": [
                    {"key": one.key, "kind": one.kind, "number": number}
                    for number, one in enumerate(tasks, start=1)
                    if one.kind in ("sql", "table", "set")
                ],
                "assets": assets and {name: assets.url(name) for name in assets.files},
                "data": reverse("labs:duckdb", args=[variant.code]),
                "query": reverse("labs:query", args=[variant.code]),
                "chart": reverse("labs:chart", args=[variant.code]),
                "draft": reverse("labs:draft", args=[variant.code]) if tasks else None,
            }
        ),
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def query(request: HttpRequest, code: str) -> HttpResponse:
    """Run a query on the server and show its result; or keep it as the answer to a task."""
    person = person_of(request)
    variant = own_variant(person, code)
    is_script = request.headers.get("Accept") == "application/json"
    form = RunQuery(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"variant": variant}
    if request.method == "POST" and form.is_valid():
        sql = form.cleaned_data["sql"]
        try:
            if task := request.POST.get("answers", ""):
                return _keep_as_answer(request, variant, task, sql)
            result = run_for(person, variant, sql)
        except NotFound as gone:  # the data were deleted while the page was open
            if is_script:
                return JsonResponse({"error": str(gone)}, status=410)
            raise
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            if is_script:
                return JsonResponse(_as_json(result))
            context |= {"result": _shown(result)} | _drawn(request, result)
    failed = form.is_bound and not form.is_valid()
    if is_script and failed:
        return JsonResponse({"error": " ".join(str(one) for one in form.errors["sql"])}, status=422)
    return render(request, "labs/query.html", context | desk_context(variant, form), status=422 if failed else 200)


@login_required
@require_POST
def chart(request: HttpRequest, code: str) -> HttpResponse:
    """The chart of a result that the browser holds, as HTML."""
    own_variant(person_of(request), code)
    if request.content_type != "application/json":  # the body of a form is read already
        return JsonResponse({"error": "The chart cannot be read: send JSON."}, status=422)
    if len(request.body) > _MOST_DRAWING_BYTES:
        return JsonResponse({"error": "That is too much for one chart. Draw fewer rows."}, status=422)
    try:
        drawing = _DRAWING.validate_json(request.body)
    except ValidationError:
        return JsonResponse({"error": "The chart cannot be read: name its kind, names and values."}, status=422)
    try:
        return HttpResponse(to_html(draw(drawing)))
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)


@login_required
@require_POST
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the answers as they are being typed; what is not sent stays as it was saved. Files are not taken: the buttons
    of the form send those."""
    person = person_of(request)
    variant = own_variant(person, code)
    answers = LabAnswers(read_tasks(variant.tasks), data=request.POST, initial=variant.draft).typed()
    try:
        VARIANT_STATES.require(variant.state, OPEN, act="changed")
        save_lab_draft(actor=person, variant=variant, answers=answers, now=timezone.now())
    except Refusal as refusal:
        return JsonResponse({"saved": False, "error": str(refusal)}, status=422)
    return JsonResponse({"saved": True})


def _keep_as_answer(request: HttpRequest, variant: LabVariant, task: str, sql: str) -> HttpResponse:
    tasks = {one.key for one in read_tasks(variant.tasks) if one.kind == "sql"}
    if task not in tasks:
        raise Refusal("task_unknown", "No task of this lab asks for a query under that name.", field="sql")
    answers = {**variant.draft, task: sql.replace("\r\n", "\n")}
    save_lab_draft(actor=person_of(request), variant=variant, answers=answers, now=timezone.now())
    messages.success(request, "The query is your answer now. Nothing is handed in yet.")
    return redirect(f"{reverse('labs:workbench', args=[variant.code])}#id_task-{task}")


def _shown(result: QueryResult) -> dict[str, object]:
    cells = [list(zip(row, result.types, strict=True)) for row in _as_texts(result)]
    headings = list(zip(result.columns, result.types, strict=True))
    return {"headings": headings, "cells": cells, "is_cut": result.is_cut, "rows": len(cells)}


def _as_json(result: QueryResult) -> dict[str, object]:
    return {"columns": result.columns, "types": result.types, "rows": _as_texts(result), "cut": result.is_cut}


def _as_text(cell: Decimal | str | None) -> str | None:
    """Numbers are exact, without idle zeros."""
    if not isinstance(cell, Decimal):
        return cell
    text = f"{cell:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _as_texts(result: QueryResult) -> list[list[str | None]]:
    return [[_as_text(cell) for cell in row] for row in result.rows]


def _drawn(request: HttpRequest, result: QueryResult) -> dict[str, object]:
    """The form by which a result is drawn, and the drawing where one was asked for."""
    if not result.rows or "number" not in result.types:
        return {}
    if "kind" not in request.POST:
        return {"draw_form": DrawResult(result=result)}
    form = DrawResult(request.POST, result=result)
    found: dict[str, object] = {"draw_form": form}
    if form.is_valid():
        chosen, rows = form.cleaned_data, _as_texts(result)
        drawing = Drawing(
            kind=chosen["kind"],
            label=result.columns[chosen["label"]],
            value=result.columns[chosen["value"]],
            names=tuple(row[chosen["label"]] for row in rows),
            values=tuple(row[chosen["value"]] for row in rows),
        )
        try:
            found["drawn"] = mark_safe(to_html(draw(drawing)))  # noqa: S308 - charts escapes every text
        except Refusal as refusal:
            apply_refusal(form, refusal)
    return found
