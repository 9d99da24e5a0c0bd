"""The columns of cost_and_usage, and blocks of them made of NumPy arrays. Texts are dictionaries: written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from practicum.focus.schema.columns import COLUMNS
from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.measures import PLACES

# Wider than 18 digits, so that DuckDB multiplies two of them without overflow.
DECIMAL = pa.decimal128(24, PLACES)
TEXT = pa.dictionary(pa.int32(), pa.string())
TIME = pa.timestamp("us")
CHARGE_ID, DELIVERED_AT = "x_ChargeId", "x_DeliveredAt"
# One text per row: a dictionary would be as long as the column.
_LONG = "ContractApplied"

FOCUS_NAMES = tuple(sorted(name for name, column in COLUMNS.items() if column.is_in("1.4")))
NAMES = (*FOCUS_NAMES, CHARGE_ID, DELIVERED_AT)
_COMPACT_FROM = 256


def _type(name: str) -> pa.DataType:
    if name == CHARGE_ID:
        return pa.int64()
    if name == DELIVERED_AT or COLUMNS[name].type == "datetime":
        return TIME
    if COLUMNS[name].type == "decimal":
        return DECIMAL
    return pa.string() if name == _LONG else TEXT


SCHEMA = pa.schema([(name, _type(name)) for name in NAMES])


@dataclass(frozen=True)
class Words:
    """Texts by code, each once; `of[code]` is where the text of a code stands, -1 for null."""

    texts: pa.Array
    of: npt.NDArray[np.int32]

    @staticmethod
    def made(values: Sequence[str | None]) -> "Words":
        """The words of a list that may repeat itself."""
        places: dict[str, int] = {}
        of = [-1 if value is None else places.setdefault(value, len(places)) for value in values]
        return Words(texts=pa.array(list(places), pa.string()), of=np.array(of, dtype=np.int32))


@dataclass(frozen=True)
class Chosen:
    """Text per row: the word of a code; code -1 is null."""

    words: Words
    codes: Ints | npt.NDArray[np.int32]


@dataclass(frozen=True)
class Placed:
    """Text per row, by its place among the texts already; place -1 is null, where `may_be_null`."""

    texts: pa.Array
    places: npt.NDArray[np.int32]
    may_be_null: bool = True


@dataclass(frozen=True)
class Scaled:
    """Exact decimals as whole numbers: the value is `numbers` / 10**places. Where `present` is false: null."""

    numbers: Ints
    places: int
    present: npt.NDArray[np.bool_] | None = None


Content: TypeAlias = Scaled | Chosen | Placed | npt.NDArray[np.datetime64] | Ints | pa.Array | str


def block(rows: int, content: Mapping[str, Content]) -> pa.Table:
    """Rows with the given columns; a plain text stands in every row, and columns that are not given are null."""
    unknown = set(content) - set(NAMES)
    if unknown:
        raise ValueError(f"not simulated columns: {sorted(unknown)}")
    arrays = [
        _array(content[name], rows) if name in content else pa.nulls(rows, SCHEMA.field(name).type) for name in NAMES
    ]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


def plain(table: pa.Table) -> pa.Table:
    """The same rows with texts as plain text: what most readers expect in memory."""
    fields = [pa.field(f.name, pa.string() if f.type == TEXT else f.type) for f in table.schema]
    return table.cast(pa.schema(fields)).combine_chunks()


def _array(content: Content, rows: int) -> pa.Array:
    if isinstance(content, str):
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, dtype=np.int32)), pa.array([content]))
    if isinstance(content, Chosen):
        places = content.words.of[content.codes]
        if len(content.words.of) and (low := content.codes < 0).any():
            places = np.where(low, np.int32(-1), places)
        return _texts(content.words.texts, places)
    if isinstance(content, Placed):
        return _texts(content.texts, content.places, may_be_null=content.may_be_null)
    if isinstance(content, Scaled):
        return decimals(content)
    if isinstance(content, pa.Array):
        return content
    return pa.array(content)


def _texts(texts: pa.Array, places: npt.NDArray[np.int32], *, may_be_null: bool = True) -> pa.Array:
    nulls = places < 0 if may_be_null else None
    if nulls is not None and not nulls.any():
        nulls = None
    if len(texts) > _COMPACT_FROM:
        # Only what this block uses: each row group carries its dictionary.
        used = np.zeros(len(texts), dtype=bool)
        used[places if nulls is None else places[~nulls]] = True
        texts = texts.take(pa.array(np.flatnonzero(used)))
        places = (np.cumsum(used) - 1).astype(np.int32)[places]
    indices = pa.array(places) if nulls is None else pa.array(places, mask=nulls)
    return pa.DictionaryArray.from_arrays(indices, texts)


def decimals(scaled: Scaled) -> pa.Array:
    """128-bit little-endian integers from 64-bit ones: the upper half repeats the sign."""
    numbers = scaled.numbers * 10 ** (PLACES - scaled.places) if scaled.places != PLACES else scaled.numbers
    words = np.empty((len(numbers), 2), dtype="<i8")
    words[:, 0] = numbers
    words[:, 1] = numbers >> 63
    whole = pa.Array.from_buffers(DECIMAL, len(numbers), [None, pa.py_buffer(words)])
    if scaled.present is None:
        return whole
    return pc.if_else(pa.array(scaled.present), whole, pa.scalar(None, DECIMAL))
