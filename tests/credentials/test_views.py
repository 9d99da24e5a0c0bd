"""Public documents, the holder's pages, the registrar's acts."""

import json
from dataclasses import replace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from practicum.badges.api import read_baked_svg
from practicum.credentials.api import get_credential, set_listed, suspend_credential, verify_document
from practicum.credentials.certificate import certificate_words
from practicum.ledger.api import records_about
from practicum.people.api import AUDITOR, DECIDER, EXAMINER, REGISTRAR
from practicum.tlog.api import read_checkpoint
from tests.factories.credentials import make_credential
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return answer.content.decode()


def test_machines_get_what_was_signed(client: Client) -> None:
    credential = make_credential()
    set_listed(actor=credential.person, credential=credential, listed=True, now=NOON)
    answer = client.get(f"/credentials/{credential.code}.json")
    assert answer.json() == credential.document
    keys = list(answer.json())
    assert (keys[0], keys[-1]) == ("@context", "proof")
    assert answer["Access-Control-Allow-Origin"] == "*"
    for purpose in ("revocation", "suspension"):
        listed = client.get(f"/status/{purpose}").json()
        assert listed["credentialSubject"]["statusPurpose"] == purpose
        assert listed["id"] == next(
            each["statusListCredential"]
            for each in credential.document["credentialStatus"]
            if each["statusPurpose"] == purpose
        ).replace("testserver", "127.0.0.1:8000")
    did = client.get("/.well-known/did.json").json()
    assert did["id"] == credential.document["issuer"]["id"]
    name = credential.signing_key.kid.rpartition("#")[2]
    assert client.get(f"/keys/{name}").json()["id"] == credential.signing_key.kid
    proof = client.get(f"/credentials/{credential.code}/proof.json").json()
    note = client.get("/log/checkpoint").content.decode()
    assert proof["checkpoint"] == note
    assert read_checkpoint(note=note, origin=proof["origin"], key=proof["verifierKey"]).size == proof["size"]


@pytest.mark.parametrize(
    "url",
    [
        "/.well-known/did.json",
        "/credentials/CRE-0000000000.json",
        "/credentials/CRE-0000000000/proof.json",
        "/status/revocation",
        "/status/message",
        "/log/checkpoint",
        "/keys/key-1",
        "/achievements/focp/1.0",
        "/achievements/focp/1.0/seal.svg",
        "/verify/CRE-0000000000/",
    ],
)
def test_what_is_not_there_is_not_found(client: Client, url: str) -> None:
    page(client, url, 404)


def test_the_achievement_of_a_signed_document_leads_somewhere(client: Client) -> None:
    achievement = make_credential().document["credentialSubject"]["achievement"]
    path = achievement["id"].removeprefix("http://127.0.0.1:8000")
    assert achievement["criteria"]["narrative"][:60] in page(client, path)
    assert page(client, f"{path}/seal.svg").startswith("<svg ")
    for link in (achievement["criteria"]["id"], achievement["alignment"][0]["targetUrl"]):
        page(client, link.removeprefix("http://127.0.0.1:8000"))


def test_only_the_holder_and_those_in_charge_see_the_page(client: Client) -> None:
    credential = make_credential()
    url = f"/credentials/{credential.code}/"
    for name in ("", "download.json", "download.svg", "certificate.pdf"):
        assert client.get(url + name).status_code == 302
        page(sign_in(make_person(role=EXAMINER)), url + name, 404)
        page(sign_in(make_person()), url + name, 404)
    for role in (REGISTRAR, DECIDER, AUDITOR):
        page(sign_in(make_person(role=role)), url)
    assert "List me by name" in page(sign_in(credential.person), url)
    assert credential.code in page(sign_in(credential.person), "/credentials/")
    assert "no credential yet" in page(sign_in(make_person()), "/credentials/")


def test_downloads_hold_the_credential() -> None:
    credential = make_credential(person=make_person(name="Zoë O'Neill"))
    client = sign_in(credential.person)
    url = f"/credentials/{credential.code}/"
    document = json.loads(client.get(url + "download.json").content)
    baked = read_baked_svg(svg=client.get(url + "download.svg").content.decode())
    assert document == baked == credential.document
    assert verify_document(baked, now=NOON).ok
    pdf = client.get(url + "certificate.pdf")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == f'attachment; filename="{credential.code}.pdf"'


def test_a_name_that_no_font_shows_gives_a_clear_answer() -> None:
    credential = make_credential(person=make_person(name="Ana \U0001e900\U000133ff"))  # Adlam, a hieroglyph
    text = page(sign_in(credential.person), f"/credentials/{credential.code}/certificate.pdf", 503)
    assert "cannot show every character" in text


def test_the_holder_lists_and_unlists_themselves() -> None:
    credential = make_credential()
    url = f"/credentials/{credential.code}/listing/"
    client = sign_in(credential.person)
    assert client.get(url).status_code == 405
    client.post(url, {"listed": "yes"})
    assert get_credential(credential.code).listed
    client.post(url, {"listed": "no"})
    assert not get_credential(credential.code).listed
    assert sign_in(make_person(role=REGISTRAR)).post(url, {"listed": "yes"}).status_code == 403


def test_a_registrar_suspends_and_withdraws_with_a_reason() -> None:
    credential = make_credential()
    url = f"/credentials/{credential.code}/"
    registrar = sign_in(make_person(role=REGISTRAR))
    for wrong in (
        {},
        {"act": "suspend", "reason": ""},
        {"act": "reinstate", "reason": "x"},
        {"act": "x\0", "reason": "y"},
    ):
        answer = registrar.post(url, wrong)
        assert answer.status_code == 422
        assert "error-summary" in answer.content.decode()
    assert "kept my words" in registrar.post(url, {"act": "", "reason": "kept my words"}).content.decode()
    assert registrar.post(url, {"act": "suspend", "reason": "A complaint."}).status_code == 302
    assert get_credential(credential.code).state == "suspended"
    assert registrar.post(url, {"act": "revoke", "reason": "It was founded."}).status_code == 302
    assert get_credential(credential.code).state == "revoked"
    assert "Change its standing" not in page(registrar, url)
    assert registrar.post(url, {"act": "suspend", "reason": "Again."}).status_code == 422
    changes = records_about(credential.code).filter(kind="credentials.credential_state_changed")
    assert [change.data["reason"] for change in changes] == ["A complaint.", "It was founded."]


def test_others_cannot_change_a_credential() -> None:
    credential = make_credential(person=make_person(employer="Acme"))
    url = f"/credentials/{credential.code}/"
    for person in (credential.person, make_person(role=DECIDER), make_person(role=REGISTRAR, employer="Acme")):
        assert sign_in(person).post(url, {"act": "revoke", "reason": "Because."}).status_code == 403
    assert "Another registrar has to decide" in page(sign_in(make_person(role=REGISTRAR, employer="acme")), url)
    assert get_credential(credential.code).state == "issued"


def test_a_suspended_credential_tells_its_holder_why() -> None:
    credential = make_credential()
    suspend_credential(actor=make_person(role=REGISTRAR), credential=credential, reason="A complaint.", now=NOON)
    assert "A complaint." in page(sign_in(credential.person), f"/credentials/{credential.code}/")


@pytest.mark.parametrize("rows", [1, 3])
def test_own_credentials_take_few_queries(django_assert_num_queries: DjangoAssertNumQueries, rows: int) -> None:
    person = make_person()
    for _ in range(rows):
        make_credential_again(person)
    client = sign_in(person)
    with django_assert_num_queries(4):  # session, person, roles for the navigation, the list with its awards
        page(client, "/credentials/")


def make_credential_again(person) -> None:  # type: ignore[no-untyped-def]
    """Another credential of the same person: their candidacy before has ended."""
    from practicum.admissions.api import Application

    make_credential(person=person)
    Application.objects.filter(person=person).update(state="withdrawn")
    person.candidacies.update(ended_at=NOON)


def test_the_paper_says_what_was_issued_and_a_demonstration_says_so(settings: Settings) -> None:
    credential = make_credential(person=make_person(name="Zoë O'Neill"))
    words = certificate_words(credential)
    assert (words["name"], words["kind"]) == ("Zoë O'Neill", "Certificate")
    assert words["facts"] == [
        ["Certificate number", credential.code],
        ["Issued", "1 September 2026"],
        ["Valid until", "1 September 2028"],
        ["Issuer", "127.0.0.1:8000"],
    ]
    assert words["verify"] == f"http://127.0.0.1:8000/verify/{credential.code}/"
    settings.PRACTICUM = replace(settings.PRACTICUM, mode="demo")
    assert "no real award" in certificate_words(credential)["kind"]


def test_the_signed_document_of_an_unlisted_holder_is_not_for_everybody(client: Client) -> None:
    """It holds the name, which the register keeps back: the number alone must not open it."""
    credential = make_credential(person=make_person(name="Zoë Müller"))
    answer = client.get(f"/credentials/{credential.code}.json")
    assert answer.status_code == 404
    assert "Zoë" not in answer.content.decode()
    assert answer["Access-Control-Allow-Origin"] == "*"
    mine = sign_in(credential.person).get(f"/credentials/{credential.code}.json")
    assert mine.json() == credential.document
    assert mine["Cache-Control"] == "private, no-store"
    assert sign_in(make_person()).get(f"/credentials/{credential.code}.json").status_code == 404


def test_a_version_that_cannot_be_stored_is_not_found(client: Client) -> None:
    page(client, "/achievements/focp/%00", status=404)
    page(client, "/achievements/focp/%00/seal.svg", status=404)
