"""Every unit of cost gets an owner; shared cost is split so that what goes in comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from practicum.focus.analyses.arithmetic import QUOTIENT_PLACES, add, multiply, percent, subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import Owner, owned_costs
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.kernel.errors import Refusal

Method = Literal["proportional", "even", "fixed"]


@dataclass(frozen=True)
class UnitCost:
    """What a business unit bears: its own cost, its part of each pool, and both together."""

    business_unit: str
    direct: Decimal
    shared: Decimal
    total: Decimal


@dataclass(frozen=True)
class PoolSplit:
    """How a pool was split."""

    pool: str
    method: str
    cost: Decimal
    shares: Mapping[str, Decimal]


@dataclass(frozen=True)
class Allocation:
    """`total` is the effective cost of all rows; the units' totals and `unallocated` add up to it exactly."""

    currency: str
    rows: int
    total: Decimal
    units: tuple[UnitCost, ...]
    pools: tuple[PoolSplit, ...]
    unallocated: Decimal


@dataclass(frozen=True)
class UnallocatedShare:
    """Cost without an owner. `direct_percent` is cost with an owner that is no shared pool (accuracy index)."""

    currency: str
    rows: int
    by: str
    total: Decimal
    unallocated: Decimal
    unallocated_percent: Decimal
    direct: Decimal
    direct_percent: Decimal


def share_cost(
    amount: Decimal, weights: Mapping[str, Decimal], *, method: Method, places: int = QUOTIENT_PLACES
) -> dict[str, Decimal]:
    """Split an amount over names; the shares add up to the amount exactly.

    Formula: proportional: S * d / sum d. Even: S / n, whatever the weights. Fixed: S * k / 100, the weights being
    percentages that add up to 100. Shares are rounded down to `places`; the units of the last place that are then
    left go one each to the largest remainders, ties in the order of names. A negative amount is split like its
    opposite.
    Columns: none; values in, values out.
    Source: FinOps Framework, allocation of shared costs (proportional, even, fixed); rounding by largest remainders
    (Hamilton's method) is ours.
    Refusals: `no_shares` (nobody to share), `negative_weight`, `no_weight` (all weights are 0), `shares_not_whole`
    (fixed percentages do not add up to 100), `too_fine` (the amount has more places than `places`).
    """
    _check(amount, weights, method, places)
    sign = -1 if amount < 0 else 1
    keys = {name: Fraction(1) if method == "even" else Fraction(weight) for name, weight in weights.items()}
    whole = sum(keys.values(), Fraction(0))
    units = Fraction(abs(amount)) * 10**places
    exact = {name: units * key / whole for name, key in keys.items()}
    shares = {name: floor(share) for name, share in exact.items()}
    left = int(units) - sum(shares.values())
    receivers = sorted((name for name in keys if keys[name] > 0), key=lambda name: (shares[name] - exact[name], name))
    for name in receivers[:left]:
        shares[name] += 1
    unit = Decimal(1).scaleb(-places)
    return {name: multiply(Decimal(sign * share), unit) for name, share in shares.items()}


@tells
def allocation(bill: OpenBill, *, use_tags: bool = True) -> Allocation:
    """The effective cost of every row goes to a business unit: its own, and its part of the shared pools.

    Formula: a row belongs to the unit that the organisation names for its sub-account, else (unless `use_tags` is
    false) to the one of its tag business_unit.
    Sub-accounts that are shared form pools (one per product), split by their method: proportional to the units' own
    cost, even, or by fixed percentages. Sum of units + unallocated = E of all rows, exactly (see `share_cost`).
    Columns: EffectiveCost, SubAccountId, Tags; side tables organisation, shared_cost_keys.
    Source: FinOps Framework, capability Allocation, shared costs.
    Cannot tell: a table or column is missing; a pool has no keys, or keys of two methods, or percentages that do not
    add up to 100; a proportional pool whose units have no cost of their own.
    """
    bill.need_side("organisation", "shared_cost_keys")
    costs = owned_costs(bill, "business_unit", use_tags=use_tags)
    direct: dict[str, Decimal] = {}
    pools: dict[str, Decimal] = {}
    for cost in costs:
        if cost.pool is not None:
            pools[cost.pool] = cost.cost
        elif cost.owner is not None:
            direct[cost.owner] = cost.cost
    splits = tuple(_split(bill, pool, amount, direct) for pool, amount in sorted(pools.items()))
    names = sorted({*direct, *(name for split in splits for name in split.shares)})
    units = []
    for name in names:
        own = direct.get(name, Decimal(0))
        shared = add([split.shares.get(name, Decimal(0)) for split in splits])
        units.append(UnitCost(name, own, shared, add([own, shared])))
    total = add([cost.cost for cost in costs])
    return Allocation(
        currency=bill.currency(),
        rows=sum(cost.rows for cost in costs),
        total=total,
        units=tuple(units),
        pools=splits,
        unallocated=subtract(total, add([unit.total for unit in units])),
    )


@tells
def unallocated_share(bill: OpenBill, *, by: Owner = "business_unit") -> UnallocatedShare:
    """The part of all cost that nobody owns, and the part that somebody owns directly.

    Formula: 100 * E(no owner) / E; allocation accuracy index 100 * E(owner, no shared pool) / E. The owner is what the
    organisation says of the sub-account, else the tag of the same name. All rows count: tax and credits too.
    Columns: EffectiveCost, SubAccountId, Tags; side table organisation (tags alone, without it).
    Source: FinOps Foundation KPIs "Percentage of unallocated cost" and "Allocation Accuracy Index".
    Cannot tell: neither organisation nor Tags; a row lacks its cost; the total is not above 0.
    """
    costs = owned_costs(bill, by)
    total = add([cost.cost for cost in costs])
    lost = add([cost.cost for cost in costs if cost.owner is None and cost.pool is None])
    direct = add([cost.cost for cost in costs if cost.owner is not None])
    return UnallocatedShare(
        currency=bill.currency(),
        rows=sum(cost.rows for cost in costs),
        by=by,
        total=total,
        unallocated=lost,
        unallocated_percent=percent(lost, total, of="total effective cost"),
        direct=direct,
        direct_percent=percent(direct, total, of="total effective cost"),
    )


def _split(bill: OpenBill, pool: str, amount: Decimal, direct: Mapping[str, Decimal]) -> PoolSplit:
    keys = bill.rows(
        "SELECT business_unit, method, share_percent FROM shared_cost_keys WHERE pool = ? ORDER BY business_unit",
        [pool],
    )
    methods = {method for _, method, _ in keys}
    if len(methods) != 1:
        raise UntoldError(f"shared_cost_keys gives the pool {pool} {len(methods)} methods; it needs one.")
    method = methods.pop()
    if method not in ("proportional", "even", "fixed"):
        raise UntoldError(f"shared_cost_keys: the pool {pool} has the method {method}, which we do not know.")
    if method == "proportional":
        weights = {unit: max(direct.get(unit, Decimal(0)), Decimal(0)) for unit, _, _ in keys}
    else:
        weights = {unit: share if share is not None else Decimal(0) for unit, _, share in keys}
    try:
        shares = share_cost(amount, weights, method=method)
    except Refusal as refused:
        raise UntoldError(f"The pool {pool} cannot be split: {refused.message}") from refused
    return PoolSplit(pool, method, amount, shares)


def _check(amount: Decimal, weights: Mapping[str, Decimal], method: Method, places: int) -> None:
    if not weights:
        raise Refusal("no_shares", "Nobody is named to share the cost.", field="weights", mend="Name at least one.")
    if method != "even" and min(weights.values()) < 0:
        raise Refusal("negative_weight", "A weight is below 0.", field="weights", mend="Give weights from 0 up.")
    whole = add(weights.values())
    if method == "fixed" and whole != 100:
        raise Refusal(
            "shares_not_whole",
            f"The percentages add up to {whole:f}.",
            field="weights",
            mend="Make them add up to 100.",
        )
    if method == "proportional" and whole == 0:
        raise Refusal("no_weight", "All weights are 0.", field="weights", mend="Split evenly, or by other weights.")
    if (Fraction(amount) * 10**places).denominator != 1:
        raise Refusal(
            "too_fine", f"{amount:f} has more than {places} places.", field="places", mend="Keep more places."
        )
