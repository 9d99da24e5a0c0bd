"""Bitstring status lists: one bit for each credential, many credentials to a list so that a look-up tells nothing.

Source: W3C Bitstring Status List 1.0. Entry 0 is the highest bit of the first byte; the list is compressed with gzip
and written as multibase base64url. Only status size 1 (a bit) is known here.
"""

import gzip
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from practicum.badges.encoding import decode_base64url, encode_base64url
from practicum.badges.form import check_url
from practicum.badges.times import write_time
from practicum.badges.vocabulary import CREDENTIALS_V2, PURPOSES, STATUS_ENTRY_TYPE, STATUS_LIST_TYPE
from practicum.kernel.errors import Refusal

ENTRIES = 131_072  # the least that the standard allows, for privacy: 16 KiB
MAX_ENTRIES = 2**24  # decoding stops there: a small text can unpack to gigabytes


@dataclass(frozen=True, kw_only=True)
class StatusList:
    """The bits of one list and its purpose (`revocation` or `suspension`). Immutable: changes give a new list."""

    purpose: str
    bits: bytes = bytes(ENTRIES // 8)

    def __post_init__(self) -> None:
        check_purpose(self.purpose)
        if not ENTRIES <= self.size <= MAX_ENTRIES:
            raise Refusal("status_list", f"A status list has {ENTRIES} to {MAX_ENTRIES} entries.", field="bits")

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self.bits) * 8

    def is_set(self, index: int) -> bool:
        """Whether the entry says revoked (suspended). Refusal `status_index` outside the list."""
        self._check(index)
        return bool(self.bits[index // 8] & 128 >> index % 8)

    def set(self, *indices: int) -> "StatusList":
        """A list with these entries set."""
        return self._changed(indices, True)

    def clear(self, *indices: int) -> "StatusList":
        """A list with these entries cleared. That a revocation is never taken back is the caller's rule."""
        return self._changed(indices, False)

    def set_indices(self) -> list[int]:
        """The entries that are set, ascending."""
        return [
            8 * place + bit for place, byte in enumerate(self.bits) if byte for bit in range(8) if byte & 128 >> bit
        ]

    def encode(self) -> str:
        """`encodedList`: gzip (without a date, so that the same bits give the same text), base64url, `u` before it."""
        return encode_base64url(gzip.compress(self.bits, mtime=0))

    def to_credential(
        self, *, id: str, issuer: str, valid_from: datetime, valid_until: datetime | None = None
    ) -> dict[str, Any]:
        """The unsigned BitstringStatusListCredential that is published at the address `id`."""
        credential: dict[str, Any] = {
            "@context": [CREDENTIALS_V2],
            "id": check_url(id, field="id"),
            "type": ["VerifiableCredential", STATUS_LIST_TYPE],
            "issuer": check_url(issuer, field="issuer"),
            "validFrom": write_time(valid_from, field="valid_from"),
            "credentialSubject": {
                "id": f"{id}#list",
                "type": "BitstringStatusList",
                "statusPurpose": self.purpose,
                "encodedList": self.encode(),
            },
        }
        if valid_until is not None:
            credential["validUntil"] = write_time(valid_until, field="valid_until")
        return credential

    def _check(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise Refusal("status_index", f"The index {index} is outside the status list.", field="index")

    def _changed(self, indices: Iterable[int], value: bool) -> "StatusList":
        bits = bytearray(self.bits)
        for index in indices:
            self._check(index)
            mask = 128 >> index % 8
            bits[index // 8] = bits[index // 8] | mask if value else bits[index // 8] & ~mask
        return replace(self, bits=bytes(bits))


@dataclass(frozen=True, kw_only=True)
class StatusEntry:
    """Where a credential's status stands: the list's address, the entry's index and the purpose."""

    list_url: str
    index: int
    purpose: str

    def to_json(self) -> dict[str, str]:
        """The `credentialStatus` object."""
        check_purpose(self.purpose)
        if self.index < 0:
            raise Refusal("status_index", "A status index is not negative.", field="index")
        return {
            "id": f"{check_url(self.list_url, field='list_url')}#{self.index}",
            "type": STATUS_ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


def check_purpose(purpose: str) -> None:
    """Refuse a purpose other than revocation and suspension."""
    if purpose not in PURPOSES:
        raise Refusal("status_purpose", "The purpose of a status list is revocation or suspension.", field="purpose")


def decode_status_list(*, encoded: str, purpose: str) -> StatusList:
    """The list of an `encodedList`. Refusal `status_list` if it is not gzip, too short, too long or damaged."""
    packed = decode_base64url(encoded)
    engine = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        bits = engine.decompress(packed, MAX_ENTRIES // 8 + 1)
    except zlib.error as fault:
        raise Refusal("status_list", "The status list is not gzip.", field="encodedList") from fault
    if not engine.eof or engine.unused_data:
        raise Refusal("status_list", "The status list is cut off or longer than allowed.", field="encodedList")
    return StatusList(purpose=purpose, bits=bits)
