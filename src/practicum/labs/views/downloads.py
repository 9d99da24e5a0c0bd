"""The data of a variant as files, for the candidate and for those who lead or mentor them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from practicum.labs.exports.kept import name_of
from practicum.labs.exports.offers import get_table, make_bundle, make_database, make_workbook, shown_tables
from practicum.labs.queries import access_variant
from practicum.labs.rules.data import COST_AND_USAGE
from practicum.labs.storage import path_of, stream_csv
from practicum.labs.views.shared import person_of

_MAKERS: Mapping[str, Callable[[Mapping[str, str]], Path]] = {
    "duckdb": make_database,
    "xlsx": make_workbook,
    "zip": make_bundle,
}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "duckdb": "application/vnd.duckdb",
    "zip": "application/zip",
}


@login_required
@require_safe
def one_table(request: HttpRequest, code: str, kind: str, table: str = COST_AND_USAGE) -> HttpResponseBase:
    """One table as CSV, Parquet or workbook."""
    variant = access_variant(person_of(request), code)
    sha256 = get_table(variant, table)
    name = f"{variant.lab}-{variant.code}{'' if table == COST_AND_USAGE else f'-{table}'}.{kind}"
    path = path_of(sha256)
    if kind == "csv":
        response = StreamingHttpResponse(stream_csv(sha256), content_type=_TYPES[kind])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    path = path if kind == "parquet" else make_workbook({table: sha256})
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_TYPES[kind])


@login_required
@require_safe
def all_tables(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """All tables in one file. A browser that has it asks whether it still holds, and whether the person may see it."""
    variant = access_variant(person_of(request), code)
    tables = shown_tables(variant)
    etag = f'"{name_of(kind, tables)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None and unchanged.status_code == 304:
        return _kept(unchanged, etag)
    path = _MAKERS[kind](tables)
    name = f"{variant.lab}-{variant.code}{'-tables' if kind == 'xlsx' else ''}.{kind}"
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_TYPES[kind])
    return _kept(answer, etag)


def _kept(response: HttpResponseBase, etag: str) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
