"""Tables as Parquet, block by block: the same blocks give the same bytes (by the same PyArrow)."""

from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

# Snappy, because the cores wait for the packing: 1.3 times the rows a second of zstd, for half as much again on disk.
_PACKING = {"compression": "snappy", "version": "2.6"}
# Dictionaries of resources are longer than the megabyte that PyArrow gives them, after which it writes plain text.
_DICTIONARY_BYTES = 1 << 28


class ParquetTable:
    """One table as it grows. Each block becomes a row group."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        texts = [field.name for field in schema if pa.types.is_dictionary(field.type) or field.type == pa.string()]
        times = [field.name for field in schema if pa.types.is_temporal(field.type)]
        self._writer = pq.ParquetWriter(
            path,
            schema,
            use_dictionary=[name for name in texts if name != "ContractApplied"] + times,
            dictionary_pagesize_limit=_DICTIONARY_BYTES,
            write_statistics=times,
            # Readers see plain texts, not the dictionaries that they come from.
            store_schema=False,
            **_PACKING,
        )

    def __enter__(self) -> "ParquetTable":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    def write(self, table: pa.Table) -> None:
        """Add a block."""
        if table.num_rows:
            self._writer.write_table(table, row_group_size=table.num_rows)


def read_blocks(path: Path) -> list[pa.Table]:
    """The row groups of such a file, with texts as dictionaries again: all in memory."""
    with pq.ParquetFile(path) as file:
        texts = [field.name for field in file.schema_arrow if field.type == pa.string()]
    with pq.ParquetFile(path, read_dictionary=texts) as file:
        return [file.read_row_group(number) for number in range(file.num_row_groups)]


def write_blocks(path: Path, blocks: Iterable[pa.Table]) -> int:
    """Write blocks that are there already: what the disk format alone costs. Gives the rows."""
    rows = 0
    whole = list(blocks)
    with ParquetTable(path, whole[0].schema) as file:
        for block in whole:
            file.write(block)
            rows += block.num_rows
    return rows
