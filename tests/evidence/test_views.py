"""Pages for auditors."""

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import pytest
from django.test import Client
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from practicum.credentials.api import issue_credential
from practicum.kernel.events import Event
from practicum.labs.api import LabDefinition
from practicum.ledger.api import Record, record
from practicum.people.api import AUDITOR, DECIDER, EXAMINER, OPERATOR, PROGRAMME_MANAGER, PSYCHOMETRICIAN
from practicum.results.api import best_result
from tests.factories.credentials import make_awarded_candidacy, make_credential
from tests.factories.itembank import make_published_form
from tests.factories.people import NOON, make_person, sign_in, system
from tests.factories.results import make_scored_sitting


@dataclass(frozen=True, kw_only=True)
class FileKept(Event):
    """Something that is known by the digest of its content."""

    kind: ClassVar[str] = "labs.file_kept"
    subject_fields: ClassVar[tuple[str, ...]] = ("file",)
    file: str


pytestmark = pytest.mark.django_db


def page(client: Client, url: str, status: int = 200, **query: str) -> str:
    answer = client.get(url, query)
    assert answer.status_code == status, (url, query)
    return answer.content.decode()


@pytest.fixture
def auditor() -> Client:
    return sign_in(make_person(role=AUDITOR))


def test_the_explanation_is_a_timeline(auditor: Client) -> None:
    system()
    award = make_awarded_candidacy()
    credential = issue_credential(actor=make_person(role=DECIDER), award=award, now=NOON)
    url = f"/evidence/credentials/{credential.code}/"
    moved = auditor.get("/evidence/", {"code": credential.code.lower()})
    assert (moved.status_code, moved["Location"]) == (302, url)
    text = page(auditor, url)
    for words in (
        "Why was this credential awarded?",
        "A person decided the award",
        "Every requirement of the scheme is met.",
        "An examiner marked the capstone",
        "Yes: everything was recomputed just now.",
    ):
        assert words in text, words
    version = award.candidacy.programme_version
    titles = dict(LabDefinition.objects.filter(programme_version=version).values_list("key", "title"))
    assert award.evidence["labs"]
    for lab in award.evidence["labs"]:
        assert f"Lab “{escape(titles[lab['lab']])}”" in text
    result = best_result(award.candidacy)
    assert result is not None
    assert result.code in text
    assert credential.person.name not in text
    page(auditor, "/evidence/credentials/CRE-0000000000/", 404)


def test_a_form_is_reported_with_intervals_or_reasons() -> None:
    sitting = make_scored_sitting([5, 4, 3, 2, 5, 1, 3, 4, 2, 5, 3])
    few = make_scored_sitting([5, 3], form=make_published_form(another=True))
    client = sign_in(make_person(role=PSYCHOMETRICIAN))
    text = page(client, f"/evidence/forms/{sitting.form.code}/")
    assert "Wilson" in text
    assert "to " in text
    assert "95%" in text
    assert "not given</td>" not in text
    text = page(client, f"/evidence/forms/{few.form.code}/")
    assert "not given</td>" in text
    assert "2 candidates: at least 10 are needed." in text
    assert sitting.form.code in page(client, "/evidence/")
    page(client, "/evidence/forms/FRM-0000000000/", 404)


@pytest.mark.parametrize(
    "path",
    [
        "/evidence/",
        "/evidence/ledger/",
        "/evidence/ledger/1/",
        "/evidence/credentials/CRE-0000000000/",
        "/evidence/forms/FRM-0000000000/",
    ],
)
def test_pages_are_for_those_in_charge(client: Client, path: str) -> None:
    assert client.get(path).status_code == 302
    for role in ((), EXAMINER, OPERATOR):
        page(sign_in(make_person(role=role)), path, 403)


@pytest.mark.parametrize("role", [PROGRAMME_MANAGER, PSYCHOMETRICIAN])
def test_the_ledger_is_for_auditors(role: str) -> None:
    credential = make_credential()
    client = sign_in(make_person(role=role))
    page(client, "/evidence/ledger/", 403)
    page(client, "/evidence/ledger/1/", 403)
    page(client, f"/evidence/credentials/{credential.code}/", 403)
    assert "Browse the records" not in page(client, "/evidence/")


def test_the_ledger_is_filtered(auditor: Client) -> None:
    credential = make_credential()
    other = make_credential()
    text = page(auditor, "/evidence/ledger/", kind="credentials.", code=credential.code)
    assert "credentials.credential_issued" in text
    assert "people." not in text.split("<tbody>")[1]
    assert other.code not in text
    about = page(auditor, "/evidence/ledger/", code=credential.person.code)
    assert "admissions.application_submitted" in about
    assert "No record fits" in page(auditor, "/evidence/ledger/", since="2026-09-02")
    assert "No record fits" in page(auditor, "/evidence/ledger/", until="2026-08-31")
    assert credential.code in page(auditor, "/evidence/ledger/", since="2026-09-01", until="2026-09-01")
    first = page(auditor, "/evidence/ledger/1/")
    assert Record.objects.get(sequence=1).hash in first.replace("<wbr>", "")
    page(auditor, f"/evidence/ledger/{10**30}/", 404)


def test_long_codes_are_cut_in_the_list_and_whole_beside_it(auditor: Client, settings: Any) -> None:
    long = "a1" * 32
    record(FileKept(file=long), actor=system().code, now=NOON)
    text = page(auditor, "/evidence/ledger/")
    assert f'<code title="{long}">{long[:12]}…</code>' in text
    assert text.count(long) == 1
    told = "in the order of their times"
    assert told not in text
    settings.PRACTICUM = replace(settings.PRACTICUM, mode="demo")
    assert told in page(auditor, "/evidence/ledger/")


@pytest.mark.parametrize(
    "query",
    [
        {"since": "yesterday"},
        {"before": "x"},
        {"before": "-1"},
        {"before": "1" * 30},
        {"kind": "a\0"},
        {"code": "x" * 90},
    ],
)
def test_odd_filters_get_a_clear_error(auditor: Client, query: dict[str, str]) -> None:
    assert 'role="alert"' in page(auditor, "/evidence/ledger/", 422, **query)


def test_the_ledger_goes_on_to_older_records(auditor: Client) -> None:
    make_credential()
    make_credential()
    for _ in range(5):
        make_person()
    total = Record.objects.count()
    assert total > 50
    text = page(auditor, "/evidence/ledger/", kind="", code="")
    assert f"before={total - 49}" in text
    older = page(auditor, "/evidence/ledger/", before=str(total - 49))
    assert "/evidence/ledger/1/" in older


def test_the_chain_is_recomputed_on_request(auditor: Client) -> None:
    make_credential()
    assert "The chain is whole" not in page(auditor, "/evidence/ledger/")
    assert "The chain is whole" in auditor.post("/evidence/ledger/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_ledger_takes_few_queries(
    auditor: Client, django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for _ in range(rows):
        make_person()
    with django_assert_num_queries(6):  # session, person, role twice (page, rows), records, roles for navigation
        page(auditor, "/evidence/ledger/", kind="people.person_registered")


@pytest.mark.parametrize("junk", ["-1", "NaN", "²", "\u202e\ufeff", "9" * 40, "{'a': 1}", "a/../b", "CRE-"])
def test_what_is_no_certificate_number_is_named(junk: str) -> None:
    answer = sign_in(make_person(AUDITOR)).get("/evidence/", {"code": junk})
    assert answer.status_code == 422
    assert "no certificate number" in answer.content.decode()
