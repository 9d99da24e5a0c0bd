"""The pages of reviewers and of officers about reviews: who sees what, bad input, and the decision in two steps."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from practicum.admissions.api import Application, Review, chase_reviews, reviews_of
from practicum.notices.api import notices_to
from practicum.people.api import ADMISSIONS_OFFICER, ADMISSIONS_REVIEWER, AUDITOR, PROGRAMME_MANAGER, Person
from tests.factories.admissions import make_reviewed_application, make_submitted_application
from tests.factories.pages import page, send
from tests.factories.people import NOON, make_person, sign_in
from tests.factories.reviews import given_scores, hand_in, make_reviewers, open_reviews, seen_in

pytestmark = pytest.mark.django_db


def make_named_application() -> Application:
    """An applicant whose name and employer stand in what they wrote."""
    person = make_person(name="Linnéa Ødegård", employer="Northwind Bank", email="lode77@northwind.example")
    return make_reviewed_application(
        person,
        employer="Northwind Bank",
        evidence="I, Linnea Odegard of Northwind, wrote the allocation policy; lode77@northwind.example has it.",
        baseline_detail="Certificate 4711-LO of Linnéa Ødegård",
    )


def test_a_blind_reviewer_reads_everything_but_who_applies() -> None:
    make_reviewers()
    application = make_named_application()
    review, _ = reviews_of(application)
    client = sign_in(review.reviewer)
    shown = page(client, f"/reviews/{review.code}/")
    for word in ("Linn", "degard", "degård", "Northwind", "lode77", "4711", application.code, application.person.code):
        assert word not in shown
    for word in (
        "wrote the allocation policy",
        "name taken out",
        "employer taken out",
        "address taken out",
        "number taken",
    ):
        assert word in shown
    assert "Your employer" not in shown
    listed = page(client, "/reviews/") + page(client, "/desk/")
    assert "Linn" not in listed
    assert application.code not in listed
    for url in (
        f"/admissions/{application.code}/",
        f"/admissions/{application.code}/reviews/",
        f"/apply/{application.code}/",
        "/admissions/",
        f"/people/{application.person.code}/",
    ):
        assert client.get(url).status_code in (403, 404), url


def test_a_reviewer_keeps_a_draft_hands_in_and_then_sees_the_others() -> None:
    make_reviewers()
    application = make_reviewed_application()
    first, second = reviews_of(application)
    hand_in(second, 2)
    client, url = sign_in(first.reviewer), f"/reviews/{first.code}/"
    send(client, url, {"then": "later", "level-practice": "3", "reason-practice": "Half a"})
    shown = page(client, url)
    assert "Half a" in shown
    assert re.search(r'name="level-practice" value="3"[^>]*checked', shown)
    assert "The text shows it" not in shown
    assert "begun" in page(client, "/reviews/")
    send(client, url, given_scores(3, application) | seen_in(shown))
    shown = page(client, url)
    assert "75.0 percent" in shown
    assert "50.0 percent" in shown
    assert "Reviewer 1" in shown
    assert second.reviewer.name not in shown
    send(client, url, given_scores(4, application), 409)
    send(client, f"{url}recuse/", {"reason": "Late."}, 409)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"level-practice": ""}, "level-practice"),
        ({"level-practice": "9"}, "level-practice"),
        ({"level-practice": "x"}, "level-practice"),
        ({"level-practice": "9" * 5000}, "level-practice"),
        ({"level-practice": "\x00"}, "level-practice"),
        ({"reason-clarity": ""}, "reason-clarity"),
        ({"reason-clarity": "short"}, "reason-clarity"),
        ({"reason-clarity": "nul \x00 character in it"}, "reason-clarity"),
        ({"comment": "x" * 2001}, "comment"),
    ],
)
def test_bad_scores_are_named_and_nothing_typed_is_lost(data: dict[str, str], field: str) -> None:
    make_reviewers()
    application = make_reviewed_application()
    review, _ = reviews_of(application)
    shown = send(sign_in(review.reviewer), f"/reviews/{review.code}/", given_scores(2, application) | data, 422)
    assert f'href="#id_{field}"' in shown or f'href="#id_{field}_0"' in shown
    assert "The text shows it: Purpose and readiness." in shown
    assert Review.objects.get(pk=review.pk).state == "assigned"


def test_a_review_is_given_back_with_a_reason_and_is_gone() -> None:
    make_reviewers(3)
    review, _ = reviews_of(make_reviewed_application())
    client, url = sign_in(review.reviewer), f"/reviews/{review.code}/recuse/"
    assert "Somebody else is asked at once" in page(client, url)
    assert 'href="#id_reason"' in send(client, url, {"reason": " "}, 422)
    send(client, url, {"reason": "I recognise it."})
    page(client, f"/reviews/{review.code}/", 404)
    assert "recused" in page(client, "/reviews/")


@pytest.mark.parametrize("role", [(), ADMISSIONS_OFFICER, AUDITOR, PROGRAMME_MANAGER])
def test_reviews_belong_to_their_reviewers(client: Client, role: Any) -> None:
    make_reviewers(3)
    application = make_reviewed_application()
    review, other = reviews_of(application)
    for url in ("/reviews/", f"/reviews/{review.code}/", f"/reviews/{review.code}/recuse/"):
        page(client, url, 302)
        page(sign_in(make_person(role=role)), url, 403)
    page(sign_in(other.reviewer), f"/reviews/{review.code}/", 404)
    page(sign_in(other.reviewer), "/reviews/REV-NONE/", 404)
    page(sign_in(make_person(role=ADMISSIONS_REVIEWER)), f"/reviews/{review.code}/recuse/", 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_a_fixed_number_of_times(rows: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    reviewer, _ = make_reviewers()
    for _ in range(rows):
        make_reviewed_application()
    client = sign_in(reviewer)
    with django_assert_num_queries(7):
        page(client, "/reviews/")


# The officer


def test_the_officer_sees_recommendation_spread_and_reasons(client: Client, officer: Person) -> None:
    make_reviewers(3)
    application = make_reviewed_application()
    url = f"/admissions/{application.code}/"
    assert "0 of 2 reviews are in." in page(client, f"{url}reviews/")
    first, second = reviews_of(application)
    hand_in(first, 4)
    hand_in(second, 2)
    (third,) = open_reviews(application)
    shown = page(client, f"{url}reviews/")
    assert "one more reads it" in shown
    hand_in(third, 3)
    shown = page(client, f"{url}reviews/")
    for text in ("75.0 percent", "offer a place", "<svg", "Data as a table", "3 (2 to 4), N = 3", first.reviewer.name):
        assert text in shown
    assert "75.0 percent" in page(client, url)
    auditor = sign_in(make_person(role=AUDITOR))
    shown = page(auditor, f"{url}reviews/")
    assert "75.0 percent" in shown
    assert "Ask one more" not in shown
    send(auditor, f"{url}reviews/add/", {}, 403)


def test_the_officer_changes_who_reads(client: Client, officer: Person) -> None:
    make_reviewers(4)
    application = make_reviewed_application()
    review, _ = reviews_of(application)
    url = f"/admissions/{application.code}/reviews/"
    move = f"{url}{review.code}/reassign/"
    assert f'href="#id_{review.code}_reason"' in send(client, move, {"reason": ""}, 422)
    assert "may not review it" in send(client, move, {"reason": "On leave.", "reviewer": officer.code}, 422)
    send(client, move, {"reason": "On leave."})
    assert "On leave." in page(client, url)
    assert 'href="#id_reviewer"' in send(client, f"{url}add/", {"reviewer": "\x00"}, 422)
    send(client, f"{url}add/", {"reviewer": ""})
    assert len(open_reviews(application)) == 3
    assert "Nobody without a conflict" in send(client, f"{url}add/", {"reviewer": ""}, 422)
    send(client, f"{url}REV-NONE/reassign/", {"reason": "x"}, 404)
    send(client, move, {"reason": "Again."}, 422)


def test_the_officer_is_told_when_nobody_can_be_asked(client: Client, officer: Person) -> None:
    application = make_reviewed_application()
    url = f"/admissions/{application.code}/"
    assert "Nobody could be asked to review" in page(client, url)
    assert "2 more are needed" in page(client, f"{url}reviews/")
    page(client, f"/admissions/{make_submitted_application().code}/reviews/")
    assert chase_reviews(NOON) == 0


def confirmed(shown: str) -> dict[str, str]:
    """The hidden fields of the page with the letter, and the button that confirms."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown))
    return {key: value for key, value in found.items() if key != "csrfmiddlewaretoken"} | {"confirm": "yes"}


def test_a_decision_takes_two_steps_and_sends_the_letter_that_was_shown(client: Client, officer: Person) -> None:
    make_reviewers()
    application = make_reviewed_application()
    for review in reviews_of(application):
        hand_in(review, 3)
    url = f"/admissions/{application.code}/decide/"
    data = {"outcome": "declined", "reason": "No place left.", "deviation": ""}
    assert 'href="#id_deviation"' in send(client, url, data, 422)
    data = {"outcome": "offered", "reason": "The figures convince.", "deviation": ""}
    shown = send(client, url, data, 200)
    assert "Nothing is decided and nothing is sent yet." in shown
    assert "We offer you a place" in shown
    assert application.person.email in shown
    assert Application.objects.get().state == "under_review"
    assert "The figures convince." in send(client, url, confirmed(shown) | {"change": "yes"}, 200)
    for wrong in ({"seal": "0" * 64}, {"seal": ""}, {"open_until": "soon"}, {"reason": "Another reason."}):
        assert "look again" in send(client, url, confirmed(shown) | wrong, 422)
    assert Application.objects.get().state == "under_review"
    send(client, url, confirmed(shown))
    assert Application.objects.get().state == "offered"
    body = notices_to(application.person_id)[0].body
    for paragraph in body.strip().split("\n\n"):
        assert paragraph.replace("’", "'").split(",")[0] in shown
    assert "The figures convince." in page(client, f"/admissions/{application.code}/")


def test_the_applicant_reads_what_happens_and_by_when() -> None:
    make_reviewers()
    application = make_reviewed_application()
    shown = page(sign_in(application.person), f"/apply/{application.code}/")
    assert "Two reviewers read it; we " in shown
    assert "22 September" in shown
