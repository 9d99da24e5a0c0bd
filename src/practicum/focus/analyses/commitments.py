"""How much of what was committed to was used."""

from dataclasses import dataclass
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, percent, percent_or_none
from practicum.focus.analyses.conditions import COMMITTED, UNUSED, USED
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import tells


@dataclass(frozen=True)
class CommitmentUse:
    """One commitment. Costs in the bill's currency, quantities in `unit`; None where the rows do not carry them."""

    commitment_id: str
    rows: int
    used_cost: Decimal
    unused_cost: Decimal
    by_cost_percent: Decimal | None
    unit: str | None
    used_quantity: Decimal | None
    unused_quantity: Decimal | None
    by_quantity_percent: Decimal | None


@dataclass(frozen=True)
class CommitmentUtilisation:
    """All commitments of a bill. `waste_cost` is the effective cost of what stayed unused. `by_quantity_percent` is
    None where the commitments are not all counted in one unit. `rows` are the usage rows with a status."""

    currency: str
    rows: int
    used_cost: Decimal
    waste_cost: Decimal
    by_cost_percent: Decimal
    by_quantity_percent: Decimal | None
    unit: str | None
    commitments: tuple[CommitmentUse, ...]


@tells
def commitment_utilisation(bill: OpenBill) -> CommitmentUtilisation:
    """The used part of what the commitments cost, for all of them and for each.

    Formula: 100 * E(used) / (E(used) + E(unused)); by quantity the same with CommitmentDiscountQuantity. Used and
    unused are rows with ChargeCategory Usage and that CommitmentDiscountStatus. Rows that only name a commitment do
    not count as used: to count them makes every utilisation 100.
    Columns: EffectiveCost, ChargeCategory, CommitmentDiscountStatus; if there: CommitmentDiscountId,
    CommitmentDiscountQuantity, CommitmentDiscountUnit.
    Source: FinOps Foundation KPIs "Commitment Utilization Score" and "Commitment Discount Waste".
    Cannot tell: no usage row has a status; a row lacks its cost; the cost of the commitments is not above 0.
    """
    bill.need("ChargeCategory", "CommitmentDiscountStatus")
    bill.total("EffectiveCost", COMMITTED, of="commitment")
    used, unused = bill.total_or_zero("EffectiveCost", USED), bill.total_or_zero("EffectiveCost", UNUSED)
    uses = _each(bill)
    units = {use.unit for use in uses}
    one_unit = len(units) == 1 and None not in units and all(use.by_quantity_percent is not None for use in uses)
    by_quantity = None
    if one_unit:
        counted = add([use.used_quantity or Decimal(0) for use in uses])
        left = add([use.unused_quantity or Decimal(0) for use in uses])
        by_quantity = percent_or_none(counted, add([counted, left]))
    return CommitmentUtilisation(
        currency=bill.currency(),
        rows=bill.count(COMMITTED),
        used_cost=used,
        waste_cost=unused,
        by_cost_percent=percent(used, add([used, unused]), of="effective cost of commitments"),
        by_quantity_percent=by_quantity,
        unit=uses[0].unit if one_unit else None,
        commitments=uses,
    )


def _each(bill: OpenBill) -> tuple[CommitmentUse, ...]:
    if "CommitmentDiscountId" not in bill.columns:
        return ()
    counted = {"CommitmentDiscountQuantity", "CommitmentDiscountUnit"} <= bill.columns
    quantity = '"CommitmentDiscountQuantity"' if counted else "CAST(NULL AS DECIMAL(38,15))"
    unit = '"CommitmentDiscountUnit"' if counted else "CAST(NULL AS VARCHAR)"
    found = bill.rows(
        f'SELECT "CommitmentDiscountId", count(*), coalesce(sum("EffectiveCost") FILTER ({USED}), 0), '  # noqa: S608
        f'coalesce(sum("EffectiveCost") FILTER ({UNUSED}), 0), count({quantity}), count(DISTINCT {unit}), '
        f"min({unit}), coalesce(sum({quantity}) FILTER ({USED}), 0), coalesce(sum({quantity}) FILTER ({UNUSED}), 0) "
        f'FROM bill WHERE {COMMITTED} AND "CommitmentDiscountId" IS NOT NULL GROUP BY 1 ORDER BY 1'
    )
    uses = []
    for commitment, rows, used, unused, filled, units, name, used_quantity, unused_quantity in found:
        whole = filled == rows and units == 1
        uses.append(
            CommitmentUse(
                commitment_id=commitment,
                rows=rows,
                used_cost=used,
                unused_cost=unused,
                by_cost_percent=percent_or_none(used, add([used, unused])),
                unit=name if whole else None,
                used_quantity=used_quantity if whole else None,
                unused_quantity=unused_quantity if whole else None,
                by_quantity_percent=percent_or_none(used_quantity, add([used_quantity, unused_quantity]))
                if whole
                else None,
            )
        )
    return tuple(uses)
