"""Uploaded files on their way to a worker: sealed on disk, open only while they are read, and removed afterwards.

A file is written in pieces of one megabyte, each by AES-256-GCM. The key follows from a secret in the database and from
the key seal outside it, so neither the folder nor a backup of folder and database shows a name. The number of a piece and
whether it is the last one are part of its nonce: pieces that are missing, swapped or cut off do not open.
"""

import hashlib
import hmac
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from practicum.kernel.errors import Refusal

PIECE = 1024 * 1024
_TAG = 16
_PURPOSE = b"practicum uploaded bill\0"
# A file that nobody waits for may be one whose request is not over yet.
SWEPT_AFTER_SECONDS = 3600


def incoming_folder() -> Path:
    return Path(settings.PRACTICUM.data_dir) / "incoming"


def seal_upload(code: str, path: Path) -> bytes:
    """Put a copy of the file aside for a worker, under this code; returns the secret without which it cannot be read."""
    secret = secrets.token_bytes(32)
    folder = incoming_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cipher, number = _cipher(secret), 0
    with path.open("rb") as source, (folder / code).open("wb") as sealed:
        piece = source.read(PIECE)
        while True:
            following = source.read(PIECE)
            sealed.write(cipher.encrypt(_nonce(number, is_last=not following), piece, None))
            if not following:
                break
            piece, number = following, number + 1
        sealed.flush()
        os.fsync(sealed.fileno())
    return secret


@contextmanager
def opened_upload(code: str, secret: bytes) -> Iterator[Path]:
    """The file as it was uploaded, for as long as it is read. Refusals: `upload_gone`, `upload_sealed`."""
    sealed = incoming_folder() / code
    if not sealed.is_file():
        raise Refusal("upload_gone", "The uploaded file is not there any more.", mend="Bring it again.")
    with tempfile.TemporaryDirectory(prefix=f"{code}.", dir=incoming_folder()) as folder:
        path = Path(folder) / "upload"
        _open(sealed, path, _cipher(secret))
        yield path


def remove_upload(code: str) -> None:
    """Delete the file for good, and what a killed worker has left of it open."""
    (incoming_folder() / code).unlink(missing_ok=True)
    for left in incoming_folder().glob(f"{code}.*"):
        shutil.rmtree(left, ignore_errors=True)


def sweep_uploads(waited_for: Collection[str]) -> int:
    """Delete what belongs to none of these codes and is an hour old; return how many."""
    found = {one.name.partition(".")[0] for one in incoming_folder().glob("*") if _is_old(one)} - set(waited_for)
    for code in found:
        remove_upload(code)
    return len(found)


def _is_old(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime > SWEPT_AFTER_SECONDS
    except FileNotFoundError:  # somebody has removed it this moment
        return False


def _open(sealed: Path, path: Path, cipher: AESGCM) -> None:
    left, number = sealed.stat().st_size, 0
    with sealed.open("rb") as source, path.open("wb") as out:
        while left > 0:
            piece = source.read(PIECE + _TAG)
            left -= len(piece)
            try:
                out.write(cipher.decrypt(_nonce(number, is_last=left <= 0), piece, None))
            except InvalidTag:
                raise Refusal(
                    "upload_sealed",
                    "The uploaded file cannot be opened with the seal of this installation.",
                    mend="Bring it again. If it happens again, tell your operator: PRACTICUM_KEY_SEAL of the web "
                    "server and of the worker must be the same.",
                ) from None
            number += 1


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hmac.digest(settings.PRACTICUM.key_seal.encode(), _PURPOSE + secret, hashlib.sha256))


def _nonce(number: int, *, is_last: bool) -> bytes:
    """Of a key that seals one file only."""
    return number.to_bytes(11, "big") + bytes([is_last])
