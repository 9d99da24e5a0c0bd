"""The lab that the guide for authors works out: it has every kind of task, so other tests stand on it too."""

import re
from functools import cache
from pathlib import Path

from practicum.labs.rules.building import Variant, build_variant
from practicum.labs.rules.data import LabTables, simulate_tables, write_tables
from practicum.pack.api import Lab, read_lab

GUIDE = Path(__file__).resolve().parents[2] / "docs/how-to/write-a-lab.md"
SEED = 4


@cache
def worked_yaml() -> str:
    found = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return found[1]


@cache
def worked_lab() -> Lab:
    return read_lab("labs/who-pays.yaml", worked_yaml().encode())


@cache
def worked_tables() -> LabTables:
    return write_tables(simulate_tables(worked_lab(), SEED)).read()


@cache
def worked_variant() -> Variant:
    return build_variant(worked_lab(), worked_tables())
