"""`practicum focus`: exit status, one JSON object, a report for people, and errors that name the file and the mend."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.site.cli.main import app

from .conforming import write_dataset


def run(*arguments):
    return CliRunner().invoke(app, ["focus", *map(str, arguments)])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write_dataset(tmp_path_factory.mktemp("command") / "bill.csv", "billing_period")


def test_a_conforming_file(file):
    done = run("check", file, "--version", "1.4", "--json")
    report = json.loads(done.stdout)
    assert done.exit_code == 0
    assert (report["conforms"], report["dataset"], report["rows"], report["findings"]) == (
        True,
        "billing_period",
        1,
        [],
    )
    assert sum(report["counts"]["static"].values()) == 59
    assert all(rule["reason"] for rule in report["rules_left"])
    assert "Conforms" in run("check", file).stdout


def test_a_broken_file_packed_or_not(file, tmp_path):
    out = tmp_path / "broken.csv"
    done = run("mutate", file, "--with", "unknown_status", "--seed", 3, "--out", out, "--json")
    assert json.loads(done.stdout)["rows"] == [1]
    packed = tmp_path / "broken.csv.gz"
    packed.write_bytes(gzip.compress(out.read_bytes()))
    for broken in (out, packed):
        checked = run("check", broken, "--json")
        assert checked.exit_code == 1
        (finding,) = json.loads(checked.stdout)["findings"]
        assert finding["rule"] == "BIP-BillingPeriodStatus-C-003-M"
        assert (finding["first_rows"], finding["example"], finding["level"]) == ([1], "Reopened", "must")
    text = run("check", out).stdout
    assert "BillingPeriodStatus has a value that FOCUS does not know" in text
    assert "Does not conform" in text


BROKEN = {
    "missing": (None, "unreadable_file"),
    "empty": (b"", "empty_file"),
    "archive": (b"PK\x03\x04rest", "zipped_file"),
    "other table": (b"name,age\nA,3\n", "no_focus_column"),
    "two of one": (b"BilledCost,BilledCost\n1,2\n", "duplicate_column"),
    "no rows": (b"BilledCost,ListCost\n", "no_rows"),
    "ragged": (b"BilledCost,ListCost\n1,2\n1,2,3\n", "broken_csv"),
    "binary": (b"BilledCost\x00,ListCost\n1,2\n", "not_text"),
    "latin": (b"BilledCost,ServiceName\n1,Caf\xe9\n", "not_utf8"),
    "cut gzip": (gzip.compress(b"BilledCost,ListCost\n" + b"1,2\n" * 99_999)[:-40], "broken_gzip"),
    "cut parquet": (b"PAR1 and no more", "broken_parquet"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_file_that_cannot_be_read_is_named_with_the_mend(tmp_path, case):
    content, code = BROKEN[case]
    path = tmp_path / "bill.csv"
    if content is not None:
        path.write_bytes(content)
    refused = run("check", path).exception
    assert isinstance(refused, Refusal)
    assert refused.code == code
    assert str(path) in refused.message
    assert refused.mend


def test_a_text_with_other_separators_line_breaks_and_a_mark_at_its_start(file, tmp_path):
    names, row = file.read_text().splitlines()
    text = f'\ufeff{names},x_Note\n{row},"two\nlines; here"\n'.replace(",", ";").replace(
        '"two\nlines; here"', '"two\nlines; here"'
    )
    path = tmp_path / "semicolons.csv"
    path.write_text(text, encoding="utf-8")
    report = json.loads(run("check", path, "--json").stdout)
    assert (report["conforms"], report["rows"], report["columns"]) == (True, 1, 7)


def test_mutators_are_listed_and_unknown_ones_refused(file, tmp_path):
    assert "wrong_product" in run("mutators").stdout
    refused = run("mutate", file, "--with", "magic", "--out", tmp_path / "a.csv").exception
    assert isinstance(refused, Refusal)
    assert "wrong_product" in refused.mend
