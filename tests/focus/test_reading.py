"""Reading what exporters really write."""

import gzip
import hashlib
from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import Rewrite, bill_from_table, read_bill, write_parquet
from practicum.focus.importing.casting import normalise

from .bills import PRESENT, csv_text, write


def at(*parts):
    return datetime(*parts)  # noqa: DTZ001 - UTC by convention, without a zone


def column(bill, name):
    return bill.table.column(name).to_pylist()


def test_text_stays_text_and_money_stays_exact(tmp_path):
    path = write(tmp_path / "a.csv", csv_text([{"BilledCost": "0.000000000001"}, {"BilledCost": "-1.10"}]))
    bill = read_bill(path)
    assert bill.rows == 2
    assert bill.version == "1.4"
    assert column(bill, "BillingAccountId") == ["000123", "000123"]
    assert column(bill, "BilledCost") == [Decimal("0.000000000001"), Decimal("-1.1")]
    assert column(bill, "ChargePeriodStart") == [at(2026, 1, 5)] * 2
    assert column(bill, "ChargeClass") == [None, None]
    assert bill.rewrites == ()
    assert bill.source_sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_what_is_odd_is_read_and_counted(tmp_path):
    rows = [
        {"Tags": "NULL", "ChargeFrequency": "Usage-based", "x_own": "NULL"},
        {"Tags": "null", "ChargePeriodStart": "2026-01-05 00:00:00", "ListCost": "1,000"},
        {"Tags": " ", "ChargePeriodStart": "5/1/26", "ListUnitPrice": "0.0000000000000014"},
    ]
    bill = read_bill(write(tmp_path / "a.csv", csv_text(rows)))
    assert set(bill.rewrites) == {
        Rewrite("null_marker", "Tags", 2, (1, 2)),
        Rewrite("wrong_case", "ChargeFrequency", 1, (1,)),
        Rewrite("timestamp_form", "ChargePeriodStart", 1, (2,)),
        Rewrite("unreadable_timestamp", "ChargePeriodStart", 1, (3,)),
        Rewrite("unreadable_number", "ListCost", 1, (2,)),
        Rewrite("rounded_number", "ListUnitPrice", 1, (3,)),
    }
    assert column(bill, "Tags") == [None, None, None]
    assert column(bill, "ChargeFrequency") == ["Usage-Based"] * 3
    assert column(bill, "ListCost")[1] is None
    assert column(bill, "ListUnitPrice")[2] == Decimal("0.000000000000001")
    assert column(bill, "x_own") == ["NULL", None, None]


TIMES = [
    ("2026-01-05T06:07:08Z", at(2026, 1, 5, 6, 7, 8), True),
    ("2026-01-05T06:07:08.5Z", at(2026, 1, 5, 6, 7, 8, 500000), True),
    ("2026-01-05 06:07:08", at(2026, 1, 5, 6, 7, 8), False),
    ("2026-01-05T06:07Z", at(2026, 1, 5, 6, 7), False),
    ("2026-01-05", at(2026, 1, 5), False),
    ("2026-01-05T06:00:00+02:30", at(2026, 1, 5, 3, 30), False),
    ("2026-01-05T06:00:00-0100", at(2026, 1, 5, 7), False),
    ("2026-01-05 06:00:00 UTC", at(2026, 1, 5, 6), False),
    ("2026-13-05", None, False),
    ("0001-01-01T00:00:00Z", None, False),
    ("46027", None, False),
]


def test_timestamps():
    table, rewrites = normalise(pa.table({"ChargePeriodStart": [written for written, _, _ in TIMES]}))
    assert table.column(0).to_pylist() == [read for _, read, _ in TIMES]
    odd = sum(read is not None and not is_focus_form for _, read, is_focus_form in TIMES)
    assert {rewrite.kind: rewrite.rows for rewrite in rewrites} == {
        "timestamp_form": odd,
        "unreadable_timestamp": sum(read is None for _, read, _ in TIMES),
    }
    assert next(r.examples for r in rewrites if r.kind == "timestamp_form") == (3, 4, 5, 6, 7)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**20), max_value=10**20)))
def test_every_decimal_of_12_places_is_read_exactly(amounts):
    texts = [f"{amount:f}" for amount in amounts] + [f"{amount:E}" for amount in amounts]
    table, rewrites = normalise(pa.table({"BilledCost": pa.array(texts, pa.string())}))
    assert table.column(0).to_pylist() == amounts + amounts
    assert rewrites == ()


@pytest.mark.parametrize(
    ("written", "is_rounded"),
    [("10e-13", False), ("1.5e-12", True), ("1.0000000000001E+1", False), ("1e-400", True), ("0.0000000000000", False)],
)
def test_rounding_is_seen_through_exponents(written, is_rounded):
    table, rewrites = normalise(pa.table({"BilledCost": [written]}))
    assert abs(table.column(0)[0].as_py() - Decimal(written)) <= Decimal("5e-13")
    assert [rewrite.kind for rewrite in rewrites] == (["rounded_number"] if is_rounded else [])


def test_what_is_not_a_number_is_null_and_counted():
    written = ["1_000", "1,5", "$1", "NaN", "inf", "0x10", "1e", "--1", "1e999", "9" * 30]
    table, rewrites = normalise(pa.table({"BilledCost": written}))
    assert table.column(0).to_pylist() == [None] * len(written)
    assert rewrites == (Rewrite("unreadable_number", "BilledCost", len(written), (1, 2, 3, 4, 5)),)


@pytest.mark.parametrize(
    ("delimiter", "ending", "mark"),
    [(";", "\n", b""), ("\t", "\r\n", b""), ("|", "\n", b"\xef\xbb\xbf"), (",", "\r\n", b"\xef\xbb\xbf")],
)
def test_csv_dialects_say_the_same(tmp_path, delimiter, ending, mark):
    rows = [{"ChargeDescription": 'a "quoted", text; with | all'}, {"ChargeDescription": "two\nlines"}]
    text = csv_text(rows, delimiter=delimiter)
    plain = read_bill(write(tmp_path / "plain.csv", csv_text(rows)))
    other = read_bill(write(tmp_path / "other.csv", mark + text.replace("\n", ending).encode()))
    expected = ['a "quoted", text; with | all', f"two{ending}lines"]
    assert column(other, "ChargeDescription") == expected
    same = [name for name in plain.columns if name != "ChargeDescription"]
    assert other.table.select(same).equals(plain.table.select(same))


def test_gzip_and_a_path_with_wildcards(tmp_path):
    text = csv_text([{}, {}])
    plain = read_bill(write(tmp_path / "b[1]*.csv", text))
    packed = read_bill(write(tmp_path / "b.csv.gz", gzip.compress(text.encode())))
    assert plain.table.equals(packed.table)
    assert plain.sha256 == packed.sha256


def test_old_provider_name(tmp_path):
    rows = [{"ProviderName": "AWS", "PublisherName": "AWS"}]
    newer = ("ServiceProviderName", "HostProviderName", "InvoiceDetailId", "ServiceSubcategory")
    bill = read_bill(write(tmp_path / "a.csv", csv_text(rows, without=newer)))
    assert bill.version == "1.0"
    assert bill.renamed_columns == (("ProviderName", "ServiceProviderName"),)
    assert column(bill, "ServiceProviderName") == ["AWS"]


def test_what_is_written_is_read_back_the_same(tmp_path):
    rows = [{"ProviderName": "AWS", "x_Own": "1", "Tags": "NULL"}]
    bill = read_bill(
        write(
            tmp_path / "a.csv", csv_text(rows, without=("ServiceProviderName", "HostProviderName", "InvoiceDetailId"))
        )
    )
    first, second = tmp_path / "1.parquet", tmp_path / "2.parquet"
    assert write_parquet(bill, first) == write_parquet(bill, second) == bill.sha256
    assert first.read_bytes() == second.read_bytes()
    again = read_bill(first)
    assert again.table.equals(bill.table)
    assert (again.version, again.sha256) == (bill.version, bill.sha256) == ("1.1", bill.sha256)
    assert again.source_sha256 == bill.sha256
    assert again.rewrites == ()


def test_bytes_do_not_depend_on_chunks(tmp_path):
    whole = read_bill(write(tmp_path / "a.csv", csv_text([{}, {}, {}]))).table
    parts = pa.concat_tables([whole.slice(0, 1), whole.slice(1)])
    assert parts.column(0).num_chunks == 2
    assert bill_from_table(parts).sha256 == bill_from_table(whole).sha256


def test_typed_parquet(tmp_path):
    """As clouds export it: doubles, zoned timestamps, dictionaries, tags as a map, account numbers as integers."""
    data = {name: pa.array([value or None]) for name, value in PRESENT.items()}
    data["BilledCost"] = pa.array([0.1])
    data["EffectiveCost"] = pa.array([7])
    data["ListCost"] = pa.array([Decimal("1.25")], pa.decimal128(20, 2))
    data["PricingQuantity"] = pa.array([Decimal("0.0000000000000000019")], pa.decimal128(38, 19))
    data["ChargePeriodStart"] = pa.array([at(2026, 1, 5, 6)], pa.timestamp("ns", tz="+02:00"))
    data["BillingPeriodStart"] = pa.array([at(2026, 1, 1)]).cast(pa.date32())
    data["ServiceName"] = pa.array(["Virtual Machines"]).dictionary_encode()
    data["Tags"] = pa.array([[("owner", "a")]], pa.map_(pa.string(), pa.string()))
    data["BillingAccountId"] = pa.array([123])
    data["x_list"] = pa.array([[1, 2]])
    data["ChargeClass"] = pa.nulls(1)
    pq.write_table(pa.table(data), tmp_path / "a.parquet")
    bill = read_bill(tmp_path / "a.parquet")
    row = bill.table.to_pylist()[0]
    assert row["BilledCost"] == Decimal("0.1")
    assert row["EffectiveCost"] == Decimal(7)
    assert row["ListCost"] == Decimal("1.25")
    assert row["PricingQuantity"] == Decimal("0")
    assert row["ChargePeriodStart"] == at(2026, 1, 5, 6)
    assert row["BillingPeriodStart"] == at(2026, 1, 1)
    assert (row["ServiceName"], row["Tags"], row["BillingAccountId"]) == ("Virtual Machines", '{"owner":"a"}', "123")
    assert {(r.kind, r.column) for r in bill.rewrites} == {
        ("number_from_float", "BilledCost"),
        ("rounded_number", "PricingQuantity"),
    }
