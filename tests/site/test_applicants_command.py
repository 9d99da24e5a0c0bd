"""Files of applicants at the command line: what is wrong is said once, and ends with the status of a wrong input."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.site.cli.main import app
from tests.factories.curriculum import make_programme


@pytest.mark.django_db
def test_a_bad_file_ends_with_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("practicum.site.cli.applicants.open_installation", lambda: None)  # the test's own is open
    make_programme()
    file = tmp_path / "applicants.csv"
    file.write_text("email,name\na@example.org,Ada\n", "utf-8")
    answer = CliRunner().invoke(app, ["applicants", "import", str(file), "--dry-run"])
    assert answer.exit_code == 2
    assert "1 problem in 0 rows" in answer.output


def test_a_look_needs_a_file_to_look_at() -> None:
    answer = CliRunner().invoke(app, ["demo", "--dry-run"])
    assert isinstance(answer.exception, Refusal)
    assert (answer.exception.code, answer.exception.field) == ("nothing_to_check", "--dry-run")
