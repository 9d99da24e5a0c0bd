"""Rows that are few and each of its own kind: written as dictionaries, then made into one table."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from practicum.focus.simulate.columns import NAMES, SCHEMA, TEXT
from practicum.focus.simulate.world.payees import Payee
from practicum.focus.simulate.world.world import World

Row = dict[str, Any]
FIRST_ID = 10**12
NOTHING = Decimal(0)


def moment(day: date) -> datetime:
    """Midnight UTC; columns carry no zone."""
    return datetime.combine(day, time())


def row_of(
    world: World, payee: Payee, *, month: int, line: str, start: date, end: date, category: str, frequency: str
) -> Row:
    """What every row has: who bills what to whom, and for when. `month` is that of the invoice."""
    window, scenario = world.window, world.company.scenario
    return {
        "ServiceProviderName": payee.name,
        "HostProviderName": payee.name,
        "InvoiceIssuerName": payee.issuer,
        "BillingAccountId": payee.billing_account,
        "BillingAccountName": f"{scenario.company} ({payee.name})",
        "BillingAccountType": payee.account_type,
        "BillingCurrency": scenario.currency,
        "PricingCurrency": scenario.currency,
        "BillingPeriodStart": moment(window.month_start(month)),
        "BillingPeriodEnd": moment(window.month_start(month + 1)),
        "ChargePeriodStart": moment(start),
        "ChargePeriodEnd": moment(end),
        "InvoiceId": payee.invoice(window, month),
        "InvoiceDetailId": payee.line(window, month, line),
        "ChargeCategory": category,
        "ChargeFrequency": frequency,
        "x_DeliveredAt": moment(end) + timedelta(hours=8),
    }


def amounts(billed: Decimal, effective: Decimal | None = None) -> Row:
    """The costs of a row without price and quantity."""
    own = billed if effective is None else effective
    costs = dict.fromkeys(("BilledCost", "ContractedCost", "ListCost"), billed)
    return {**costs, "EffectiveCost": own, "PricingCurrencyEffectiveCost": own}


def priced(quantity: Decimal, unit: str, *, listed: Decimal, contracted: Decimal) -> Row:
    """Quantity, prices, and the costs that follow. Effective and billed are the contracted cost."""
    return {
        **amounts(contracted * quantity),
        "ListCost": listed * quantity,
        "PricingQuantity": quantity,
        "PricingUnit": unit,
        "ListUnitPrice": listed,
        "ContractedUnitPrice": contracted,
        "PricingCurrencyListUnitPrice": listed,
        "PricingCurrencyContractedUnitPrice": contracted,
        "PricingCategory": "Standard",
    }


def service(name: str, category: str, subcategory: str) -> Row:
    """The columns of a service."""
    return {"ServiceName": name, "ServiceCategory": category, "ServiceSubcategory": subcategory}


def sku(sku_id: str, meter: str) -> Row:
    """The columns of a SKU with one price."""
    return {"SkuId": sku_id, "SkuMeter": meter, "SkuPriceId": f"{sku_id}-P"}


def account(world: World, number: int) -> Row:
    """The columns of a sub-account."""
    one = world.accounts.all[number]
    kind = world.company.providers[one.provider].sub_account_type
    return {"SubAccountId": one.id, "SubAccountName": one.name, "SubAccountType": kind}


def numbered(rows: Iterable[Row]) -> list[Row]:
    """The rows with their x_ChargeId, in their order."""
    return [{**row, "x_ChargeId": FIRST_ID + number} for number, row in enumerate(rows, start=1)]


def table_of(rows: list[Row]) -> pa.Table:
    """The rows as a table of cost_and_usage; a column that a row does not name is null there."""
    unknown = {name for row in rows for name in row} - set(NAMES)
    if unknown:
        raise ValueError(f"not simulated columns: {sorted(unknown)}")
    return pa.Table.from_arrays([_column(rows, name) for name in NAMES], schema=SCHEMA)


def _column(rows: list[Row], name: str) -> pa.Array:
    kind = SCHEMA.field(name).type
    values = [row.get(name) for row in rows]
    if kind == TEXT:
        encoded = pa.array(values, pa.string()).dictionary_encode()
        return encoded.cast(TEXT)
    return pa.array(values, kind)


def billed(row: Mapping[str, Any]) -> Decimal:
    """The BilledCost of a row."""
    cost: Decimal = row["BilledCost"]
    return cost
