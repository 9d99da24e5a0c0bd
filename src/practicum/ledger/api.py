"""The door of the ledger."""

from practicum.ledger.chain import GENESIS, Link, Verification, verify_links
from practicum.ledger.models import Record
from practicum.ledger.queries import latest_records, records_about, verify_ledger
from practicum.ledger.services import record, record_all

__all__ = [
    "GENESIS",
    "Link",
    "Record",
    "Verification",
    "latest_records",
    "record",
    "record_all",
    "records_about",
    "verify_ledger",
    "verify_links",
]
