"""A database that is closed: what both kinds of queries run on, those that we wrote and those of strangers."""

import duckdb

from practicum.focus.querying.result import QueryResult, plain_cell, type_of
from practicum.kernel.errors import Refusal

# No file, no network, no extension, no variable of Python, and no way to open it again.
CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "python_enable_replacements": "false",
    "temp_directory": "",
    "threads": "1",
}


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """From here on nothing outside is read, and no setting changes."""
    connection.execute("SET TimeZone = 'UTC'")
    # It would be printed, after two seconds.
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def fetch(connection: duckdb.DuckDBPyConnection, sql: str, *, most_rows: int, cuts: bool = False) -> QueryResult:
    """Run and read the rows, no more of them than allowed. Raises duckdb.Error, and, unless it `cuts`, Refusal
    `query_large`."""
    cursor = connection.execute(sql)
    described = cursor.description or []
    rows = cursor.fetchmany(most_rows + 1)
    if len(rows) > most_rows and not cuts:
        raise Refusal(
            "query_large",
            f"The result has more than {most_rows:,} rows.",
            mend="Sum up, or take only the rows that are asked for.",
        )
    return QueryResult(
        columns=tuple(str(column[0]) for column in described),
        types=tuple(type_of(str(column[1])) for column in described),
        rows=tuple(tuple(plain_cell(value) for value in row) for row in rows[:most_rows]),
        is_cut=len(rows) > most_rows,
    )
