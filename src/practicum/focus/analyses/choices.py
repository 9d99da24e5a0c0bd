"""Analyses whose answer is one value out of those in the bill.

Each is the value with the highest sum of EffectiveCost over all rows; rows without the value are left out. A tie for
the first place is an UntoldError, as two answers would be right.
"""

from practicum.focus.analyses.opened import OpenBill

Choice = tuple[str, tuple[str, ...]]


def service_with_highest_effective_cost(bill: OpenBill) -> Choice:
    """argmax over ServiceName of E. Source: FOCUS 1.4, ServiceName and EffectiveCost."""
    return _highest(bill, "ServiceName", of="service")


def sub_account_with_highest_effective_cost(bill: OpenBill) -> Choice:
    """argmax over SubAccountId of E; the answer is the id, as names need not be unique. Source: FOCUS 1.4."""
    return _highest(bill, "SubAccountId", of="sub-account")


def region_with_highest_effective_cost(bill: OpenBill) -> Choice:
    """argmax over RegionId of E. Source: FOCUS 1.4, RegionId and EffectiveCost."""
    return _highest(bill, "RegionId", of="region")


def date_with_highest_effective_cost(bill: OpenBill) -> Choice:
    """argmax over the UTC day of ChargePeriodStart of E, as 2026-01-31. Source: FOCUS 1.4."""
    bill.need("ChargePeriodStart")
    name, _, candidates = bill.highest('CAST("ChargePeriodStart" AS DATE)', of="day")
    return name, candidates


def _highest(bill: OpenBill, column: str, *, of: str) -> Choice:
    bill.need(column)
    name, _, candidates = bill.highest(f'"{column}"', of=of)
    return name, candidates
