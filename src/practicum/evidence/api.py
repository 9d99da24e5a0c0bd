"""The door of evidence."""

from practicum.evidence.queries.story import (
    Binding,
    Explanation,
    FormReport,
    LedgerFilter,
    Step,
    access_explanation,
    access_forms,
    access_ledger,
    access_record,
    explain_credential,
    report_form,
)

__all__ = [
    "Binding",
    "Explanation",
    "FormReport",
    "LedgerFilter",
    "Step",
    "access_explanation",
    "access_forms",
    "access_ledger",
    "access_record",
    "explain_credential",
    "report_form",
]
