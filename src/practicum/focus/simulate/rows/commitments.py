"""Commitments in the bill: their purchases, and what of them nobody used."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.measures import cost
from practicum.focus.simulate.rows.single import NOTHING, Row, account, amounts, row_of, service, sku
from practicum.focus.simulate.world.commitments import Commitment
from practicum.focus.simulate.world.world import World

LINE = "COM"
_CENTS = Decimal("0.01")


def purchases(world: World) -> Iterator[Row]:
    """Every month, or once for the whole window. B is what its usage will cost as E."""
    window = world.window
    for commitment in world.commitments.all:
        monthly = commitment.plan.payment == "monthly"
        for month in range(window.months if monthly else 1):
            start, end = window.month_starts[month], window.month_starts[month + 1] if monthly else window.days
            amount = cost(int(commitment.daily[start:end].sum()))
            row = row_of(
                world,
                world.payees[commitment.provider],
                month=month,
                line=LINE,
                start=window.date_of(start),
                end=window.date_of(end),
                category="Purchase",
                frequency="Recurring" if monthly else "One-Time",
            )
            # A purchase is delivered with its first day, not after its last.
            row["x_DeliveredAt"] = row["ChargePeriodStart"].replace(hour=8)
            yield {
                **row,
                **_common(world, commitment, amount),
                "BilledCost": amount,
                "EffectiveCost": NOTHING,
                "PricingCurrencyEffectiveCost": NOTHING,
                "ChargeDescription": "Purchase of a commitment",
                "PricingCategory": "Standard",
            }


def unused(world: World, used: Ints) -> Iterator[Row]:
    """One row for each commitment and day that was not used up: E is the unused amount, B is 0."""
    window = world.window
    for number, commitment in enumerate(world.commitments.all):
        left = commitment.daily - used[number]
        for day in left.nonzero()[0].tolist():
            amount = cost(int(left[day]))
            row = row_of(
                world,
                world.payees[commitment.provider],
                month=window.month_of(day),
                line=LINE,
                start=window.date_of(day),
                end=window.date_of(day + 1),
                category="Usage",
                frequency="Usage-Based",
            )
            yield {
                **row,
                **_common(world, commitment, amount),
                "BilledCost": NOTHING,
                "EffectiveCost": amount,
                "PricingCurrencyEffectiveCost": amount,
                "ChargeDescription": "Unused part of a commitment",
                "PricingCategory": "Committed",
                "CommitmentDiscountStatus": "Unused",
            }


def list_price(commitment: Commitment) -> Decimal:
    """A commitment is sold by the unit of currency, and a unit of it is worth 1 / (1 - discount) at list price."""
    return (Decimal(100) / (100 - commitment.plan.discount_percent)).quantize(_CENTS)


def service_name(world: World, commitment: Commitment) -> str:
    """Commitments are a service of their own."""
    return f"{world.company.providers[commitment.provider].name} Commitments"


def _common(world: World, commitment: Commitment, amount: Decimal) -> Row:
    provider = world.company.providers[commitment.provider]
    code = commitment.id.rsplit("-", maxsplit=1)[1]
    listed = list_price(commitment)
    applied: dict[str, Any] = {"ContractId": commitment.contract, "ContractCommitmentId": commitment.id}
    text = json.dumps({"Elements": [applied]}, separators=(",", ":"))
    return {
        **amounts(amount),
        **service(service_name(world, commitment), "Management and Governance", "Cost Management"),
        **account(world, world.accounts.platform[commitment.provider]),
        **sku(f"{provider.key.upper()}-COMMITMENT-{code}", f"{provider.commitment_type} spend"),
        "ListCost": listed * amount,
        "ListUnitPrice": listed,
        "ContractedUnitPrice": Decimal(1),
        "PricingCurrencyListUnitPrice": listed,
        "PricingCurrencyContractedUnitPrice": Decimal(1),
        "PricingQuantity": amount,
        "PricingUnit": world.company.scenario.currency,
        "ResourceId": commitment.id,
        "ResourceName": commitment.name,
        "ResourceType": provider.commitment_type,
        "CommitmentDiscountId": commitment.id,
        "CommitmentDiscountName": commitment.name,
        "CommitmentDiscountType": provider.commitment_type,
        "CommitmentDiscountCategory": "Spend",
        "CommitmentDiscountQuantity": amount,
        "CommitmentDiscountUnit": world.company.scenario.currency,
        # The cost is a JSON number, written as the decimal that it is.
        "ContractApplied": text.removesuffix("}]}") + f',"ContractCommitmentAppliedCost":{amount:f}}}]}}',
    }
