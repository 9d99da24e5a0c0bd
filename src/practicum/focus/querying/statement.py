"""What counts as a query: one SELECT, and nothing else."""

import re

import duckdb

from practicum.kernel.errors import Refusal

MOST_CHARACTERS = 20_000
_TO_ONE_LINE = re.compile(r"\s+")
_PLACE = re.compile(r"^LINE (\d+): (.*)\n( *)\^", re.MULTILINE)


def check_query_text(sql: str, *, field: str = "") -> None:
    """Refuse what cannot be a query, without reading it as one. Refusals, all naming `field`: `query_empty`,
    `query_too_long`, `query_not_text`.
    """
    if not sql.strip():
        raise Refusal("query_empty", "There is no query.", field=field, mend="Write a SELECT.")
    if len(sql) > MOST_CHARACTERS:
        raise Refusal("query_too_long", f"A query has at most {MOST_CHARACTERS:,} characters.", field=field)
    if "\x00" in sql:
        raise Refusal("query_not_text", "The query holds a character that is no text.", field=field)


def check_query(sql: str, *, field: str = "") -> None:
    """Refuse what is not exactly one SELECT. Nothing is run.

    Only for queries that we wrote, or in a process whose memory is limited: a few thousand open brackets that nobody
    closes cost the parser gigabytes. Refusals, all naming `field`: those of `check_query_text`, `query_nested`,
    `query_syntax`, `query_many`, `query_not_select`.
    """
    check_query_text(sql, field=field)
    try:
        statements = duckdb.extract_statements(sql)
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise Refusal(
            "query_nested",
            "The query is nested too deeply to be read.",
            field=field,
            mend="Close every bracket, and take it apart with WITH.",
        ) from error
    except duckdb.Error as error:
        raise Refusal("query_syntax", say_error(error), field=field, mend="Mend the query.") from error
    if not statements:
        raise Refusal("query_empty", "There is no query, only comments.", field=field, mend="Write a SELECT.")
    if len(statements) > 1:
        raise Refusal(
            "query_many", f"These are {len(statements)} statements.", field=field, mend="Hand in a single SELECT."
        )
    if statements[0].type != duckdb.StatementType.SELECT:
        raise Refusal(
            "query_not_select",
            f"This is no SELECT but {statements[0].type.name.replace('_', ' ')}; here data are read, never changed.",
            field=field,
            mend="Begin with SELECT or WITH.",
        )


def say_error(error: Exception) -> str:
    """What DuckDB says, in one line that a page can show, with the line and column of the query that it is about."""
    said = str(error)
    if "pytz" in said:  # DuckDB's way from a time with a zone to Python, which needs a package that nothing else does
        return "A time with a zone cannot be shown. Write CAST(... AS TIMESTAMP) around it."
    text = _TO_ONE_LINE.sub(" ", said.partition("\n\n")[0]).strip()
    return (text[:400] or "The query cannot be run.") + _say_place(said)


def _say_place(said: str) -> str:
    """DuckDB repeats the line and puts a mark below the fault. Of a long line it shows a part: then the column is unknown."""
    if (found := _PLACE.search(said)) is None:
        return ""
    line, shown, before = found.groups()
    column = len(before) - len(f"LINE {line}: ") + 1
    return f" (line {line})" if shown.startswith("...") else f" (line {line}, column {column})"
