"""Referees: named by the applicant, asked by a signed link that works once, answered without an account."""

from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from practicum.admissions.api import (
    Application,
    Reference,
    access_reference,
    answer_reference,
    answers_about,
    decline_reference,
    name_referee,
    reference_token,
    references_of,
    remove_referee,
    submit_application,
    tend_references,
    withdraw_application,
)
from practicum.kernel.errors import InvalidState, NotFound, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import Notice, notices_to
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR
from tests.factories.admissions import make_draft
from tests.factories.curriculum import shipped_pack
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
QUESTIONS = shipped_pack().programme.policies.references.questions
SAID: dict[str, Any] = {
    "known_for": "3-10",
    "role": "I was her manager",
    "levels": {question.key: question.levels[-1].key for question in QUESTIONS},
    "text": "She rebuilt the allocation and told us what it could not say.",
}


def name(draft: Application, email: str = "ref@example.org", *, now: datetime = NOON, **words: str) -> Reference:
    said = {"name": "Rita Referee", "relation": "My manager until 2025"} | words
    return name_referee(actor=draft.person, application=draft, email=email, now=now, **said)


def asked(now: datetime = NOON, **person: str) -> Reference:
    draft = make_draft(make_person(name="Ada Example", **person), now=now)
    name(draft, now=now)
    submit_application(actor=draft.person, application=draft, now=now)
    return draft.references.get()


def letters() -> list[Notice]:
    return list(Notice.objects.filter(to_address="ref@example.org").order_by("queued_at", "id"))


def test_a_referee_is_written_to_on_submission_and_the_applicant_never_gets_the_link() -> None:
    reference = asked()
    assert (reference.state, reference.expires_at) == ("asked", NOON + timedelta(days=21))
    (letter,) = letters()
    token = reference_token(reference)
    assert token in letter.body
    assert "Ada Example" in letter.body
    assert reference.application.person.email not in letter.body
    assert all(token not in notice.body for notice in notices_to(reference.application.person_id))


def test_an_answer_is_for_admissions_only_and_the_link_works_once() -> None:
    reference = asked()
    token = reference_token(reference)
    answer_reference(token=token, now=NOON, **SAID)
    application, officer = reference.application, make_person(role=ADMISSIONS_OFFICER)
    assert answers_about(officer, application)[0].answer["text"] == SAID["text"]
    assert answers_about(application.person, application) == answers_about(make_person(role=AUDITOR), application) == []
    assert "rebuilt the allocation" in sign_in(officer).get(f"/admissions/{application.code}/").content.decode()
    assert (
        "rebuilt the allocation" not in sign_in(application.person).get(f"/apply/{application.code}/").content.decode()
    )
    assert references_of(application)[0].get_deferred_fields() == {"answer"}
    record = Record.objects.get(kind="admissions.reference_answered")
    assert SAID["text"] not in str(record.data)
    with pytest.raises(NotFound, match="answered already"):
        answer_reference(token=token, now=NOON, **SAID)


@pytest.mark.parametrize("change", ["code", "salt", "later", "unsigned", "other"])
def test_a_tampered_link_opens_nothing(change: str) -> None:
    reference = asked()
    token = reference_token(reference)
    later = int((NOON + timedelta(days=900)).timestamp())
    bad = {
        "code": "x" + token,
        "salt": signing.Signer(salt="another.purpose").sign_object([reference.code, later]),
        "later": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "unsigned": reference.code,
        "other": signing.Signer(salt="admissions.reference").sign_object(["REF-NOWHERE00", later]),
    }[change]
    with pytest.raises(NotFound, match="not whole"):
        access_reference(bad, now=NOON)


def test_a_link_ends_by_time_by_declining_and_by_withdrawal() -> None:
    late = asked()
    with pytest.raises(NotFound, match="time to answer is over"):
        access_reference(reference_token(late), now=NOON + timedelta(days=21))
    tend_references(NOON + timedelta(days=21))
    late.refresh_from_db()
    assert late.state == "expired"
    declined = asked()
    decline_reference(token=reference_token(declined), now=NOON)
    with pytest.raises(NotFound, match="rather not"):
        access_reference(reference_token(declined), now=NOON)
    another = name(declined.application, "other@example.org")  # in the place of the one who declined, asked at once
    assert another.state == "asked"
    withdraw_application(actor=declined.application.person, application=declined.application, now=NOON)
    with pytest.raises(NotFound, match="withdrawn"):
        access_reference(reference_token(another), now=NOON)


def test_a_referee_is_reminded_once() -> None:
    asked()
    assert tend_references(NOON + timedelta(days=6)) == 0
    assert [tend_references(NOON + timedelta(days=7, hours=hour)) for hour in (0, 1)] == [1, 0]
    assert ["only reminder" in letter.body for letter in letters()] == [False, True]


@pytest.mark.parametrize(
    ("email", "words", "field"),
    [
        ("no address", {}, "email"),
        ("own", {}, "email"),
        ("twice@example.org", {}, "email"),
        ("ref@example.org", {"name": ""}, "name"),
        ("ref@example.org", {"relation": "x"}, "relation"),
    ],
)
def test_who_cannot_be_a_referee(email: str, words: dict[str, str], field: str) -> None:
    draft = make_draft()
    name(draft, "twice@example.org")
    with pytest.raises(Refusal) as caught:
        name(draft, draft.person.email.upper() if email == "own" else email, **words)
    assert caught.value.field == field


def test_at_most_two_and_each_can_be_taken_back_before_the_letter() -> None:
    draft = make_draft()
    first, second = name(draft), name(draft, "b@example.org")
    with pytest.raises(Refusal):
        name(draft, "c@example.org")
    remove_referee(actor=draft.person, application=draft, code=first.code, now=NOON)
    submit_application(actor=draft.person, application=draft, now=NOON)
    assert letters() == []
    with pytest.raises(InvalidState):
        remove_referee(actor=draft.person, application=draft, code=second.code, now=NOON)
    with pytest.raises(NotFound):
        remove_referee(actor=draft.person, application=draft, code=first.code, now=NOON)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"known_for": "ages"}, "known_for"),
        ({"role": " "}, "role"),
        ({"levels": {}}, f"level.{QUESTIONS[0].key}"),
        ({"levels": {QUESTIONS[0].key: "best"}}, f"level.{QUESTIONS[0].key}"),
        ({"text": "\x00"}, "text"),
        ({"text": "x" * 3001}, "text"),
    ],
)
def test_an_incomplete_answer_is_refused_and_the_link_stays(change: dict[str, Any], field: str) -> None:
    reference = asked()
    with pytest.raises(Refusal) as caught:
        answer_reference(token=reference_token(reference), now=NOON, **SAID | change)
    assert caught.value.field == field
    assert access_reference(reference_token(reference), now=NOON) == reference


def test_the_page_of_a_referee_shows_the_name_and_nothing_else() -> None:
    reference = asked(timezone.now())
    url = f"/reference/{reference_token(reference)}/"
    shown = unescape(Client().get(url).content.decode())
    assert "A reference for Ada Example" in shown
    assert "The applicant does not see it" in shown
    for secret in (reference.application.code, reference.application.person.email, "Practitioner certificate"):
        assert secret not in shown
    data = {"known_for": "3-10", "role": "Manager", "text": "Good."}
    assert Client().post(url, data).status_code == 422
    data |= {f"level.{key}": "cannot-say" for key in SAID["levels"]}
    assert "Thank you" in Client().post(url, data).content.decode()
    used = Client().get(url)
    assert (used.status_code, "answered already" in used.content.decode()) == (410, True)
    assert Client().get("/reference/nonsense/").status_code == 410
    other = asked(timezone.now())
    assert (
        "That is noted" in Client().post(f"/reference/{reference_token(other)}/", {"act": "decline"}).content.decode()
    )


def test_the_applicants_page_names_and_takes_back() -> None:
    draft = make_draft()
    client, url = sign_in(draft.person), f"/apply/{draft.code}/referees/"
    data = {"name": "Rita", "email": "ref@example.org", "relation": "My manager"}
    assert client.post(url, data).status_code == 302
    assert "Rita" in client.get(url).content.decode()
    assert client.post(url, data).status_code == 422
    assert client.post(f"{url}{draft.references.get().code}/remove/").status_code == 302
    assert not draft.references.exists()
    assert sign_in(make_person()).get(url).status_code == 404
