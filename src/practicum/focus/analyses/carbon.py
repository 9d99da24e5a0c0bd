"""Carbon beside cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from practicum.focus.analyses.arithmetic import add, divide, multiply, quotient
from practicum.focus.analyses.conditions import CHARGE_MONTH, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months, owned_rows, owner_expression
from practicum.focus.analyses.telling import UntoldError, tells


@dataclass(frozen=True)
class RegionCarbon:
    """One provider and region. Intensities are None where there is no cost, or no electricity, above 0."""

    provider: str
    region_id: str
    cost: Decimal
    kwh: Decimal
    kg_co2e: Decimal
    kg_per_currency_unit: Decimal | None
    kg_per_kwh: Decimal | None


@dataclass(frozen=True)
class ProductCarbon:
    """A product's part of the emissions, an estimate by its part of the cost, and that per unit of its metric."""

    product: str
    metric: str
    units: int
    kg_co2e: Decimal
    kg_per_unit: Decimal | None


@dataclass(frozen=True)
class Carbon:
    """Whole months of the bill; `cells` (month, provider, region, service category) is N of the products' parts."""

    currency: str
    cells: int
    cost: Decimal
    kwh: Decimal
    kg_co2e: Decimal
    kg_per_currency_unit: Decimal
    regions: tuple[RegionCarbon, ...]
    products: tuple[ProductCarbon, ...]


@tells
def carbon(bill: OpenBill) -> Carbon:
    """Emissions per unit of cost, per region, and per unit of business.

    Formula: kg CO2e / E(U) of the same months, providers, regions and service categories. A product's emissions are
    sum over those cells of kg * E(product) / E(cell); per unit: that / units. (The KPI page writes the ratio upside
    down.)
    Columns: EffectiveCost, ChargeCategory, ChargePeriodStart, ChargePeriodEnd, ServiceProviderName, RegionId,
    ServiceCategory; side table carbon; for products organisation or Tags, and units_of_business.
    Source: FinOps Foundation KPIs on carbon; the split over products is ours.
    Cannot tell: a table or column is missing; no month of it is whole in the bill; the cost is not above 0.
    """
    bill.need_side("carbon")
    bill.need("ChargeCategory", "ServiceProviderName", "RegionId", "ServiceCategory")
    bill.total("EffectiveCost", USAGE, of="usage")
    months = complete_months(bill)
    emitted: dict[tuple[Any, ...], tuple[Decimal, Decimal]] = {
        (month, provider, region, category): (kwh, kg)
        for month, provider, region, category, kwh, kg in bill.rows(
            "SELECT month, provider, region_id, service_category, sum(kwh), sum(kg_co2e) FROM carbon "
            "WHERE kg_co2e IS NOT NULL GROUP BY 1, 2, 3, 4"
        )
        if month in months
    }
    if not emitted:
        raise UntoldError("The side table carbon has no whole month of the bill.")
    where = f"{USAGE} AND {in_months(months)}"
    spent: dict[tuple[Any, ...], Decimal] = {
        tuple(row[:4]): row[4]
        for row in bill.rows(
            f'SELECT {CHARGE_MONTH}, "ServiceProviderName", "RegionId", "ServiceCategory", sum("EffectiveCost") '  # noqa: S608
            f"FROM bill WHERE {where} GROUP BY 1, 2, 3, 4"
        )
    }
    regions: dict[tuple[str, str], list[tuple[Decimal, Decimal, Decimal]]] = {}
    for key, (kwh, kg) in sorted(emitted.items()):
        regions.setdefault((key[1], key[2]), []).append((spent.get(key, Decimal(0)), kwh or Decimal(0), kg))
    told = tuple(_region(provider, region, cells) for (provider, region), cells in regions.items())
    cost, kg = add([one.cost for one in told]), add([one.kg_co2e for one in told])
    return Carbon(
        currency=bill.currency(),
        cells=len(emitted),
        cost=cost,
        kwh=add([one.kwh for one in told]),
        kg_co2e=kg,
        kg_per_currency_unit=quotient(kg, cost, of="cost of what emitted"),
        regions=told,
        products=_products(bill, months, emitted, spent),
    )


@tells
def software_carbon_intensity(
    *, energy_kwh: Decimal, grid_kg_per_kwh: Decimal, embodied_kg: Decimal, functional_units: Decimal
) -> Decimal:
    """Carbon of a functional unit of software, in kg CO2e.

    Formula: SCI = ((E * I) + M) / R: energy times the grid's intensity, plus embodied emissions, per functional unit.
    Columns: none; values in, a value out.
    Source: ISO/IEC 21031:2024.
    Cannot tell: the number of functional units is not above 0.
    """
    emitted = add([multiply(energy_kwh, grid_kg_per_kwh), embodied_kg])
    return quotient(emitted, functional_units, of="number of functional units")


def _region(provider: str, region: str, cells: list[tuple[Decimal, Decimal, Decimal]]) -> RegionCarbon:
    cost, kwh, kg = (add([cell[place] for cell in cells]) for place in range(3))
    return RegionCarbon(
        provider, region, cost, kwh, kg, divide(kg, cost) if cost > 0 else None, divide(kg, kwh) if kwh > 0 else None
    )


def _products(
    bill: OpenBill,
    months: tuple[date, ...],
    emitted: Mapping[tuple[Any, ...], tuple[Decimal, Decimal]],
    spent: Mapping[tuple[Any, ...], Decimal],
) -> tuple[ProductCarbon, ...]:
    if "units_of_business" not in bill.side:
        return ()
    try:
        owner, rows = owner_expression(bill, "product"), owned_rows(bill)
    except UntoldError:
        return ()
    parts: dict[str, list[Decimal]] = {}
    for *key, product, cost in bill.rows(
        f'SELECT {CHARGE_MONTH}, "ServiceProviderName", "RegionId", "ServiceCategory", {owner}, '  # noqa: S608
        f'sum("EffectiveCost") FROM {rows} WHERE {USAGE} AND {in_months(months)} GROUP BY 1, 2, 3, 4, 5'
    ):
        cell = tuple(key)
        if product is not None and cell in emitted and spent[cell] > 0:
            parts.setdefault(product, []).append(divide(multiply(emitted[cell][1], cost), spent[cell]))
    units = bill.rows(
        "SELECT product, metric, sum(quantity) FROM units_of_business "
        "WHERE CAST(date_trunc('month', day) AS DATE) = ANY(?) GROUP BY 1, 2 ORDER BY 1, 2",
        [list(months)],
    )
    return tuple(
        ProductCarbon(product, metric, int(count), kg, divide(kg, Decimal(count)) if count else None)
        for product, metric, count in units
        for kg in (add(parts.get(product, [])),)
    )
