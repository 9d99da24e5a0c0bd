"""Who owns what: organisation, tag policy, keys of shared cost; and how the ledger was posted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from practicum.focus.simulate import chance
from practicum.focus.simulate.measures import cents
from practicum.focus.simulate.side.facts import Facts

LEDGER_ACCOUNT = "6810 Technology"


@dataclass(frozen=True)
class JournalError:
    """A posting that differs from the effective cost of the cost centre: `amount` is journal minus cost."""

    month: str
    cost_centre: str
    kind: str
    amount: Decimal


def organisation(facts: Facts) -> list[dict[str, Any]]:
    """One row for each sub-account."""
    world = facts.world
    return [
        {
            "sub_account_id": account.id,
            "sub_account_name": account.name,
            "provider": world.company.providers[account.provider].name,
            "product": account.product or None,
            "business_unit": account.business_unit or None,
            "cost_centre": account.cost_centre,
            "owner_email": account.owner_email,
            "environment": account.environment,
            "is_shared": account.is_shared,
        }
        for account in world.accounts.all
    ]


def shared_cost_keys(facts: Facts) -> list[dict[str, Any]]:
    """One row for each pool and unit that takes part."""
    scenario = facts.world.company.scenario
    return [
        {
            "pool": product.key,
            "business_unit": unit.name,
            "method": product.method,
            "share_percent": Decimal(product.shares[unit.name]) if product.method == "fixed" else None,
        }
        for product in scenario.products
        if product.shared
        for unit in scenario.units
        if product.method != "fixed" or unit.name in product.shares
    ]


def centre_costs(facts: Facts, month: int) -> dict[str, Decimal]:
    """The effective cost of all rows of the sub-accounts of each cost centre."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for account, amount in zip(facts.world.accounts.all, facts.account_costs(month), strict=True):
        sums[account.cost_centre] += amount
    return dict(sums)


def journal(facts: Facts) -> tuple[list[dict[str, Any]], list[JournalError]]:
    """Each cost centre is charged its month, in cents; now and then a posting is forgotten or doubled."""
    window = facts.world.window
    rng = chance.stream(facts.world.seed, chance.MONEY, 4)
    postings = list(_postings(facts))
    count = min(facts.world.company.scenario.planted.journal_errors, len(postings) - 1)
    chosen = {int(n) for n in rng.choice(len(postings), count, replace=False)} if count > 0 else set()
    rows: list[dict[str, Any]] = []
    errors = []
    for number, (month, centre, amount) in enumerate(postings):
        row: dict[str, Any] = {
            "posted_on": window.month_start(month + 1) + timedelta(days=11),
            "month": window.month_start(month),
            "cost_centre": centre,
            "account": LEDGER_ACCOUNT,
            "amount": amount,
            "memo": f"Cloud usage {window.month_labels[month]}",
        }
        kind = ("forgotten", "doubled")[number % 2] if number in chosen else ""
        if kind != "forgotten":
            rows.append(row)
        if kind == "doubled":
            rows.append(row | {"posted_on": row["posted_on"] + timedelta(days=1), "memo": f"{row['memo']} (late)"})
        if kind:
            difference = amount if kind == "doubled" else -amount
            errors.append(JournalError(window.month_start(month).isoformat(), centre, kind, difference))
    return rows, errors


def _postings(facts: Facts) -> Iterator[tuple[int, str, Decimal]]:
    for month in range(facts.world.window.months):
        for centre, amount in centre_costs(facts, month).items():
            if cents(amount):
                yield month, centre, cents(amount)
