"""Queries that we wrote ourselves: solutions and named wrong methods, run in this process on a closed database."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from practicum.focus.querying.closed import CLOSED, fetch, lock
from practicum.focus.querying.result import QueryResult
from practicum.focus.querying.statement import check_query, say_error
from practicum.kernel.errors import Refusal

SECONDS = 10.0
MEMORY = "512MB"


@dataclass(frozen=True)
class QueryDesk:
    """Tables under their names, for as long as `open_tables` lasts."""

    connection: duckdb.DuckDBPyConnection

    def run(self, sql: str, *, most_rows: int) -> QueryResult:
        """The result of one SELECT.

        Refusals: those of `check_query`, `query_failed`, `query_time` (after 10 seconds), `query_large` (more than
        `most_rows`).
        """
        check_query(sql)
        timer = threading.Timer(SECONDS, self.connection.interrupt)
        timer.start()
        try:
            return fetch(self.connection, sql, most_rows=most_rows)
        except duckdb.InterruptException as error:
            raise Refusal("query_time", f"The query takes longer than {SECONDS:g} seconds.") from error
        except duckdb.Error as error:
            raise Refusal("query_failed", say_error(error)) from error
        finally:
            timer.cancel()


@contextmanager
def open_tables(tables: Mapping[str, pa.Table]) -> Iterator[QueryDesk]:
    """A closed database in memory with these tables. Rows have no order but the one that a query asks for."""
    with duckdb.connect(":memory:", config=CLOSED | {"memory_limit": MEMORY}) as connection:
        for name, table in tables.items():
            connection.register(name, table)
        lock(connection)
        yield QueryDesk(connection=connection)
