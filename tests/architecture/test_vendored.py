"""Vendored files are what their packages published."""

import hashlib
import tomllib
from pathlib import Path

import pytest

import practicum

PACKAGE = Path(practicum.__file__).parent
MANIFESTS = sorted(PACKAGE.rglob("vendor.toml"))


def files() -> list[tuple[Path, dict[str, str]]]:
    return [
        (manifest.parent, entry)
        for manifest in MANIFESTS
        for entry in tomllib.loads(manifest.read_text()).get("file", [])
    ]


def test_there_are_manifests() -> None:
    assert PACKAGE / "pages/static/vendor/vendor.toml" in MANIFESTS


@pytest.mark.parametrize(
    ("folder", "entry"), files(), ids=lambda value: value.get("path", "") if isinstance(value, dict) else ""
)
def test_hash(folder: Path, entry: dict[str, str]) -> None:
    assert hashlib.sha256((folder / (entry.get("path") or entry["file"])).read_bytes()).hexdigest() == entry["sha256"]
    assert entry["package" if "package" in entry else "name"]
    assert entry["version"]
    assert entry["licence"]


def test_every_vendored_font_is_listed() -> None:
    folder = PACKAGE / "pages/static/vendor"
    listed = {entry["path"] for root, entry in files() if root == folder}
    there = {str(path.relative_to(folder)) for path in folder.rglob("*.*") if path.suffix in {".woff2", ".js", ".css"}}
    assert there == listed
