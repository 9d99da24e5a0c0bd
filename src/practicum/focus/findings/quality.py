"""All quality findings of a bill."""

import duckdb

from practicum.focus.database import EXAMPLES, ROW_NUMBER, connect, find_rows, quoted, text, with_row_numbers
from practicum.focus.findings.finding import Finding
from practicum.focus.findings.from_columns import find_missing_columns
from practicum.focus.findings.from_reading import find_from_reading
from practicum.focus.findings.row_rules import ROW_RULES
from practicum.focus.importing.bill import Bill

_ORDER = {"error": 0, "warning": 1, "note": 2}


def find_quality_issues(bill: Bill) -> tuple[Finding, ...]:
    """Everything that is wrong or odd with a bill, errors first; empty for a clean one.

    Not a conformance check: it names what makes analyses wrong or readers stumble.
    """
    findings = find_from_reading(bill) + find_missing_columns(bill)
    with connect() as connection:
        connection.register("bill", with_row_numbers(bill.table))
        findings += _find_bad_rows(connection, bill) + _find_mixed_currencies(connection, bill)
        findings += _find_duplicates(connection, bill)
    return tuple(sorted(findings, key=lambda found: (_ORDER[found.severity], found.rule, found.column)))


def _find_bad_rows(connection: duckdb.DuckDBPyConnection, bill: Bill) -> list[Finding]:
    columns = set(bill.columns)
    applying = {place: rule for place, rule in enumerate(ROW_RULES) if columns.issuperset(rule.needs)}
    hits = find_rows(connection, "bill", {place: rule.condition for place, rule in applying.items()})
    return [
        Finding(
            rule=applying[place].rule,
            column=applying[place].column,
            rows=hit.rows,
            examples=hit.examples,
            message=f"{applying[place].column} {applying[place].message} in {hit.rows} rows.",
            mend=applying[place].mend,
            severity=applying[place].severity,
        )
        for place, hit in hits.items()
    ]


def _find_mixed_currencies(connection: duckdb.DuckDBPyConnection, bill: Bill) -> list[Finding]:
    if "BillingCurrency" not in bill.columns:
        return []
    counts = connection.execute(
        'SELECT "BillingCurrency", count(*) FROM bill WHERE "BillingCurrency" IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1'
    ).fetchall()
    if len(counts) < 2:
        return []
    main = counts[0][0]
    others = find_rows(connection, "bill", {0: f'"BillingCurrency" <> {text(main)}'})[0]
    return [
        Finding(
            rule="mixed_currencies",
            column="BillingCurrency",
            rows=others.rows,
            examples=others.examples,
            message=f"{len(counts)} currencies ({', '.join(str(name)[:10] for name, _ in counts[:5])}): "
            "totals mean nothing.",
            mend="Export one currency, or convert before you add.",
            severity="error",
        )
    ]


def _find_duplicates(connection: duckdb.DuckDBPyConnection, bill: Bill) -> list[Finding]:
    """Rows that equal an earlier row in every column. Hashes first: grouping by 60 columns is slow."""
    names = ", ".join(quoted(name) for name in bill.columns)
    rows = connection.execute(
        f"WITH hashed AS (SELECT {ROW_NUMBER}, hash({names}) AS h FROM bill), "  # noqa: S608 - names are quoted
        "twice AS (SELECT h FROM hashed GROUP BY h HAVING count(*) > 1), "
        f"suspects AS (SELECT bill.* FROM bill JOIN hashed USING ({ROW_NUMBER}) WHERE h IN (SELECT h FROM twice)) "
        f"SELECT {ROW_NUMBER} FROM suspects QUALIFY row_number() OVER (PARTITION BY {names} ORDER BY {ROW_NUMBER}) > 1 "
        "ORDER BY 1"
    ).fetchall()
    if not rows:
        return []
    return [
        Finding(
            rule="duplicate_rows",
            column="",
            rows=len(rows),
            examples=tuple(int(row[0]) for row in rows[:EXAMPLES]),
            message=f"{len(rows)} rows equal an earlier row in every column.",
            mend="Check that the file was not joined with itself or loaded twice; equal charges can be real.",
            severity="warning",
        )
    ]
