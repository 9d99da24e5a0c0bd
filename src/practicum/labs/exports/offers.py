"""What a candidate may take home: the tables that their lab shows, in every format. Neither keys nor what the simulator
planted are among these files, and nothing here reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from practicum.focus.api import write_database
from practicum.kernel.errors import NotFound
from practicum.labs.exports.bundle import write_bundle
from practicum.labs.exports.kept import made_file
from practicum.labs.exports.workbook import fits_workbook, write_workbook
from practicum.labs.models import LabVariant
from practicum.labs.querying import tables_shown
from practicum.labs.rules.dictionary import TABLE_MEANINGS, meaning_of
from practicum.labs.rules.facts import ColumnFact, column_types, show_cell
from practicum.labs.storage import path_of
from practicum.pack.api import Lab

PREVIEW_ROWS = 5


@dataclass(frozen=True, kw_only=True)
class TableOffer:
    """One table: what it is about, its columns with their meanings, and its first rows as texts."""

    name: str
    about: str
    rows: int
    columns: tuple[tuple[ColumnFact, str], ...]
    preview: tuple[tuple[str, ...], ...]

    @property
    def fits_workbook(self) -> bool:
        return fits_workbook(self.rows)

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column, _ in self.columns)


def shown_tables(variant: LabVariant) -> dict[str, str]:
    """The tables of the variant's lab, name -> SHA-256 of the stored file."""
    return tables_shown(variant.bill, Lab.model_validate(variant.definition.definition))


def offered_tables(variant: LabVariant) -> list[TableOffer]:
    """All tables that the page shows. Reads the first rows of each file; raises Unavailable where one is missing."""
    return [_offer(name, path_of(sha256)) for name, sha256 in shown_tables(variant).items()]


def get_table(variant: LabVariant, name: str) -> str:
    """SHA-256 of the stored file of one table. Raises NotFound."""
    sha256 = shown_tables(variant).get(name)
    if sha256 is None:
        raise NotFound(f"This lab has no table “{name}”.")
    return sha256


def make_database(tables: Mapping[str, str]) -> Path:
    """The tables as one DuckDB file."""
    return made_file("duckdb", tables, lambda path: write_database(_paths(tables), path))


def make_workbook(tables: Mapping[str, str]) -> Path:
    """The tables as one workbook. Raises Refusal `too_many_rows`."""
    return made_file("xlsx", tables, lambda path: write_workbook(_paths(tables), path))


def make_bundle(tables: Mapping[str, str]) -> Path:
    """Everything in one archive; without the workbook where the rows are too many for one."""
    others = {"data.duckdb": make_database(tables)}
    if fits_workbook(sum(pq.read_metadata(path).num_rows for path in _paths(tables).values())):
        others["data.xlsx"] = make_workbook(tables)
    return made_file("zip", tables, lambda path: write_bundle(tables, path, others=others))


def _paths(tables: Mapping[str, str]) -> dict[str, Path]:
    return {name: path_of(sha256) for name, sha256 in tables.items()}


def _offer(name: str, path: Path) -> TableOffer:
    with pq.ParquetFile(path) as file:
        columns = column_types(file.schema_arrow.empty_table())
        first = next(file.iter_batches(batch_size=PREVIEW_ROWS), pa.RecordBatch.from_pylist([], file.schema_arrow))
        return TableOffer(
            name=name,
            about=TABLE_MEANINGS.get(name, ""),
            rows=file.metadata.num_rows,
            columns=tuple((column, meaning_of(column.name, name)) for column in columns),
            preview=tuple(tuple(show_cell(cell) for cell in row.values()) for row in first.to_pylist()),
        )
