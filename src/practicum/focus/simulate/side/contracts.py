"""The rows of contract_commitment, and what else could be bought."""

import json
from decimal import Decimal
from typing import Any

from practicum.focus.simulate.measures import cost
from practicum.focus.simulate.rows.single import moment
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.world.world import World

# Months of term, payment, and percent points beside the provider's usual discount.
_OFFERS = ((12, "monthly", 0), (12, "partial", 2), (12, "upfront", 4), (36, "monthly", 14), (36, "upfront", 19))
_USUAL = 27


def contract_commitments(facts: Facts) -> list[dict[str, Any]]:
    """One row for each commitment. It lasts as long as the window, so that its cost is all in the data."""
    world, window = facts.world, facts.world.window
    start, end = moment(window.first_day), moment(window.month_start(window.months))
    made = []
    for commitment in world.commitments.all:
        payee = world.payees[commitment.provider]
        amount = cost(int(commitment.daily.sum()))
        upfront = commitment.plan.payment == "upfront"
        months = window.months
        made.append(
            {
                "BillingCurrency": world.company.scenario.currency,
                "ContractCommitmentApplicability": _applies(world, commitment.provider),
                "ContractCommitmentBenefitCategory": "Discount",
                "ContractCommitmentCategory": "Spend",
                "ContractCommitmentCost": amount,
                "ContractCommitmentCreated": start,
                "ContractCommitmentDescription": commitment.name,
                "ContractCommitmentDiscountPercentage": Decimal(commitment.plan.discount_percent).scaleb(-2),
                "ContractCommitmentDurationType": f"{months} Month{'s' if months > 1 else ''}",
                "ContractCommitmentFulfillmentInterval": "Daily",
                "ContractCommitmentId": commitment.id,
                "ContractCommitmentLastUpdated": start,
                "ContractCommitmentLifecycleStatus": "Active",
                "ContractCommitmentModel": "Continuous",
                "ContractCommitmentOfferCategory": "Public",
                "ContractCommitmentPaymentInterval": "One-Time" if upfront else "Monthly",
                "ContractCommitmentPaymentModel": "All Upfront" if upfront else "No Upfront",
                "ContractCommitmentPaymentUpfrontPercentage": Decimal(1 if upfront else 0),
                "ContractCommitmentPeriodEnd": end,
                "ContractCommitmentPeriodStart": start,
                "ContractCommitmentQuantity": None,
                "ContractCommitmentType": world.company.providers[commitment.provider].commitment_type,
                "ContractCommitmentUnit": None,
                "ContractId": commitment.contract,
                "ContractPeriodEnd": end,
                "ContractPeriodStart": start,
                "InvoiceIssuerName": payee.issuer,
                "PricingCurrency": world.company.scenario.currency,
                "PricingCurrencyContractCommitmentCost": amount,
                "ServiceProviderName": payee.name,
            }
        )
    return made


def commitment_offers(facts: Facts) -> list[dict[str, Any]]:
    """What each provider with something to commit to sells."""
    made = []
    for place, provider in enumerate(facts.world.company.providers):
        categories = dict.fromkeys(s.category for s in provider.services if s.eligible)
        for category in categories:
            for term, payment, more in _OFFERS:
                made.append(
                    {
                        "provider": provider.name,
                        "offer": provider.commitment_type,
                        "term_months": term,
                        "payment": payment,
                        "discount_percent": Decimal(_USUAL + more + place - (category == "Databases") * 3),
                        "eligible_category": category,
                    }
                )
    return made


def _applies(world: World, provider: int) -> str:
    names = [s.name for s in world.company.providers[provider].services if s.eligible]
    rule = {"Dimension": "ServiceName", "Operator": "In", "Values": names}
    return json.dumps({"InclusionOperator": "And", "Inclusions": [rule]}, separators=(",", ":"))
