"""Findings that reading the file already knows: what it renamed, dropped, rewrote or could not read."""

from practicum.focus.findings.finding import Finding, Severity
from practicum.focus.importing.bill import Bill

# kind of rewrite -> message, mend, severity
_REWRITES: dict[str, tuple[str, str, Severity]] = {
    "null_marker": (
        "{column} says NULL as text in {rows} rows.",
        "Leave the cell empty: FOCUS has null, not a word for it.",
        "warning",
    ),
    "wrong_case": (
        "{column} has an allowed value in the wrong case in {rows} rows.",
        "Write it as FOCUS does, for instance Usage-Based: comparing text tells cases apart.",
        "warning",
    ),
    "timestamp_form": (
        "{column} is not written as 2026-01-31T00:00:00Z in {rows} rows; it was read as UTC.",
        "Write date and time with T and Z (ISO 8601, UTC).",
        "warning",
    ),
    "unreadable_number": (
        "{column} is not a number in {rows} rows; these cells are empty now.",
        "Write plain decimals: a point, no thousands separator, no currency sign.",
        "error",
    ),
    "unreadable_timestamp": (
        "{column} is not a date and time in {rows} rows; these cells are empty now.",
        "Write date and time as 2026-01-31T00:00:00Z. Forms such as 1/2/26 could mean two days.",
        "error",
    ),
    "rounded_number": (
        "{column} has more decimal places than are held in {rows} rows; these were rounded.",
        "Nothing, unless amounts under 0.000000000001 matter.",
        "note",
    ),
    "number_from_float": (
        "{column} is stored as binary floats; {rows} rows were read by their shortest decimal form.",
        "Store money as decimals: floats cannot hold a tenth.",
        "note",
    ),
}


def find_from_reading(bill: Bill) -> list[Finding]:
    """Rewrites, renamed columns and stray columns."""
    findings = []
    for rewrite in bill.rewrites:
        message, mend, severity = _REWRITES[rewrite.kind]
        findings.append(
            Finding(
                rule=rewrite.kind,
                column=rewrite.column,
                rows=rewrite.rows,
                examples=rewrite.examples,
                message=message.format(column=rewrite.column, rows=rewrite.rows),
                mend=mend,
                severity=severity,
            )
        )
    for name in bill.stray_columns:
        findings.append(
            _whole_column(
                bill,
                "stray_column",
                name,
                message=f"{name[:100] or 'A column without a name'} is not a FOCUS column; it was left out.",
                mend="Begin the names of own columns with x_.",
                severity="warning",
            )
        )
    for old, new in bill.renamed_columns:
        findings.append(
            _whole_column(
                bill,
                "renamed_column",
                old,
                message=f"{old} was read as {new}, its newer name.",
                mend="Nothing to do.",
                severity="note",
            )
        )
    return findings


def _whole_column(bill: Bill, rule: str, column: str, *, message: str, mend: str, severity: Severity) -> Finding:
    return Finding(rule=rule, column=column, rows=bill.rows, examples=(), message=message, mend=mend, severity=severity)
