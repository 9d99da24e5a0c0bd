"""Tables as a workbook, as long as it can be opened."""

from collections.abc import Mapping
from pathlib import Path

import pyarrow.parquet as pq

from practicum.focus import api as focus
from practicum.kernel.errors import Refusal

# All sheets together: a workbook of more takes minutes to write, and longer to open.
MOST_ROWS = 100_000


def fits_workbook(rows: int) -> bool:
    return rows <= MOST_ROWS


def write_workbook(tables: Mapping[str, Path], path: Path) -> None:
    """Write Parquet files as sheets of a new workbook. Refusal `too_many_rows`."""
    if not fits_workbook(sum(pq.read_metadata(source).num_rows for source in tables.values())):
        raise Refusal(
            "too_many_rows",
            f"A workbook takes at most {MOST_ROWS:,} rows, and these data have more.",
            mend="Take the CSV files, and import the columns that you need.",
        )
    focus.write_workbook(path, tables)
