"""Hand-made rows: what the official samples have of oddities, and rules that no mutator breaks."""

import duckdb
import pytest

from practicum.focus.api import check_file
from practicum.focus.conformance.values.currencies import is_currency, is_national_currency
from practicum.focus.conformance.values.units import is_unit

from .conforming import DATASETS, USAGE, write_dataset

_NOT_IN_1_0 = [
    *(name for name in USAGE if name.startswith(("Allocated", "Invoice")) and name != "InvoiceIssuerName"),
    *("HostProviderName", "ServiceProviderName", "ServiceSubcategory", "SkuMeter", "SkuPriceDetails"),
    *("CommitmentDiscountQuantity", "CommitmentDiscountUnit"),
]
_BOTH = {"ProviderName": "Fjord Cloud", "PublisherName": "Fjord Cloud"}
# oddity of the official sample of 1.0 -> cells of a row, rule that names it
ODDITIES = {
    "NULL as text": ({"Tags": "NULL"}, "NullHandling-A-002-M", "Tags"),
    "no T, no Z": ({"ChargePeriodEnd": "2026-01-02 00:00:00"}, "ChargePeriodEnd-C-002-M", "ChargePeriodEnd"),
    "wrong case": ({"ChargeFrequency": "Usage-based"}, "ChargeFrequency-C-003-M", "ChargeFrequency"),
    "no contracted cost": ({"ContractedCost": ""}, "ContractedCost-C-003-M", "ContractedCost"),
    "no pricing category": ({"PricingCategory": ""}, "PricingCategory-C-004-C", "PricingCategory"),
    "a name without an id": ({"RegionId": ""}, "RegionName-C-004-C", "RegionName"),
    "a day that is none": ({"ChargePeriodStart": "4/1/25"}, "ChargePeriodStart-C-002-M", "ChargePeriodStart"),
    "an hour that is none": ({"ChargePeriodEnd": "2026-01-02T30:00:00Z"}, "ChargePeriodEnd-C-002-M", "ChargePeriodEnd"),
    "a space in a number": ({"EffectiveCost": "10.5 "}, "EffectiveCost-C-002-M", "EffectiveCost"),
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A clean file of 1.0 with a stray column, then a row per oddity."""
    file = tmp_path_factory.mktemp("sample") / "sample.csv"
    rows = [_BOTH | {"Id": "1"} | cells for cells, _, _ in ODDITIES.values()]
    write_dataset(file, "cost_and_usage", rows, without=_NOT_IN_1_0)
    text = file.read_text().splitlines()
    kept = [text[0], *text[-len(rows) :]]
    file.write_text("\n".join(kept) + "\n")
    return check_file(file, version="1.0")


@pytest.mark.parametrize("oddity", ODDITIES)
def test_an_oddity_of_the_official_sample_is_found_on_its_row(sample, oddity):
    _, rule, column = ODDITIES[oddity]
    row = 1 + list(ODDITIES).index(oddity)
    found = {(finding.rule, finding.column): finding.first_rows for finding in sample.findings}
    assert row in found[(rule, column)]


def test_only_the_oddities_are_found(sample):
    planted = {(rule, column) for _, rule, column in ODDITIES.values()} | {("ColumnHandling-A-010-M", "Id")}
    # These follow: the same cell breaks a second rule.
    follow = {
        ("ChargePeriodStart-C-001-M", "ChargePeriodStart"),
        ("ChargePeriodEnd-C-001-M", "ChargePeriodEnd"),
        ("ContractedCost-C-004-M", "ContractedCost"),
        ("ConsumedUnit-C-003-O", "ConsumedUnit"),
    }
    assert {(finding.rule, finding.column) for finding in sample.findings} - follow == planted


CASES = {
    "spaces": ("cost_and_usage", {"ServiceName": "  "}, "CAU-ServiceName-C-002-M"),
    "key twice": ("cost_and_usage", {"Tags": '{"a": 1, "a": 2}'}, "CAU-Tags-C-001-M"),
    "list": ("cost_and_usage", {"SkuPriceDetails": "[1]"}, "CAU-SkuPriceDetails-C-001-M"),
    "not a number in JSON": ("cost_and_usage", {"Tags": '{"a": NaN}'}, "CAU-Tags-C-001-M"),
    "ratio over 1": (
        "cost_and_usage",
        {"AllocatedMethodDetails": '{"Elements": [{"AllocatedRatio": 1.5}]}'},
        "CAU-AllocatedMethodDetailsObject-O-025-M",
    ),
    "no elements": (
        "cost_and_usage",
        {"AllocatedMethodDetails": '{"Elements": []}'},
        "CAU-AllocatedMethodDetailsObject-O-025-M",
    ),
    "two SKUs": ("cost_and_usage", {"SkuId": "S9"}, "CAU-SkuPriceId-C-008-M"),
    "update before creation": (
        "billing_period",
        {"BillingPeriodLastUpdated": "2025-01-01T00:00:00Z"},
        "BIP-BillingPeriodLastUpdated-C-005-M",
    ),
    "scope both ways": (
        "contract_commitment",
        {"ContractCommitmentApplicability": '{"IsGlobalScope": true, "IsComplexScope": true}'},
        "CCT-ContractCommitmentApplicabilityObject-O-001-M",
    ),
    "rule without operator": (
        "contract_commitment",
        {
            "ContractCommitmentApplicability": '{"InclusionOperator": "And", "Inclusions": '
            '[{"Dimension": "ServiceName", "Operator": "Like", "Values": ["a"]}]}'
        },
        "CCT-ContractCommitmentApplicabilityObject-O-001-M",
    ),
    "duration in words": (
        "contract_commitment",
        {"ContractCommitmentDurationType": "a year"},
        "CCT-ContractCommitmentDurationType-C-004-O",
    ),
    "all upfront by month": (
        "contract_commitment",
        {"ContractCommitmentPaymentInterval": "Monthly"},
        "CCT-ContractCommitmentPaymentInterval-C-004-C",
    ),
    "partial of everything": (
        "contract_commitment",
        {"ContractCommitmentPaymentModel": "Partial Upfront"},
        "CCT-ContractCommitmentPaymentUpfrontPercentage-C-007-C",
    ),
    "token as currency": ("invoice_detail", {"BillingCurrency": "Token"}, "IND-BillingCurrency-C-006-M"),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """One file of each dataset with all its cases."""
    folder, found = tmp_path_factory.mktemp("cases"), {}
    for dataset in DATASETS:
        rows = [
            {"ContractCommitmentId": name, "InvoiceDetailId": name} | cells
            for name, (of, cells, _) in CASES.items()
            if of == dataset
        ]
        file = write_dataset(folder / f"{dataset}.csv", dataset, rows)
        found[dataset] = {f.rule: f for f in check_file(file, version="1.4", dataset=dataset).findings}
    return found


@pytest.mark.parametrize("case", CASES)
def test_a_broken_row_is_found(reports, case):
    dataset, _, rule = CASES[case]
    row = len(DATASETS[dataset]) + 1 + [name for name, (of, _, _) in CASES.items() if of == dataset].index(case)
    assert row in reports[dataset][rule].first_rows


UNITS = ("GB", "GiB", "Hours", "1000 Tokens", "GB-Hours", "GB/Hour", "Units/3 Months", "API Calls")
NO_UNITS = ("hours", "Hrs", "gb", "Gigabytes", "GBs", "GB per Hour", "0 Tokens", "GB//Hour", "GB/Hour/Day")


def test_units():
    assert [unit for unit in UNITS if not is_unit(unit)] == []
    assert [unit for unit in NO_UNITS if is_unit(unit)] == []


def test_currencies():
    assert all(map(is_currency, ("USD", "EUR", "Credits", "Snow tokens")))
    assert not any(map(is_currency, ("usd", "US$", "$", "USX", "", " EUR")))
    assert [is_national_currency(one) for one in ("USD", "Credits", "usd")] == [True, False, False]


def test_parquet_is_checked_by_its_types(tmp_path):
    csv, parquet = write_dataset(tmp_path / "a.csv", "billing_period"), tmp_path / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT * REPLACE (7 AS InvoiceIssuerName, '' AS BillingPeriodStatus) "
            f"FROM read_csv('{csv}', all_varchar=true)) TO '{parquet}'"
        )
    found = {finding.rule for finding in check_file(parquet, version="1.4").findings}
    assert {
        "BIP-InvoiceIssuerName-C-001-M",  # a number is no text
        "BIP-BillingPeriodEnd-C-001-M",  # a text is no date and time
        "BIP-BillingPeriodStatus-C-002-M",  # an empty text is no value
        "ATT-NullHandling-A-002-C",
    } <= found
