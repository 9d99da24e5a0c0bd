"""Large programs for the browser (the SQL editor, the database engine): not in our source, installed by an operator.

They lie in the data folder under the hash of their content. Pages work without them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

# What they are made of: the wanted packages, their hashes, and our own few lines around them.
SOURCES = ("package.json", "package-lock.json", "editor.js", "engine.js")
CURRENT = "current.json"


@dataclass(frozen=True, kw_only=True)
class BrowserAssets:
    """An installed package: `files` maps each name to its SHA-512, `made_of` is the hash of the sources it was made of."""

    digest: str
    made_of: str
    files: Mapping[str, str]
    versions: Mapping[str, str]

    def url(self, name: str) -> str:
        return f"/assets/{self.digest}/{name}"

    def write(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"


def assets_folder(data_dir: Path) -> Path:
    return data_dir / "assets"


def source_text(name: str) -> bytes:
    """One of `SOURCES`."""
    return resources.files("practicum.pages").joinpath("assets", name).read_bytes()


def source_hash() -> str:
    """Changes with what this version of the program wants in the browser."""
    return hashlib.sha256(b"\0".join(source_text(name) for name in SOURCES)).hexdigest()


def read_any(data_dir: Path) -> BrowserAssets | None:
    """What is installed, whichever version of the program installed it; None where nothing (readable) is."""
    try:
        return BrowserAssets(**json.loads((assets_folder(data_dir) / CURRENT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_assets(data_dir: Path) -> BrowserAssets | None:
    """What is installed, if it is what this version of the program wants; otherwise None: pages then do without."""
    found = read_any(data_dir)
    return found if found is not None and found.made_of == source_hash() else None
