"""Programs for the browser: fetched whole or not at all, served for ever under their hash, used only where they fit."""

import gzip
import hashlib
import json
import stat
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from typer.testing import CliRunner

from practicum.kernel.errors import Refusal
from practicum.pages.api import (
    CURRENT,
    BrowserAssets,
    assets_folder,
    read_any,
    read_assets,
    source_hash,
    source_text,
)
from practicum.site.installing_assets import find_damage, install_assets, remove_assets
from tests.verifiers.fixtures import require_npm

FILES = {"engine.js": b"export const engine = 1;", "duckdb-worker.js": b"onmessage = 1;", "duckdb.wasm": b"\0asm"}


def lay_down(data_dir: Path, *, made_of: str = "", files: Mapping[str, bytes] = FILES) -> BrowserAssets:
    """An installed package, as `install_assets` leaves it."""
    hashes = {name: hashlib.sha512(content).hexdigest() for name, content in files.items()}
    assets = BrowserAssets(
        digest="d" * 32, made_of=made_of or source_hash(), files=hashes, versions={"@duckdb/duckdb-wasm": "1.32.0"}
    )
    folder = assets_folder(data_dir) / assets.digest
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    (assets_folder(data_dir) / CURRENT).write_text(assets.write())
    return assets


@pytest.fixture
def data_dir(settings: Any, tmp_path: Path) -> Path:
    settings.PRACTICUM = replace(settings.PRACTICUM, data_dir=tmp_path)
    return tmp_path


def program(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


# --- what is wanted ---


def test_every_package_has_one_version_and_a_hash_and_names_no_host() -> None:
    lock = json.loads(source_text("package-lock.json"))
    wanted = json.loads(source_text("package.json"))
    assert b"://" not in source_text("package-lock.json") + source_text("package.json")
    packages = {place: entry for place, entry in lock["packages"].items() if place}
    assert len(packages) > 30
    for place, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), place
        assert "resolved" not in entry, place
    for name, version in (wanted["dependencies"] | wanted["devDependencies"]).items():
        assert packages[f"node_modules/{name}"]["version"] == version
    licences = {entry.get("license", "MIT") for entry in packages.values() if not entry.get("dev")}
    assert licences <= {"MIT", "Apache-2.0", "0BSD"}


# --- serving ---


def test_a_file_is_served_for_ever_and_packed(data_dir: Path) -> None:
    assets = lay_down(data_dir)
    answer = Client().get(assets.url("duckdb.wasm"), headers={"Accept-Encoding": "br, gzip"})
    assert answer["Content-Type"] == "application/wasm"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer["Content-Encoding"], answer["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(b"".join(answer.streaming_content)) == FILES["duckdb.wasm"]  # type: ignore[attr-defined]
    plain = Client().get(assets.url("engine.js"))
    assert plain["Content-Type"] == "text/javascript; charset=utf-8"
    assert not plain.has_header("Content-Encoding")
    assert b"".join(plain.streaming_content) == FILES["engine.js"]  # type: ignore[attr-defined]


def test_only_the_workers_own_file_may_compile_webassembly(data_dir: Path, db: None) -> None:
    worker = Client().get(lay_down(data_dir).url("duckdb-worker.js"))["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval'" in worker
    assert "default-src 'none'" in worker
    page = Client().get("/register/")["Content-Security-Policy"]
    assert "wasm-unsafe-eval" not in page
    assert "unsafe" not in page


@pytest.mark.parametrize(
    "path", ["x/engine.js", "{d}/nix.js", "{d}/engine.js.gz", "{d}/..%2Fcurrent.json", "../current.json", "{d}/"]
)
def test_what_is_not_installed_is_not_there(data_dir: Path, db: None, path: str) -> None:
    assets = lay_down(data_dir)
    assert Client().get(f"/assets/{path.format(d=assets.digest)}").status_code == 404
    remove_assets(data_dir)
    assert Client().get(assets.url("engine.js")).status_code == 404


def test_pages_use_only_what_this_version_wants(data_dir: Path) -> None:
    assert read_assets(data_dir) is None
    old = lay_down(data_dir, made_of="0" * 64)
    assert (read_any(data_dir), read_assets(data_dir)) == (old, None)
    for broken in ("", "[]", "{}", '{"digest": 1}', "\xff"):
        (assets_folder(data_dir) / CURRENT).write_text(broken, encoding="latin-1")
        assert read_any(data_dir) is None


# --- installing ---


def test_without_node_the_mend_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Refusal) as refused:
        install_assets(tmp_path, say=print)
    assert refused.value.code == "no_node"
    assert "Node.js 18" in refused.value.mend
    assert not assets_folder(tmp_path).exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [("npm error code EINTEGRITY", "wrong_integrity"), ("npm error code ENOTFOUND", "npm_failed"), ("", "npm_failed")],
)
def test_what_npm_refuses_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, code: str
) -> None:
    before = lay_down(tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()
    program(programs, "node", "exit 1")
    program(programs, "npm", f"echo '{said}' >&2; exit 1")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    with pytest.raises(Refusal) as refused:
        install_assets(tmp_path, say=print)
    assert refused.value.code == code
    assert read_assets(tmp_path) == before
    assert sorted(path.name for path in assets_folder(tmp_path).iterdir()) == [CURRENT, before.digest]


def test_a_data_folder_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("node", "npm"):
        program(programs, name, "exit 0")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    (tmp_path / "file").write_text("")
    with pytest.raises(Refusal) as refused:
        install_assets(tmp_path / "file", say=print)
    assert refused.value.code == "no_folder"


def test_damage_is_found(tmp_path: Path) -> None:
    assets = lay_down(tmp_path)
    assert find_damage(tmp_path, assets) == []
    (assets_folder(tmp_path) / assets.digest / "engine.js").write_bytes(b"other")
    (assets_folder(tmp_path) / assets.digest / "duckdb.wasm").unlink()
    assert set(find_damage(tmp_path, assets)) == {
        "duckdb.wasm",
        "engine.js",
    }


def test_the_command_tells_what_is_there(data_dir: Path) -> None:
    from practicum.site.cli.main import app

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["assets", *words])
        return result.exit_code, " ".join(result.output.split())

    assert run("status") == (1, "Not installed: labs run queries on the server. To install: ./practicum assets install")
    assets = lay_down(data_dir)
    assert run("status") == (0, "Installed and whole.")
    code, told = run("status", "--json")
    assert (code, json.loads(told)["digest"]) == (0, assets.digest)
    (assets_folder(data_dir) / assets.digest / "engine.js").write_bytes(b"other")
    assert run("status")[1].startswith("Damaged: engine.js.")
    assert [run("remove"), run("remove")] == [(0, "Removed."), (0, "Nothing was installed.")]
    lay_down(data_dir, made_of="0" * 64)
    assert run("status")[1].startswith("Installed by another version")


@pytest.mark.node
def test_they_are_installed_from_npm(tmp_path: Path) -> None:
    """The real thing."""
    require_npm()
    assets = install_assets(tmp_path, say=print)
    assert read_assets(tmp_path) == assets
    assert find_damage(tmp_path, assets) == []
    assert set(assets.files) == {"editor.js", "engine.js", "duckdb-worker.js", "duckdb.wasm", "licences.txt"}
    folder = assets_folder(tmp_path) / assets.digest
    assert (folder / "duckdb.wasm").read_bytes()[:4] == b"\0asm"
    licences = (folder / "licences.txt").read_text()
    assert all(name in licences for name in ("@codemirror/view 6.", "@duckdb/duckdb-wasm 1.", "apache-arrow 17."))
    assert sorted(path.name for path in assets_folder(tmp_path).iterdir()) == sorted([CURRENT, assets.digest])
