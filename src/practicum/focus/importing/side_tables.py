"""Tables that lie beside a bill: budgets, forecasts, telemetry ... read from a folder, only the columns that we use."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa

from practicum.focus.database import connect, quoted, text
from practicum.focus.importing.staging import stage
from practicum.kernel.errors import Refusal

_TYPES = {"text": "VARCHAR", "date": "DATE", "amount": "DECIMAL(38,12)", "integer": "BIGINT", "flag": "BOOLEAN"}
MAX_BYTES = 200_000_000


def _columns(words: str) -> Mapping[str, str]:
    return MappingProxyType(dict(word.split(":") for word in words.split()))


# What the analyses need of each; other columns are left out.
SIDE_TABLES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "organisation": _columns("sub_account_id:text product:text business_unit:text cost_centre:text is_shared:flag"),
        "tag_policy": _columns("tag_key:text allowed_value:text required:flag"),
        "shared_cost_keys": _columns("pool:text business_unit:text method:text share_percent:amount"),
        "budgets": _columns("month:date business_unit:text product:text amount:amount"),
        "forecasts": _columns("made_on:date month:date business_unit:text product:text amount:amount"),
        "units_of_business": _columns("day:date product:text metric:text quantity:integer"),
        "telemetry": _columns(
            "resource_id:text day:date cpu_p95_percent:amount memory_p95_percent:amount requests:integer attached:flag"
        ),
        "carbon": _columns("month:date provider:text region_id:text service_category:text kwh:amount kg_co2e:amount"),
        "licences": _columns(
            "month:date vendor:text product_name:text business_unit:text purchased:integer assigned:integer "
            "active_users:integer unit_price:amount"
        ),
        "token_usage": _columns(
            "day:date product:text model:text input_tokens:integer cached_tokens:integer output_tokens:integer "
            "requests:integer failed_requests:integer"
        ),
        "ledger_journal": _columns("month:date cost_centre:text amount:amount"),
        "commitment_offers": _columns(
            "provider:text offer:text term_months:integer payment:text discount_percent:amount eligible_category:text"
        ),
        "options": _columns(
            "workload:text option:text component:text quantity:amount unit_price:amount one_off_cost:amount "
            "duration_months:integer"
        ),
        "assessments": _columns(
            "capability:text scope:text assessed_on:date assessor:text score:amount target:amount weight:amount"
        ),
        "invoice_detail": _columns(
            "InvoiceId:text InvoiceDetailId:text InvoiceIssuerName:text InvoiceIssueStatus:text BillingCurrency:text "
            "BilledCost:amount"
        ),
    }
)


def read_side_tables(folder: Path) -> dict[str, pa.Table]:
    """The side tables that a folder has: NAME.parquet, else NAME.csv (UTF-8, comma, header), for each known NAME.

    CSV is read as text first, then each cell as what its column means. Other files are left alone.
    Refusals, each naming the file: `no_folder`, `broken_side_table`, `missing_side_column`, `bad_side_value`, and
    those of a file that cannot be read.
    """
    if not folder.is_dir():
        raise Refusal("no_folder", f"There is no folder {folder}.", field="side", mend="Give the folder's path.")
    found = {}
    for name in SIDE_TABLES:
        file = next((file for end in ("parquet", "csv") if (file := folder / f"{name}.{end}").is_file()), None)
        if file is not None:
            found[name] = _read(file, name)
    return found


def side_table(name: str, table: pa.Table) -> pa.Table:
    """A side table in memory brought to the columns and types that analyses need. Refuses like `read_side_tables`."""
    with connect() as connection:
        connection.register("raw", table)
        return _typed(connection, name, file=name)


def _read(file: Path, name: str) -> pa.Table:
    with tempfile.TemporaryDirectory(prefix="side-") as folder:
        staged = stage(file, folder=Path(folder), max_bytes=MAX_BYTES)
        source = (
            f"read_parquet({text(str(staged.path))})"
            if staged.kind == "parquet"
            else f"read_csv({text(str(staged.path))}, all_varchar=true, header=true, delim=',', quote='\"', "
            f"escape='\"', nullstr='', auto_detect=true)"
        )
        with connect(may_read_files=True) as connection:
            try:
                connection.execute(f"CREATE TABLE raw AS SELECT * FROM {source}")  # noqa: S608 - a path of our own
            except duckdb.Error as error:
                raise Refusal(
                    "broken_side_table", f"{file.name} cannot be read.", field=file.name, mend="Export it again."
                ) from error
            return _typed(connection, name, file=file.name)


def _typed(connection: duckdb.DuckDBPyConnection, name: str, *, file: str) -> pa.Table:
    wanted = SIDE_TABLES[name]
    there = {row[0] for row in connection.execute("DESCRIBE raw").fetchall()}
    if missing := [column for column in wanted if column not in there]:
        raise Refusal(
            "missing_side_column",
            f"{file} has no column {missing[0]}.",
            field=file,
            mend=f"It needs {', '.join(wanted)}.",
        )
    casts = ", ".join(f"TRY_CAST({quoted(c)} AS {_TYPES[kind]}) AS {quoted(c)}" for c, kind in wanted.items())
    lost = ", ".join(
        f"count_if({quoted(c)} IS NOT NULL AND TRY_CAST({quoted(c)} AS {_TYPES[kind]}) IS NULL)"
        for c, kind in wanted.items()
    )
    counts = connection.execute(f"SELECT {lost} FROM raw").fetchall()[0]  # noqa: S608 - names are quoted
    for column, count in zip(wanted, counts, strict=True):
        if count:
            raise Refusal(
                "bad_side_value",
                f"{file}: {count} {'cell' if count == 1 else 'cells'} of {column} cannot be read.",
                field=file,
                mend=f"It must be {_MEANT[wanted[column]]}.",
            )
    return connection.sql(f"SELECT {casts} FROM raw").to_arrow_table()  # noqa: S608


_MEANT = {
    "text": "text",
    "date": "a date like 2026-01-31",
    "amount": "a number like 12.50",
    "integer": "a whole number",
    "flag": "true or false",
}
