"""The one write: put an event on the record, inside the transaction of the act that it tells of."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction

from practicum.kernel.canonical import plain
from practicum.kernel.events import Event
from practicum.ledger.chain import GENESIS, link_hash
from practicum.ledger.models import LedgerHead, Record


def record(event: Event, *, actor: str, now: datetime) -> Record:
    """Append `event` to the chain. `actor` is the code of the person (or `SYSTEM`).

    Must run inside a transaction: an act and its record are saved together or not at all. The head row is locked until
    that transaction ends, so records are numbered in the order of their commits.
    """
    return record_all([(event, actor)], now=now)[0]


def record_all(events: Iterable[tuple[Event, str]], *, now: datetime) -> list[Record]:
    """Append many events, each with its actor, in their order: as `record`, with three statements for all of them."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a record is written in the transaction of the act it tells of")
    head = LedgerHead.objects.select_for_update().filter(pk=1).first() or _first_head()
    written = []
    for event, actor in events:
        subjects = list(dict.fromkeys(event.subjects()))
        data = plain(event.payload())
        sequence, previous_hash = head.sequence + 1, head.hash
        hash_ = link_hash(
            sequence=sequence,
            at=now,
            actor=actor,
            kind=event.kind,
            subjects=subjects,
            data=data,
            previous_hash=previous_hash,
        )
        written.append(
            Record(
                sequence=sequence,
                at=now,
                actor=actor,
                kind=event.kind,
                subjects=subjects,
                data=data,
                previous_hash=previous_hash,
                hash=hash_,
            )
        )
        head.sequence, head.hash = sequence, hash_
    Record.objects.bulk_create(written)
    head.save(update_fields=["sequence", "hash"])
    return written


def _first_head() -> LedgerHead:
    """The head of an empty ledger; two first writers meet in the row that one of them made."""
    LedgerHead.objects.bulk_create([LedgerHead(pk=1, sequence=0, hash=GENESIS)], ignore_conflicts=True)
    return LedgerHead.objects.select_for_update().get(pk=1)
