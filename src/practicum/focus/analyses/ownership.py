"""Whose cost a row is: the organisation says it by sub-account; where it does not, a tag of the same name does."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from practicum.focus.analyses.conditions import ALL, CHARGE_MONTH
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError
from practicum.focus.database import text

Owner = Literal["business_unit", "product", "cost_centre"]


@dataclass(frozen=True)
class OwnedCost:
    """Effective cost by owner (None: nobody) and period (None: not asked). `shared` marks pools of shared cost."""

    owner: str | None
    pool: str | None
    period: date | None
    cost: Decimal
    rows: int


def owner_expression(bill: OpenBill, by: Owner, *, use_tags: bool = True) -> str:
    """SQL for the owner of a row of `owned_rows`: by the organisation, then by tags (without `use_tags` only where there
    is no organisation). Cannot tell without either."""
    parts = []
    if "organisation" in bill.side:
        parts.append(f"nullif(organisation.{by}, '')")
    if "Tags" in bill.columns and (use_tags or not parts):
        # Tags that are no JSON count as no tags.
        parts.append(f"CASE WHEN json_valid(\"Tags\") THEN nullif(json_extract_string(\"Tags\", '/{by}'), '') END")
    if not parts:
        raise UntoldError(
            f"Neither a side table organisation nor a column Tags says whose {by.replace('_', ' ')} it is."
        )
    return f"coalesce({', '.join(parts)})"


def owned_rows(bill: OpenBill) -> str:
    """The rows with their organisation, as SQL after FROM. Cannot tell if a sub-account stands there twice."""
    bill.total("EffectiveCost")
    if "organisation" not in bill.side:
        return "bill"
    bill.need("SubAccountId")
    twice = bill.rows("SELECT sub_account_id FROM organisation GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1")
    if twice:
        raise UntoldError(f"The side table organisation has the sub-account {twice[0][0]} twice.")
    return 'bill LEFT JOIN organisation ON bill."SubAccountId" = organisation.sub_account_id'


def owned_costs(
    bill: OpenBill,
    by: Owner,
    *,
    period: Literal["none", "month"] = "none",
    where: str = ALL,
    use_tags: bool = True,
) -> tuple[OwnedCost, ...]:
    """Effective cost by owner and period. A row of a sub-account that the organisation calls shared has its pool (the
    product) instead of an owner unless products are asked for."""
    owner, rows = owner_expression(bill, by, use_tags=use_tags), owned_rows(bill)
    when = {"none": "CAST(NULL AS DATE)", "month": CHARGE_MONTH}[period]
    if period != "none":
        bill.need("ChargePeriodStart")
    pool = (
        "CASE WHEN organisation.is_shared THEN organisation.product END"
        if "organisation" in bill.side and by == "business_unit"
        else "CAST(NULL AS VARCHAR)"
    )
    found = bill.rows(
        f'SELECT CASE WHEN {pool} IS NULL THEN {owner} END, {pool}, {when}, sum("EffectiveCost"), count(*) '  # noqa: S608
        f"FROM {rows} WHERE {where} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    )
    return tuple(OwnedCost(*row) for row in found)


def complete_months(bill: OpenBill) -> tuple[date, ...]:
    """The months that the bill's charge periods cover from the first day to the last; only those can be compared."""
    bill.need("ChargePeriodStart", "ChargePeriodEnd", "ChargeCategory")
    found = bill.rows(
        'WITH span AS (SELECT min("ChargePeriodStart") AS first, max("ChargePeriodEnd") AS last FROM bill '
        "WHERE \"ChargeCategory\" = 'Usage'), months AS (SELECT unnest(range(CAST(date_trunc('month', first) AS "
        "TIMESTAMP), last, INTERVAL 1 MONTH)) AS month, first, last FROM span) "
        "SELECT CAST(month AS DATE) FROM months WHERE month >= first AND month + INTERVAL 1 MONTH <= last ORDER BY 1"
    )
    if not found:
        raise UntoldError("The bill covers no whole month of usage.")
    return tuple(row[0] for row in found)


def in_months(months: tuple[date, ...]) -> str:
    """The condition that a row is charged in one of the months."""
    return f"{CHARGE_MONTH} IN ({', '.join(f'DATE {text(month.isoformat())}' for month in months)})"
