"""`practicum focus scenarios`, `simulate`, `tables` and `bench focus`: without a database, and with clear refusals."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.site.cli.main import app

NO_DATABASE = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": "src"}


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_scenarios_are_listed_one_a_line() -> None:
    lines = run("focus", "scenarios").stdout.splitlines()
    assert len(lines) >= 7
    assert all(re.fullmatch(r"[a-z-]+ {2,}\S.{20,}", line) for line in lines)


def test_simulate_tells_what_it_wrote(tmp_path: Path) -> None:
    asked = ("--scenario", "saas", "--seed", 3, "--rows", 5_000, "--months", 1, "--out", tmp_path / "made")
    result = run("focus", "simulate", *asked)
    assert result.exit_code == 0, result.output
    about = json.loads((tmp_path / "made" / "simulation.json").read_text())
    assert f"{about['rows']['cost_and_usage']:,} rows of cost_and_usage and 24 other tables" in result.stdout


ASKED = {"--scenario": "saas", "--seed": "3", "--rows": "5000", "--months": "1"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--scenario": "moon"}, "There is no scenario moon. Known: baseline, ai-product"),
        ({"--rows": "5"}, "5 rows are too few for 1 months of saas. Give at least"),
        ({"--format": "pdf"}, "There is no format pdf. Known: parquet, csv, xlsx, duckdb."),
        ({"--out": "."}, "has something in it. Name a new folder"),
    ],
)
def test_a_wrong_input_is_refused(change: dict[str, str], said: str, tmp_path: Path) -> None:
    asked = ASKED | {"--out": str(tmp_path / "made")} | change
    result = run("focus", "simulate", *[word for pair in asked.items() for word in pair])
    assert isinstance(result.exception, Refusal)
    assert said in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_no_database_is_asked_for_and_a_refusal_is_status_2(tmp_path: Path) -> None:
    asked = ASKED | {"--out": str(tmp_path / "made"), "--seed": "-3"}
    command = [
        sys.executable,
        "-m",
        "practicum",
        "focus",
        "simulate",
        *[word for pair in asked.items() for word in pair],
    ]
    done = subprocess.run(command, env=NO_DATABASE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "practicum: The seed is negative. Give a whole number from 0.\n")


def test_the_bench_prints_rows_a_second_beside_its_limit() -> None:
    result = run("bench", "focus", "--rows", 3_000, "--months", 1)
    assert result.exit_code == 0, result.output
    assert "Limit" in result.stdout
    # rows, took, CPU; then rows/s, rows/CPU s and the limit
    assert re.search(r"\d,\d{3}( +[\d.]+){2}( +[\d,]+){3}", result.stdout)
