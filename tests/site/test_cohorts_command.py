"""`practicum cohorts` from a file to a file: the public form, clear errors, and an end by Ctrl-C that keeps the plan."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.matching.api import Instance, Result, check
from practicum.site.cli.main import app

NO_DATABASE = {**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONPATH": "src"}


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["cohorts", *map(str, arguments)])


def test_make_then_solve(tmp_path: Path) -> None:
    asked, out = tmp_path / "instance.json", tmp_path / "result.json"
    assert run("make", "--n", 40, "--seed", 2, "--mentors", "--out", asked).exit_code == 0
    instance = Instance.from_json(json.loads(asked.read_text()))
    assert (len(instance.applicants), len(instance.facilitators), len(instance.mentors)) == (40, 3, 10)
    assert run("solve", asked, "--seconds", 2, "--seed", 1, "--out", out).exit_code == 0
    answer = json.loads(out.read_text())
    assert set(answer) == {"cohorts", "unplaced", "bound", "seconds"}
    assert check(instance, Result.from_json(answer)) == ()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["instance.json", "result.json"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "is no JSON"),
        ("[]", "The instance must be an object"),
        (
            '{"facilitators": [], "applicants": [{"id": "a", "hours": [1, 168], "language": "en"}]}',
            "applicants[0].hours",
        ),
        (
            '{"facilitators": [], "applicants": [{"id": "a", "hours": ["x"], "language": "en"}]}',
            "applicants[0].hours[0]",
        ),
    ],
)
def test_a_bad_file_is_answered_with_the_path_of_the_value(text: str, said: str, tmp_path: Path) -> None:
    asked = tmp_path / "instance.json"
    asked.write_text(text)
    answer = run("solve", asked, "--out", tmp_path / "result.json")
    assert isinstance(answer.exception, Refusal)
    assert said in str(answer.exception)
    assert not (tmp_path / "result.json").exists()


def test_a_place_that_cannot_be_written_is_refused_before_the_search(tmp_path: Path) -> None:
    run("make", "--n", 30, "--out", tmp_path / "i.json")
    for out in (tmp_path, tmp_path / "nowhere" / "result.json"):
        assert isinstance(run("solve", tmp_path / "i.json", "--out", out).exception, Refusal)
    assert isinstance(run("solve", tmp_path / "none.json", "--out", tmp_path / "r.json").exception, Refusal)


def test_an_interrupt_writes_the_best_so_far_without_any_database(tmp_path: Path) -> None:
    run("make", "--n", 400, "--out", tmp_path / "i.json")
    command = [sys.executable, "-m", "practicum", "cohorts", "solve", "i.json", "--seconds", "3600", "--out", "r.json"]
    command[5] = str(tmp_path / "i.json")
    command[-1] = str(tmp_path / "r.json")
    with subprocess.Popen(command, env=NO_DATABASE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert "Ctrl-C keeps the best plan" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 0, said
    assert "You ended the search" in said
    instance = Instance.from_json(json.loads((tmp_path / "i.json").read_text()))
    assert check(instance, Result.from_json(json.loads((tmp_path / "r.json").read_text()))) == ()


def test_an_interrupt_in_the_midst_of_the_models_is_heard() -> None:
    """CP-SAT has a handler of its own for Ctrl-C, which would leave none behind."""
    script = """
import os, signal, threading, time
from dataclasses import replace
from practicum.matching.api import make_instance, solve
heard, told = [], []
instance = make_instance(applicants=140, seed=1)
ids = [a.id for a in instance.applicants]
apart = tuple((one, other) for place, one in enumerate(ids) for other in ids[place + 1 : place + 40])  # models are needed
signal.signal(signal.SIGINT, lambda *_: heard.append(1))
def tell(progress):
    told.append(progress)
    if threading.active_count() > 1 and not heard:
        os.kill(os.getpid(), signal.SIGINT)
result = solve(replace(instance, size=(3, 4), apart=apart), seconds=30, seed=1, clock=time.monotonic, on_progress=tell,
               should_stop=lambda: bool(heard))
print(len(heard), result.cut_short, result.placed >= told[0].placed > 0)
"""
    ended = subprocess.run([sys.executable, "-c", script], env=NO_DATABASE, capture_output=True, text=True, check=False)
    assert ended.stdout.split() == ["1", "True", "True"], ended.stderr


def test_the_benchmark_prints_a_row_with_and_without_mentors() -> None:
    answer = CliRunner(env={"COLUMNS": "160"}).invoke(app, ["bench", "cohorts", "--n", "30", "--seconds", "1"])
    assert answer.exit_code == 0
    rows = [line.split() for line in answer.output.splitlines() if line.strip().startswith("30")]
    assert [row[1] for row in rows] == ["none", "8"]
    assert all(row[-1] == "0" for row in rows)
