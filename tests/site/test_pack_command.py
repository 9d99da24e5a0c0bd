"""`practicum pack load`: a whole programme onto a server, all or nothing, the same files twice the same."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

from practicum.curriculum.api import ProgrammeVersion, current_version
from practicum.itembank.api import Item
from practicum.kernel.errors import Refusal
from practicum.ledger.api import Record, verify_ledger
from practicum.site.cli.pack import tell
from practicum.site.loading import load_whole_pack
from tests.factories.curriculum import SHIPPED, shipped_pack
from tests.factories.people import NOON, system

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_the_same_files_again_change_nothing_and_what_cannot_be_loaded_changes_nothing_either() -> None:
    taken = shipped_pack().items[5].id
    stranger = Item.objects.create(code=taken, programme_code="other", capability="x", area="x", level="apply")
    with pytest.raises(Refusal, match=taken):
        load_whole_pack(SHIPPED, actor=system(), now=NOON)
    assert not ProgrammeVersion.objects.exists()
    stranger.delete()
    first = load_whole_pack(SHIPPED, actor=system(), now=NOON)
    assert (first.is_new, first.became_current, first.is_unchanged) == (True, True, False)
    assert len(first.items.created) == len(shipped_pack().items)
    assert first.labs == first.new_labs == len(shipped_pack().labs) > 0
    assert first.questions == first.new_questions == len(shipped_pack().diagnostic) > 0
    assert current_version() == first.version
    records = Record.objects.count()
    again = load_whole_pack(SHIPPED, actor=system(), now=NOON)
    assert (again.is_unchanged, again.version, Record.objects.count()) == (True, first.version, records)
    assert tell(again)[0].endswith("is there already, the same files; nothing has changed.")
    assert verify_ledger().verified


@pytest.mark.django_db(transaction=True)
def test_the_command_tells_what_changed_and_refuses_with_file_and_line(tmp_path: Path) -> None:
    broken = shutil.copytree(SHIPPED, tmp_path / "pack")
    policies = broken / "policies.yaml"
    policies.write_text(policies.read_text("utf-8").replace("offer_days:", "offer_dayz:"), "utf-8")
    refused = run("pack", "load", str(broken))
    assert refused.returncode == 1
    assert f"{policies}:" in refused.stdout
    assert "This pack cannot be loaded." in refused.stdout
    assert not ProgrammeVersion.objects.exists()
    done = run("pack", "load")
    assert done.returncode == 0, done.stderr
    assert "is loaded and is the current version" in done.stdout
    assert f"Items: {len(shipped_pack().items)} new, 0 changed, 0 as before." in done.stdout
    assert ProgrammeVersion.objects.count() == 1


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {**os.environ, "DATABASE_URL": urlunsplit(url), "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "300"}
    return subprocess.run(
        [sys.executable, "-m", "practicum", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
