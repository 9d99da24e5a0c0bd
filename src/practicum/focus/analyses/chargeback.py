"""What the ledger charged to cost centres against what they cost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, percent, percent_or_none, subtract
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.ownership import complete_months, in_months, owned_costs
from practicum.focus.analyses.telling import tells


@dataclass(frozen=True)
class CentreRecharge:
    """One cost centre and month; `difference` is journal less cost. A cost centre of None is nobody's cost."""

    month: date
    cost_centre: str | None
    cost: Decimal
    journal: Decimal
    difference: Decimal
    recharge_percent: Decimal | None


@dataclass(frozen=True)
class Recharge:
    """Whole months of the bill. `rows` are the bill's rows in them, `postings` the journal's."""

    currency: str
    rows: int
    postings: int
    cost: Decimal
    journal: Decimal
    recharge_percent: Decimal
    centres: tuple[CentreRecharge, ...]


@tells
def general_ledger_recharge(bill: OpenBill, *, use_tags: bool = False) -> Recharge:
    """How much of each month's effective cost the general ledger has charged on, in all and per cost centre.

    Formula: 100 * journal / E, by month of ChargePeriodStart and cost centre: the organisation's of the sub-account;
    the tag cost_centre where there is no organisation, or where `use_tags` asks for it too. 100 is right: below,
    somebody was not charged; above, somebody twice.
    Columns: EffectiveCost, ChargePeriodStart, ChargePeriodEnd, SubAccountId, Tags; side tables ledger_journal,
    organisation.
    Source: FinOps Foundation KPI "General Ledger Recharge".
    Cannot tell: no journal; no cost centre is known; no whole month; the cost is not above 0.
    """
    bill.need_side("ledger_journal")
    months = complete_months(bill)
    owned = owned_costs(bill, "cost_centre", period="month", where=in_months(months), use_tags=use_tags)
    costs = {(one.period, one.owner): one.cost for one in owned}
    posted = bill.rows(
        "SELECT month, cost_centre, sum(amount), count(*) FROM ledger_journal WHERE amount IS NOT NULL GROUP BY 1, 2"
    )
    journal = {(month, centre): amount for month, centre, amount, _ in posted if month in months}
    zero = Decimal(0)
    centres = []
    for month, centre in sorted({*costs, *journal}, key=lambda key: (key[0] or date.min, key[1] or "")):
        cost, amount = costs.get((month, centre), zero), journal.get((month, centre), zero)
        if month is not None:
            rate = percent_or_none(amount, cost)
            centres.append(CentreRecharge(month, centre, cost, amount, subtract(amount, cost), rate))
    total, charged = add([one.cost for one in centres]), add([one.journal for one in centres])
    return Recharge(
        currency=bill.currency(),
        rows=sum(one.rows for one in owned),
        postings=sum(row[3] for row in posted if row[0] in months),
        cost=total,
        journal=charged,
        recharge_percent=percent(charged, total, of="effective cost"),
        centres=tuple(centres),
    )
