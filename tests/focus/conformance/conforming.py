"""Small files that conform to FOCUS 1.4, made by hand: one of each dataset. Tests break them."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

Row = Mapping[str, str]

USAGE = {
    "AllocatedMethodDetails": "",
    "AllocatedMethodId": "",
    "AllocatedResourceId": "",
    "AllocatedResourceName": "",
    "AllocatedTags": "",
    "BilledCost": "10.5",
    "BillingAccountId": "000123",
    "BillingAccountName": "Acme",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    "BillingPeriodStart": "2026-01-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeDescription": "machine",
    "ChargeFrequency": "Usage-Based",
    "ChargePeriodEnd": "2026-01-02T00:00:00Z",
    "ChargePeriodStart": "2026-01-01T00:00:00Z",
    "CommitmentDiscountCategory": "",
    "CommitmentDiscountId": "",
    "CommitmentDiscountName": "",
    "CommitmentDiscountQuantity": "",
    "CommitmentDiscountStatus": "",
    "CommitmentDiscountType": "",
    "CommitmentDiscountUnit": "",
    "ConsumedQuantity": "2.1",
    "ConsumedUnit": "Hours",
    "ContractedCost": "10.5",
    "ContractedUnitPrice": "5",
    "EffectiveCost": "10.5",
    "HostProviderName": "Fjord Cloud",
    "InvoiceDetailId": "I1-1",
    "InvoiceId": "I1",
    "InvoiceIssuerName": "Fjord Cloud Ltd",
    "ListCost": "12.6",
    "ListUnitPrice": "6",
    "PricingCategory": "Standard",
    "PricingQuantity": "2.1",
    "PricingUnit": "Hours",
    "RegionId": "north-1",
    "RegionName": "North",
    "ResourceId": "r-1",
    "ResourceName": "web",
    "ResourceType": "Machine",
    "ServiceCategory": "Compute",
    "ServiceName": "Machines",
    "ServiceProviderName": "Fjord Cloud",
    "ServiceSubcategory": "Virtual Machines",
    "SkuId": "S1",
    "SkuMeter": "Machine hours",
    "SkuPriceDetails": '{"CoreCount": 2}',
    "SkuPriceId": "S1-OD",
    "SubAccountId": "0042",
    "SubAccountName": "checkout",
    "Tags": '{"owner": "a"}',
    "x_ChargeId": "0",
}
_COMMITMENT = {
    "CommitmentDiscountCategory": "Spend",
    "CommitmentDiscountId": "c-1",
    "CommitmentDiscountName": "Plan",
    "CommitmentDiscountQuantity": "8",
    "CommitmentDiscountType": "Plan",
    "CommitmentDiscountUnit": "USD",
}
_OF_ITSELF = {"ResourceId": "c-1", "ResourceName": "Plan", "ResourceType": "Plan", "Tags": ""}
_COVERED = {**_COMMITMENT, "BilledCost": "0", "PricingCategory": "Committed", "SkuPriceId": "S1-CO"}
_UNPRICED = dict.fromkeys(
    [
        *(
            "ConsumedQuantity",
            "ConsumedUnit",
            "ContractedUnitPrice",
            "ListUnitPrice",
            "PricingCategory",
            "ResourceName",
        ),
        *("PricingQuantity", "PricingUnit", "ResourceId", "ResourceType", "SkuMeter", "SkuPriceDetails", "SkuPriceId"),
    ],
    "",
)


def _at(day: int) -> Row:
    return {"ChargePeriodStart": f"2026-01-{day:02d}T00:00:00Z", "ChargePeriodEnd": f"2026-01-{day + 1:02d}T00:00:00Z"}


def _cost(billed: str, effective: str, contracted: str, listed: str) -> Row:
    return {"BilledCost": billed, "EffectiveCost": effective, "ContractedCost": contracted, "ListCost": listed}


def _split(resource: str, ratio: str, cost: str) -> Row:
    details = f'{{"Elements": [{{"AllocatedRatio": {ratio}, "UsageUnit": "Hours", "UsageQuantity": 1}}]}}'
    named = {"AllocatedResourceId": resource, "AllocatedResourceName": resource, "AllocatedTags": '{"team": "t"}'}
    quantity = {"PricingQuantity": ratio, "ConsumedQuantity": ratio, "ContractedUnitPrice": "40", "ListUnitPrice": "40"}
    shared = {
        "ResourceId": "cluster",
        "AllocatedMethodId": "m1",
        "AllocatedMethodDetails": details,
        "SkuPriceId": "S1-CL",
    }
    return {**named, **quantity, **shared, **_cost(cost, cost, cost, cost)}


# A plan bought for two days at 16: one day used for 8, then 5 used and 3 unused.
CHARGES: list[Row] = [
    *(_at(day) | {"x_ChargeId": f"u{day}"} for day in range(1, 8)),
    {
        **_COMMITMENT,
        **_OF_ITSELF,
        **_cost("16", "0", "16", "16"),
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "One-Time",
        "ChargePeriodEnd": "2026-01-03T00:00:00Z",
        "CommitmentDiscountQuantity": "16",
        "ConsumedQuantity": "",
        "ConsumedUnit": "",
        "ContractedUnitPrice": "16",
        "ListUnitPrice": "16",
        "PricingQuantity": "1",
        "PricingUnit": "Units",
        "SkuId": "S2",
        "SkuPriceId": "S2-P",
    },
    {**_COVERED, **_cost("0", "8", "10.5", "12.6"), "CommitmentDiscountStatus": "Used"},
    {
        **_COVERED,
        **_at(2),
        **_cost("0", "5", "10.5", "12.6"),
        "CommitmentDiscountStatus": "Used",
        "CommitmentDiscountQuantity": "5",
    },
    {
        **_COVERED,
        **_OF_ITSELF,
        **_at(2),
        **_cost("0", "3", "3", "3"),
        "CommitmentDiscountStatus": "Unused",
        "CommitmentDiscountQuantity": "3",
        "ConsumedQuantity": "",
        "ConsumedUnit": "",
        "ContractedUnitPrice": "1",
        "ListUnitPrice": "1",
        "PricingQuantity": "3",
        "PricingUnit": "Units",
    },
    {
        **_UNPRICED,
        **_cost("2.1", "2.1", "2.1", "2.52"),
        "ChargeCategory": "Tax",
        "ChargeFrequency": "Recurring",
        "ServiceCategory": "Other",
        "ServiceName": "Tax",
        "ServiceSubcategory": "Other (Other)",
        "SkuId": "",
        "Tags": "",
    },
    {
        **_UNPRICED,
        **_cost("-3", "-3", "-3", "-3"),
        "ChargeCategory": "Credit",
        "ChargeFrequency": "One-Time",
        "SkuId": "",
        "Tags": "",
    },
    # A correction may be negative and early; the sign is in the quantity.
    {
        **_cost("-10.5", "-10.5", "-10.5", "-12.6"),
        "ChargeClass": "Correction",
        "PricingQuantity": "-2.1",
        "ConsumedQuantity": "-2.1",
    },
    _split("pod-a", "0.25", "10"),
    _split("pod-b", "0.75", "30"),
]

INVOICE_DETAILS: list[Row] = [
    {
        "BilledCost": "129.6",
        "BillingAccountId": "000123",
        "BillingCurrency": "USD",
        "BillingPeriodEnd": "2026-02-01T00:00:00Z",
        "BillingPeriodStart": "2026-01-01T00:00:00Z",
        "ChargeCategory": "Usage",
        "InvoiceDetailCreated": "2026-02-02T00:00:00Z",
        "InvoiceDetailDescription": "Cloud",
        "InvoiceDetailGrain": '{"ServiceName": "Machines"}',
        "InvoiceDetailId": "I1-1",
        "InvoiceDetailLastUpdated": "2026-02-02T00:00:00Z",
        "InvoiceId": "I1",
        "InvoiceIssueDate": "2026-02-03T00:00:00Z",
        "InvoiceIssueStatus": "Issued",
        "InvoiceIssuerName": "Fjord Cloud Ltd",
        "PaymentDueDate": "2026-03-03T00:00:00Z",
        "PaymentTerms": "Net 30",
        "ReferenceInvoiceId": "I1",
    },
    {"InvoiceDetailId": "I1-2", "ChargeCategory": "Credit", "BilledCost": "-1"},
]
COMMITMENTS: list[Row] = [
    {
        "BillingCurrency": "USD",
        "ContractCommitmentApplicability": '{"IsGlobalScope": true}',
        "ContractCommitmentBenefitCategory": "Discount",
        "ContractCommitmentCategory": "Spend",
        "ContractCommitmentCost": "16",
        "ContractCommitmentCreated": "2026-01-01T00:00:00Z",
        "ContractCommitmentDescription": "Plan",
        "ContractCommitmentDiscountPercentage": "0.2",
        "ContractCommitmentDurationType": "1 Year",
        "ContractCommitmentFulfillmentInterval": "Hourly",
        "ContractCommitmentId": "c-1",
        "ContractCommitmentLastUpdated": "2026-01-01T00:00:00Z",
        "ContractCommitmentLifecycleStatus": "Active",
        "ContractCommitmentModel": "Continuous",
        "ContractCommitmentOfferCategory": "Public",
        "ContractCommitmentPaymentInterval": "One-Time",
        "ContractCommitmentPaymentModel": "All Upfront",
        "ContractCommitmentPaymentUpfrontPercentage": "1",
        "ContractCommitmentPeriodEnd": "2027-01-01T00:00:00Z",
        "ContractCommitmentPeriodStart": "2026-01-01T00:00:00Z",
        "ContractCommitmentQuantity": "",
        "ContractCommitmentType": "Plan",
        "ContractCommitmentUnit": "",
        "ContractId": "k-1",
        "ContractPeriodEnd": "2027-01-01T00:00:00Z",
        "ContractPeriodStart": "2026-01-01T00:00:00Z",
        "InvoiceIssuerName": "Fjord Cloud Ltd",
        "ServiceProviderName": "Fjord Cloud",
    },
    {"ContractCommitmentId": "c-2"},
]
PERIODS: list[Row] = [
    {
        "BillingPeriodCreated": "2026-01-01T00:00:00Z",
        "BillingPeriodEnd": "2026-02-01T00:00:00Z",
        "BillingPeriodLastUpdated": "2026-02-03T00:00:00Z",
        "BillingPeriodStart": "2026-01-01T00:00:00Z",
        "BillingPeriodStatus": "Closed",
        "InvoiceIssuerName": "Fjord Cloud Ltd",
    }
]
DATASETS: dict[str, list[Row]] = {
    "cost_and_usage": [USAGE | {"x_ChargeId": "00"}, *CHARGES],
    "invoice_detail": INVOICE_DETAILS,
    "contract_commitment": COMMITMENTS,
    "billing_period": PERIODS,
}


def write_dataset(path: Path, dataset: str, changes: Iterable[Row] = (), *, without: Iterable[str] = ()) -> Path:
    """A conforming CSV, then a row for each of `changes`: the first row of the dataset with these cells."""
    rows = DATASETS[dataset]
    first = rows[0]
    whole = [*rows, *changes]
    names = [name for name in dict.fromkeys(name for row in whole for name in row) if name not in set(without)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        for number, row in enumerate(whole):
            writer.writerow({**first, "x_ChargeId": f"n{number}"} | dict(row))
    return path
