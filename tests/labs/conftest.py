"""Bills of tests lie in a folder of their own."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.PRACTICUM = replace(settings.PRACTICUM, data_dir=tmp_path)
    return tmp_path
