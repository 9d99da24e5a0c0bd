"""`practicum focus analyse`: what is told, what is not and why, and one clear line for what cannot be read."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from practicum.focus.api import LIBRARY, bill_from_table, simulate, write_parquet
from practicum.kernel.errors import Refusal
from practicum.site.cli.main import app
from tests.focus.bills import csv_text

NO_DATABASE = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": "src"}


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["focus", *map(str, arguments)])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bill") / "bill.parquet"
    write_parquet(bill_from_table(simulate(seed=3, months=2, rows=2_500)), path)
    return path


def test_one_json_object_with_reasons(file: Path) -> None:
    done = run("analyse", file, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, list(told["analyses"])) == (0, list(LIBRARY))
    silent = {name: answer["cannot_tell"] for name, answer in told["analyses"].items() if "cannot_tell" in answer}
    assert silent["waste"] == "There is no side table telemetry."
    assert all(reason.endswith(".") for reason in silent.values())
    assert told["told"] == len(LIBRARY) - len(silent) >= 8
    rate = told["analyses"]["effective_savings_rate"]
    assert rate["percent"] == rate["rates"][0]["percent"]
    assert float(rate["percent"]) < float(rate["rates"][1]["percent"]) < float(rate["rates"][2]["percent"])


def test_side_tables_and_only(file: Path, tmp_path: Path) -> None:
    (tmp_path / "licences.csv").write_text(
        "month,vendor,product_name,business_unit,purchased,assigned,active_users,unit_price\n2026-01-01,V,Docs,a,10,9,5,8\n"
    )
    done = run("analyse", file, "--side", tmp_path, "--only", "licence_use", "--only", "trend", "--json")
    told = json.loads(done.stdout)
    assert (told["side_tables"], list(told["analyses"])) == (["licences"], ["licence_use", "trend"])
    assert told["analyses"]["licence_use"]["redundant_spend"] == "40"


def test_the_report_for_people(file: Path) -> None:
    done = run("analyse", file)
    assert done.exit_code == 0
    assert "Effective savings rate" in done.stdout
    assert "What this bill cannot tell" in done.stdout
    assert "There is no side table telemetry." in done.stdout


def test_older_versions_tell_what_they_carry(tmp_path: Path) -> None:
    old = tmp_path / "old.csv"
    newer = ("InvoiceDetailId", "HostProviderName", "ServiceProviderName", "ServiceSubcategory")
    old.write_text(csv_text([{"ProviderName": "Fjord Cloud"}], without=newer))
    told = json.loads(run("analyse", old, "--json").stdout)
    assert told["version"] == "1.0"
    assert told["analyses"]["concentration"]["values"] == 1
    assert told["analyses"]["commitment_utilisation"] == {"cannot_tell": "The bill has no commitment rows."}


def test_the_list_of_analyses() -> None:
    shown = run("analyses").stdout
    assert all(name in shown for name in LIBRARY)


@pytest.mark.parametrize(
    ("content", "said"),
    [("a,b\n1,2\n", "No FOCUS column"), ("", "empty"), ("BilledCost\n1\n", "cost columns are missing")],
)
def test_what_is_no_bill_is_refused(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "bad.csv").write_text(content)
    done = run("analyse", tmp_path / "bad.csv")
    assert isinstance(done.exception, Refusal)
    assert said in str(done.exception)


def test_unknown_name_and_no_folder(file: Path, tmp_path: Path) -> None:
    for arguments, said in ((["--only", "profit"], "no analysis profit"), (["--side", tmp_path / "no"], "no folder")):
        done = run("analyse", file, *arguments)
        assert isinstance(done.exception, Refusal)
        assert said in str(done.exception)


def test_one_line_and_exit_2_without_a_database(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "practicum", "focus", "analyse", str(tmp_path / "none.csv")]
    done = subprocess.run(command, capture_output=True, text=True, env=NO_DATABASE, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "cannot be read" in done.stderr
