"""From what the file says to what FOCUS means: SQL expressions per column, and a count of what had to change.

Each column goes through four layers, so that no expression is computed or planned twice:
the cell (trimmed, NULL markers gone), its parts (datetimes and numbers), the value, and the flags that name a rewrite.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from practicum.focus.database import EXAMPLES, connect, quoted, text, texts
from practicum.focus.importing.bill import Rewrite
from practicum.focus.schema.arrow_types import arrow_type, decimal_places, sql_type
from practicum.focus.schema.columns import COLUMNS, Column

_NULL_MARKERS = ("NULL", "\\N")
_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
_DIGITS = r"^[+-]?(\d*)\.?(\d*?)0*(?:[eE]([+-]?\d+))?$"
_FOCUS_TIME = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z"
# DuckDB's own cast leaves an offset such as +02:00 out of account, so the parts are taken and put together here.
_ANY_TIME = (
    r"^((?:19|20|21)\d{2}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?\s*(Z|z|UTC|[+-]\d{2}:?\d{2})?$"
)


@dataclass(frozen=True)
class _Cast:
    """How one column is read. `value` and `flags` may speak of the layers under them by `_Names`."""

    value: str
    cell: str = ""
    parts: str = ""
    flags: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Names:
    """The quoted names of one column's layers."""

    raw: str
    cell: str
    parts: str
    value: str

    @staticmethod
    def of(name: str) -> "_Names":
        return _Names(quoted(name), quoted(f"cell of {name}"), quoted(f"parts of {name}"), quoted(f"value of {name}"))


def normalise(raw: pa.Table) -> tuple[pa.Table, tuple[Rewrite, ...]]:
    """The table in FOCUS types (see `Bill.table`) and what was rewritten on the way.

    `raw` has normalised names; text columns are parsed, typed columns (from Parquet) converted.
    """
    odd = raw.select([name for name in raw.column_names if not _is_normal(raw.column(name), COLUMNS.get(name))])
    if not odd.num_columns:
        return raw, ()
    cast, rewrites = _cast_all(odd)
    whole = {name: cast.column(name) if name in cast.column_names else raw.column(name) for name in raw.column_names}
    return pa.table(whole), rewrites


def _is_normal(values: pa.ChunkedArray, column: Column | None) -> bool:
    """Whether casting a column would change nothing. Looking at its different values costs much less than casting."""
    if values.type != (arrow_type(column) if column else pa.string()):
        return False
    if column is None or values.type != pa.string():
        return True
    unique = pc.unique(values)
    cells = pc.utf8_trim_whitespace(unique)
    tests = [_cells_in(pc.utf8_upper(cells), ("", *_NULL_MARKERS))]
    if column.allowed:
        known = _cells_in(unique, column.allowed)
        lower = _cells_in(pc.utf8_lower(cells), [value.lower() for value in column.allowed])
        tests += [pc.and_(lower, pc.invert(known)), pc.not_equal(cells, unique)]
    return not any(pc.any(test).as_py() for test in tests)


def _cast_all(raw: pa.Table) -> tuple[pa.Table, tuple[Rewrite, ...]]:
    names = {name: _Names.of(name) for name in raw.column_names}
    casts = {item.name: _cast(names[item.name], COLUMNS.get(item.name), item.type) for item in raw.schema}
    flags = [(name, kind, sql) for name, cast in casts.items() for kind, sql in cast.flags.items()]
    cells = [f"{cast.cell} AS {names[name].cell}" for name, cast in casts.items() if cast.cell]
    parts = [f"{cast.parts} AS {names[name].parts}" for name, cast in casts.items() if cast.parts]
    values = [f"{cast.value} AS {names[name].value}" for name, cast in casts.items()]
    last = [names[name].value for name in casts] + [f"coalesce({sql}, false)" for _, _, sql in flags]
    query = "raw"
    for layer in (cells, parts, values):
        query = f"(SELECT {', '.join(['*', *layer])} FROM {query})"  # noqa: S608 - all names are quoted
    with connect() as connection:
        connection.register("raw", raw)
        result = connection.sql(f"SELECT {', '.join(last)} FROM {query}").to_arrow_table()  # noqa: S608
    table = result.select(range(len(casts))).rename_columns(list(casts))
    found = [_rewrite(kind, name, result.column(len(casts) + i)) for i, (name, kind, _) in enumerate(flags)]
    schema = pa.schema([(name, arrow_type(COLUMNS[name]) if name in COLUMNS else pa.string()) for name in casts])
    return table.cast(schema), tuple(rewrite for rewrite in found if rewrite.rows)


def _cells_in(cells: pa.Array, values: Sequence[str]) -> pa.Array:
    """For each cell whether it is one of the values; null is none."""
    return pc.is_in(cells, value_set=pa.array(values, pa.string()))


def _rewrite(kind: str, column: str, flag: pa.ChunkedArray) -> Rewrite:
    rows = np.flatnonzero(flag.to_numpy())
    return Rewrite(
        kind=kind, column=column, rows=int(rows.size), examples=tuple(int(row) + 1 for row in rows[:EXAMPLES])
    )


def _cast(names: _Names, column: Column | None, kind: pa.DataType) -> _Cast:
    if pa.types.is_nested(kind):
        return _Cast(f"CAST(to_json({names.raw}) AS VARCHAR)")
    if not _is_text(kind):
        return _cast_typed(names, column, kind)
    if column is None:  # x_ columns stay as they are
        return _Cast(names.raw)
    marker = f"upper(trim({names.raw})) IN {texts(_NULL_MARKERS)}"
    cell = f"CASE WHEN trim({names.raw}) = '' OR {marker} THEN NULL ELSE trim({names.raw}) END"
    if column.type == "decimal":
        parsed = _cast_number(names, column)
    elif column.type == "datetime":
        parsed = _cast_time(names)
    elif column.allowed:
        parsed = _cast_choice(names, column)
    else:  # names and descriptions keep their outer spaces: they may be part of an identifier
        parsed = _Cast(f"CASE WHEN {names.cell} IS NOT NULL THEN {names.raw} END")
    return _Cast(cell=cell, parts=parsed.parts, value=parsed.value, flags={"null_marker": marker} | parsed.flags)


def _is_text(kind: pa.DataType) -> bool:
    tests = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(test(kind) for test in tests)


def _cast_typed(names: _Names, column: Column | None, kind: pa.DataType) -> _Cast:
    there = f"{names.raw} IS NOT NULL"
    if column is None or column.type in ("text", "json"):
        return _Cast(f"CAST({names.raw} AS VARCHAR)")
    if column.type == "datetime":
        if pa.types.is_timestamp(kind):
            return _Cast(names.raw)
        return _Cast("CAST(NULL AS TIMESTAMP)", flags={"unreadable_timestamp": there})
    if pa.types.is_floating(kind):
        # By the shortest decimal text that stands for the float: 0.1 becomes 0.1, not 0.1000000000000000055.
        parsed = _cast_number(names, column)
        return _Cast(
            cell=f"CAST({names.raw} AS VARCHAR)",
            parts=parsed.parts,
            value=parsed.value,
            flags=parsed.flags | {"number_from_float": there},
        )
    flags = {"unreadable_number": f"{there} AND {names.value} IS NULL"}
    if pa.types.is_decimal(kind) and kind.scale > decimal_places(column):
        flags["rounded_number"] = (
            f"rtrim(CAST({names.value} AS VARCHAR), '0') <> rtrim(CAST({names.raw} AS VARCHAR), '0')"
        )
    return _Cast(f"TRY_CAST({names.raw} AS {sql_type(column)})", flags=flags)


def _cast_number(names: _Names, column: Column) -> _Cast:
    places = decimal_places(column)
    whole, fraction, power = (f"{names.parts}.{part}" for part in ("whole", "fraction", "power"))
    # Places that the number needs: digits after the point, or minus the zeros before it, moved by the exponent.
    needed = (
        f"CASE WHEN {fraction} <> '' THEN length({fraction}) ELSE length(rtrim({whole}, '0')) - length({whole}) END "
        f"- coalesce(TRY_CAST({power} AS INTEGER), 0)"
    )
    return _Cast(
        # Short numbers without an exponent cannot need more places than are held: they are not taken apart.
        parts=f"CASE WHEN length({names.cell}) > {places} OR contains(lower({names.cell}), 'e') "
        f"THEN regexp_extract({names.cell}, {text(_DIGITS)}, ['whole', 'fraction', 'power']) END",
        # The pattern keeps out what DuckDB would also take, such as 1_000.
        value=f"CASE WHEN regexp_full_match({names.cell}, {text(_NUMBER)}) "
        f"THEN TRY_CAST({names.cell} AS {sql_type(column)}) END",
        flags={
            "unreadable_number": f"{names.cell} IS NOT NULL AND {names.value} IS NULL",
            "rounded_number": f"{names.value} IS NOT NULL AND {needed} > {places}",
        },
    )


def _cast_time(names: _Names) -> _Cast:
    day, clock, offset = (f"{names.parts}.{part}" for part in ("day", "clock", "zone"))
    sign = f"CASE left({offset}, 1) WHEN '+' THEN 1 WHEN '-' THEN -1 ELSE 0 END"
    hours = f"coalesce(TRY_CAST({offset}[2:3] AS INTEGER), 0)"
    minutes = f"coalesce(TRY_CAST(right({offset}, 2) AS INTEGER), 0)"
    return _Cast(
        parts=f"regexp_extract({names.cell}, {text(_ANY_TIME)}, ['day', 'clock', 'zone'])",
        value=f"TRY_CAST({day} || ' ' || coalesce(nullif({clock}, ''), '00:00') AS TIMESTAMP) "
        f"- to_minutes(({sign}) * ({hours} * 60 + {minutes}))",
        flags={
            "unreadable_timestamp": f"{names.cell} IS NOT NULL AND {names.value} IS NULL",
            "timestamp_form": f"{names.value} IS NOT NULL AND NOT regexp_full_match({names.cell}, {text(_FOCUS_TIME)})",
        },
    )


def _cast_choice(names: _Names, column: Column) -> _Cast:
    lower = [value.lower() for value in column.allowed]
    arms = " ".join(f"WHEN {text(low)} THEN {text(value)}" for low, value in zip(lower, column.allowed, strict=True))
    return _Cast(
        value=f"CASE lower({names.cell}) {arms} ELSE {names.cell} END",
        flags={"wrong_case": f"{names.cell} <> {names.value}"},
    )
