"""Reads of the record."""

from collections.abc import Callable, Iterator

from django.db.models import QuerySet

from practicum.ledger.chain import Link, Verification, verify_links
from practicum.ledger.models import LedgerHead, Record


def records_about(*subjects: str) -> QuerySet[Record]:
    """All records about any of these codes, oldest first."""
    return Record.objects.filter(subjects__overlap=list(subjects)).order_by("sequence")


def latest_records(limit: int = 50) -> QuerySet[Record]:
    return Record.objects.order_by("-sequence")[:limit]


def verify_ledger(on_progress: Callable[[int], None] | None = None) -> Verification:
    """Recompute the whole chain and compare its end with the stored head."""
    head = LedgerHead.objects.filter(pk=1).first()
    return verify_links(_links(on_progress), head=head.hash if head else None)


def _links(on_progress: Callable[[int], None] | None) -> Iterator[Link]:
    for record in Record.objects.order_by("sequence").iterator(chunk_size=2000):
        if on_progress:
            on_progress(record.sequence)
        yield Link(
            sequence=record.sequence,
            at=record.at,
            actor=record.actor,
            kind=record.kind,
            subjects=tuple(record.subjects),
            data=record.data,
            previous_hash=record.previous_hash,
            hash=record.hash,
        )
