"""Arrow columns made of NumPy arrays, and blocks of rows made of columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from practicum.focus.schema.arrow_types import arrow_type, schema_of
from practicum.focus.schema.columns import COLUMNS
from practicum.focus.simulate.calendar import Ints

# What the simulator fills; all mandatory columns of 1.4 are among them. Left out are the columns of features that
# the company does not use: split allocation, capacity reservations, contracts, a pricing currency, zones.
FILLED = (
    "BilledCost",
    "BillingAccountId",
    "BillingAccountName",
    "BillingCurrency",
    "BillingPeriodEnd",
    "BillingPeriodStart",
    "ChargeCategory",
    "ChargeClass",
    "ChargeDescription",
    "ChargeFrequency",
    "ChargePeriodEnd",
    "ChargePeriodStart",
    "CommitmentDiscountCategory",
    "CommitmentDiscountId",
    "CommitmentDiscountName",
    "CommitmentDiscountQuantity",
    "CommitmentDiscountStatus",
    "CommitmentDiscountType",
    "CommitmentDiscountUnit",
    "ConsumedQuantity",
    "ConsumedUnit",
    "ContractedCost",
    "ContractedUnitPrice",
    "EffectiveCost",
    "HostProviderName",
    "InvoiceDetailId",
    "InvoiceId",
    "InvoiceIssuerName",
    "ListCost",
    "ListUnitPrice",
    "PricingCategory",
    "PricingQuantity",
    "PricingUnit",
    "RegionId",
    "RegionName",
    "ResourceId",
    "ResourceName",
    "ResourceType",
    "ServiceCategory",
    "ServiceName",
    "ServiceProviderName",
    "ServiceSubcategory",
    "SkuId",
    "SkuMeter",
    "SkuPriceId",
    "SubAccountId",
    "SubAccountName",
    "Tags",
)


@dataclass(frozen=True)
class Scaled:
    """Exact decimals as whole numbers: the value is `numbers` / 10**places. Where `present` is false: null."""

    numbers: Ints
    places: int
    present: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Chosen:
    """Text per row: `values[index[row]]`."""

    values: Sequence[str | None]
    index: Ints


Content = Scaled | Chosen | npt.NDArray[np.datetime64] | str


def block(rows: int, content: Mapping[str, Content]) -> pa.Table:
    """Rows with the given columns; a plain text stands in every row, and columns that are not given are null."""
    unknown = set(content) - set(FILLED)
    if unknown:
        raise ValueError(f"not simulated columns: {sorted(unknown)}")
    arrays = [
        _array(name, content[name], rows) if name in content else pa.nulls(rows, arrow_type(COLUMNS[name]))
        for name in FILLED
    ]
    return pa.Table.from_arrays(arrays, schema=schema_of(FILLED))


def _array(name: str, content: Content, rows: int) -> pa.Array:
    if isinstance(content, str):
        return pa.repeat(pa.scalar(content, pa.string()), rows)
    if isinstance(content, Chosen):
        return pa.array(content.values, pa.string()).take(pa.array(content.index))
    if isinstance(content, Scaled):
        return _decimals(content).cast(arrow_type(COLUMNS[name]))
    return pa.array(content, pa.timestamp("us"))


def _decimals(scaled: Scaled) -> pa.Array:
    """128-bit little-endian integers from 64-bit ones: the upper half repeats the sign."""
    words = np.empty((len(scaled.numbers), 2), dtype="<i8")
    words[:, 0] = scaled.numbers
    words[:, 1] = scaled.numbers >> 63
    kind = pa.decimal128(38, scaled.places)
    whole = pa.Array.from_buffers(kind, len(scaled.numbers), [None, pa.py_buffer(words)])
    if scaled.present is None:
        return whole
    return pc.if_else(pa.array(scaled.present), whole, pa.scalar(None, kind))
