"""The outbox: who gets what when, what a mail looks like, what a person may do with it, and what fails."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import (
    Invitation,
    Notice,
    choose_notices,
    deliver_notice,
    letters_of,
    notices_to,
    outbox,
    preference_of,
    preview,
    queue_notice,
    stuck_notices,
)
from practicum.notices.delivery import NotSent
from practicum.notices.digest import make_digest
from practicum.notices.mail import message_id
from practicum.people.api import ADMISSIONS_OFFICER, Person, decide_on_notice
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 9, 1, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 9, 2, 7, 0, tzinfo=UTC)


def write(person: Person, key: str = "one", *, now: datetime = NOON, **changes: Any) -> Notice:
    facts = {"to_address": person.email, "subject": "A subject", "body": "Dear you,\n\nå text.\n", "dedupe_key": key}
    return queue_notice(person_id=person.pk, now=now, **{**facts, **changes})


def choose(person: Person, **choices: str) -> None:
    choose_notices(
        person_id=person.pk, actor=person.code, choices=choices, quiet_from=time(22), quiet_to=time(7), now=NOON
    )


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "practicum.notices.files.FileBackend", str(tmp_path)
    return tmp_path


# --- who gets what, and when


def test_the_same_letter_is_written_once() -> None:
    person = make_person()
    assert write(person) == write(person, subject="Another")
    assert notices_to(person.pk).count() == 1


def test_a_letter_of_the_night_waits_for_the_morning_unless_it_comes_too_late_then() -> None:
    person = make_person()
    assert write(person, now=NIGHT, kind="decision").due_at == MORNING
    assert write(person, "two", now=NIGHT, kind="security").due_at == NIGHT
    assert write(person, "three", now=NIGHT, needed_by=MORNING - timedelta(minutes=1)).due_at == NIGHT
    assert write(person, "four", now=NIGHT, needed_by=MORNING).due_at == MORNING
    assert write(make_person(time_zone="Asia/Kolkata"), "five", now=NOON + timedelta(hours=6)).due_at == datetime(
        2026, 9, 2, 1, 30, tzinfo=UTC
    )


def test_people_choose_what_reaches_them_by_mail() -> None:
    person = make_person()
    choose(person, news="off", nudge="daily")
    assert records_about(person.code).last().kind == "notices.preferences_changed"  # type: ignore[union-attr]
    assert preference_of(person.pk).choices == {"news": "off", "nudge": "daily"}
    kept, gathered = write(person), write(person, "two", kind="nudge")
    assert (kept.state, gathered.state, gathered.due_at) == ("kept", "gathered", MORNING)
    write(person, "three", kind="nudge", subject="Another", now=NIGHT)
    assert make_digest(person_id=person.pk, now=MORNING - timedelta(seconds=1)) is None
    digest = make_digest(person_id=person.pk, now=MORNING)
    assert digest is not None
    assert (digest.subject, digest.state) == ("Your day: 2 letters", "queued")
    assert digest.body.index("A subject") < digest.body.index("Another")
    assert make_digest(person_id=person.pk, now=MORNING) is None
    assert {one.state for one in letters_of(person.pk)} == {"kept", "digested"}
    with pytest.raises(Refusal) as caught:
        choose(person, decision="off")
    assert caught.value.field == "decision"


def test_decisions_wait_for_release_where_the_setting_says_so(settings: Any) -> None:
    person = make_person()
    settings.PRACTICUM = replace(settings.PRACTICUM, hold_decisions=True)
    held = write(person, kind="decision")
    assert (held.state, write(person, "two").state) == ("held", "queued")
    assert list(letters_of(person.pk)) == []


# --- what a mail looks like


def test_a_mail_is_an_eml_file_as_it_was_shown(folder: Path) -> None:
    person = make_person(name="Åsa")
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nX-A:å\r\nEND:VCALENDAR\r\n"
    notice = write(person, kind="invitation", subject="Søk\nher", invitation=Invitation(calendar, "REQUEST"))
    shown = preview(notice, now=NOON)
    assert deliver_notice(notice_id=notice.pk, now=NOON)
    (file,) = folder.iterdir()
    mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert file.name == f"{message_id(notice).strip('<>')}.eml"
    assert {name: str(value) for name, value in mail.items()} == dict(shown.headers)
    assert (mail["Subject"], mail["Message-ID"]) == ("Søk her", message_id(notice))
    assert mail.get_content_type() == "multipart/mixed"
    text, invitation, attachment = (part for part in mail.walk() if not part.is_multipart())
    assert text.get_content().replace("\r\n", "\n").startswith("Dear you,\n\nå text.\n\n-- \nYou choose")
    assert (invitation.get_content_type(), invitation.get_param("method")) == ("text/calendar", "REQUEST")
    assert invitation.get_content().replace("\r\n", "\n") == calendar.replace("\r\n", "\n")
    assert (attachment.get_filename(), attachment.get_content().decode()) == ("session.ics", calendar)
    assert [one.content_type for one in shown.attached] == ["text/calendar; method=REQUEST", "application/ics"]
    notice.refresh_from_db()
    assert (notice.state, notice.sent_at) == ("sent", NOON)
    assert preview(notice, now=NIGHT) == shown


def test_a_decision_offers_no_choice_of_letters() -> None:
    assert "/notices/preferences/" not in preview(write(make_person(), kind="decision"), now=NOON).text


# --- sending


def test_nothing_is_sent_before_it_is_due_nor_twice(folder: Path) -> None:
    notice = write(make_person(), now=NIGHT)
    assert not deliver_notice(notice_id=notice.pk, now=NIGHT)
    assert deliver_notice(notice_id=notice.pk, now=MORNING)
    assert not deliver_notice(notice_id=notice.pk, now=MORNING)
    assert len(list(folder.iterdir())) == 1


def test_a_file_that_was_being_written_is_simply_written_again(folder: Path) -> None:
    notice = write(make_person())
    for _ in range(2):  # a worker died after the claim; another after the file was there
        Notice.objects.filter(pk=notice.pk).update(state="sending", claimed_at=NOON)
        assert deliver_notice(notice_id=notice.pk, now=NOON)
    assert len(list(folder.iterdir())) == 1


def test_a_server_that_does_not_answer_is_tried_again_and_at_last_the_letter_has_failed(settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        port,
    )
    notice = write(make_person())
    with pytest.raises(NotSent):
        deliver_notice(notice_id=notice.pk, now=NOON)
    notice.refresh_from_db()
    assert (notice.state, "refused" in notice.failure) == ("queued", True)
    assert not deliver_notice(notice_id=notice.pk, now=NOON, is_last_try=True)
    notice.refresh_from_db()
    assert notice.state == "failed"
    assert list(outbox(state="failed")) == [notice]


# --- what a person does with a letter


def test_a_letter_is_held_released_and_cancelled_with_a_reason_on_the_record() -> None:
    officer, person = make_person(role=ADMISSIONS_OFFICER), make_person()
    notice = write(person, now=NIGHT, kind="decision")
    with pytest.raises(Refusal) as caught:
        decide_on_notice(actor=officer, notice=notice, act="hold", reason="  ", now=NIGHT)
    assert caught.value.field == "reason"
    assert decide_on_notice(actor=officer, notice=notice, act="hold", reason="A wrong name.", now=NIGHT).state == "held"
    kept = records_about(notice.code).last()
    assert kept is not None
    assert (kept.kind, kept.data["act"], kept.data["reason"]) == ("notices.decided", "hold", "A wrong name.")
    assert person.email not in str(kept.data)
    assert not deliver_notice(notice_id=notice.pk, now=MORNING)
    released = decide_on_notice(actor=officer, notice=notice, act="release", reason="It was right.", now=NIGHT)
    assert (released.state, released.due_at) == ("queued", NIGHT)
    assert decide_on_notice(actor=officer, notice=notice, act="cancel", reason="Twice.", now=NIGHT).state == "cancelled"
    for act in ("hold", "release", "cancel", "note_sent", "send_again"):
        with pytest.raises(InvalidState):
            decide_on_notice(actor=officer, notice=notice, act=act, reason="Why not.", now=NIGHT)
    with pytest.raises(Refusal):
        decide_on_notice(actor=officer, notice=notice, act="burn", reason="Why not.", now=NIGHT)


def test_only_those_who_keep_the_outbox_decide_and_not_on_their_own_letters() -> None:
    officer, person = make_person(role=ADMISSIONS_OFFICER), make_person()
    with pytest.raises(NotPermitted):
        decide_on_notice(actor=person, notice=write(person), act="hold", reason="No.", now=NOON)
    with pytest.raises(NotPermitted):
        decide_on_notice(actor=officer, notice=write(officer, "two"), act="hold", reason="No.", now=NOON)


@pytest.mark.parametrize(("act", "after"), [("note_sent", "sent"), ("send_again", "queued")])
def test_of_a_letter_that_may_have_gone_out_a_person_says_what_became_of_it(act: str, after: str) -> None:
    officer, notice = make_person(role=ADMISSIONS_OFFICER), write(make_person())
    Notice.objects.filter(pk=notice.pk).update(state="sending", claimed_at=NOON)
    assert list(stuck_notices(now=NOON + timedelta(minutes=1))) == []
    later = NOON + timedelta(minutes=3)
    assert list(stuck_notices(now=later)) == [notice]
    assert not deliver_notice(notice_id=notice.pk, now=later)  # never by itself
    decided = decide_on_notice(actor=officer, notice=notice, act=act, reason="The server's log says so.", now=later)
    assert (decided.state, decided.sent_at) == (after, NOON if act == "note_sent" else None)
    assert list(stuck_notices(now=later)) == []


def test_the_demonstrations_mail_goes_into_files() -> None:
    assert settings.PRACTICUM.mail_url == "file:"
