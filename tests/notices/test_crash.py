"""kill -9 of a real worker in the middle of its mail: nothing twice, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.utils import timezone

from practicum.notices.api import Notice, queue_notice, stuck_notices
from practicum.notices.mail import message_id
from practicum.people.api import ADMISSIONS_OFFICER, Person, decide_on_notice
from practicum.site.tasks import rerun_stalled_jobs
from tests.factories.people import make_person
from tests.notices.mailbox import Mailbox

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 24


@pytest.fixture(autouse=True)
def no_jobs_left() -> Iterator[None]:
    """Jobs are no rows of our models: Django does not empty their tables after a test."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("truncate procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers cascade")


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        yield server
        server.shutdown()


class Workers:
    """Real worker processes on the test's database, with one place to send mail to."""

    def __init__(self, mail_url: str, folder: Path) -> None:
        parts = urlsplit(os.environ["DATABASE_URL"])
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PRACTICUM_", "DJANGO_"))}
        self.environment = {
            **kept,
            "PYTHONPATH": str(ROOT / "src"),
            "PRACTICUM_MODE": "test",
            "PRACTICUM_MAIL_URL": mail_url,
            "PRACTICUM_DATA_DIR": str(folder),
            "DATABASE_URL": urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")),
        }

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([sys.executable, "-m", "practicum", "worker"], env=self.environment)

    def finish(self, is_done: Callable[[], bool]) -> None:
        """What a new worker does after its predecessor was killed and half a minute has gone by."""
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
        async_to_sync(rerun_stalled_jobs.func)(0)
        worker = self.start()
        try:
            wait(is_done, worker)
        finally:
            worker.terminate()
            worker.wait(timeout=30)


def wait(is_done: Callable[[], bool], worker: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if is_done():
            return
        assert worker.poll() is None, "the worker ended"
        time.sleep(0.1)
    raise AssertionError(f"not done: {list(Notice.objects.values_list('state', 'failure'))}")


def write_letters(person: Person) -> list[Notice]:
    now = timezone.now()
    return [
        queue_notice(
            person_id=person.pk,
            to_address=person.email,
            subject=f"Letter {number}",
            body="Text.",
            dedupe_key=f"{number}",
            kind="security",
            now=now,
        )
        for number in range(LETTERS)
    ]


def states() -> list[str]:
    return list(Notice.objects.order_by().values_list("state", flat=True))


def test_into_files(tmp_path: Path) -> None:
    letters = write_letters(make_person())
    mail = tmp_path / "mail"
    workers = Workers(f"file:{mail}", tmp_path)
    first = workers.start()
    wait(lambda: mail.is_dir() and len(list(mail.glob("*.eml"))) >= 5, first)
    first.kill()
    first.wait()
    assert states().count("sent") < LETTERS
    workers.finish(lambda: set(states()) == {"sent"})
    assert sorted(file.stem for file in mail.glob("*.eml")) == sorted(message_id(one).strip("<>") for one in letters)


def test_to_a_mail_server_that_saw_the_worker_die(mailbox: Mailbox, tmp_path: Path) -> None:
    person = make_person()
    letters = {message_id(one): one for one in write_letters(person)}
    mailbox.unknown.add("nobody@example.org")
    lost = queue_notice(
        person_id=person.pk, to_address="nobody@example.org", subject="x", body="x", dedupe_key="lost", now=timezone.now(),
        kind="security",
    )  # fmt: skip
    workers = Workers(f"smtp://127.0.0.1:{mailbox.port}", tmp_path)

    # the server has taken the fifth message, and the sender never hears of it
    first = workers.start()
    mailbox.on_taken = lambda number: os.kill(first.pid, signal.SIGKILL) if number == 5 else None
    first.wait(timeout=60)
    # a letter is claimed, and its worker dies before it has said a word
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_workers set last_heartbeat = now() - interval '1 minute'")
    async_to_sync(rerun_stalled_jobs.func)(0)
    mailbox.connections = 0
    second = workers.start()
    mailbox.on_connect = lambda number: os.kill(second.pid, signal.SIGKILL) if number == 4 else None
    second.wait(timeout=60)
    mailbox.on_connect = mailbox.on_taken = lambda number: None
    workers.finish(lambda: "queued" not in states())

    lost.refresh_from_db()
    assert (lost.state, lost.failure) == ("failed", "550 5.1.1 no such mailbox")
    assert len(mailbox.taken) == len(set(mailbox.taken))
    stuck = list(stuck_notices(now=timezone.now() + timedelta(minutes=5)))
    assert 2 <= len(stuck) <= 4  # a worker is at two letters at a time
    unknown = {message_id(one) for one in stuck}
    sent = {key for key, one in letters.items() if Notice.objects.get(pk=one.pk).state == "sent"}
    assert sent | unknown == set(letters)
    assert sent <= set(mailbox.taken) <= sent | unknown

    assert unknown & set(mailbox.taken)
    assert unknown - set(mailbox.taken)

    # a person looks into the server's log, and says of each what became of it
    officer = make_person(role=ADMISSIONS_OFFICER)
    for one in stuck:
        act = "note_sent" if message_id(one) in mailbox.taken else "send_again"
        decide_on_notice(actor=officer, notice=one, act=act, reason="The log of the server.", now=timezone.now())
    workers.finish(lambda: set(states()) == {"sent", "failed"})
    assert sorted(mailbox.taken) == sorted(letters)
