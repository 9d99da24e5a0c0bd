"""The data of a variant: tables as they were written, the bill among them, and what the simulator planted."""

import io
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from practicum.focus import api as focus
from practicum.pack.api import Lab

# The table that every lab has, and that a bill of an organisation is.
COST_AND_USAGE = "cost_and_usage"
SIMULATED_VERSION = "1.4"
# Every table that a lab may name.
TABLES = (
    COST_AND_USAGE,
    "contract_commitment",
    "invoice_detail",
    "billing_period",
    "organisation",
    "tag_policy",
    "shared_cost_keys",
    "budgets",
    "forecasts",
    "units_of_business",
    "telemetry",
    "carbon",
    "licences",
    "token_usage",
    "ledger_journal",
    "price_list",
    "commitment_offers",
    "options",
    "benchmarks",
    "assessments",
    "trainings",
    "initiatives",
    "policy_exceptions",
    "automations",
    "hardware_assets",
)


@dataclass(frozen=True, eq=False, kw_only=True)
class LabTables:
    """All tables by name. `truth` is None where nobody planted anything: a bill of an organisation."""

    tables: Mapping[str, pa.Table]
    truth: Mapping[str, Any] | None = None
    version: str = SIMULATED_VERSION

    @cached_property
    def bill(self) -> focus.Bill:
        """The cost and usage rows, for the analyses."""
        table = self.tables[COST_AND_USAGE]
        return focus.Bill(
            table=table,
            version=self.version,
            version_reason="As found when the data were stored.",
            found_columns=frozenset(name for name in table.column_names if not name.startswith("x_")),
        )


def simulate_tables(lab: Lab, seed: int) -> LabTables:
    """What the simulator gives for the lab: the tables that the lab names, cost and usage always. Refuses as it does."""
    wanted = lab.data
    company = focus.simulate_company(scenario=wanted.scenario, seed=seed, months=wanted.months, rows=wanted.rows)
    tables = {name: company.tables[name] for name in wanted.tables}
    tables[COST_AND_USAGE] = focus.bill_from_table(company.tables[COST_AND_USAGE]).table  # as a bill that was read
    return LabTables(tables=tables, truth=company.truth)


@dataclass(frozen=True, kw_only=True)
class WrittenTables:
    """The tables as the bytes of their files. Keys are computed from these, never from a seed."""

    files: Mapping[str, bytes]
    truth: Mapping[str, Any] | None = None
    version: str = SIMULATED_VERSION

    def read(self) -> LabTables:
        """The tables as they stand in the files."""
        tables = {name: pq.read_table(pa.py_buffer(content)) for name, content in self.files.items()}
        return LabTables(tables=tables, truth=self.truth, version=self.version)


def write_tables(data: LabTables) -> WrittenTables:
    """Write every table: the same content gives the same bytes (by the same PyArrow)."""
    files = {name: _parquet(table) for name, table in data.tables.items() if name != COST_AND_USAGE}
    files[COST_AND_USAGE] = _bill_file(data.bill)
    return WrittenTables(files=files, truth=data.truth, version=data.version)


def _bill_file(bill: focus.Bill) -> bytes:
    """A bill is written as FOCUS files are, so that the same rows are the same file, wherever they come from."""
    with tempfile.TemporaryDirectory(prefix="lab-") as folder:
        path = Path(folder) / "bill.parquet"
        focus.write_parquet(bill, path)
        return path.read_bytes()


def _parquet(table: pa.Table) -> bytes:
    sink = io.BytesIO()
    whole = table.replace_schema_metadata(None).combine_chunks()
    pq.write_table(whole, sink, version="2.6", compression="zstd", compression_level=3, row_group_size=131_072)
    return sink.getvalue()
