"""FOCUS billing data: read it, check it, analyse it, simulate it."""

from practicum.focus.analyses.answers import Analysis, Answer, CannotTell
from practicum.focus.analyses.catalogue import ANALYSES, analyse
from practicum.focus.analyses.tables import BillSummary, DailyCost, ServiceCost, cost_by_service, daily_costs, summary
from practicum.focus.findings.finding import Finding
from practicum.focus.findings.quality import find_quality_issues
from practicum.focus.importing.bill import Bill, Rewrite
from practicum.focus.importing.reading import bill_from_table, read_bill, write_parquet
from practicum.focus.querying.desk import QueryDesk, open_tables
from practicum.focus.querying.result import Cell, ColumnType, QueryResult
from practicum.focus.querying.statement import check_query
from practicum.focus.querying.strangers import QueryLimits, run_query
from practicum.focus.simulate.simulator import Simulation, scenarios, simulate, simulate_company

__all__ = [
    "ANALYSES",
    "Analysis",
    "Answer",
    "Bill",
    "BillSummary",
    "CannotTell",
    "Cell",
    "ColumnType",
    "DailyCost",
    "Finding",
    "QueryDesk",
    "QueryLimits",
    "QueryResult",
    "Rewrite",
    "ServiceCost",
    "Simulation",
    "analyse",
    "bill_from_table",
    "check_query",
    "cost_by_service",
    "daily_costs",
    "find_quality_issues",
    "open_tables",
    "read_bill",
    "run_query",
    "scenarios",
    "simulate",
    "simulate_company",
    "summary",
    "write_parquet",
]
