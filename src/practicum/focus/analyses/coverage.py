"""How much of what could be committed is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import percent, percent_or_none
from practicum.focus.analyses.conditions import ALL, ELIGIBLE, USED
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import tells
from practicum.focus.database import texts


@dataclass(frozen=True)
class CategoryCoverage:
    """One ServiceCategory. None where nothing eligible of it cost anything."""

    service_category: str
    rows: int
    by_effective_cost_percent: Decimal | None
    by_on_demand_percent: Decimal | None


@dataclass(frozen=True)
class Coverage:
    """`rows` are the eligible rows. Effective costs weigh covered usage at its discounted price, so they come out
    lower than on-demand equivalents (list cost), which weigh covered and uncovered alike."""

    currency: str
    rows: int
    covered_effective_cost: Decimal
    eligible_effective_cost: Decimal
    by_effective_cost_percent: Decimal
    covered_on_demand: Decimal
    eligible_on_demand: Decimal
    by_on_demand_percent: Decimal
    categories: tuple[CategoryCoverage, ...]


@tells
def commitment_coverage(bill: OpenBill, *, service_categories: Sequence[str] = ()) -> Coverage:
    """The part of eligible usage that commitments paid for, on both bases: say which one you quote.

    Formula: 100 * E(used) / E(eligible), and 100 * L(used) / L(eligible). Eligible is usage that is neither spot
    (PricingCategory Dynamic) nor the unused part of a commitment; of the named service categories, if any are given.
    Columns: EffectiveCost, ListCost, ChargeCategory, CommitmentDiscountStatus, PricingCategory; ServiceCategory.
    Source: FinOps Foundation KPI on the share of compute spend covered by commitments (effective cost, without spot);
    the on-demand basis is ours.
    Cannot tell: a column is missing; there is no eligible row; a row lacks its cost; the eligible cost is not above 0.
    """
    bill.need("ChargeCategory", "CommitmentDiscountStatus", "PricingCategory")
    chosen = ALL
    if service_categories:
        bill.need("ServiceCategory")
        chosen = f'"ServiceCategory" IN {texts(service_categories)}'
    eligible, used = f"{ELIGIBLE} AND {chosen}", f"{ELIGIBLE} AND {chosen} AND {USED}"
    effective = bill.total("EffectiveCost", eligible, of="eligible")
    listed = bill.total("ListCost", eligible, of="eligible")
    used_effective, used_listed = bill.total_or_zero("EffectiveCost", used), bill.total_or_zero("ListCost", used)
    return Coverage(
        currency=bill.currency(),
        rows=bill.count(eligible),
        covered_effective_cost=used_effective,
        eligible_effective_cost=effective,
        by_effective_cost_percent=percent(used_effective, effective, of="effective cost of eligible usage"),
        covered_on_demand=used_listed,
        eligible_on_demand=listed,
        by_on_demand_percent=percent(used_listed, listed, of="list cost of eligible usage"),
        categories=_categories(bill, eligible),
    )


def _categories(bill: OpenBill, eligible: str) -> tuple[CategoryCoverage, ...]:
    if "ServiceCategory" not in bill.columns:
        return ()
    found = bill.rows(
        'SELECT "ServiceCategory", count(*), '  # noqa: S608 - conditions are written in this folder
        f'coalesce(sum("EffectiveCost") FILTER ({USED}), 0), sum("EffectiveCost"), '
        f'coalesce(sum("ListCost") FILTER ({USED}), 0), sum("ListCost") '
        f'FROM bill WHERE {eligible} AND "ServiceCategory" IS NOT NULL GROUP BY 1 ORDER BY 1'
    )
    return tuple(
        CategoryCoverage(name, rows, percent_or_none(used, whole), percent_or_none(used_listed, listed))
        for name, rows, used, whole, used_listed, listed in found
    )
