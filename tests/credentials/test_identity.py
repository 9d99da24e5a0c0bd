"""A site may move; the issuer that its credentials name stays the same, and stays checkable."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from practicum.badges.api import did_web
from practicum.credentials.api import (
    check_identity,
    did_document,
    make_signing_key,
    status_list,
    suspend_credential,
    verify_address,
    verify_document,
)
from practicum.credentials.identity import issuer_of_key
from practicum.credentials.models import SigningKey, StatusListVersion
from practicum.kernel.errors import Refusal
from practicum.people.api import REGISTRAR
from tests.factories.credentials import make_credential
from tests.factories.people import NOON, make_person, system
from tests.verifiers.fixtures import node_verifier

__all__ = ["node_verifier"]
OLD, NEW = "https://old.example.org", "https://new.example.org/certification"
LATER = NOON + timedelta(days=1)
HOSTS = st.from_regex(r"[a-z][a-z0-9]{0,9}(\.[a-z]{2,5})?(:[1-9][0-9]{0,3})?", fullmatch=True)
PATHS = st.lists(st.from_regex(r"[a-z0-9._-]{1,8}", fullmatch=True), max_size=2)


def at(settings: Settings, base: str, *, issuer: str = "") -> None:
    settings.PRACTICUM = replace(settings.PRACTICUM, base_url=base, issuer_url=issuer or base)


@pytest.mark.django_db
def test_a_site_that_moved_keeps_its_name_or_does_not_start(settings: Settings) -> None:
    at(settings, OLD)
    check_identity()  # no key yet: any name will do
    before = make_credential()
    check_identity()
    at(settings, NEW)
    with pytest.raises(Refusal) as refused:
        check_identity()
    assert refused.value.code == "issuer_moved"
    assert f"PRACTICUM_ISSUER_URL={OLD}," in refused.value.mend
    at(settings, NEW, issuer=OLD)
    check_identity()
    assert verify_document(before.document, now=LATER).ok
    after = make_credential()
    assert verify_document(after.document, now=LATER).ok
    assert before.document["issuer"]["id"] == after.document["issuer"]["id"] == "did:web:old.example.org"
    assert before.document["credentialStatus"][0]["statusListCredential"].startswith(f"{OLD}/")
    assert verify_address(after.code).startswith(f"{NEW}/verify/")


@pytest.mark.django_db
def test_nothing_is_signed_under_another_name(settings: Settings) -> None:
    """A worker has settings of its own: whichever process signs, it asks."""
    at(settings, OLD)
    issued = make_credential()
    lists, keys = StatusListVersion.objects.count(), SigningKey.objects.count()
    at(settings, NEW)
    acts = (
        lambda: suspend_credential(actor=make_person(role=REGISTRAR), credential=issued, reason="A reason.", now=LATER),
        lambda: make_signing_key(actor=system(), now=LATER),
        make_credential,
    )
    for act in acts:
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == "issuer_moved"
    assert (StatusListVersion.objects.count(), SigningKey.objects.count()) == (lists, keys)


@pytest.mark.django_db
def test_a_database_with_keys_of_two_names_goes_on_under_the_last(settings: Settings) -> None:
    at(settings, OLD)
    first = make_signing_key(actor=system(), now=NOON)
    first.state = "retired"
    first.save()
    SigningKey.objects.create(kid=f"{NEW}/keys/key-2", public_multibase="z2", sealed_private=b"", made_at=LATER)
    at(settings, NEW)
    check_identity()
    at(settings, OLD)
    with pytest.raises(Refusal):
        check_identity()


@pytest.mark.django_db
@pytest.mark.node
def test_others_go_on_verifying_after_a_move(
    settings: Settings, node_verifier: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    at(settings, OLD)
    before = make_credential()
    at(settings, NEW, issuer=OLD)
    after = make_credential()
    told = node_verifier(
        {
            "credentials": [before.document, after.document],
            "statusLists": [status_list("revocation"), status_list("suspension")],
            "didDocument": did_document(),
            "now": LATER.isoformat(),
        }
    )
    assert [one["verified"] for one in told["results"]] == [True, True]


@given(host=HOSTS, path=PATHS, scheme=st.sampled_from(["http", "https"]))
def test_the_name_of_a_key_tells_whose_it_is(host: str, path: list[str], scheme: str) -> None:
    address = "/".join([f"{scheme}://{host}", *path])
    kid = f"{address}/keys/key-1" if scheme == "https" else f"{did_web(host=host, path=path)}#key-1"
    assert issuer_of_key(kid) == address
