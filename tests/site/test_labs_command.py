"""`practicum labs prove`: needs no database, says what holds, and exits with 1 when a variant could not be issued."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.site.cli.main import app
from tests.pack.builder import changed, small_pack, write_pack

NO_DATABASE = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": "src"}


def prove(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["labs", "prove", "--processes", "1", *map(str, arguments)])


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The small pack of the tests, whose only lab cannot be issued: two of its four queries find nothing."""
    tasks = [dict(task) for task in small_pack()["labs/bill.yaml"]["tasks"]]
    tasks[0] |= {"solution": {"sql": "SELECT NULL"}, "wrong_methods": []}
    tasks[1] |= {"solution": {"sql": "SELECT NULL"}, "choices": {"sql": "SELECT 'a'"}}
    return write_pack(tmp_path, changed(small_pack(), "labs/bill.yaml", ("tasks",), tasks))


def test_a_lab_is_proven_on_all_cores_without_a_database() -> None:
    command = [sys.executable, "-m", "practicum", "labs", "prove", "--lab", "first-bill"]
    run = subprocess.run(
        [*command, "--seeds", "2", "--processes", "2", "--json"],
        env=NO_DATABASE,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    assert (told["lab"], told["seeds"], told["issuable"], told["whole"], told["holds"]) == ("first-bill", 2, 2, 2, True)
    assert [task["proven"] for task in told["tasks"]] == [2] * 7


def test_what_does_not_hold_is_said_and_the_command_fails(pack: Path) -> None:
    run = prove("--pack", pack, "--seeds", 1, "--json")
    assert run.exit_code == 1
    told = json.loads(run.stdout.splitlines()[-1])
    assert (told["issuable"], told["holds"]) == (0, False)
    assert told["tasks"][0]["reasons"] == {"These data have no answer to it.": 1}
    assert told["not_issuable"] == [[0, "2 tasks are proven; 4 are needed."]]
    shown = prove("--pack", pack, "--seeds", 1)
    assert (shown.exit_code, "not issuable" in shown.stdout) == (1, True)


def test_a_lab_or_a_pack_that_is_not_there_is_said(tmp_path: Path, pack: Path) -> None:
    for run, message in (
        (prove("--lab", "cooking", "--pack", pack), "The pack has no lab “cooking”."),
        (prove("--pack", tmp_path / "nowhere"), "There is no folder"),
    ):
        assert isinstance(run.exception, Refusal)
        assert message in str(run.exception)
