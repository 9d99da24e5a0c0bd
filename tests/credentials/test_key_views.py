"""The operator's page of keys."""

import pytest

from practicum.credentials.api import SigningKey
from practicum.people.api import OPERATOR, REGISTRAR
from tests.factories.people import make_person, sign_in, system

pytestmark = pytest.mark.django_db


def test_an_operator_makes_and_gives_up_keys() -> None:
    system()
    client = sign_in(make_person(role=OPERATOR))
    assert "No key yet" in client.get("/awards/keys/").content.decode()
    for _ in range(2):
        assert client.post("/awards/keys/").status_code == 302
    old, new = SigningKey.objects.order_by("id")
    assert (old.state, new.state) == ("retired", "active")
    name = new.kid.rpartition("#")[2]
    url = f"/awards/keys/{name}/compromised/"
    assert "cannot be taken back" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "A laptop was stolen."}).status_code == 302
    assert client.post(url, {"reason": "Again."}).status_code == 422
    assert sorted(SigningKey.objects.values_list("state", flat=True)) == ["active", "compromised", "retired"]
    assert "compromised" in client.get("/awards/keys/").content.decode()
    assert client.get("/awards/keys/key-000000000000/compromised/").status_code == 404


def test_others_do_not() -> None:
    client = sign_in(make_person(role=REGISTRAR))
    assert client.get("/awards/keys/").status_code == 403
    assert client.post("/awards/keys/").status_code == 403
    assert not SigningKey.objects.exists()
