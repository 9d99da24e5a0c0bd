"""Findings about which columns are there."""

from practicum.focus.findings.finding import Finding
from practicum.focus.importing.bill import Bill
from practicum.focus.schema.columns import COLUMNS, RENAMED


def find_missing_columns(bill: Bill) -> list[Finding]:
    """Mandatory and recommended columns of the bill's version that are not there."""
    present = set(bill.columns) | bill.found_columns
    findings = []
    for column in COLUMNS.values():
        newer = RENAMED.get(column.name, column.name)
        if not column.is_in(bill.version) or {column.name, newer} & present or column.level == "conditional":
            continue
        mandatory = column.level == "mandatory"
        findings.append(
            Finding(
                rule="missing_mandatory_column" if mandatory else "missing_recommended_column",
                column=column.name,
                rows=bill.rows,
                examples=(),
                message=f"The {column.level} column {column.name} is missing (FOCUS {bill.version}).",
                mend="Include the column in the export.",
                severity="error" if mandatory else "warning",
            )
        )
    return findings
