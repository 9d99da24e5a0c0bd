"""A bill: FOCUS cost and usage rows, normalised."""

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from practicum.focus.importing.writing import digest_table


@dataclass(frozen=True)
class Rewrite:
    """Something in the file that reading changed or could not read.

    `kind`: null_marker, wrong_case, timestamp_form, unreadable_number, unreadable_timestamp, rounded_number or
    number_from_float. `column` is the normalised name. `examples` are row numbers; row 1 follows the header.
    """

    kind: str
    column: str
    rows: int
    examples: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Bill:
    """Rows of a FOCUS Cost and Usage dataset in one known form.

    `table` has the FOCUS columns by name under their 1.4 names (ProviderName reads ServiceProviderName), then the x_
    columns as text. Costs are decimals with 12 places, prices and quantities with 15, datetimes UTC without a zone.
    `found_columns` are the FOCUS names that the source used. `source_sha256` is the hash of the file that was read
    (empty for a table made in memory).
    """

    table: pa.Table
    version: str
    version_reason: str
    found_columns: frozenset[str]
    renamed_columns: tuple[tuple[str, str], ...] = ()
    stray_columns: tuple[str, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    source_sha256: str = ""

    @property
    def rows(self) -> int:
        """How many rows."""
        return int(self.table.num_rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the normalised columns."""
        return tuple(self.table.column_names)

    @cached_property
    def sha256(self) -> str:
        """The hash of what `write_parquet` writes: equal for equal content, wherever it came from."""
        return digest_table(self.table, found_columns=self.found_columns)
