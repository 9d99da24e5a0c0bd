"""Reading a bill from a file or from a table in memory."""

import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa

from practicum.focus.importing.bill import Bill
from practicum.focus.importing.casting import normalise
from practicum.focus.importing.csv_reading import read_csv
from practicum.focus.importing.parquet_reading import read_parquet, unfold
from practicum.focus.importing.staging import MAX_BYTES, stage
from practicum.focus.importing.writing import write_table
from practicum.focus.schema.columns import MANDATORY_COSTS
from practicum.focus.schema.recognition import Recognised, infer_version, recognise
from practicum.kernel.errors import Refusal


def read_bill(path: Path, *, max_bytes: int = MAX_BYTES) -> Bill:
    """Read a FOCUS 1.0 to 1.4 cost and usage export: CSV, gzipped CSV or Parquet (told by content, not by name).

    `max_bytes` bounds the unpacked size. What can be read is read and counted in `Bill.rewrites`: NULL as text,
    timestamps without T or Z, values in the wrong case. A cell that cannot be read becomes null and is counted too.

    Refusals (each with its mend): `unreadable_file`, `empty_file`, `too_large`, `broken_gzip`, `zipped_file`,
    `not_text`, `not_utf8`, `broken_csv`, `broken_parquet`, `no_focus_column`, `duplicate_column`,
    `too_many_columns`, `missing_cost_column`, `no_rows`, `unreadable_values`. No other exception leaves here.
    """
    with tempfile.TemporaryDirectory(prefix="focus-") as folder:
        staged = stage(path, folder=Path(folder), max_bytes=max_bytes)
        if staged.kind == "parquet":
            recognised, raw = read_parquet(staged.path, max_bytes=max_bytes)
        else:
            recognised, raw = read_csv(staged.path)
        return _bill(recognised, raw, source_sha256=staged.source_sha256)


def bill_from_table(table: pa.Table) -> Bill:
    """The same for rows in memory, for instance those of `simulate`. Refuses like `read_bill`."""
    recognised = recognise(table.column_names)
    if not recognised.found:
        raise Refusal("no_focus_column", "No FOCUS column is in the table.", mend="Is this FOCUS data?")
    if table.num_rows == 0:
        raise Refusal("no_rows", "The table has no rows.", mend="Give at least one charge.")
    try:
        raw = pa.table({name: unfold(table.column(place)) for name, place in recognised.places.items()})
    except pa.ArrowException as error:
        raise _unreadable() from error
    return _bill(recognised, raw, source_sha256="")


def write_parquet(bill: Bill, path: Path, *, owner: str = "") -> str:
    """Write the normalised bill; returns the SHA-256 of the file, which is `bill.sha256` where no owner is named.

    Same content, same bytes (with the same PyArrow). `read_bill` reads it back to an equal table. `owner` stands in the
    file: the same content of another owner is then another file.
    """
    return write_table(bill.table, path, found_columns=bill.found_columns, owner=owner)


def _bill(recognised: Recognised, raw: pa.Table, *, source_sha256: str) -> Bill:
    missing = [name for name in MANDATORY_COSTS if name not in recognised.places]
    if missing:
        raise Refusal(
            "missing_cost_column",
            f"These cost columns are missing: {', '.join(missing)}.",
            field=missing[0],
            mend="FOCUS 1.0 and later has BilledCost, EffectiveCost, ListCost and ContractedCost: export all four.",
        )
    version, reason = infer_version(recognised.found)
    try:
        table, rewrites = normalise(raw)
    except (duckdb.Error, pa.ArrowException) as error:
        raise _unreadable() from error
    return Bill(
        table=table,
        version=version,
        version_reason=reason,
        found_columns=recognised.found,
        renamed_columns=recognised.renamed,
        stray_columns=recognised.stray,
        rewrites=rewrites,
        source_sha256=source_sha256,
    )


def _unreadable() -> Refusal:
    return Refusal(
        "unreadable_values",
        "Some values of the file cannot be read.",
        mend="Export the bill again as CSV; in Parquet use text, decimal and timestamp columns.",
    )
