"""Suspend, reinstate, revoke, expire; and the lists, which always tell the last state."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.badges.api import decode_status_list
from practicum.credentials.api import (
    Credential,
    expire_credentials,
    get_credential,
    reinstate_credential,
    revoke_credential,
    set_listed,
    status_list,
    suspend_credential,
    verify_document,
)
from practicum.credentials.models import StatusListVersion, TlogLeaf
from practicum.credentials.rules import CREDENTIAL_STATES
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import notices_to
from practicum.people.api import DECIDER, REGISTRAR, declare_interest, holds_credential
from tests.factories.credentials import make_credential
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
ACTS: dict[str, Callable[..., Credential]] = {
    "suspend": suspend_credential,
    "reinstate": reinstate_credential,
    "revoke": revoke_credential,
}
AFTER = {"suspend": "suspended", "reinstate": "issued", "revoke": "revoked"}


def listed_as(credential: Credential) -> str:
    """What somebody reads who has the lists only."""
    told = [
        purpose
        for purpose in ("revocation", "suspension")
        if decode_status_list(encoded=status_list(purpose)["credentialSubject"]["encodedList"], purpose=purpose).is_set(
            credential.status_index
        )
    ]
    return {"revocation": "revoked", "suspension": "suspended"}[told[0]] if told else "issued"


def act(name: str, credential: Credential, *, now: datetime = NOON, **changes: Any) -> Credential:
    actor = changes.pop("actor", None) or make_person(role=REGISTRAR)
    return ACTS[name](**{"actor": actor, "credential": credential, "reason": "A reason.", "now": now, **changes})


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(st.tuples(st.integers(0, 1), st.sampled_from(list(ACTS))), max_size=6))
def test_any_history_leaves_the_lists_telling_the_last_state(db: None, history: list[tuple[int, str]]) -> None:
    credentials = [make_credential(), make_credential()]
    states = ["issued", "issued"]
    for which, name in history:
        versions = StatusListVersion.objects.count()
        if CREDENTIAL_STATES.may_move(states[which], AFTER[name]):
            act(name, credentials[which])
            states[which] = AFTER[name]
            assert StatusListVersion.objects.count() == versions + 1
        else:
            with pytest.raises(InvalidState):
                act(name, credentials[which])
            assert StatusListVersion.objects.count() == versions
        assert [listed_as(each) for each in credentials] == states
        assert [get_credential(each.code).state for each in credentials] == states
    for credential, state in zip(credentials, states, strict=True):
        answer = verify_document(credential.document, now=NOON)
        assert answer.ok == (state == "issued")
        assert answer.is_genuine


def test_a_change_is_recorded_logged_told_and_ends_the_qualification() -> None:
    credential = make_credential()
    suspended = act("suspend", credential, reason="A complaint is examined.")
    change = records_about(credential.code).get(kind="credentials.credential_state_changed")
    assert (change.data["before"], change.data["after"]) == ("issued", "suspended")
    assert change.data["reason"] == "A complaint is examined."
    published = records_about(credential.code).get(kind="credentials.status_list_published")
    assert published.data["purpose"] == "suspension"
    assert TlogLeaf.objects.filter(kind="status_list", subject=f"suspension/{published.data['number']}").exists()
    assert "A complaint is examined." in notices_to(credential.person.pk)[0].body
    assert not holds_credential(credential.person, programme_code="focp", now=NOON)
    act("reinstate", suspended, now=NOON + timedelta(days=3))
    assert holds_credential(credential.person, programme_code="focp", now=NOON + timedelta(days=3))
    act("revoke", credential)
    assert not holds_credential(credential.person, programme_code="focp", now=NOON + timedelta(days=4))


@pytest.mark.parametrize("name", list(ACTS))
def test_only_a_registrar_without_an_interest_acts(name: str) -> None:
    credential = make_credential(person=make_person(employer="Acme"))
    if name == "reinstate":
        act("suspend", credential)
    related = make_person(role=REGISTRAR)
    declare_interest(actor=related, about=credential.person, relation="sister", now=NOON)
    for actor in (make_person(role=DECIDER), make_person(role=REGISTRAR, employer="ACME "), related):
        with pytest.raises(NotPermitted):
            act(name, credential, actor=actor)
    with pytest.raises(Refusal, match="reason"):
        act(name, credential, reason="  ")
    act(name, credential)


def test_time_ends_a_credential_once() -> None:
    early, late = make_credential(), make_credential(now=NOON + timedelta(days=1))
    suspended = make_credential()
    act("suspend", suspended)
    assert expire_credentials(now=early.valid_until - timedelta(seconds=1)) == 0
    assert expire_credentials(now=early.valid_until) == 2
    assert expire_credentials(now=early.valid_until) == 0
    assert [get_credential(each.code).state for each in (early, late, suspended)] == ["expired", "issued", "expired"]
    assert listed_as(suspended) == "suspended", "nobody lifted the suspension"
    assert "expired" in notices_to(early.person.pk)[0].subject
    for name in ACTS:
        with pytest.raises(InvalidState):
            act(name, early)


def test_nothing_is_reinstated_after_its_time() -> None:
    credential = act("suspend", make_credential())
    with pytest.raises(Refusal, match="period of validity"):
        act("reinstate", credential, now=credential.valid_until)


def test_only_the_holder_chooses_to_be_listed() -> None:
    credential = make_credential()
    with pytest.raises(NotPermitted):
        set_listed(actor=make_person(role=REGISTRAR), credential=credential, listed=True, now=NOON)
    set_listed(actor=credential.person, credential=credential, listed=True, now=NOON)
    set_listed(actor=credential.person, credential=credential, listed=True, now=NOON)
    assert get_credential(credential.code).listed
    set_listed(actor=credential.person, credential=credential, listed=False, now=NOON)
    assert not get_credential(credential.code).listed
    told = records_about(credential.code).filter(kind="credentials.listing_changed")
    assert [record.data["listed"] for record in told] == [True, False]
