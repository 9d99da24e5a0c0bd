"""Accounts, roles, declarations, accommodations."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record, records_about
from practicum.notices.api import notices_to
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    EXAMINER,
    OPERATOR,
    PROGRAMME_MANAGER,
    Accommodation,
    Person,
    Standing,
    access_accommodation,
    conflict,
    conflict_between,
    decide_accommodation,
    declare_interest,
    end_qualification,
    end_role,
    grant_role,
    has_role,
    holds_credential,
    register_person,
    request_accommodation,
    require_role,
    time_factor_of,
    todo_for,
    trained_recently,
    update_profile,
    zone_choices,
)
from tests.factories.people import NOON, make_certified, make_person

WORDS = st.text("abAB ", max_size=4)
STANDINGS = st.builds(
    Standing, code=st.sampled_from("PQ"), employer=WORDS, declared=st.frozensets(st.sampled_from("PQ"))
)


@given(STANDINGS, STANDINGS)
def test_a_conflict_holds_both_ways(one: Standing, other: Standing) -> None:
    assert conflict_between(one, other) == conflict_between(other, one)
    assert conflict_between(one, one) == "nobody judges themselves"


@given(st.integers(0, 3000), st.integers(1, 5))
def test_training_counts_for_its_years_and_no_longer(days: int, years: int) -> None:
    recent = trained_recently([NOON - timedelta(days=days)], years=years, now=NOON)
    assert recent == (days < round(365.25 * years))


def test_nobody_trained_is_nobody_recent() -> None:
    assert not trained_recently([], years=2, now=NOON)


def test_zones_can_be_chosen_and_kept() -> None:
    zones = dict(zone_choices())
    assert {"UTC", "Europe/Berlin", "Asia/Kolkata"} <= set(zones)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"name": " "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"time_zone": "Nowhere"}, "time_zone"),
    ],
)
def test_an_account_needs_an_address_a_name_and_a_zone(given: dict[str, str], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        register_person(**{"email": "a@example.org", "name": "Ada", **given}, now=NOON)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_an_address_has_one_account_and_registration_is_recorded() -> None:
    person = register_person(email=" A@Example.org ", name="Ada  L", now=NOON)
    assert (person.email, person.name, person.has_usable_password()) == ("a@example.org", "Ada L", False)
    assert records_about(person.code).get().kind == "people.person_registered"
    with pytest.raises(Refusal) as refused:
        register_person(email="a@EXAMPLE.org", name="Eve", now=NOON)
    assert refused.value.code == "email_taken"


@pytest.mark.django_db
def test_roles_are_given_by_those_who_may_once_and_taken_away() -> None:
    operator, person = make_person(role=OPERATOR), make_person()
    with pytest.raises(NotPermitted):
        grant_role(actor=person, person=person, role=OPERATOR, now=NOON)
    with pytest.raises(Refusal) as refused:
        grant_role(actor=operator, person=person, role="king", now=NOON)
    assert refused.value.field == "role"
    grant_role(actor=operator, person=person, role=EXAMINER, now=NOON)
    grant_role(actor=operator, person=person, role=EXAMINER, now=NOON)
    assert require_role(person, AUDITOR, EXAMINER) == person
    assert Record.objects.filter(kind="people.role_granted", subjects=[person.code]).count() == 1
    end_role(actor=operator, person=person, role=EXAMINER, now=NOON)
    assert not has_role(person, EXAMINER)
    with pytest.raises(NotPermitted, match="examiner"):
        require_role(person, EXAMINER)


@pytest.mark.django_db
def test_a_certificate_counts_from_its_first_to_its_last_moment_and_can_end() -> None:
    person = make_certified(make_person())
    year = timedelta(days=365)
    for moment, holds in ((NOON - year, True), (NOON - year * 1.01, False), (NOON + year, False), (NOON, True)):
        assert holds_credential(person, programme_code="focp", now=moment) is holds
    end_qualification(actor=person, source=f"first holder {person.code}", reason="Test.", now=NOON)
    assert not holds_credential(person, programme_code="focp", now=NOON)


@pytest.mark.django_db
def test_a_declared_relation_is_a_conflict_and_on_record() -> None:
    one, other = make_person(), make_person()
    declare_interest(actor=one, about=other, relation="sister", now=NOON)
    assert conflict(other, one) == "a relation between them is declared"
    assert records_about(other.code).last().kind == "people.interest_declared"  # type: ignore[union-attr]
    for about, relation, field in ((one, "me", "about"), (other, " ", "relation")):
        with pytest.raises(Refusal) as refused:
            declare_interest(actor=one, about=about, relation=relation, now=NOON)
        assert refused.value.field == field


@pytest.mark.django_db
def test_a_profile_is_corrected_by_its_person() -> None:
    person = update_profile(actor=make_person(), name=" Ada  L ", employer=" Acme ", time_zone="Asia/Tokyo", now=NOON)
    person.refresh_from_db()
    assert (person.name, person.employer, person.time_zone) == ("Ada L", "Acme", "Asia/Tokyo")


def ask(person: Person, **given: Any) -> Accommodation:
    return request_accommodation(
        actor=person, **{"need": "More time", "time_factor": Decimal("1.5"), **given}, now=NOON
    )


def decide(actor: Person, asked: Accommodation, **given: Any) -> Accommodation:
    facts = {"approved": True, "time_factor": Decimal("1.5"), "reason": "Shown by a doctor.", **given}
    return decide_accommodation(actor=actor, accommodation=asked, **facts, now=NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("role", [PROGRAMME_MANAGER, ADMISSIONS_OFFICER])
def test_an_approved_request_gives_time_tells_the_person_and_keeps_the_need_off_the_record(role: str) -> None:
    person = make_person()
    asked = ask(person)
    assert time_factor_of(person) == 1
    assert [todo.title for todo in todo_for(make_person(role=role), NOON)] == ["Decide on 1 request for accommodation"]
    decided = decide(make_person(role=role), asked)
    assert (decided.state, time_factor_of(person)) == ("approved", Decimal("1.50"))
    assert "Shown by a doctor." in notices_to(person.pk)[0].body
    told = str(list(records_about(person.code).values_list("data", flat=True)))
    assert "More time" not in told
    assert "doctor" not in told


@pytest.mark.django_db
def test_a_declined_request_gives_no_time() -> None:
    person = make_person()
    decide(make_person(role=PROGRAMME_MANAGER), ask(person), approved=False)
    assert time_factor_of(person) == 1
    assert ask(person).state == "requested"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "field"), [({"need": " "}, "need"), ({"time_factor": Decimal("0.9")}, "time_factor"),
                         ({"time_factor": Decimal(4)}, "time_factor")]
)  # fmt: skip
def test_a_request_that_is_none_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        ask(make_person(), **given)
    assert refused.value.field == field


@pytest.mark.django_db
def test_one_request_at_a_time() -> None:
    person = make_person()
    ask(person)
    with pytest.raises(Refusal) as refused:
        ask(person)
    assert refused.value.code == "accommodation_open"


@pytest.mark.django_db
def test_who_may_decide_on_a_request() -> None:
    manager = make_person(role=PROGRAMME_MANAGER, employer="Acme")
    own, colleagues = ask(manager), ask(make_person(employer="acme"))
    for actor, asked in ((make_person(role=EXAMINER), own), (manager, own), (manager, colleagues)):
        with pytest.raises(NotPermitted):
            decide(actor, asked)
    assert todo_for(make_person(role=EXAMINER), NOON) == []
    assert Accommodation.objects.filter(state="requested").count() == 2


@pytest.mark.django_db
def test_a_decision_is_made_once_with_a_reason() -> None:
    asked, manager = ask(make_person()), make_person(role=PROGRAMME_MANAGER)
    for changed, field in (({"reason": " "}, "reason"), ({"time_factor": Decimal(9)}, "time_factor")):
        with pytest.raises(Refusal) as refused:
            decide(manager, asked, **changed)
        assert refused.value.field == field
    decide(manager, asked)
    with pytest.raises(InvalidState):
        decide(manager, asked)
    with pytest.raises(NotFound):
        access_accommodation(manager, asked.person.code)


@pytest.mark.django_db
def test_a_changed_name_or_employer_is_on_the_record() -> None:
    """Whoever blanks their employer to judge a colleague leaves a trace; so does a name changed before a certificate."""
    person = make_person(employer="Acme")
    kept = {"actor": person, "time_zone": "UTC", "now": NOON}
    update_profile(name=person.name, employer="Acme", **kept)
    assert not records_about(person.code).filter(kind="people.profile_changed")
    update_profile(name=person.name, employer="", **kept)
    update_profile(name="Somebody Else", employer="Bcme", **kept)
    found = records_about(person.code).filter(kind="people.profile_changed").order_by("sequence")
    assert [one.data["fields"] for one in found] == [["employer"], ["name", "employer"]]
    assert "Acme" not in str([one.data for one in found])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u200b", "123", "Ada\u202eecilA", "Ada\x01", "\ufeffAda", "Ada\u2066x", "\ue000"])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    with pytest.raises(Refusal) as refusal:
        update_profile(actor=make_person(), name=name, employer="", time_zone="UTC", now=NOON)
    assert (refusal.value.code, refusal.value.field) == ("name_unreadable", "name")


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Zoë Müller-O’Brien", "李小龍", "محمد‌رضا", "José de la Ñ.", "Ngũgĩ wa Thiong'o", "A"])
def test_names_of_the_world_are_kept(name: str) -> None:
    assert update_profile(actor=make_person(), name=name, employer="", time_zone="UTC", now=NOON).name == name
