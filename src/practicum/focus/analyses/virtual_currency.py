"""Tokens and credits that a provider prices in, brought to the money that is billed."""

from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import divide, subtract
from practicum.focus.analyses.conditions import PURCHASE, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.focus.database import text


@dataclass(frozen=True)
class CurrencyUse:
    """One pricing currency. `consumed` units of it cost `effective_cost`; a unit came to `rate`, at list to
    `list_rate`. `bought` and `purchase_rate` are of purchases priced by that unit; `left` is what is not consumed."""

    pricing_currency: str
    rows: int
    consumed: Decimal
    effective_cost: Decimal
    rate: Decimal | None
    list_rate: Decimal | None
    bought: Decimal
    purchase_cost: Decimal
    purchase_rate: Decimal | None
    left: Decimal | None


@dataclass(frozen=True)
class VirtualCurrencies:
    """Each pricing currency that is not the billing currency."""

    currency: str
    currencies: tuple[CurrencyUse, ...]


@tells
def virtual_currency(bill: OpenBill) -> VirtualCurrencies:
    """What a unit of each virtual currency costs in money, how many were consumed, bought and are left.

    Formula: rate = E(U) / PricingCurrencyEffectiveCost(U); list rate = L(U) / the same; purchase rate = B / quantity
    of purchases whose PricingUnit is that currency; left = bought - consumed, where any were bought.
    Columns: EffectiveCost, ListCost, BilledCost, ChargeCategory, PricingCurrency, PricingCurrencyEffectiveCost,
    PricingUnit, PricingQuantity, BillingCurrency.
    Source: FOCUS 1.2 and later, examples of SaaS with virtual currency.
    Cannot tell: a column is missing; all usage is priced in the billing currency; a row lacks an amount.
    """
    bill.need("ChargeCategory", "PricingCurrency", "PricingCurrencyEffectiveCost", "PricingUnit", "PricingQuantity")
    currency = bill.currency()
    foreign = f'{USAGE} AND "PricingCurrency" <> {text(currency)}'
    names = [
        row[0]
        for row in bill.rows(f'SELECT DISTINCT "PricingCurrency" FROM bill WHERE {foreign} ORDER BY 1')  # noqa: S608
    ]
    if not names:
        raise UntoldError(f"All usage is priced in {currency}; there is nothing to convert.")
    return VirtualCurrencies(currency, tuple(_use(bill, name) for name in names))


def _use(bill: OpenBill, name: str) -> CurrencyUse:
    rows = f'{USAGE} AND "PricingCurrency" = {text(name)}'
    bought_rows = f'{PURCHASE} AND lower("PricingUnit") = lower({text(name)})'
    effective, listed = bill.total("EffectiveCost", rows), bill.total("ListCost", rows)
    consumed = bill.total("PricingCurrencyEffectiveCost", rows)
    paid, bought = bill.total_or_zero("BilledCost", bought_rows), bill.total_or_zero("PricingQuantity", bought_rows)
    return CurrencyUse(
        pricing_currency=name,
        rows=bill.count(rows),
        consumed=consumed,
        effective_cost=effective,
        rate=divide(effective, consumed) if consumed > 0 else None,
        list_rate=divide(listed, consumed) if consumed > 0 else None,
        bought=bought,
        purchase_cost=paid,
        purchase_rate=divide(paid, bought) if bought > 0 else None,
        left=subtract(bought, consumed) if bought > 0 else None,
    )
