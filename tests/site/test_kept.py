"""What was typed before a session ended: its writer sends it after signing in again, and nobody else sees it."""

import re
import time
from html import unescape
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.test import Client

from practicum.people.api import Person
from practicum.site.kept import MOST, MOST_CHARACTERS, WAITS, WRITER
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
TYPED = "Adèle “Ada” <King> & Söhne"
PROFILE = "/people/profile/"
FORM = {"name": TYPED, "employer": "", "time_zone": "UTC"}


def make_writer(client: Client) -> Person:
    """Somebody with a password, signed in with it."""
    person = make_person()
    person.set_password(PASSWORD)
    person.save()
    sign_in_again(client, person)
    assert client.get(PROFILE).status_code == 200
    return person


def sign_in_again(client: Client, person: Person, asked: str = "/accounts/login/") -> str:
    """By the form at the address that asks for it; the address where it leads."""
    shown = client.get(asked).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(next)" value="([^"]*)"', shown))
    sent = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **hidden})
    assert sent.status_code == 302, sent.content.decode()
    return sent.headers["Location"]


def session_ends(client: Client) -> None:
    del client.cookies[settings.SESSION_COOKIE_NAME]


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of the form that waits."""
    return {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', html)
    }


def test_a_form_sent_too_late_is_sent_after_signing_in() -> None:
    client = Client(enforce_csrf_checks=True)
    person = _writer_with_token(client)
    session_ends(client)
    sent = {**FORM, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    late = client.post(PROFILE, sent, headers={"Referer": f"http://testserver{PROFILE}"})
    assert late.status_code == 302
    page = client.get(late.headers["Location"]).content.decode()
    assert "What you just sent is kept" in page
    login = {"login": person.email, "password": PASSWORD, "next": "/kept/"}
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/accounts/login/", {**login, **token}).headers["Location"] == "/kept/"
    assert "still waits" in client.get("/desk/").content.decode()
    shown = client.get("/kept/").content.decode()
    assert f'<a href="{PROFILE}">this page</a>' in shown
    assert "Adèle “Ada” &lt;King&gt; &amp; Söhne" in shown
    fields = fields_of(shown)
    assert {name: fields[name] for name in FORM} == FORM
    assert client.post(PROFILE, fields).status_code == 302
    person.refresh_from_db()
    assert person.name == TYPED
    assert client.get("/kept/").headers["Location"] == "/desk/"  # nothing waits any more


def _writer_with_token(client: Client) -> Person:
    person = make_person()
    person.set_password(PASSWORD)
    person.save()
    client.get("/accounts/login/")
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD, **token})
    assert client.get(PROFILE).status_code == 200
    return person


def test_whoever_else_signs_in_there_does_not_see_it(client: Client) -> None:
    make_writer(client)
    other = make_person()
    other.set_password(PASSWORD)
    other.save()
    session_ends(client)
    asked = client.post(PROFILE, FORM).headers["Location"]
    assert sign_in_again(client, other, asked) == "/kept/"
    answer = client.get("/kept/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/")
    assert TYPED not in str(dict(client.session))


def test_who_signed_out_left_nothing_behind(client: Client) -> None:
    make_writer(client)
    client.post("/accounts/logout/")
    assert client.cookies[WRITER].value == ""
    answer = client.post(PROFILE, FORM)
    assert answer.headers["Location"] == f"/accounts/login/?next={PROFILE}"
    assert not dict(client.session)


@pytest.mark.parametrize(
    ("address", "form", "headers"),
    [
        (PROFILE, FORM, {"Sec-Fetch-Mode": "cors"}),  # a script keeps its own
        ("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "x"}, {}),
        (PROFILE, {**FORM, "new_Password": "x"}, {}),
        ("/accounts/2fa/authenticate/", {"code": "123456"}, {}),
        ("/accounts/2fa/reauthenticate/", {"code": "123456"}, {}),
        (PROFILE, {**FORM, "employer": "x" * MOST_CHARACTERS}, {}),
        (PROFILE, {}, {}),
    ],
)
def test_what_is_never_kept(client: Client, address: str, form: dict[str, str], headers: dict[str, str]) -> None:
    make_writer(client)
    session_ends(client)
    assert client.post(address, form, headers=headers).headers["Location"].startswith("/accounts/login/")
    assert WAITS not in client.session


def test_a_forged_writer_keeps_nothing(client: Client) -> None:
    person = make_writer(client)
    session_ends(client)
    client.cookies[WRITER] = f"{person.code}:1:forged"
    client.post(PROFILE, FORM)
    assert not dict(client.session)


def test_an_old_page_is_sent_once_more_by_its_reader_alone() -> None:
    client: Any = Client(enforce_csrf_checks=True)
    _writer_with_token(client)
    old = {**FORM, "csrfmiddlewaretoken": "x" * 64}
    foreign = client.post(PROFILE, old, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert "Send it now" not in foreign.content.decode()
    own = client.post(PROFILE, old, headers={"Sec-Fetch-Site": "same-origin"})
    assert own.status_code == 403
    fields = fields_of(own.content.decode())
    assert fields["name"] == TYPED
    assert client.post(PROFILE, fields).status_code == 302


def test_a_second_form_does_not_push_the_first_one_out(client: Client) -> None:
    person = make_writer(client)
    session_ends(client)
    for name in ("First", "Second", "Second"):  # pressed twice is sent once
        asked = client.post(PROFILE, {**FORM, "name": name}).headers["Location"]
    sign_in_again(client, person, asked)
    shown = client.get("/kept/").content.decode()
    assert [shown.count(f"<dd>{name}</dd>") for name in ("First", "Second")] == [1, 1]
    left = client.post(PROFILE, {**FORM, "name": "First"}, follow=True).content.decode()
    assert 'still waits. <a href="/kept/">' in left
    assert "First" not in client.get("/kept/").content.decode()
    assert "still waits" not in client.post(PROFILE, {**FORM, "name": "Second"}, follow=True).content.decode()
    assert client.get("/kept/").headers["Location"] == "/desk/"


def test_so_many_wait_at_one_browser(client: Client) -> None:
    make_writer(client)
    session_ends(client)
    for number in range(MOST + 2):
        client.post(PROFILE, {**FORM, "name": f"No. {number}"})
    assert len(client.session[WAITS]) == MOST


def test_what_was_refused_goes_on_waiting(client: Client) -> None:
    person = make_writer(client)
    session_ends(client)
    gone = "/labs/LAB-0000000000/check/"
    asked = client.post(gone, {"answer": "Typed for an hour"}).headers["Location"]
    sign_in_again(client, person, asked)
    assert client.post(gone, {"answer": "Typed for an hour"}).status_code == 404
    assert "Typed for an hour" in client.get("/kept/").content.decode()


def test_its_writer_is_known_when_the_session_ends_of_age(client: Client) -> None:
    """The cookie was set when the session began: it must not end in the same moment."""
    person = make_writer(client)
    assert client.cookies[WRITER]["max-age"] > settings.SESSION_COOKIE_AGE
    session_ends(client)
    with patch("django.core.signing.time.time", return_value=time.time() + settings.SESSION_COOKIE_AGE + 60):
        asked = client.post(PROFILE, FORM).headers["Location"]
        before = client.cookies[WRITER].value
        assert sign_in_again(client, person, asked) == "/kept/"
        assert client.cookies[WRITER].value != before  # it begins anew with the next session


def test_visitors_are_not_remembered(client: Client) -> None:
    for address in ("/", "/verify/", "/register/", "/accounts/login/"):
        assert WRITER not in client.get(address).cookies
