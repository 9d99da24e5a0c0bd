"""The chain's arithmetic: pure, so that anyone can check a copy of the records without our database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from practicum.kernel.canonical import digest

GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """One record as the chain sees it."""

    sequence: int
    at: datetime
    actor: str
    kind: str
    subjects: tuple[str, ...]
    data: Mapping[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Verification:
    """What a walk along the whole chain found. `first_bad` is the sequence of the first record that does not fit."""

    records: int
    verified: bool
    head: str
    first_bad: int | None = None
    reason: str = ""


def link_hash(
    *,
    sequence: int,
    at: datetime,
    actor: str,
    kind: str,
    subjects: Iterable[str],
    data: Mapping[str, Any],
    previous_hash: str,
) -> str:
    """SHA-256 over the canonical JSON of all fields; the time is taken in UTC so that a zone cannot change the hash."""
    return digest(
        {
            "sequence": sequence,
            "at": at.astimezone(UTC),
            "actor": actor,
            "kind": kind,
            "subjects": list(subjects),
            "data": data,
            "previous_hash": previous_hash,
        }
    )


def verify_links(links: Iterable[Link], *, head: str | None = None) -> Verification:
    """Walk the chain. Every record must have the next number, name its predecessor's hash and hash to its own.

    With `head`, the last hash must equal it: this is what finds a chain whose end was cut off.
    """
    before, count = GENESIS, 0
    for link in links:
        count += 1
        expected = link_hash(
            sequence=link.sequence,
            at=link.at,
            actor=link.actor,
            kind=link.kind,
            subjects=link.subjects,
            data=link.data,
            previous_hash=link.previous_hash,
        )
        for wrong, reason in (
            (link.sequence != count, f"record {count} is missing"),
            (link.previous_hash != before, "does not follow the record before it"),
            (link.hash != expected, "its content does not match its hash"),
        ):
            if wrong:
                return Verification(count, False, before, link.sequence, reason)
        before = link.hash
    if head is not None and head != before:
        return Verification(count, False, before, count + 1, "the newest records are missing")
    return Verification(count, True, before)
