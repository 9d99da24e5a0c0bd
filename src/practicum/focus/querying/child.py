"""The other side of `strangers`: a process that runs one query of somebody whom nobody trusts, and ends.

It starts without any variable of the environment and in an empty folder. It takes the request as JSON from its standard
input, limits itself, reads the query, loads the tables, closes the database, runs the query, and writes the answer as
JSON. Nothing here is imported that the query does not need: this is started for every query.
"""

import contextlib
import json
import os
import resource
import sys
from decimal import Decimal
from typing import Any, TextIO

import duckdb

from practicum.focus.querying.closed import CLOSED, fetch, lock
from practicum.focus.querying.result import QueryResult
from practicum.focus.querying.statement import check_query, say_error
from practicum.kernel.errors import Refusal

# Said when everything is there but the query: who dies after it died of the query.
READY = "ready\n"
# Beyond what the database allows itself: code, stacks and the loaded tables.
_ROOM_BYTES = 1_200_000_000
# To read a query: what an open database takes of addresses, and room for the longest sensible query.
_READING_BYTES = 1_000_000_000
# What a cell adds to the answer beside its text.
_CELL_BYTES = 4


def main() -> None:
    """Answer the request on standard input."""
    request = json.load(sys.stdin)
    out = _own_stdout()
    try:
        answer = _write(_run(request, out), most_bytes=int(request["most_bytes"]))
    except Refusal as refusal:
        answer = json.dumps({"code": refusal.code, "message": refusal.message, "mend": refusal.mend})
    except MemoryError:
        answer = json.dumps({"code": "query_memory"})
    out.write(answer)
    out.flush()


def _own_stdout() -> TextIO:
    """The way back to who asked, for us alone: whatever a library prints (a bar of progress, say) goes nowhere."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return out


def _run(request: dict[str, Any], out: TextIO) -> QueryResult:
    sql = str(request["sql"])
    _check(sql, memory=int(request["memory_mb"]) * 1_000_000, seconds=int(request["seconds"]))
    config = CLOSED | {"memory_limit": f"{int(request['memory_mb'])}MB"}
    with duckdb.connect(":memory:", config=config) as connection:
        for name, path in request["tables"].items():
            quoted = '"' + name.replace('"', '""') + '"'
            connection.execute(f"CREATE TABLE {quoted} AS SELECT * FROM read_parquet(?)", [path])  # noqa: S608
        lock(connection)
        out.write(READY)
        out.flush()
        try:
            return fetch(connection, sql, most_rows=int(request["most_rows"]), cuts=bool(request["cuts"]))
        except duckdb.OutOfMemoryException as error:
            raise Refusal("query_memory", "The query needs more memory than it may have.") from error
        except duckdb.Error as error:
            raise Refusal("query_failed", say_error(error)) from error


def _check(sql: str, *, memory: int, seconds: int) -> None:
    """Limit this process for good, and read the query with less memory than it may have to run.

    No more memory, time of the processor or files than this query may need. What a system does not know is left out; the
    parent's clock and the database's own limits hold everywhere.
    """
    most = memory + _ROOM_BYTES
    for name, number in {"RLIMIT_CPU": seconds + 1, "RLIMIT_CORE": 0, "RLIMIT_NOFILE": 16}.items():
        _limit(name, number, most=number)
    _limit("RLIMIT_AS", min(_READING_BYTES, most), most=most)
    check_query(sql)
    _limit("RLIMIT_AS", most, most=most)


def _limit(name: str, now: int, *, most: int) -> None:
    if hasattr(resource, name):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (now, most))


def _write(result: QueryResult, *, most_bytes: int) -> str:
    rows = [[f"{cell:f}" if isinstance(cell, Decimal) else cell for cell in row] for row in result.rows]
    size = sum(len(cell or "") + _CELL_BYTES for row in rows for cell in row)
    if size > most_bytes:
        raise Refusal(
            "query_large",
            f"The result is larger than {most_bytes // 1_000_000} MB.",
            mend="Take only the columns and rows that are asked for.",
        )
    return json.dumps({"columns": result.columns, "types": result.types, "rows": rows, "is_cut": result.is_cut})
