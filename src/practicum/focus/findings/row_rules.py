"""Rules on rows: each is one SQL condition that a bad row meets.

Rule texts: FOCUS 1.4, Cost and Usage dataset (CC BY 4.0), in our words. Dynamic rules are left to the conformance
checker. A rule applies only if the bill has all the columns that it needs.
"""

from dataclasses import dataclass

from practicum.focus.database import quoted, texts
from practicum.focus.findings.finding import Severity
from practicum.focus.schema.columns import COLUMNS

_CORRECTION = "coalesce(\"ChargeClass\", '') = 'Correction'"
_PRICED = f"\"ChargeCategory\" IN ('Usage', 'Purchase') AND NOT {_CORRECTION}"


@dataclass(frozen=True)
class RowRule:
    """`condition` holds for a bad row. `message` follows the column's name and precedes the count."""

    rule: str
    column: str
    needs: tuple[str, ...]
    condition: str
    message: str
    mend: str
    severity: Severity = "error"


def _never_null() -> list[RowRule]:
    return [
        RowRule(
            "null_in_required_column",
            name,
            (name,),
            f"{quoted(name)} IS NULL",
            "has no value",
            "Fill the cell: FOCUS allows no null here.",
        )
        for name, column in COLUMNS.items()
        if column.null == "never"
    ]


def _null_for_priced() -> list[RowRule]:
    names = (
        "PricingCategory",
        "PricingQuantity",
        "PricingUnit",
        "ListUnitPrice",
        "ContractedUnitPrice",
        "SkuId",
        "SkuPriceId",
    )
    return [
        RowRule(
            "null_for_usage_or_purchase",
            name,
            (name, "ChargeCategory", "ChargeClass"),
            f"{quoted(name)} IS NULL AND {_PRICED}",
            "has no value though the row is usage or a purchase",
            "Fill the cell for usage and purchases that are not corrections.",
        )
        for name in names
    ]


def _pairs() -> list[RowRule]:
    """Columns that are null together and filled together."""
    pairs = (
        ("ConsumedUnit", "ConsumedQuantity"),
        ("PricingUnit", "PricingQuantity"),
        ("SubAccountName", "SubAccountId"),
        ("RegionName", "RegionId"),
        ("ResourceType", "ResourceId"),
        ("CommitmentDiscountCategory", "CommitmentDiscountId"),
        ("CommitmentDiscountType", "CommitmentDiscountId"),
        ("CommitmentDiscountUnit", "CommitmentDiscountQuantity"),
    )
    return [
        RowRule(
            "half_of_a_pair",
            name,
            (name, other),
            f"({quoted(name)} IS NULL) <> ({quoted(other)} IS NULL)",
            f"and {other} are not filled together",
            f"Fill {name} where {other} has a value, and only there.",
        )
        for name, other in pairs
    ]


def _allowed() -> list[RowRule]:
    return [
        RowRule(
            "value_not_allowed",
            name,
            (name,),
            f"{quoted(name)} NOT IN {texts(column.allowed)}",
            "has a value that FOCUS does not know",
            "Use one of: " + ", ".join(column.allowed[:6]) + (", ..." if len(column.allowed) > 6 else "") + ".",
        )
        for name, column in COLUMNS.items()
        if column.allowed
    ]


def _products() -> list[RowRule]:
    """Cost = unit price * quantity, compared as floats: exporters round to about 11 places, and this is a warning
    sign, not an audit. Allowed is one part in a million, or one in 10^10 of the currency."""
    rules = []
    for cost, price in (("ListCost", "ListUnitPrice"), ("ContractedCost", "ContractedUnitPrice")):
        product = f'CAST({quoted(price)} AS DOUBLE) * CAST("PricingQuantity" AS DOUBLE)'
        rules.append(
            RowRule(
                "cost_is_not_price_times_quantity",
                cost,
                (cost, price, "PricingQuantity"),
                f"abs(CAST({quoted(cost)} AS DOUBLE) - {product}) > greatest(1e-10, 1e-6 * abs({product}))",
                f"is not {price} * PricingQuantity",
                "Check the price, the quantity and their units.",
            )
        )
    return rules


def _periods() -> list[RowRule]:
    rules = [
        RowRule(
            "period_ends_before_it_starts",
            end,
            (start, end),
            f"{quoted(end)} <= {quoted(start)}",
            f"is not after {start}",
            "The end is exclusive and comes after the start.",
        )
        for start, end in (("BillingPeriodStart", "BillingPeriodEnd"), ("ChargePeriodStart", "ChargePeriodEnd"))
    ]
    rules.append(
        RowRule(
            "usage_outside_billing_period",
            "ChargePeriodStart",
            ("ChargePeriodStart", "BillingPeriodStart", "BillingPeriodEnd", "ChargeCategory", "ChargeClass"),
            f"\"ChargeCategory\" = 'Usage' AND NOT {_CORRECTION} AND "
            '("ChargePeriodStart" < "BillingPeriodStart" OR "ChargePeriodStart" >= "BillingPeriodEnd")',
            "of usage lies outside the billing period",
            "Check both periods; late usage that is billed again is a Correction.",
            "warning",
        )
    )
    return rules


ROW_RULES: tuple[RowRule, ...] = (
    *_never_null(),
    *_null_for_priced(),
    *_pairs(),
    *_allowed(),
    *_products(),
    *_periods(),
    RowRule(
        "negative_list_cost",
        "ListCost",
        ("ListCost", "ChargeCategory", "ChargeClass"),
        f'"ListCost" < 0 AND {_PRICED}',
        "is negative for usage or a purchase",
        "Only credits, adjustments and corrections may be negative.",
    ),
    RowRule(
        "currency_code",
        "BillingCurrency",
        ("BillingCurrency",),
        "NOT regexp_full_match(\"BillingCurrency\", '[A-Z]{3}')",
        "is not a currency code of three capitals",
        "Use ISO 4217, for instance USD.",
    ),
    RowRule(
        "tags_are_not_a_json_object",
        "Tags",
        ("Tags",),
        # CASE, because AND and OR do not keep json_type away from text that is no JSON.
        '"Tags" IS NOT NULL AND CASE WHEN json_valid("Tags") THEN json_type("Tags") <> \'OBJECT\' ELSE true END',
        "is not a JSON object",
        'Write tags as {"key": "value"}.',
    ),
    RowRule(
        "commitment_purchase_has_effective_cost",
        "EffectiveCost",
        ("EffectiveCost", "ChargeCategory", "CommitmentDiscountId"),
        '"ChargeCategory" = \'Purchase\' AND "CommitmentDiscountId" IS NOT NULL AND "EffectiveCost" <> 0',
        "of a commitment purchase is not 0",
        "The cost belongs to the usage that the commitment covers; counted here too, it counts twice.",
    ),
    RowRule(
        "commitment_status_missing",
        "CommitmentDiscountStatus",
        ("CommitmentDiscountStatus", "CommitmentDiscountId", "ChargeCategory"),
        '"ChargeCategory" = \'Usage\' AND "CommitmentDiscountId" IS NOT NULL AND "CommitmentDiscountStatus" IS NULL',
        "is empty though the usage belongs to a commitment",
        "Say Used or Unused: without it, utilisation cannot be told.",
    ),
)
