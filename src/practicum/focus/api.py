"""FOCUS billing data: read it, check it, analyse it, simulate it."""

from practicum.focus.analyses.allocation import Allocation, UnallocatedShare, allocation, share_cost, unallocated_share
from practicum.focus.analyses.amortisation import (
    CashAndAmortised,
    CashByInvoice,
    CommitmentBalances,
    cash_and_amortised,
    cash_by_invoice,
    commitment_balance,
)
from practicum.focus.analyses.anomalies import Anomalies, anomalies, avoided_cost
from practicum.focus.analyses.answers import Analysis, Answer
from practicum.focus.analyses.break_even import BreakEven, break_even, break_even_months, break_even_utilisation
from practicum.focus.analyses.budgets import BudgetVariance, BurnRate, budget_variance, burn_rate
from practicum.focus.analyses.carbon import Carbon, carbon, software_carbon_intensity
from practicum.focus.analyses.catalogue import ANALYSES, analyse
from practicum.focus.analyses.chargeback import Recharge, general_ledger_recharge
from practicum.focus.analyses.commitments import CommitmentUtilisation, commitment_utilisation
from practicum.focus.analyses.concentration import Concentration, concentration
from practicum.focus.analyses.coverage import Coverage, commitment_coverage
from practicum.focus.analyses.detection import (
    Anomaly,
    DayCost,
    DetectionScore,
    PlantedAnomaly,
    detect_anomalies,
    score_detection,
)
from practicum.focus.analyses.forecasting import ForecastAccuracy, ForecastError, forecast_accuracy, forecast_error
from practicum.focus.analyses.intervals import Interval
from practicum.focus.analyses.library import LIBRARY, LibraryAnalysis, analyse_bill, as_plain
from practicum.focus.analyses.licences import Licences, licence_use
from practicum.focus.analyses.maturity import Maturity, maturity, weighted_mean
from practicum.focus.analyses.opened import OpenBill, open_bill
from practicum.focus.analyses.placement import Placement, payback_months, placement, total_cost_of_ownership
from practicum.focus.analyses.reconciliation import (
    InvoiceReconciliation,
    Reconciled,
    currency_subunit,
    invoice_reconciliation,
    reconcile,
    reconciliation_tolerance,
)
from practicum.focus.analyses.reference import describe_library
from practicum.focus.analyses.savings import (
    EffectiveSavings,
    SavingsRate,
    effective_savings_rate,
    savings_rate_against_contracted,
    savings_rate_net_of_cost,
    savings_rate_over_all_rows,
    savings_rate_unused_as_demand,
    savings_rate_unused_as_spend,
)
from practicum.focus.analyses.sizing import (
    CommitmentLevel,
    CommitmentSizing,
    best_commitment,
    commitment_cost,
    commitment_sizing,
)
from practicum.focus.analyses.tables import BillSummary, DailyCost, ServiceCost, cost_by_service, daily_costs, summary
from practicum.focus.analyses.tagging import TagCoverage, tag_coverage
from practicum.focus.analyses.telling import CannotTell
from practicum.focus.analyses.tokens import TokenCost, token_cost
from practicum.focus.analyses.trends import Trend, trend
from practicum.focus.analyses.unit_economics import UnitEconomics, cost_performance_index, unit_economics
from practicum.focus.analyses.virtual_currency import VirtualCurrencies, virtual_currency
from practicum.focus.analyses.waste import Waste, autoscale_efficiency, waste
from practicum.focus.conformance.checker import check_file
from practicum.focus.conformance.notation.writing import write_requirements
from practicum.focus.conformance.report import ConformanceFinding, ConformanceReport, RuleState
from practicum.focus.findings.finding import Finding
from practicum.focus.findings.quality import find_quality_issues
from practicum.focus.importing.bill import Bill, Rewrite
from practicum.focus.importing.reading import bill_from_table, read_bill, write_parquet
from practicum.focus.importing.side_tables import SIDE_TABLES, read_side_tables, side_table
from practicum.focus.mutate.catalogue import MUTATORS
from practicum.focus.mutate.mutator import Mutation, Mutator
from practicum.focus.mutate.mutator import mutate as mutate_file
from practicum.focus.pseudonyms.groups import PSEUDONYM_GROUPS, PseudonymGroup
from practicum.focus.pseudonyms.remaining import RemainingValues, find_remaining
from practicum.focus.pseudonyms.replacing import pseudonymise
from practicum.focus.querying.desk import QueryDesk, open_tables
from practicum.focus.querying.result import Cell, ColumnType, QueryResult
from practicum.focus.querying.statement import check_query, check_query_text
from practicum.focus.querying.storing import write_database
from practicum.focus.querying.strangers import LIMITS, QueryLimits, run_query
from practicum.focus.simulate.files.parquet import read_blocks, write_blocks
from practicum.focus.simulate.files.workbook import write_workbook
from practicum.focus.simulate.files.writing import FORMATS, SimulationFiles, write_simulation
from practicum.focus.simulate.reference import reference_page
from practicum.focus.simulate.simulator import Simulation, scenarios, simulate, simulate_company
from practicum.focus.simulate.tables import COLUMNS_OF

__all__ = [
    "ANALYSES",
    "COLUMNS_OF",
    "FORMATS",
    "LIBRARY",
    "LIMITS",
    "MUTATORS",
    "PSEUDONYM_GROUPS",
    "SIDE_TABLES",
    "Allocation",
    "Analysis",
    "Anomalies",
    "Anomaly",
    "Answer",
    "Bill",
    "BillSummary",
    "BreakEven",
    "BudgetVariance",
    "BurnRate",
    "CannotTell",
    "Carbon",
    "CashAndAmortised",
    "CashByInvoice",
    "Cell",
    "ColumnType",
    "CommitmentBalances",
    "CommitmentLevel",
    "CommitmentSizing",
    "CommitmentUtilisation",
    "Concentration",
    "ConformanceFinding",
    "ConformanceReport",
    "Coverage",
    "DailyCost",
    "DayCost",
    "DetectionScore",
    "EffectiveSavings",
    "Finding",
    "ForecastAccuracy",
    "ForecastError",
    "Interval",
    "InvoiceReconciliation",
    "LibraryAnalysis",
    "Licences",
    "Maturity",
    "Mutation",
    "Mutator",
    "OpenBill",
    "Placement",
    "PlantedAnomaly",
    "PseudonymGroup",
    "QueryDesk",
    "QueryLimits",
    "QueryResult",
    "Recharge",
    "Reconciled",
    "RemainingValues",
    "Rewrite",
    "RuleState",
    "SavingsRate",
    "ServiceCost",
    "Simulation",
    "SimulationFiles",
    "TagCoverage",
    "TokenCost",
    "Trend",
    "UnallocatedShare",
    "UnitEconomics",
    "VirtualCurrencies",
    "Waste",
    "allocation",
    "analyse",
    "analyse_bill",
    "anomalies",
    "as_plain",
    "autoscale_efficiency",
    "avoided_cost",
    "best_commitment",
    "bill_from_table",
    "break_even",
    "break_even_months",
    "break_even_utilisation",
    "budget_variance",
    "burn_rate",
    "carbon",
    "cash_and_amortised",
    "cash_by_invoice",
    "check_file",
    "check_query",
    "check_query_text",
    "commitment_balance",
    "commitment_cost",
    "commitment_coverage",
    "commitment_sizing",
    "commitment_utilisation",
    "concentration",
    "cost_by_service",
    "cost_performance_index",
    "currency_subunit",
    "daily_costs",
    "describe_library",
    "detect_anomalies",
    "effective_savings_rate",
    "find_quality_issues",
    "find_remaining",
    "forecast_accuracy",
    "forecast_error",
    "general_ledger_recharge",
    "invoice_reconciliation",
    "licence_use",
    "maturity",
    "mutate_file",
    "open_bill",
    "open_tables",
    "payback_months",
    "placement",
    "pseudonymise",
    "read_bill",
    "read_blocks",
    "read_side_tables",
    "reconcile",
    "reconciliation_tolerance",
    "reference_page",
    "run_query",
    "savings_rate_against_contracted",
    "savings_rate_net_of_cost",
    "savings_rate_over_all_rows",
    "savings_rate_unused_as_demand",
    "savings_rate_unused_as_spend",
    "scenarios",
    "score_detection",
    "share_cost",
    "side_table",
    "simulate",
    "simulate_company",
    "software_carbon_intensity",
    "summary",
    "tag_coverage",
    "token_cost",
    "total_cost_of_ownership",
    "trend",
    "unallocated_share",
    "unit_economics",
    "virtual_currency",
    "waste",
    "weighted_mean",
    "write_blocks",
    "write_database",
    "write_parquet",
    "write_requirements",
    "write_simulation",
    "write_workbook",
]
