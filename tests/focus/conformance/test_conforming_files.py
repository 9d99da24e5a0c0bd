"""A file that conforms has no finding, and what other validators find by mistake is not found."""

import duckdb
import pytest

from practicum.focus.api import check_file
from practicum.kernel.errors import Refusal

from .conforming import DATASETS, USAGE, write_dataset


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("conforming")
    for dataset in DATASETS:
        write_dataset(folder / f"{dataset}.csv", dataset)
    return folder


@pytest.mark.parametrize("dataset", DATASETS)
def test_a_conforming_file_has_no_finding_as_csv_and_as_parquet(folder, dataset):
    csv, parquet = folder / f"{dataset}.csv", folder / f"{dataset}.parquet"
    kinds = {"Cost": "DECIMAL(38,12)", "Price": "DECIMAL(38,12)", "Quantity": "DECIMAL(38,12)", "Percentage": "DOUBLE"}
    with duckdb.connect() as connection:
        names = connection.execute(f"SELECT * FROM read_csv('{csv}', all_varchar=true) LIMIT 0").description
        cells = []
        for name, *_ in names:
            kind = next((kinds[end] for end in kinds if name.endswith(end)), "VARCHAR")
            if name.endswith(("Start", "End", "Created", "LastUpdated", "Date")):
                kind = "TIMESTAMP"
            cells.append(f'CAST("{name}" AS {kind}) AS "{name}"')
        connection.execute(f"COPY (SELECT {', '.join(cells)} FROM read_csv('{csv}', all_varchar=true)) TO '{parquet}'")
    charges = folder / "cost_and_usage.csv" if dataset == "invoice_detail" else None
    for file in (csv, parquet):
        report = check_file(file, version="1.4", charges=charges)
        assert report.findings == ()
        assert (report.dataset, report.rows, report.conforms) == (dataset, len(DATASETS[dataset]), True)


def test_account_numbers_of_digits_are_text(tmp_path):
    rows = [
        {"BillingAccountId": "123456789012", "SubAccountId": "000000000001", "SkuId": "11472", "SkuPriceId": "11472"}
    ]
    assert check_file(write_dataset(tmp_path / "a.csv", "cost_and_usage", rows), version="1.4").findings == ()


def test_purchases_that_cover_nothing_are_billed_as_they_cost(tmp_path):
    """No rule on covering purchases is for a purchase without a commitment."""
    purchase = {
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "One-Time",
        "ConsumedQuantity": "",
        "ConsumedUnit": "",
        "x_ChargeId": "alone",
    }
    assert check_file(write_dataset(tmp_path / "a.csv", "cost_and_usage", [purchase]), version="1.4").findings == ()
    without = (
        "HostProviderName",
        "ServiceProviderName",
        "InvoiceDetailId",
        *(n for n in USAGE if n.startswith("Alloc")),
    )
    old = [purchase | {"ProviderName": "Fjord", "PublisherName": "Fjord"}]
    file = write_dataset(tmp_path / "b.csv", "cost_and_usage", old, without=without)
    found = {finding.rule for finding in check_file(file, version="1.2").findings if finding.level == "must"}
    assert not found & {"EffectiveCost-C-005-C", "BilledCost-C-005-C", "InvoiceId-C-004-C"}


def test_conditional_rules_are_for_the_rows_that_meet_the_condition(tmp_path):
    """Tax has no price, SKU or resource; a credit neither; usage must have them."""
    rows = [{"ListUnitPrice": "", "ListCost": "12.6", "x_ChargeId": "priceless"}]
    report = check_file(write_dataset(tmp_path / "a.csv", "cost_and_usage", rows), version="1.4")
    assert {(f.rule, f.rows, f.first_rows) for f in report.findings} == {
        ("CAU-ListUnitPrice-C-005-C", 1, (18,)),
        ("CAU-ListUnitPrice-C-013-C", 1, (18,)),
    }


def test_what_a_provider_supports_decides_which_columns_must_be_there(tmp_path):
    group = [name for name in USAGE if name.startswith("CommitmentDiscount")]
    whole = write_dataset(tmp_path / "a.csv", "cost_and_usage", without=group)
    half = write_dataset(tmp_path / "b.csv", "cost_and_usage", without=["CommitmentDiscountUnit"])

    def missing(file, supports):
        report = check_file(file, version="1.4", supports=supports)
        return {finding.column for finding in report.findings if "is missing" in finding.message}

    assert missing(whole, None) == set()
    assert missing(whole, ["commitment_discount"]) == set(group)
    assert missing(half, None) == {"CommitmentDiscountUnit"}
    assert missing(half, ["none"]) == set()
    assert {"AvailabilityZone", "CapacityReservationId"} < missing(half, ["all"])
    with pytest.raises(Refusal, match="no applicability criterion"):
        missing(half, ["teleportation"])


@pytest.mark.parametrize(("version", "dataset"), [("1.5", ""), ("1.4", "bills"), ("1.2", "billing_period")])
def test_unknown_versions_and_datasets_are_refused(folder, version, dataset):
    with pytest.raises(Refusal) as refused:
        check_file(folder / "billing_period.csv", version=version, dataset=dataset)
    assert refused.value.field in ("version", "dataset")
    assert refused.value.mend
