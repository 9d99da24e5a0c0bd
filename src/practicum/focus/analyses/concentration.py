"""How much of the cost lies with how few."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells
from practicum.focus.analyses.trends import Dimension
from practicum.focus.database import quoted


@dataclass(frozen=True)
class LabelShare:
    """One value and its part of the positive cost; `running_percent` adds up from the top."""

    label: str
    cost: Decimal
    percent: Decimal
    running_percent: Decimal


@dataclass(frozen=True)
class Concentration:
    """Values with cost above 0, the costliest first. `herfindahl` is between 1 / values and 1; `for_80_percent` is
    how many values make 80 percent. `left_out` values cost 0 or less (credits)."""

    currency: str
    rows: int
    by: str
    values: int
    left_out: int
    cost: Decimal
    herfindahl: Decimal
    for_80_percent: int
    shares: tuple[LabelShare, ...]


@tells
def concentration(bill: OpenBill, *, by: Dimension = "ServiceName") -> Concentration:
    """Shares of effective cost by a dimension, and how concentrated they are.

    Formula: share = 100 * E(value) / sum of E over values with E > 0; Herfindahl index = sum of (share / 100)^2.
    Columns: EffectiveCost and the dimension.
    Source: Herfindahl-Hirschman index of economics; FinOps Framework, capability Reporting & Analytics.
    Cannot tell: a column is missing; a row lacks its cost; no value costs more than 0.
    """
    bill.need(by)
    bill.total("EffectiveCost")
    found = bill.rows(
        f'SELECT {quoted(by)}, sum("EffectiveCost") AS cost, count(*) FROM bill WHERE {quoted(by)} IS NOT NULL '  # noqa: S608
        "GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    above = [row for row in found if row[1] > 0]
    if not above:
        raise UntoldError(f"No value of {by} has effective cost above 0.")
    cost = add([row[1] for row in above])
    shares = [percent(row[1], cost, of="cost") for row in above]
    running = [
        percent(part, cost, of="cost") for part in accumulate((row[1] for row in above), lambda a, b: add([a, b]))
    ]
    squares = add([multiply(divide(row[1], cost), divide(row[1], cost)) for row in above])
    return Concentration(
        currency=bill.currency(),
        rows=sum(row[2] for row in above),
        by=by,
        values=len(above),
        left_out=len(found) - len(above),
        cost=cost,
        herfindahl=divide(squares, Decimal(1)),
        for_80_percent=next(number for number, part in enumerate(running, 1) if part >= 80),
        shares=tuple(
            LabelShare(row[0], row[1], share, part) for row, share, part in zip(above, shares, running, strict=True)
        ),
    )
