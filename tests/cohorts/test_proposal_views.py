"""Pages of proposals, and of seats that change by hand."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practicum.admissions.api import Application, withdraw_application
from practicum.cohorts.api import (
    Cohort,
    Proposal,
    request_proposal,
)
from practicum.cohorts.tasks import solve_stored_proposal
from tests.factories.cohorts import (
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_proposal,
    make_staff,
    make_waiting,
    seats_of,
)
from tests.factories.people import NOON, make_person, sign_in

pytestmark = pytest.mark.django_db


def test_proposing_shows_progress_without_script_then_the_proposal() -> None:
    waiting = make_waiting(10)
    facilitator, _ = make_staff(10)
    client = sign_in(make_manager())
    assert "people wait" in client.get("/cohorts/propose/").content.decode()
    sent = client.post("/cohorts/propose/", {"starts_on": _soon(), "seconds": "5", "seed": "1"})
    proposal = Proposal.objects.get()
    assert sent["Location"] == f"/cohorts/proposals/{proposal.code}/"
    page = client.get(sent["Location"])
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page.content.decode()
    assert "Looking for cohorts" in page.content.decode()
    Proposal.objects.update(progress={"phase": "placing", "placed": 5, "cohorts": 1, "bound": 10, "seconds": 1.0})
    assert (
        '<progress id="placed" max="100" value="50" data-told="share">' in client.get(sent["Location"]).content.decode()
    )
    _work()
    page = client.get(sent["Location"])
    assert "http-equiv" not in page.content.decode()
    text = page.content.decode()
    for expected in (facilitator.name, waiting[0].person.name, "Why these people", "No plan can place more", "UTC"):
        assert expected in text
    assert "PER-" not in text
    confirmed = client.post(sent["Location"], {"starts_on": proposal.starts_on.isoformat(), "name-1": "The first"})
    assert confirmed.status_code == 302
    assert Cohort.objects.get().name == "The first"


def _soon() -> str:
    return (timezone.now() + timedelta(days=21)).date().isoformat()


def _work() -> None:
    """What the worker does with the job."""
    solve_stored_proposal(proposal_id=Proposal.objects.get().pk)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"starts_on": "yesterday"}, "starts_on"),
        ({"starts_on": "2020-01-01"}, "starts_on"),
        ({"starts_on": "9999-12-31"}, "starts_on"),
        ({"seconds": "0"}, "seconds"),
        ({"seconds": "99999999999999999999"}, "seconds"),
        ({"seed": "-1"}, "seed"),
        ({"seed": "1\x00"}, "seed"),
    ],
)
def test_a_search_that_cannot_be_names_its_field(change: dict[str, str], field: str) -> None:
    make_waiting(1)
    make_staff(1)
    client = sign_in(make_manager())
    response = client.post("/cohorts/propose/", {"starts_on": _soon(), "seconds": "5", "seed": "1", **change})
    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert not Proposal.objects.exists()


def test_proposing_when_nobody_waits_says_so() -> None:
    make_waiting(0)
    response = sign_in(make_manager()).post("/cohorts/propose/", {"starts_on": _soon(), "seconds": "5", "seed": "1"})
    assert response.status_code == 422
    assert "Nobody waits for a seat." in response.content.decode()


def test_proposals_are_for_programme_managers() -> None:
    proposal = make_proposal(10)
    for client in (sign_in(make_person()), sign_in(make_facilitator())):
        for url in (
            "/cohorts/propose/",
            f"/cohorts/proposals/{proposal.code}/",
            f"/cohorts/proposals/{proposal.code}/discard/",
        ):
            assert client.get(url).status_code == 403
    assert sign_in(make_manager()).get("/cohorts/proposals/PRO-0000000000/").status_code == 404


def test_a_stale_proposal_is_refused_on_its_page_with_the_name() -> None:
    proposal = make_proposal(11)
    gone = Application.objects.filter(state="accepted").first()
    withdraw_application(actor=gone.person, application=gone, now=NOON)
    client = sign_in(make_manager())
    fields = {"starts_on": _soon(), "name-1": "The first"}
    response = client.post(f"/cohorts/proposals/{proposal.code}/", fields)
    assert response.status_code == 422
    assert f"{gone.person.name} no longer waits" in response.content.decode()
    assert 'value="The first"' in response.content.decode()
    response = client.post(f"/cohorts/proposals/{proposal.code}/", {**fields, "name-1": ""})
    assert response.status_code == 422
    assert 'href="#id_name-1"' in response.content.decode()


def test_a_search_is_given_up_with_a_reason() -> None:
    make_waiting(10)
    make_staff(10)
    proposal = request_proposal(actor=make_manager(), seed=1, seconds=5, now=NOON)
    client = sign_in(make_manager())
    assert client.post(f"/cohorts/proposals/{proposal.code}/discard/", {"reason": " "}).status_code == 422
    assert client.post(f"/cohorts/proposals/{proposal.code}/discard/", {"reason": "Wrong start."}).status_code == 302
    page = client.get(f"/cohorts/proposals/{proposal.code}/")
    assert "given up" in page.content.decode()
    assert "http-equiv" not in page.content.decode()


# --- seats by hand


def test_a_member_is_moved_or_ended_on_their_page() -> None:
    first, second = make_forming_cohort(), make_forming_cohort(another=True)
    seat = seats_of(first)[0]
    url = f"/cohorts/members/{seat.candidacy.code}/"
    assert sign_in(first.facilitator).get(url).status_code == 403
    client = sign_in(make_manager())
    assert client.get("/cohorts/members/CAN-0000000000/").status_code == 404
    wrong = client.post(url, {"act": "move", "move-to_cohort": "COH-0000000000", "move-reason": "Wish."})
    assert wrong.status_code == 422
    assert 'href="#id_move-to_cohort"' in wrong.content.decode()
    right = client.post(url, {"act": "move", "move-to_cohort": second.code, "move-reason": "Wish."}, follow=True)
    text = right.content.decode()
    # both mentors of the second cohort are full: the refusal names it
    assert right.status_code == 422
    assert "members need more than 2 mentors" in text
    ended = client.post(url, {"act": "end", "end-reason": "Other plans."}, follow=True)
    assert "is empty now" in ended.content.decode()
    assert client.post(url, {"act": "end", "end-reason": "Again."}).status_code == 422
    back = seats_of(second)[0].candidacy.code
    moved = client.post(
        f"/cohorts/members/{back}/", {"act": "move", "move-to_cohort": first.code, "move-reason": "Wish."}, follow=True
    )
    assert "it cannot start with fewer than 10" in moved.content.decode()
