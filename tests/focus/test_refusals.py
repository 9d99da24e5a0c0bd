"""Whatever the file is, the answer is a bill or a Refusal that says what to do."""

import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.focus.api import bill_from_table, read_bill
from practicum.kernel.errors import Refusal

from .bills import csv_text, write

COSTS = "BilledCost,EffectiveCost,ListCost,ContractedCost"
FUZZ = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def parquet_bytes(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


COST_TABLE = {name: [1.5] for name in COSTS.split(",")}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "no_focus_column"),
        (gzip.compress(b"", mtime=0), "empty_file"),
        (b"\x00\x01\x02" * 50, "not_text"),
        (b"\xff\xfe" + "BilledCost".encode("utf-16-le"), "not_text"),
        (b"BilledCost,\xe9", "not_utf8"),
        (b"PK\x03\x04rest", "zipped_file"),
        (b"\x1f\x8bnot gzip", "broken_gzip"),
        (gzip.compress(csv_text([{}] * 50).encode())[:-20], "broken_gzip"),
        (b"hello world\n1\n", "no_focus_column"),
        (b"<html><body>Sign in</body></html>", "no_focus_column"),
        (b"BilledCost,EffectiveCost\n1,2\n", "missing_cost_column"),
        (f"{COSTS},BilledCost\n1,2,3,4,5\n".encode(), "duplicate_column"),
        (f"{COSTS}\n".encode(), "no_rows"),
        (f"{COSTS}\n1,2,3\n".encode(), "broken_csv"),
        (f"{COSTS}\n1,2,3,4,5\n".encode(), "broken_csv"),
        (f'{COSTS}\n1,2,3,"4\n'.encode(), "broken_csv"),
        (f"{COSTS}\n1,2,3,{'4' * 3_000_000}\n".encode(), "broken_csv"),
        (b"BilledCost" * 200_000, "no_focus_column"),
        ((COSTS + "," * 5_000).encode() + b"\n1", "too_many_columns"),
        (b"PAR1" + b"x" * 100 + b"PAR1", "broken_parquet"),
        (parquet_bytes(**COST_TABLE)[:-30], "broken_parquet"),
        (parquet_bytes(a=[1]), "no_focus_column"),
        (parquet_bytes(BilledCost=[1.0]), "missing_cost_column"),
        (parquet_bytes(**{name: pa.array([], pa.float64()) for name in COST_TABLE}), "no_rows"),
    ],
)
def test_broken_files(tmp_path, content, code):
    with pytest.raises(Refusal) as refusal:
        read_bill(write(tmp_path / "bill.csv", content))
    assert refusal.value.code == code
    assert refusal.value.message.endswith(".")
    assert refusal.value.mend
    assert len(str(refusal.value)) < 400


def test_no_such_file_and_a_folder(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(Refusal) as refusal:
            read_bill(path)
        assert refusal.value.code == "unreadable_file"


def test_a_small_file_that_unpacks_to_much_is_stopped(tmp_path):
    bomb = gzip.compress(COSTS.encode() + b"\n" + b"1,2,3,4\n" * 500_000)
    assert len(bomb) < 20_000
    with pytest.raises(Refusal, match="larger than") as refusal:
        read_bill(write(tmp_path / "bomb.csv.gz", bomb), max_bytes=1_000_000)
    assert refusal.value.code == "too_large"
    tight = parquet_bytes(**{name: ["1" * 50] * 100_000 for name in COST_TABLE})
    assert len(tight) < 5_000
    with pytest.raises(Refusal) as refusal:
        read_bill(write(tmp_path / "bomb.parquet", tight), max_bytes=1_000_000)
    assert refusal.value.code == "too_large"


def test_a_broken_line_is_named(tmp_path):
    with pytest.raises(Refusal, match="Line: 3"):
        read_bill(write(tmp_path / "a.csv", f"{COSTS}\n1,2,3,4\n1,2\n"))


def test_tables_are_refused_alike():
    for table, code in [
        (pa.table({"a": [1]}), "no_focus_column"),
        (pa.table({"BilledCost": [1]}), "missing_cost_column"),
        (pa.table({name: pa.array([], pa.int64()) for name in COST_TABLE}), "no_rows"),
        (pa.table(COST_TABLE | {"BilledCost": [[1]]}), "unreadable_values"),
    ]:
        with pytest.raises(Refusal) as refusal:
            bill_from_table(table)
        assert refusal.value.code == code


def bill_or_refusal(path):
    try:
        assert read_bill(path).rows > 0
    except Refusal as refusal:
        assert refusal.mend


@settings(FUZZ, max_examples=100)
@given(st.binary(max_size=300))
def test_random_bytes(tmp_path, content):
    bill_or_refusal(write(tmp_path / "bill", content))


@FUZZ
@given(st.text(max_size=200), st.sampled_from([COSTS, "BilledCost"]))
def test_random_text_under_a_header(tmp_path, text, header):
    bill_or_refusal(write(tmp_path / "bill", (header + "\n" + text).encode(errors="replace")))


@FUZZ
@given(st.lists(st.tuples(*[st.text(st.characters(exclude_characters='",\r\n\x00'), max_size=12)] * 4), min_size=1))
def test_random_cells(tmp_path, rows):
    text = "\n".join([COSTS] + [",".join(f'"{cell}"' for cell in row) for row in rows])
    bill_or_refusal(write(tmp_path / "bill", text.encode(errors="replace")))


@FUZZ
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8), st.booleans())
def test_damaged_parquet_and_gzip(tmp_path, place, noise, packed):
    content = gzip.compress(csv_text([{}]).encode()) if packed else parquet_bytes(**COST_TABLE)
    at = place % len(content)
    bill_or_refusal(write(tmp_path / "bill", content[:at] + noise + content[at + len(noise) :]))
