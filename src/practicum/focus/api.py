"""FOCUS billing data: read it, check it, analyse it, simulate it."""

from practicum.focus.analyses.answers import Analysis, Answer
from practicum.focus.analyses.catalogue import ANALYSES, analyse
from practicum.focus.analyses.telling import CannotTell
from practicum.focus.analyses.tables import BillSummary, DailyCost, ServiceCost, cost_by_service, daily_costs, summary
from practicum.focus.findings.finding import Finding
from practicum.focus.findings.quality import find_quality_issues
from practicum.focus.importing.bill import Bill, Rewrite
from practicum.focus.importing.reading import bill_from_table, read_bill, write_parquet
from practicum.focus.simulate.simulator import simulate

__all__ = [
    "ANALYSES",
    "Analysis",
    "Answer",
    "Bill",
    "BillSummary",
    "CannotTell",
    "DailyCost",
    "Finding",
    "Rewrite",
    "ServiceCost",
    "analyse",
    "bill_from_table",
    "cost_by_service",
    "daily_costs",
    "find_quality_issues",
    "read_bill",
    "simulate",
    "summary",
    "write_parquet",
]
