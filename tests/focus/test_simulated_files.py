"""Simulations as files: same bytes, whole folders, formats that say the same, conformance."""

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pyarrow.parquet as pq
import pytest

from practicum.focus.api import FORMATS, check_file, scenarios, simulate_company, write_simulation
from practicum.focus.simulate.columns import plain
from practicum.focus.simulate.files.folder import complete_folder
from practicum.focus.simulate.rows import blocks
from practicum.focus.simulate.tables import COLUMNS_OF, FOCUS_DATASETS
from practicum.kernel.errors import Refusal
from tests.focus.simulations import NAMES, made, rows_for

ASKED = {"scenario": "consultancy", "seed": 11, "months": 2}
ROWS = rows_for("consultancy", 2, 900)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("simulated") / "made"
    write_simulation(**ASKED, rows=ROWS, folder=place, formats=FORMATS)
    return place


def test_a_folder_has_every_table_in_every_format_and_no_more(folder):
    expected = {f"{name}.{kind}" for name in COLUMNS_OF for kind in ("parquet", "csv")}
    whole = {"simulation.duckdb", "simulation.xlsx", "simulation.json", "truth.json"}
    assert {path.name for path in folder.iterdir()} == expected | whole
    assert [path for path in folder.parent.iterdir() if path != folder] == []


def test_files_hold_what_the_simulation_in_memory_holds(folder):
    simulation = simulate_company(**ASKED, rows=ROWS)
    for name, table in simulation.tables.items():
        assert plain(pq.read_table(folder / f"{name}.parquet")).equals(table), name
    assert json.loads((folder / "truth.json").read_text()) == simulation.truth
    about = json.loads((folder / "simulation.json").read_text())
    assert about["rows"] == {name: table.num_rows for name, table in simulation.tables.items()}
    assert (about["company"], about["first_day"]) == (simulation.company, simulation.first_day.isoformat())


def test_formats_say_the_same(folder):
    sums = {}
    columns = """count(*), sum(BilledCost), sum(EffectiveCost), min(CAST(ChargePeriodStart AS TIMESTAMP)),
        count(Tags), count(DISTINCT ResourceId)"""
    with duckdb.connect(str(folder / "simulation.duckdb"), read_only=True) as connection:
        sums["duckdb"] = connection.execute(f"SELECT {columns} FROM cost_and_usage").fetchone()
        kinds = dict(connection.execute("SELECT column_name, column_type FROM (DESCRIBE cost_and_usage)").fetchall())
        assert kinds["Tags"] == kinds["AllocatedTags"] == "MAP(VARCHAR, VARCHAR)"
        assert kinds["ChargePeriodStart"] == "TIMESTAMP"
        products = connection.execute("SELECT count(DISTINCT Tags['product']) FROM cost_and_usage").fetchone()
        assert products[0] >= 4
    with duckdb.connect() as connection:
        for kind in ("parquet", "csv"):
            file = folder / f"cost_and_usage.{kind}"
            types = (
                ""
                if kind == "parquet"
                else ", types = {'BilledCost': 'DECIMAL(24,8)', 'EffectiveCost': 'DECIMAL(24,8)'}"
            )
            sums[kind] = connection.execute(f"SELECT {columns} FROM read_{kind}('{file}'{types})").fetchone()
    assert sums["duckdb"] == sums["parquet"] == sums["csv"]
    text = (folder / "cost_and_usage.csv").read_text().splitlines()[1]
    assert ",2026-01-02T00:00:00Z,2026-01-01T00:00:00Z," in text


def test_the_workbook_has_a_sheet_for_each_table(folder):
    book = openpyxl.load_workbook(folder / "simulation.xlsx", read_only=True)
    assert book.sheetnames == list(COLUMNS_OF)
    rows = list(book["budgets"].iter_rows(values_only=True))
    assert rows[0] == ("month", "business_unit", "product", "amount")
    table = pq.read_table(folder / "budgets.parquet").to_pylist()
    assert [row[3] for row in rows[1:]] == [float(row["amount"]) for row in table]
    assert [row[0].date() for row in rows[1:]] == [row["month"] for row in table]


def test_same_bytes_in_another_process_with_other_threads(folder, tmp_path, monkeypatch):
    """Not the DuckDB file, whose bytes DuckDB shapes anew each time."""
    code = f"""
from pathlib import Path
from practicum.focus.api import write_simulation
write_simulation(**{ASKED!r}, rows={ROWS}, folder=Path({str(tmp_path / "again")!r}), formats=("parquet", "csv", "xlsx"))
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    for path in (tmp_path / "again").iterdir():
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


@pytest.mark.parametrize("workers", [2, 5])
def test_threads_do_not_change_a_byte(workers, tmp_path, monkeypatch):
    """Many small blocks, so that they overtake each other."""
    monkeypatch.setattr(blocks, "ROWS_IN_A_BLOCK", 300)
    asked = ASKED | {"rows": ROWS, "formats": ["parquet"]}
    one = write_simulation(**asked, folder=tmp_path / "one", workers=1)
    many = write_simulation(**asked, folder=tmp_path / "many", workers=workers)
    assert pq.ParquetFile(tmp_path / "one" / "cost_and_usage.parquet").num_row_groups > 5
    assert one.files == many.files
    for name in one.files:
        assert (one.folder / name).read_bytes() == (many.folder / name).read_bytes(), name


def test_other_seeds_are_other_companies():
    first, second = made("retailer", 1), made("retailer", 2)
    assert not set(first.truth["owners"]) & set(second.truth["owners"])
    assert first.truth["anomalies"] != second.truth["anomalies"]


@pytest.mark.parametrize("scenario", NAMES)
def test_simulated_data_conform_to_focus_1_4(scenario, tmp_path):
    """No finding of any level; an invoice that was made wrong does not reconcile, and only that is found."""
    simulation = made(scenario, 3, 3)
    for name in FOCUS_DATASETS:
        pq.write_table(simulation.tables[name], tmp_path / f"{name}.parquet")
        report = check_file(tmp_path / f"{name}.parquet", version="1.4")
        assert report.dataset == name
        assert report.findings == ()
    charges = tmp_path / "cost_and_usage.parquet"
    found = check_file(tmp_path / "invoice_detail.parquet", version="1.4", charges=charges).findings
    assert {finding.rule for finding in found} <= {"IND-BilledCost-C-010-C", "IND-BilledCost-C-013-C"}
    assert found


def test_scenarios_are_six_or_more_and_each_says_what_it_is_about():
    about = scenarios()
    assert len(about) >= 6
    assert next(iter(about)) == "baseline"
    assert len({text.split()[1] for text in about.values()}) > 3


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"scenario": "moon"}, "unknown_scenario"),
        ({"seed": -1}, "bad_seed"),
        ({"months": 0}, "bad_months"),
        ({"months": 37}, "bad_months"),
        ({"rows": 10}, "too_few_rows"),
        ({"rows": 2_000_000_000}, "too_many_rows"),
        ({"formats": ["parquet", "pdf"]}, "unknown_format"),
        ({"formats": []}, "unknown_format"),
        ({"formats": ["xlsx"], "rows": 1_000_000}, "too_many_rows_for_xlsx"),
        ({"folder": "full"}, "folder_not_empty"),
        ({"folder": "file"}, "no_folder"),
        ({"folder": "file/inside"}, "cannot_write"),
    ],
)
def test_refusals_leave_nothing_behind(change, code, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").write_text("kept")
    (tmp_path / "file").write_text("kept")
    before = sorted(tmp_path.rglob("*"))
    asked = {**ASKED, "rows": ROWS, "formats": ["parquet"], "folder": "new"} | change
    with pytest.raises(Refusal) as refusal:
        write_simulation(**asked | {"folder": tmp_path / asked["folder"]})
    assert refusal.value.code == code
    assert refusal.value.mend
    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_that_cannot_be_finished_is_not_there(tmp_path: Path):
    with pytest.raises(RuntimeError), complete_folder(tmp_path / "new") as inside:
        (inside / "half").write_text("a")
        raise RuntimeError("power")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_may_be_filled(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    with complete_folder(tmp_path / "empty") as inside:
        (inside / "whole").write_text("a")
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["whole"]
