"""The column table, recognition of names, and inference of the version."""

from collections import Counter

import pytest

from practicum.focus.schema.columns import COLUMNS, MANDATORY_COSTS, VERSIONS
from practicum.focus.schema.recognition import infer_version, recognise
from practicum.kernel.errors import Refusal


def test_column_counts_of_1_4():
    """Source: FOCUS 1.4 requirement model: 65 columns, of these 21 mandatory, 2 recommended, 42 conditional."""
    columns = [column for column in COLUMNS.values() if column.is_in("1.4")]
    assert Counter(column.level for column in columns) == {"mandatory": 21, "recommended": 2, "conditional": 42}
    assert Counter(column.type for column in columns) == {"text": 43, "decimal": 12, "json": 6, "datetime": 4}


def test_number_of_columns_by_version():
    """Source: FOCUS changelog, by the introduced version of each column; ProviderName and PublisherName end with 1.3."""
    counts = [sum(column.is_in(version) for column in COLUMNS.values()) for version in VERSIONS]
    assert counts == [43, 50, 57, 65, 65]


@pytest.mark.parametrize(
    ("extra", "version"),
    [
        (["ProviderName"], "1.0"),
        (["ProviderName", "SkuMeter"], "1.1"),
        (["ProviderName", "SkuMeter", "InvoiceId"], "1.2"),
        (["ProviderName", "PublisherName", "ServiceProviderName"], "1.3"),
        (["PublisherName", "HostProviderName"], "1.3"),
        (["ServiceProviderName", "HostProviderName"], "1.4"),
        (["ProviderName", "InvoiceDetailId"], "1.4"),
    ],
)
def test_version_follows_the_newest_column(extra, version):
    found, reason = infer_version({*MANDATORY_COSTS, *extra})
    assert found == version
    assert reason.endswith(".")


def test_names_are_recognised_whatever_their_case_and_spaces():
    seen = recognise(["billedcost", " EFFECTIVECOST ", "List Cost", "x_Own", "Id", "usagequantity"])
    assert seen.places == {"BilledCost": 0, "ConsumedQuantity": 5, "EffectiveCost": 1, "ListCost": 2, "x_Own": 3}
    assert seen.stray == ("Id",)
    assert seen.renamed == (("UsageQuantity", "ConsumedQuantity"),)


def test_old_name_beside_the_new_one_is_not_renamed():
    seen = recognise(["ProviderName", "ServiceProviderName", "AmortizedCost", "EffectiveCost"])
    assert seen.places == {"EffectiveCost": 3, "ProviderName": 0, "ServiceProviderName": 1}
    assert seen.stray == ("AmortizedCost",)


@pytest.mark.parametrize("names", [["BilledCost", "billedcost"], ["x_A", "X_a"]])
def test_a_name_that_is_there_twice_is_refused(names):
    with pytest.raises(Refusal) as refusal:
        recognise(names)
    assert refusal.value.code == "duplicate_column"
