"""The waiting list: an order with reasons, places passed on by a person, and what the applicant is told."""

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from practicum.admissions.api import (
    Application,
    FreedPlace,
    answer_offer,
    end_waiting,
    forecast_seats,
    free_places,
    give_up_place,
    lapse_offers,
    move_on_waitlist,
    pass_on_place,
    place_of,
    read_waitlist,
    remind_offers,
    todo_for,
    withdraw_application,
)
from practicum.admissions.rules import SeatForecast, Waiting, computed_order, move_in_line, order_waitlist
from practicum.curriculum.api import current_version
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR
from tests.factories.admissions import make_accepted_application, make_decided_application
from tests.factories.people import NOON, make_person, sign_in

WAITING = st.builds(
    Waiting,
    code=st.uuids().map(str),
    outcome=st.sampled_from(["eligible", "needs_judgement"]),
    submitted_at=st.integers(0, 9).map(lambda day: NOON + timedelta(days=day)),
)


@given(waiting=st.lists(WAITING, max_size=8, unique_by=lambda one: one.code), data=st.data())
def test_a_move_puts_one_where_it_was_asked_and_keeps_the_others(waiting: list[Waiting], data: st.DataObject) -> None:
    line = order_waitlist(waiting)
    assert line == computed_order(waiting)
    if not line:
        return
    code = data.draw(st.sampled_from([one.code for one in line]))
    place = data.draw(st.integers(1, len(line)))
    moved = move_in_line(line, code, place)
    assert moved[place - 1].code == code
    assert [one for one in moved if one.code != code] == [one for one in line if one.code != code]
    fixed = [Waiting(**{**vars(one), "rank": at}) for at, one in enumerate(moved, start=1)]
    assert [one.code for one in order_waitlist(fixed)] == [one.code for one in moved]
    newcomer = data.draw(WAITING)
    after = order_waitlist([*fixed, newcomer])
    assert [one for one in after if one.rank is not None] == fixed
    gone = fixed[data.draw(st.integers(0, len(fixed) - 1))]
    assert [one for one in order_waitlist(fixed) if one != gone] == order_waitlist(
        [one for one in fixed if one != gone]
    )


@given(accepted=st.integers(0, 60), offers=st.integers(0, 30))
def test_a_forecast_adds_up(accepted: int, offers: int) -> None:
    seats = SeatForecast(accepted=accepted, open_offers=offers, least=10, most=20)
    assert (seats.missing > 0) == (seats.cohorts == 0)
    assert seats.cohorts * 20 - seats.room == (seats.at_most if seats.cohorts else 0)


@pytest.fixture
def line(db: None) -> list[Application]:
    """Three who wait: the first to submit needs judgement, so that the others come first."""
    days = (NOON, NOON + timedelta(days=1), NOON + timedelta(days=2))
    fields = ({"baseline": "equivalent"}, {}, {})
    return [make_decided_application("waitlisted", now=at, **more) for at, more in zip(days, fields, strict=True)]


LATER = NOON + timedelta(days=3)


def order() -> list[Application]:
    reader = make_person(role=ADMISSIONS_OFFICER)
    return [one.application for one in read_waitlist(reader, current_version())]


def test_the_order_is_computed_shown_and_changed_with_a_reason(line: list[Application]) -> None:
    judged, first, second = line
    assert order() == [first, second, judged]
    officer = make_person(role=ADMISSIONS_OFFICER)
    move_on_waitlist(
        actor=officer, application=judged, place=1, reason="Her estate is what this cohort lacks.", now=LATER
    )
    assert order() == [judged, first, second]
    place = place_of(judged)
    assert place is not None
    assert (place.place, place.computed, place.length) == (1, 3, 3)
    assert place.moved_for.startswith("Her estate")
    assert place.stands_until == judged.decided_at + timedelta(days=180)
    event = Record.objects.get(kind="admissions.waitlist_reordered")
    assert (event.data["place_before"], event.data["place"]) == (3, 1)
    withdraw_application(actor=first.person, application=first, now=LATER)
    newcomer = make_decided_application("waitlisted", now=LATER)
    assert order() == [judged, second, newcomer]
    with pytest.raises(NotPermitted):
        move_on_waitlist(actor=make_person(), application=judged, place=1, reason="x", now=LATER)
    for place_, reason, code in ((9, "x", "place_range"), (1, " ", "reason_missing")):
        with pytest.raises(Refusal) as caught:
            move_on_waitlist(actor=officer, application=judged, place=place_, reason=reason, now=LATER)
        assert caught.value.code == code
    with pytest.raises(Refusal, match="not on the waiting list"):
        move_on_waitlist(actor=officer, application=first, place=1, reason="x", now=LATER)


def test_places_free_by_refusal_lapse_and_withdrawal_and_a_person_passes_them_on(line: list[Application]) -> None:
    refused, lapsed = (make_decided_application("offered", now=NOON) for _ in range(2))
    answer_offer(actor=refused.person, application=refused, accept=False, now=NOON)
    accepted = make_accepted_application(now=NOON)
    withdraw_application(actor=accepted.person, application=accepted, now=NOON + timedelta(days=1))
    make_decided_application("offered", now=NOON, route="experience")
    assert lapse_offers(NOON + timedelta(days=14)) == 2
    now = NOON + timedelta(days=15)
    version = current_version()
    assert [one.offer.application for one in free_places(version)] == [refused, accepted, lapsed]
    officer, first = make_person(role=ADMISSIONS_OFFICER), order()[0]
    offered = pass_on_place(actor=officer, application=first, reason="A place became free.", now=now)
    offer = offered.offers.get()
    assert (offered.state, offer.open_until) == ("offered", now + timedelta(days=7))
    assert FreedPlace.objects.get(offer__application=refused).passed_to == offer
    passed_over = order()[1]
    pass_on_place(actor=officer, application=passed_over, reason="The first one asked to wait.", now=now)
    event = Record.objects.filter(kind="admissions.place_passed_on").latest("sequence")
    assert (event.data["application"], event.data["proposed"]) == (passed_over.code, order()[0].code)
    give_up_place(actor=officer, freed_by=lapsed.code, version=version, reason="The cohort has begun.", now=now)
    with pytest.raises(NotFound):
        give_up_place(actor=officer, freed_by=lapsed.code, version=version, reason="Again.", now=now)
    with pytest.raises(Refusal, match="No place is free"):
        pass_on_place(actor=officer, application=order()[0], reason="x", now=now)
    # An offer from the list that lapses frees the place for the next one.
    assert lapse_offers(now + timedelta(days=7)) == 2
    assert free_places(version).count() == 2
    assert forecast_seats(version).accepted == 0
    assert verify_ledger().verified


def test_an_open_offer_is_reminded_of_once_and_waiting_ends(line: list[Application]) -> None:
    offered = make_decided_application("offered", now=NOON)
    before = offered.offers.get().open_until - timedelta(days=3)
    assert [remind_offers(at) for at in (before - timedelta(hours=1), before, before)] == [0, 1, 0]
    assert Notice.objects.filter(subject="Your offer of a place is soon over").count() == 1
    assert [end_waiting(NOON + timedelta(days=days)) for days in (179, 180, 180)] == [0, 1, 0]
    line[0].refresh_from_db()
    assert line[0].state == "lapsed"
    assert Notice.objects.filter(subject="Your place on the waiting list has ended").count() == 1


def test_the_applicant_reads_where_they_stand(line: list[Application]) -> None:
    first = line[1]
    shown = unescape(sign_in(first.person).get(f"/apply/{first.code}/").content.decode())
    assert "place <strong>1 of 3</strong>" in shown
    assert "stands until" in shown


def test_the_officers_pages(line: list[Application], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    now: datetime = timezone.now()
    officer, first = make_person(role=ADMISSIONS_OFFICER), line[1]
    client = sign_in(officer)
    gone = make_decided_application("offered", now=now)
    answer_offer(actor=gone.person, application=gone, accept=False, now=now)
    with django_assert_num_queries(12):
        shown = unescape(client.get("/admissions/waitlist/").content.decode())
    assert "Proposed: <strong>" + first.person.name in shown
    assert "Offer 1 free place to the waiting list" in [todo.title for todo in todo_for(officer, now)]
    url = f"/admissions/waitlist/{first.code}/"
    assert client.post(url, {"act": "move", "place": "99999999999", "reason": "x"}).status_code == 422
    assert client.post(url, {"act": "move", "place": "2", "reason": ""}).status_code == 422
    assert client.post(url, {"act": "move", "place": "2", "reason": "Asked for it."}).status_code == 302
    assert client.post(url, {"act": "offer", "reason": ""}).status_code == 422
    assert client.post(url, {"act": "offer", "reason": "A place became free."}).status_code == 302
    first.refresh_from_db()
    assert first.state == "offered"
    assert client.post(f"/admissions/waitlist/{gone.code}/give-up/", {"reason": ""}).status_code == 422
    assert client.post(f"/admissions/waitlist/{gone.code}/give-up/", {"reason": "Full."}).status_code == 404
    assert client.get(url).status_code == 404
    auditor = sign_in(make_person(role=AUDITOR))
    assert auditor.get("/admissions/waitlist/").status_code == 200
    assert auditor.get(f"/admissions/waitlist/{line[2].code}/").status_code == 403
    assert sign_in(make_person()).get("/admissions/waitlist/").status_code == 403
