"""Fetches the programs for the browser from npm, checks them, bundles them, and puts them into the data folder."""

import gzip
import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from practicum.kernel.errors import Refusal
from practicum.pages.api import (
    CURRENT,
    SOURCES,
    BrowserAssets,
    assets_folder,
    source_hash,
    source_text,
)

_BUNDLED = ("editor.js", "engine.js")
# As the package of DuckDB ships them; one build, which every browser since 2022 runs.
_COPIED = {
    "duckdb-worker.js": "node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js",
    "duckdb.wasm": "node_modules/@duckdb/duckdb-wasm/dist/duckdb-eh.wasm",
}
_NAMED = ("@codemirror/view", "@codemirror/lang-sql", "@duckdb/duckdb-wasm")
_SECONDS = 600
_TOLD = 400  # characters of what npm says


def install_assets(data_dir: Path, *, say: Callable[[str], None]) -> BrowserAssets:
    """Install what this version of the program wants, whole or not at all; what was there before is removed after.

    npm fetches the versions of the committed lock file and holds each against its SHA-512. Refusals: `no_node`,
    `wrong_integrity`, `npm_failed`, `bundling_failed`, `no_folder`.
    """
    node, npm = _find("node"), _find("npm")
    folder = assets_folder(data_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as scratch:
            work, made = Path(scratch), Path(scratch) / "made"
            for name in SOURCES:
                (work / name).write_bytes(source_text(name))
            say("Fetching the packages with npm")
            _fetch(npm, work)
            say("Bundling")
            _bundle(node, work, made)
            say("Packing")
            assets = _finish(work, made)
            if not (folder / assets.digest).exists():
                made.replace(folder / assets.digest)
            (work / CURRENT).write_text(assets.write(), encoding="utf-8")
            (work / CURRENT).replace(folder / CURRENT)
    except OSError as error:
        raise Refusal("no_folder", f"The data folder {data_dir} cannot be written: {error.strerror}.") from error
    _remove_others(folder, keep=assets.digest)
    return assets


def remove_assets(data_dir: Path) -> bool:
    """Take them away; whether there were any. Pages that are open fall back to the server."""
    folder = assets_folder(data_dir)
    there = folder.exists()
    (folder / CURRENT).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    return there


def find_damage(data_dir: Path, assets: BrowserAssets) -> list[str]:
    """Names of the installed files that are missing or are not what was installed."""
    folder = assets_folder(data_dir) / assets.digest
    return [name for name, sha512 in assets.files.items() if _hash_of(folder / name) != sha512]


def _find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise Refusal(
            "no_node",
            f"{program} is not on this machine; only this optional step needs it.",
            mend="Install Node.js 18 or later with npm (on Debian: apt-get install nodejs npm), and run this again. "
            "Without it labs work too: queries then run on the server.",
        )
    return path


def _fetch(npm: str, work: Path) -> None:
    done = _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work)
    if done.returncode == 0:
        return
    if "EINTEGRITY" in done.stderr:
        raise Refusal(
            "wrong_integrity",
            "A package is not the one whose hash is in our lock file; nothing was installed.",
            mend="Try again; if it stays so, tell whoever runs your package mirror, and do not install it by hand.",
        )
    raise Refusal(
        "npm_failed",
        f"npm cannot fetch the packages: {_last(done.stderr)}",
        mend="Check that npm works on this machine (npm ping), and run this again.",
    )


def _bundle(node: str, work: Path, made: Path) -> None:
    options = ["--bundle", "--format=esm", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=error"]
    done = _run([node, "node_modules/esbuild/bin/esbuild", *_BUNDLED, *options, f"--outdir={made}"], work)
    if done.returncode != 0:
        raise Refusal("bundling_failed", f"The packages cannot be bundled: {_last(done.stderr)}")
    for name, source in _COPIED.items():
        shutil.copyfile(work / source, made / name)
    (made / "licences.txt").write_text(_licences(work), encoding="utf-8")


def _finish(work: Path, made: Path) -> BrowserAssets:
    files = {path.name: _hash_of(path) or "" for path in sorted(made.iterdir())}
    for name in files:
        packed = gzip.compress((made / name).read_bytes(), compresslevel=9, mtime=0)
        (made / f"{name}.gz").write_bytes(packed)
    lock = json.loads((work / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return BrowserAssets(
        digest=hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:32],
        made_of=source_hash(),
        files=files,
        versions={name: lock[f"node_modules/{name}"]["version"] for name in _NAMED},
    )


def _licences(work: Path) -> str:
    """The licence of every package that is, or may be, part of what browsers get."""
    lock = json.loads((work / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    texts = []
    for place, entry in sorted(lock.items()):
        if not place or entry.get("dev"):
            continue
        found = sorted((work / place).glob("LICEN[CS]E*"))
        text = found[0].read_text(encoding="utf-8", errors="replace") if found else entry.get("license", "")
        texts.append(f"{place.rpartition('node_modules/')[2]} {entry['version']}\n\n{text.strip()}\n")
    return f"\n{'-' * 72}\n\n".join(texts)


def _remove_others(folder: Path, *, keep: str) -> None:
    for other in folder.iterdir():
        if other.is_dir() and other.name != keep and not other.name.startswith(".making-"):
            shutil.rmtree(other, ignore_errors=True)


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(  # noqa: S603  npm and node, with arguments of our own
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_SECONDS, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"it took longer than {_SECONDS} seconds")


def _hash_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha512").hexdigest()
    except OSError:
        return None


def _last(text: str) -> str:
    return " ".join(text.split())[-_TOLD:] or "it said nothing."
