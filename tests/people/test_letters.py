"""Pages of letters: a person's own, their preferences, the outbox; and the private calendar address."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from ics import Calendar

from practicum.kernel.errors import Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import CHOOSABLE, CalendarFeed, Invitation, Notice, preference_of, queue_notice
from practicum.people.api import ADMISSIONS_OFFICER, PROGRAMME_MANAGER, Person
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db
PAGES = ("/notices/", "/notices/preferences/", "/notices/outbox/", "/calendar/")


def write(person: Person, key: str, **changes: object) -> Notice:
    facts = {
        "to_address": person.email,
        "subject": f"Subject {key}",
        "body": "The body.",
        "dedupe_key": key,
        "now": NOON,
    }
    return queue_notice(person_id=person.pk, **{**facts, **changes})  # type: ignore[arg-type]


def test_who_sees_what() -> None:
    person, officer = make_person(), make_person(role=ADMISSIONS_OFFICER)
    notice = write(person, "one")
    for page in (*PAGES, f"/notices/outbox/{notice.code}/"):
        assert Client().get(page).status_code == 302
        assert sign_in(person).get(page).status_code == (403 if "outbox" in page else 200)
        assert sign_in(officer).get(page).status_code == 200
    assert sign_in(officer).get("/notices/outbox/MSG-NONE0000/").status_code == 404


def test_a_person_reads_their_own_letters_only() -> None:
    person, other = make_person(), make_person()
    Notice.objects.filter(pk__in=[write(person, "one").pk, write(other, "two").pk]).update(state="sent")
    write(person, "three")
    page = sign_in(person).get("/notices/?page=99").content.decode()
    assert "Subject one" in page
    assert "Subject two" not in page
    assert "Subject three" not in page  # not on its way yet


def test_preferences_are_kept_and_checked() -> None:
    person = make_person()
    client = sign_in(person)
    good = {f"kind-{key}": kind.default for key, kind in CHOOSABLE.items()} | {
        "quiet_from": "21:30",
        "quiet_to": "06:15",
    }
    assert client.post("/notices/preferences/", {**good, "kind-news": "off"}).status_code == 302
    kept = preference_of(person.pk)
    assert (kept.choices, f"{kept.quiet_from:%H:%M}", f"{kept.quiet_to:%H:%M}") == ({"news": "off"}, "21:30", "06:15")
    for wrong in ({"kind-news": "never"}, {"quiet_from": "25:00"}, {"kind-invitation": "daily"}, {"quiet_to": "\x00"}):
        answer = client.post("/notices/preferences/", {**good, **wrong})
        assert answer.status_code == 422
        assert next(iter(wrong)) in answer.content.decode()
    assert preference_of(person.pk).choices == {"news": "off"}


def test_the_outbox_filters_and_shows_the_exact_mail(django_assert_num_queries: object) -> None:
    manager = make_person(role=PROGRAMME_MANAGER)
    client, person = sign_in(manager), make_person(name="Åsa Öberg")
    notice = write(person, "one", kind="invitation", invitation=Invitation("BEGIN:VCALENDAR\r\n", "REQUEST"))
    for number in (1, 3):
        while Notice.objects.count() < number:
            write(make_person(), f"more {Notice.objects.count()}")
        with django_assert_num_queries(8):  # type: ignore[operator]
            assert client.get("/notices/outbox/").status_code == 200
    shown = client.get("/notices/outbox/?kind=invitation&search=Öberg").content.decode()
    assert "Subject one" in shown
    assert "Subject more" not in shown
    assert client.get("/notices/outbox/?state=wrong").status_code == 422
    letter = client.get(f"/notices/outbox/{notice.code}/").content.decode()
    for part in ("text/calendar; method=REQUEST", "session.ics", "The body.", "Message-ID", person.email):
        assert part in letter


def test_a_letter_is_decided_on_from_its_page() -> None:
    manager, notice = make_person(role=PROGRAMME_MANAGER), write(make_person(), "one")
    client, url = sign_in(manager), f"/notices/outbox/{notice.code}/"
    for posted in ({"act": "hold"}, {"act": "burn", "reason": "x"}, {"act": "release", "reason": "x"}, {}):
        assert client.post(url, posted).status_code == 422
    assert client.post(url, {"act": "hold", "reason": "A wrong name."}).status_code == 302
    notice.refresh_from_db()
    assert notice.state == "held"
    Notice.objects.filter(pk=notice.pk).update(state="sending", claimed_at=timezone.now() - timedelta(hours=1))
    assert "Say of 1 letter whether it went out" in client.get("/desk/").content.decode()
    page = client.get(url).content.decode()
    assert "It went out: note it as sent" in page
    assert "It did not reach them: send it again" in page
    own = write(manager, "own")
    assert "Hold it back" not in client.get(f"/notices/outbox/{own.code}/").content.decode()
    assert client.post(f"/notices/outbox/{own.code}/", {"act": "hold", "reason": "x"}).status_code == 403


def test_a_calendar_address_is_secret_renewed_and_ended() -> None:
    person = make_person()
    client = sign_in(person)
    assert "You have no private address" in client.get("/calendar/").content.decode()
    first = _address(client.post("/calendar/", {"act": "renew"}).content.decode())
    kept = CalendarFeed.objects.get(person=person)
    assert first.removeprefix("/calendar/").removesuffix(".ics") not in str(vars(kept))
    answer = Client().get(first)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert "Set-Cookie" not in answer
    assert Calendar(answer.content.decode()).method == "PUBLISH"
    assert Client().post(first).status_code == 405
    assert first not in client.get("/calendar/").content.decode()  # shown once
    second = _address(client.post("/calendar/", {"act": "renew"}).content.decode())
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    assert client.post("/calendar/", {"act": "end"}).status_code == 302
    assert Client().get(second).status_code == 404
    assert client.post("/calendar/", {"act": "end"}).status_code == 409
    assert [one.kind for one in records_about(person.code)][-3:] == [
        "notices.feed_renewed",
        "notices.feed_renewed",
        "notices.feed_ended",
    ]
    third = _address(client.post("/calendar/").content.decode())
    person.is_active = False
    person.save()
    assert Client().get(third).status_code == 404


def _address(page: str) -> str:
    found = re.search(r'value="[^"]*?(/calendar/[\w-]{40,}\.ics)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("address", ['"a\x0bb"@example.org', '"\x01"@example.org'])
def test_an_address_that_no_header_holds_makes_no_account_and_breaks_no_page(address: str) -> None:
    with pytest.raises(Refusal, match="not an e-mail address"):
        make_person(email=address)
    fields = {
        "email": address,
        "name": "Ada",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    Client().post("/accounts/signup/", fields)
    assert not Person.objects.filter(name="Ada").exists()
    notice = write(make_person(), "one", to_address=address)  # as an older account may have it
    shown = sign_in(make_person(role=ADMISSIONS_OFFICER)).get(f"/notices/outbox/{notice.code}/")
    assert shown.status_code == 200
    assert "The body." in shown.content.decode()
