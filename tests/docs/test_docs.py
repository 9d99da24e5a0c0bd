"""The documents say what is so."""

import re
import tomllib
from pathlib import Path

import pytest

from practicum.site.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text())
    broken = [
        t for t in targets if "://" not in t and not t.startswith("mailto:") and not (document.parent / t).exists()
    ]
    assert broken == []


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    packages = {re.split(r"[\[<>=~;]", name)[0].strip().lower() for name in named}
    text = (ROOT / "docs/reference/dependencies.md").read_text().lower()
    cells = {
        word.strip() for line in text.splitlines() if line.startswith("|") for word in line.split("|")[1].split(",")
    }
    assert packages - cells == set()


def test_locks_name_no_registry_host() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()


def test_documented_commands_exist() -> None:
    known = set(COMMANDS)
    for document in DOCUMENTS:
        used = set(re.findall(r"\./practicum ([a-z]+)", document.read_text()))
        assert used <= known, f"{document.name} names commands that do not exist: {used - known}"
    reference = (ROOT / "docs/reference/commands.md").read_text()
    assert known == set(re.findall(r"^\| `\./practicum ([a-z]+)", reference, re.MULTILINE))


def test_decisions_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs/decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))


def test_the_reference_of_simulated_data_is_that_of_the_code() -> None:
    from practicum.focus.api import reference_page

    written = (ROOT / "docs/reference/simulated-data.md").read_text()
    assert written == reference_page(), "run ./practicum focus tables > docs/reference/simulated-data.md"
