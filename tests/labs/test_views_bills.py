"""Pages of imported bills: uploaded, read, put behind a lab; what cannot be read is said beside its field."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from practicum.labs.api import (
    Bill,
    LabDefinition,
    issue_variant,
)
from practicum.people.api import PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy
from tests.factories.labs import FIRST_LAB, make_labs
from tests.factories.people import NOON, make_person, sign_in
from tests.labs.bills import SMALL, imported, write_csv

pytestmark = pytest.mark.django_db


# --- bills ---


def upload(client: Client, content: bytes, name: str = "Acme") -> Any:
    return client.post(reverse("labs:bills"), {"name": name, "file": SimpleUploadedFile("bill.csv", content)})


def test_a_bill_is_uploaded_read_and_put_behind_a_lab(tmp_path: Path) -> None:
    make_labs()
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    response = upload(client, write_csv(tmp_path / "b.csv").read_bytes())
    bill = Bill.objects.get()
    assert response["Location"] == reverse("labs:bill", args=[bill.sha256])
    page = client.get(response["Location"]).content.decode()
    assert "Read the bill: 5 tasks" in page
    assert "The bill has no commitment rows." in page
    assert "missing" in page
    use = reverse("labs:choose_bill", args=[bill.sha256])
    assert client.post(use, {"lab": FIRST_LAB, "act": ""}).status_code == 302
    assert LabDefinition.objects.get().bill == bill
    assert "Go back to simulated bills" in client.get(response["Location"]).content.decode()
    candidacy = make_candidacy()
    variant = issue_variant(actor=candidacy.person, candidacy=candidacy, lab=FIRST_LAB, now=NOON)
    page = sign_in(candidacy.person).get(reverse("labs:workbench", args=[variant.code])).content.decode()
    assert "The data are those of “Acme”" in page
    assert "The bill has no commitment rows." in page
    client.post(use, {"lab": FIRST_LAB, "act": "simulate"})
    assert LabDefinition.objects.get().bill is None
    assert client.post(use, {"lab": "cooking"}).status_code == 404
    assert sign_in(candidacy.person).post(use, {"lab": FIRST_LAB}).status_code == 403


def test_examples_of_findings_are_shown(tmp_path: Path) -> None:
    make_labs()
    bill = imported(tmp_path, *SMALL, {"ChargeCategory": "Nonsense", "BilledCost": "17.25"}, name="Acme")
    page = sign_in(make_person(role=PROGRAMME_MANAGER)).get(reverse("labs:bill", args=[bill.sha256])).content.decode()
    assert "Row 6: Nonsense" in page
    assert "17.25" in page


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "No FOCUS column"),
        (b"PAR1 and then nothing", "damaged"),
        (b"\x00\x01\x02", "zero bytes"),
    ],
)
def test_a_broken_upload_is_said_beside_the_file(content: bytes, message: str) -> None:
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    response = upload(client, content)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]
    assert message in response.content.decode()
    assert 'value="Acme"' in response.content.decode()
    assert not Bill.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "a" * 201, "a\x00b"])
def test_a_bad_name_is_said_beside_the_name(tmp_path: Path, name: str) -> None:
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    response = upload(client, write_csv(tmp_path / "b.csv").read_bytes(), name=name)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_an_upload_without_a_file_and_one_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(make_person(role=PROGRAMME_MANAGER))
    assert client.post(reverse("labs:bills"), {"name": "Acme"}).status_code == 422
    monkeypatch.setattr("practicum.labs.forms.MOST_BYTES", 100)
    response = upload(client, write_csv(tmp_path / "b.csv").read_bytes())
    assert "larger than" in response.content.decode()
    assert not Bill.objects.exists()
