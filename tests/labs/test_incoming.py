"""An upload waits sealed: nobody reads it without the secret and the seal, and nothing of it stays."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.labs import incoming
from practicum.labs.incoming import incoming_folder, opened_upload, remove_upload, seal_upload, sweep_uploads

PIECE = 64


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incoming, "PIECE", PIECE)


def seal(content: bytes, code: str = "BIL-1") -> bytes:
    path = incoming_folder().parent / "file"
    path.write_bytes(content)
    return seal_upload(code, path)


def opens(secret: bytes, code: str = "BIL-1") -> bytes:
    with opened_upload(code, secret) as path:
        return path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(content=st.binary(max_size=3 * PIECE + 1))
def test_what_was_sealed_opens_again(content: bytes) -> None:
    secret = seal(content)
    assert opens(secret) == content
    assert [one.name for one in incoming_folder().iterdir()] == ["BIL-1"]


@pytest.mark.parametrize("length", [0, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE])
def test_pieces_begin_and_end_anywhere(length: int) -> None:
    content = bytes(range(256))[:length]
    assert opens(seal(content)) == content


def test_nobody_reads_it_on_disk_and_nobody_changes_it() -> None:
    content = b"account 111122223333 " * 20
    secret = seal(content)
    sealed = incoming_folder() / "BIL-1"
    whole = sealed.read_bytes()
    assert b"1111" not in whole
    piece = PIECE + 16
    changed = [
        whole[:-1] + bytes([whole[-1] ^ 1]),
        whole[:piece],  # cut off after a piece
        whole[piece:],  # the first is missing
        whole[piece : 2 * piece] + whole[:piece] + whole[2 * piece :],  # two are swapped
        whole[:-3],
    ]
    for bad in changed:
        sealed.write_bytes(bad)
        with pytest.raises(Refusal, match="cannot be opened"):
            opens(secret)
    sealed.write_bytes(whole)
    with pytest.raises(Refusal, match="cannot be opened"):
        opens(b"x" * 32)
    assert opens(secret) == content


def test_another_seal_opens_nothing(settings: Any) -> None:
    secret = seal(b"names")
    settings.PRACTICUM = replace(settings.PRACTICUM, key_seal="another seal")
    with pytest.raises(Refusal) as refused:
        opens(secret)
    assert refused.value.code == "upload_sealed"


def test_it_is_removed_with_what_a_killed_worker_left() -> None:
    secret = seal(b"names")
    left = incoming_folder() / "BIL-1.abcd"
    left.mkdir()
    (left / "upload").write_bytes(b"names")
    remove_upload("BIL-1")
    assert list(incoming_folder().iterdir()) == []
    with pytest.raises(Refusal) as refused:
        opens(secret)
    assert refused.value.code == "upload_gone"


def test_what_nobody_waits_for_is_swept_once_it_is_old(data_folder: Path) -> None:
    for code in ("BIL-1", "BIL-2", "BIL-3"):
        seal(b"names", code)
    (incoming_folder() / "BIL-4.open").mkdir()
    an_hour_ago = time.time() - 3700
    for name in ("BIL-1", "BIL-2", "BIL-4.open"):
        os.utime(incoming_folder() / name, (an_hour_ago, an_hour_ago))
    assert sweep_uploads({"BIL-1"}) == 2
    assert {one.name for one in incoming_folder().iterdir()} == {"BIL-1", "BIL-3"}
    assert (data_folder / "incoming").stat().st_mode & 0o077 == 0
