"""The record cannot be changed, and a chain that was changed is found out."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.events import Event
from practicum.ledger.api import GENESIS, Link, Record, record, records_about, verify_ledger, verify_links
from practicum.ledger.chain import link_hash
from practicum.ledger.guards import guard


@dataclass(frozen=True, kw_only=True)
class Told(Event):
    kind: ClassVar[str] = "test.told"
    subject_fields: ClassVar[tuple[str, ...]] = ("who", "what")
    who: str
    what: str
    at: datetime


@pytest.fixture
def three_records(db: None, now: datetime) -> list[Record]:
    with transaction.atomic():
        return [
            record(Told(who="PER-1", what=f"APP-{n}", at=now), actor="PER-1", now=now + timedelta(minutes=n))
            for n in range(3)
        ]


def test_records_chain_and_verify(three_records: list[Record]) -> None:
    found = verify_ledger()
    assert (found.records, found.verified) == (3, True)
    assert three_records[0].previous_hash == GENESIS
    assert [r.sequence for r in records_about("APP-1")] == [2]
    assert [r.sequence for r in records_about("PER-1")] == [1, 2, 3]


@pytest.mark.parametrize("change", ["update practicum_record set actor = 'X'", "delete from practicum_record",
                                    "truncate practicum_record"])  # fmt: skip
def test_database_refuses_every_change(three_records: list[Record], change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(guard("practicum_record"))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert verify_ledger().verified


def test_a_superuser_who_disables_the_guard_is_found_out(three_records: list[Record]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table practicum_record disable trigger all")
        cursor.execute("update practicum_record set data = jsonb_set(data, '{what}', '\"APP-9\"') where sequence = 2")
        cursor.execute("alter table practicum_record enable trigger all")
    found = verify_ledger()
    assert (found.verified, found.first_bad) == (False, 2)


def test_cut_off_end_is_found_out(three_records: list[Record]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("alter table practicum_record disable trigger all")
        cursor.execute("delete from practicum_record where sequence = 3")
        cursor.execute("alter table practicum_record enable trigger all")
    assert verify_ledger().reason == "the newest records are missing"


@pytest.mark.django_db(transaction=True)
def test_no_record_outside_a_transaction(now: datetime) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record(Told(who="PER-1", what="APP-1", at=now), actor="PER-1", now=now)


def chain(payloads: list[dict[str, str]]) -> list[Link]:
    links, before = [], GENESIS
    for number, payload in enumerate(payloads, start=1):
        link = Link(number, datetime(2026, 1, 1, tzinfo=UTC), "PER-1", "test.told", ("APP-1",), payload, before, "")
        before = link_hash(**{name: getattr(link, name) for name in link.__dataclass_fields__ if name != "hash"})
        links.append(replace(link, hash=before))
    return links


@given(
    st.lists(st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3), min_size=1, max_size=6), st.data()
)
def test_any_change_of_any_link_breaks_the_chain(payloads: list[dict[str, str]], data: st.DataObject) -> None:
    links = chain(payloads)
    assert verify_links(links, head=links[-1].hash).verified
    victim = data.draw(st.integers(0, len(links) - 1))
    forged = data.draw(
        st.sampled_from([
            replace(links[victim], actor="PER-2"),
            replace(links[victim], at=links[victim].at + timedelta(microseconds=1)),
            replace(links[victim], data={**links[victim].data, "forged": "x"}),
            replace(links[victim], subjects=("APP-2",)),
            replace(links[victim], kind="test.other"),
        ])
    )  # fmt: skip
    assert not verify_links([*links[:victim], forged, *links[victim + 1 :]], head=links[-1].hash).verified
    assert not verify_links([*links[:victim], *links[victim + 1 :]], head=links[-1].hash).verified
