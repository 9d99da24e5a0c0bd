"""Queries of strangers: each in a process of its own, which knows nothing worth stealing and is killed when it is late."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from practicum.focus.querying.result import Cell, ColumnType, QueryResult
from practicum.focus.querying.statement import check_query_text
from practicum.kernel.errors import Refusal, Unavailable

_PACKAGE = Path(__file__).resolve().parents[3]
_PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from practicum.focus.querying.child import main; sys.exit(main())"
)


@dataclass(frozen=True, kw_only=True)
class QueryLimits:
    """What one query may take: seconds by the clock, memory in MB, rows and bytes of its result.

    `cuts`: a result with more rows is cut off after `most_rows`, instead of being refused.
    """

    seconds: int = 10
    memory_mb: int = 512
    most_rows: int = 1_000
    most_bytes: int = 4_000_000
    cuts: bool = False


LIMITS = QueryLimits()
# However many ask at once, two queries run and four wait for their turn; the others are told to try again. Whoever
# waits keeps a thread of the server: all of them together leave some to those who ask for pages.
AT_ONCE = 2
WAITING = 4
_RUNNING = threading.BoundedSemaphore(AT_ONCE)
_PLACES = threading.BoundedSemaphore(AT_ONCE + WAITING)


def run_query(sql: str, tables: Mapping[str, Path], *, limits: QueryLimits = LIMITS, field: str = "") -> QueryResult:
    """The result of one SELECT over Parquet files, which the query sees as tables and cannot see as files.

    The process has no environment, an empty folder, one thread, no access to files, network, extensions or settings, and
    ends with the query. Refusals, all naming `field`: those of `check_query`, `query_failed` with what DuckDB says,
    `query_time`, `query_memory`, `query_large`, `query_busy`. Raises Unavailable where no process can be started.
    """
    check_query_text(sql, field=field)
    request = {
        "sql": sql,
        "tables": {name: str(path.resolve()) for name, path in tables.items()},
        "seconds": limits.seconds,
        "memory_mb": limits.memory_mb,
        "most_rows": limits.most_rows,
        "most_bytes": limits.most_bytes,
        "cuts": limits.cuts,
    }
    if not _PLACES.acquire(blocking=False):
        raise Refusal("query_busy", "Too many queries run at once.", field=field, mend="Try again in a minute.")
    try:
        with _RUNNING:
            answer = _ask(request, limits)
    finally:
        _PLACES.release()
    if answer is None:
        raise Refusal(
            "query_time",
            f"The query takes longer than {limits.seconds} seconds and was ended.",
            field=field,
            mend="Join on a key, filter early, and sum up before you join.",
        )
    if "code" in answer:
        if answer["code"] == "query_memory":
            raise Refusal(
                "query_memory",
                f"The query needs more than {limits.memory_mb} MB of memory and was ended.",
                field=field,
                mend="Join on a key, and take only the columns that you need.",
            )
        raise Refusal(answer["code"], answer["message"], field=field, mend=answer["mend"])
    return QueryResult(
        columns=tuple(answer["columns"]),
        types=tuple(answer["types"]),
        rows=tuple(_read_row(row, answer["types"]) for row in answer["rows"]),
        is_cut=bool(answer["is_cut"]),
    )


def _ask(request: Mapping[str, Any], limits: QueryLimits) -> dict[str, Any] | None:
    """The answer of the child; None when its time was over. A child that dies over the query says nothing more, and that
    is memory: every other fault it reports. Raises Unavailable when it dies before."""
    with tempfile.TemporaryDirectory(prefix="query-") as folder:
        process = subprocess.Popen(  # noqa: S603  our own program; the query goes in as data
            [sys.executable, "-I", "-c", _PROGRAM, str(_PACKAGE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={},
            start_new_session=True,
            close_fds=True,
        )
        try:
            said, _ = process.communicate(json.dumps(request).encode(), timeout=limits.seconds + 1)
        except subprocess.TimeoutExpired:
            return None
        finally:
            _end(process)
    if process.returncode == -signal.SIGXCPU:
        return None
    ready, _, answer = said.decode().rpartition("\n")
    if process.returncode == 0:
        return dict(json.loads(answer))
    if ready:
        return {"code": "query_memory"}
    raise Unavailable("Queries cannot be run on the server now.", mend="Try again; if it stays so, tell an operator.")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of it, with everything that it may have started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _read_row(row: list[str | None], types: list[ColumnType]) -> tuple[Cell, ...]:
    return tuple(
        Decimal(cell) if kind == "number" and cell is not None else cell for cell, kind in zip(row, types, strict=True)
    )
