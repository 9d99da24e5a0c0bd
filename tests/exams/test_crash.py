"""An acknowledged answer outlives kill -9 of PostgreSQL: tried on a server of its own, so that the test can tell."""

import contextlib
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import pytest
from django.db import connection

from practicum.exams.api import Attempt, Response, Sitting, record_response
from practicum.itembank.api import Item, ItemVersion, TestForm, TestFormItem
from practicum.kernel.errors import Unavailable
from practicum.people.api import Person
from practicum.site.postgres import EmbeddedPostgres

MODELS = (Item, ItemVersion, TestForm, TestFormItem, Sitting, Attempt, Response)
ENOUGH = 150
_inherited: list[object] = []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL for this test alone, whose WAL writer is slow: what was not flushed by a commit is lost with it."""
    postgres = EmbeddedPostgres(tmp_path)
    url = postgres.start()
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("alter system set wal_writer_delay = '10s'")
        admin.execute("select pg_reload_conf()")
    yield postgres
    with contextlib.suppress(Unavailable):
        postgres.release()
    shutil.rmtree(postgres.place.data.parent, ignore_errors=True)
    shutil.rmtree(postgres.place.run, ignore_errors=True)


def use(url: str) -> None:
    """Point this process's Django at the server. Only ever called in a child: it never returns to the tests."""
    parts = urlsplit(url)
    _inherited.append(connection.connection)  # the parent's: neither used nor closed here
    connection.connection = None
    connection.settings_dict |= {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": "",
        "HOST": parse_qs(parts.query)["host"][0],
        "PORT": "",
    }
    connection.in_atomic_block = False
    connection.autocommit = True


def build(url: str, sent: Connection) -> None:
    """Tables and one running attempt; rows that it points to are left out, so are the constraints that ask for them."""
    use(url)
    with connection.schema_editor() as editor:
        for model in MODELS:
            editor.create_model(model)
        editor.deferred_sql = [sql for sql in editor.deferred_sql if "FOREIGN KEY" not in str(sql)]
    now = datetime.fromisoformat("2026-09-01T12:00:00+00:00")
    item = Item.objects.create(code="x-01", programme_code="x", capability="x", area="x", level="apply")
    version = ItemVersion.objects.create(
        item=item, number=1, kind="numeric", stem="?", key={}, written_at=now, written_by_id=1
    )
    form = TestForm.objects.create(
        code="FRM-X", programme_version_id=1, seed=1, minutes=75, assembled_at=now, assembled_by_id=1
    )
    TestFormItem.objects.create(form=form, version=version, position=1)
    sitting = Sitting.objects.create(
        code="SIT-X", name="x", form=form, opens_at=now, closes_at=now + timedelta(days=1), scheduled_by_id=1
    )
    Attempt.objects.create(
        code="ATT-X",
        sitting=sitting,
        candidacy_id=1,
        person_id=1,
        number=1,
        state="in_progress",
        minutes=75,
        order_seed=1,
        window_closes_at=now,
        deadline_at=now + timedelta(hours=1),
    )
    sent.send("built")
    os._exit(0)


def answer_on(url: str, sent: Connection, first: int, synchronous_commit: str) -> None:
    """Record one answer after the other, and tell each number once its receipt is here, until the server is gone."""
    use(url)
    now = datetime.fromisoformat("2026-09-01T12:30:00+00:00")
    with contextlib.suppress(Exception):
        with connection.cursor() as cursor:
            cursor.execute(f"set synchronous_commit = {synchronous_commit}")
        for sequence in range(first, first + 100_000):
            record_response(
                actor=Person(pk=1),
                attempt_code="ATT-X",
                position=1,
                answer=str(sequence),
                sequence=sequence,
                now=now,
            )
            sent.send(sequence)
    os._exit(0)


def in_child(target: object, *facts: object) -> tuple[object, Connection]:
    context = get_context("fork")
    received, sent = context.Pipe(duplex=False)
    child = context.Process(target=target, args=(facts[0], sent, *facts[1:]))
    child.start()
    sent.close()
    return child, received


def acknowledged_before_kill(server: EmbeddedPostgres, url: str, *, first: int, synchronous_commit: str) -> set[int]:
    """Let a child record answers; kill the postmaster with signal 9 in the middle; return what was acknowledged."""
    child, received = in_child(answer_on, url, first, synchronous_commit)
    acknowledged = {received.recv() for _ in range(ENOUGH)}
    os.kill(int((server.place.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    with contextlib.suppress(EOFError):
        while True:
            acknowledged.add(received.recv())
    child.join()
    with contextlib.suppress(Unavailable):
        server.release()
    server.start()
    return acknowledged


def stored(url: str) -> set[int]:
    with psycopg.connect(url) as reader:
        return {row[0] for row in reader.execute("select sequence from practicum_response")}


def test_no_acknowledged_answer_is_lost_by_kill_9(server: EmbeddedPostgres, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():  # for the children
        _try_it(server, f"postgresql://practicum@/practicum?host={server.place.run}")


def _try_it(server: EmbeddedPostgres, url: str) -> None:
    child, received = in_child(build, url)
    assert received.recv() == "built"
    child.join()
    safe = acknowledged_before_kill(server, url, first=1, synchronous_commit="on")
    assert len(safe) >= ENOUGH
    assert safe <= stored(url)
    # The same with the setting that `start_attempt` refuses: it does lose answers, so this test would notice.
    careless = acknowledged_before_kill(server, url, first=200_000, synchronous_commit="off")
    assert careless - stored(url)
    assert safe <= stored(url)
