"""FOCUS billing data: read it, check it, analyse it, simulate it."""

from practicum.focus.analyses.answers import Analysis, Answer, CannotTell
from practicum.focus.analyses.catalogue import ANALYSES, analyse
from practicum.focus.analyses.tables import BillSummary, DailyCost, ServiceCost, cost_by_service, daily_costs, summary
from practicum.focus.conformance.checker import check_file
from practicum.focus.conformance.notation.writing import write_requirements
from practicum.focus.conformance.report import ConformanceFinding, ConformanceReport, RuleState
from practicum.focus.findings.finding import Finding
from practicum.focus.findings.quality import find_quality_issues
from practicum.focus.importing.bill import Bill, Rewrite
from practicum.focus.importing.reading import bill_from_table, read_bill, write_parquet
from practicum.focus.mutate.catalogue import MUTATORS
from practicum.focus.mutate.mutator import Mutation, Mutator
from practicum.focus.mutate.mutator import mutate as mutate_file
from practicum.focus.simulate.files.parquet import read_blocks, write_blocks
from practicum.focus.simulate.files.writing import FORMATS, SimulationFiles, write_simulation
from practicum.focus.simulate.reference import reference_page
from practicum.focus.simulate.simulator import Simulation, scenarios, simulate, simulate_company

__all__ = [
    "ANALYSES",
    "FORMATS",
    "MUTATORS",
    "Analysis",
    "Answer",
    "Bill",
    "BillSummary",
    "CannotTell",
    "ConformanceFinding",
    "ConformanceReport",
    "DailyCost",
    "Finding",
    "Mutation",
    "Mutator",
    "Rewrite",
    "RuleState",
    "ServiceCost",
    "Simulation",
    "SimulationFiles",
    "analyse",
    "bill_from_table",
    "check_file",
    "cost_by_service",
    "daily_costs",
    "find_quality_issues",
    "mutate_file",
    "read_bill",
    "read_blocks",
    "reference_page",
    "scenarios",
    "simulate",
    "simulate_company",
    "summary",
    "write_blocks",
    "write_parquet",
    "write_requirements",
    "write_simulation",
]
