"""The register and the verification page, as visitors see them."""

import copy
import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from practicum.badges.api import bake_svg
from practicum.credentials.api import Credential, revoke_credential, set_listed, suspend_credential
from practicum.credentials.models import TlogLeaf
from practicum.people.api import REGISTRAR
from tests.factories.credentials import make_credential
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
PLAIN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'


@pytest.fixture
def credential() -> Credential:
    """A credential that is current at the time of the test run, whenever that is: pages read the clock."""
    from django.utils import timezone

    return make_credential(person=make_person(name="Zoë Müller"), now=timezone.now() - timedelta(hours=1))


def text_of(client: Client, url: str, status: int = 200, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == status
    return answer.content.decode()


def bring(client: Client, *, text: str = "", file: bytes | None = None, status: int = 200) -> str:
    data: dict[str, Any] = {"text": text}
    if file is not None:
        data["file"] = SimpleUploadedFile("badge", file)
    answer = client.post("/verify/", data)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def test_a_current_credential_without_its_holders_name(client: Client, credential: Credential) -> None:
    text = text_of(client, f"/verify/{credential.code}/")
    assert "This credential is current" in text
    assert "All 12 checks passed" in text
    assert credential.programme_version in text
    assert "Zoë" not in text
    assert "did not choose to be listed" in text


def test_the_name_is_shown_when_the_holder_is_listed(client: Client, credential: Credential) -> None:
    assert "Nothing found" in text_of(client, "/register/", q="Zoë Mül")
    set_listed(actor=credential.person, credential=credential, listed=True, now=NOON)
    assert "Zoë Müller" in text_of(client, f"/verify/{credential.code}/")
    assert "Zoë Müller" in text_of(client, "/register/", q="zoë  mül")
    set_listed(actor=credential.person, credential=credential, listed=False, now=NOON)
    assert "Zoë" not in text_of(client, "/register/", q="müller")


def test_the_name_is_shown_to_who_brings_the_document(client: Client, credential: Credential) -> None:
    text = bring(client, text=json.dumps(credential.document))
    assert "This credential is current" in text
    assert "Zoë Müller" in text
    assert "Zoë Müller" in bring(client, file=bake_svg(svg=PLAIN, credential=credential.document).encode())
    assert "Zoë Müller" in bring(client, file=b"\xef\xbb\xbf" + json.dumps(credential.document).encode())


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} "])
def test_a_number_leads_to_its_page(client: Client, credential: Credential, typed: str) -> None:
    for code in (credential.code, credential.code.lower()):
        answer = client.get("/register/", {"q": typed.format(code)})
        assert (answer.status_code, answer["Location"]) == (302, f"/verify/{credential.code}/")


@pytest.mark.parametrize(
    ("query", "status"),
    [({"q": ""}, 422), ({"q": "ab"}, 422), ({"q": "a\0bc"}, 422), ({"q": "x" * 201}, 422), ({"q": "nobody here"}, 200)],
)
def test_odd_searches(client: Client, query: dict[str, str], status: int) -> None:
    text_of(client, "/register/", status, **query)


def test_suspended_and_withdrawn_are_told(client: Client, credential: Credential) -> None:
    registrar = make_person(role=REGISTRAR)
    suspend_credential(actor=registrar, credential=credential, reason="A secret complaint.", now=credential.issued_at)
    text = text_of(client, f"/verify/{credential.code}/")
    assert "This credential is suspended" in text
    assert "secret complaint" not in text
    revoke_credential(actor=registrar, credential=credential, reason="A secret reason.", now=credential.issued_at)
    text = bring(client, text=json.dumps(credential.document))
    assert "This credential is withdrawn" in text
    assert "secret" not in text


def test_an_expired_credential_is_told_before_the_task_has_run(client: Client) -> None:
    from django.utils import timezone

    old = make_credential(now=timezone.now() - timedelta(days=800))
    assert old.state == "issued"
    assert "This credential is expired" in text_of(client, f"/verify/{old.code}/")


@pytest.mark.parametrize(
    "path",
    [
        ("credentialSubject", "identifier", 0, "identityHash"),
        ("validUntil",),
        ("credentialSubject", "achievement", "name"),
    ],
)
def test_a_changed_document_is_not_verified(client: Client, credential: Credential, path: tuple[Any, ...]) -> None:
    document = copy.deepcopy(credential.document)
    place = document
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = "2099-01-01T00:00:00Z" if path[-1] == "validUntil" else "Somebody Else"
    text = bring(client, text=json.dumps(document))
    assert "This document is not verified" in text
    assert "not the document that we signed" in text
    assert "Zoë" not in text


def test_a_damaged_register_is_told(client: Client, credential: Credential) -> None:
    TlogLeaf.objects.filter(index=0).update(leaf_hash=bytes(32))
    assert "does not verify" in text_of(client, f"/verify/{credential.code}/")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "one of the two"),
        ({"text": "{}", "file": b"{}"}, "one of the two"),
        ({"text": "hello"}, "not valid JSON"),
        ({"text": '{"a": 1, "a": 2}'}, "same key twice"),
        ({"text": "[1]"}, "JSON object"),
        ({"text": "[" * 5000}, "not valid JSON"),
        ({"text": "<svg"}, "SVG"),
        ({"text": PLAIN}, "no Open Badges credential"),
        ({"text": "a\0b"}, "Null characters"),
        ({"text": "x" * 262_145}, "at most 262144"),
        ({"file": b"\xff\xfe\x00"}, "no text"),
        ({"file": b"%PDF-1.7 \xc3\x28"}, "no text"),
        ({"file": b"x" * 262_145}, "larger than 256 KB"),
        ({"file": b""}, "empty"),
    ],
)
def test_nonsense_gets_a_clear_error(client: Client, given: dict[str, Any], said: str) -> None:
    text = bring(client, status=422, **given)
    assert said in text
    assert "error-summary" in text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "type", "issuer", "proof", "@context", "credentialStatus", "credentialSubject"]),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_no_document_breaks_the_page(client: Client, value: Any) -> None:
    answer = client.post("/verify/", {"text": json.dumps(value)})
    assert answer.status_code in (200, 422)
    if answer.status_code == 200:
        assert "This document is not verified" in answer.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_register_takes_one_query(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        held = make_credential(person=make_person(name="Ana Silva"))
        set_listed(actor=held.person, credential=held, listed=True, now=NOON)
    with django_assert_num_queries(2):  # by number, by name
        assert text_of(client, "/register/", q="silva").count("Ana Silva") == rows


@pytest.mark.parametrize("field", ["id", "verificationMethod", "a key"])
def test_half_a_character_is_refused_and_breaks_nothing(client: Client, credential: Credential, field: str) -> None:
    """JSON can write one half of a surrogate pair; no UTF-8 and no database can."""
    document = copy.deepcopy(credential.document)
    if field == "id":
        document["id"] = document["id"].replace(credential.code, "CRE-\ud800")
    elif field == "verificationMethod":
        document["proof"]["verificationMethod"] += "\ud800"
    else:
        document["\ud800"] = "x"
    assert "character" in bring(client, text=json.dumps(document), status=422)
