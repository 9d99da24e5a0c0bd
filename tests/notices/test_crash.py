"""kill -9 of a real worker in the middle of its mail: nothing twice, nothing lost."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from practicum.notices.api import Notice, queue_notice, stuck_notices
from practicum.notices.mail import message_id
from practicum.people.api import ADMISSIONS_OFFICER, Person, decide_on_notice
from tests.factories.people import make_person
from tests.notices.mailbox import Mailbox
from tests.worker import after_a_crash, forget_jobs, until, worker

pytestmark = pytest.mark.django_db(transaction=True)
LETTERS = 24


@pytest.fixture(autouse=True)
def no_jobs_left() -> Iterator[None]:
    yield
    forget_jobs()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        yield server
        server.shutdown()


def finish(settings: dict[str, str], is_done: Callable[[], bool]) -> None:
    """A new worker after a crash, until it is done."""
    after_a_crash()
    with worker(**settings):
        until(is_done)


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
    settings = {"PRACTICUM_MAIL_URL": f"file:{mail}", "PRACTICUM_DATA_DIR": str(tmp_path)}
    with worker(**settings):  # killed where the block ends
        until(lambda: mail.is_dir() and len(list(mail.glob("*.eml"))) >= 5)
    assert states().count("sent") < LETTERS
    finish(settings, lambda: set(states()) == {"sent"})
    assert sorted(file.stem for file in mail.glob("*.eml")) == sorted(message_id(one).strip("<>") for one in letters)


def test_to_a_mail_server_that_saw_the_worker_die(mailbox: Mailbox, tmp_path: Path) -> None:
    person = make_person()
    letters = {message_id(one): one for one in write_letters(person)}
    mailbox.unknown.add("nobody@example.org")
    lost = queue_notice(
        person_id=person.pk, to_address="nobody@example.org", subject="x", body="x", dedupe_key="lost", now=timezone.now(),
        kind="security",
    )  # fmt: skip
    settings = {"PRACTICUM_MAIL_URL": f"smtp://127.0.0.1:{mailbox.port}", "PRACTICUM_DATA_DIR": str(tmp_path)}

    # the server has taken the fifth message, and the sender never hears of it
    with worker(**settings) as first:
        mailbox.on_taken = lambda number: os.kill(first.pid, signal.SIGKILL) if number == 5 else None
        first.wait(timeout=60)
    # a letter is claimed, and its worker dies before it has said a word
    after_a_crash()
    mailbox.connections = 0
    with worker(**settings) as second:
        mailbox.on_connect = lambda number: os.kill(second.pid, signal.SIGKILL) if number == 4 else None
        second.wait(timeout=60)
    mailbox.on_connect = mailbox.on_taken = lambda number: None
    claimed = states().count("sending")  # by the dead
    finish(settings, lambda: "queued" not in states() and states().count("sending") == claimed)

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
    finish(settings, lambda: set(states()) == {"sent", "failed"})
    assert sorted(mailbox.taken) == sorted(letters)
