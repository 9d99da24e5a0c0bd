"""Nothing that a reviewer typed is lost: in a second window, or when the review is not theirs any more."""

from typing import Any

import pytest

from practicum.admissions.api import Review, reassign_review, recuse_review, reviews_of, withdraw_application
from practicum.people.api import ADMISSIONS_OFFICER, ADMISSIONS_REVIEWER, declare_interest, end_role
from tests.factories.admissions import make_reviewed_application
from tests.factories.pages import page, send
from tests.factories.people import NOON, make_person, sign_in, system
from tests.factories.reviews import given_scores, hand_in, make_reviewers, seen_in

pytestmark = pytest.mark.django_db
WORDS = "The text shows it: Purpose and readiness."


def given_review(reviewers: int = 2) -> tuple[Review, Any, str]:
    """A review that waits, its reviewer's browser, and its page."""
    make_reviewers(reviewers)
    review, _ = reviews_of(make_reviewed_application())
    return review, sign_in(review.reviewer), f"/reviews/{review.code}/"


@pytest.mark.parametrize("then", ["later", ""])
def test_two_windows_never_write_over_each_other_unseen(then: str) -> None:
    review, client, url = given_review()
    opened = seen_in(page(client, url))
    send(client, url, {"then": "later", "level-practice": "3", "reason-practice": "Typed in the first"} | opened)
    second = given_scores(2, review.application) | opened | {"then": then}
    shown = send(client, url, second, 422)
    assert "Another window saved this review" in shown
    assert "Typed in the first" in shown
    assert WORDS in shown
    review.refresh_from_db()
    assert (review.state, review.draft["practice"]["reason"]) == ("assigned", "Typed in the first")
    send(client, url, second | seen_in(shown))
    review.refresh_from_db()
    assert review.state == ("assigned" if then else "handed_in")


def test_a_button_pressed_twice_is_no_second_window() -> None:
    review, client, url = given_review()
    opened = seen_in(page(client, url))
    typed = given_scores(3, review.application) | opened
    for _ in range(2):
        send(client, url, typed | {"then": "later"})
    typed |= seen_in(page(client, url))
    for _ in range(2):
        assert send(client, url, typed) == url


def test_what_was_typed_after_handing_in_is_shown_again() -> None:
    review, client, url = given_review()
    hand_in(review, 3)
    shown = send(client, url, given_scores(1, review.application), 409)
    assert "handed in this review already" in shown
    assert WORDS in shown


def test_what_was_typed_for_a_review_that_was_taken_away_is_shown_again() -> None:
    review, client, url = given_review(3)
    send(client, url, {"then": "later", "reason-practice": "Half a draft"})
    officer = make_person(role=ADMISSIONS_OFFICER)
    reassign_review(actor=officer, review=review, reason="On leave.", now=NOON)
    shown = send(client, url, given_scores(2, review.application) | {"comment": "y" * 3000}, 409)
    assert "given to somebody else" in shown
    assert WORDS in shown
    assert "y" * 3000 in shown
    assert review.application.code not in shown
    assert "Half a draft" in page(client, url)  # what was saved is still theirs to read
    assert url in page(client, "/reviews/")
    shown = send(client, f"{url}recuse/", {"reason": "I know this estate."}, 409)
    assert "I know this estate." in shown


def test_what_was_typed_for_a_withdrawn_application_is_shown_again() -> None:
    review, client, url = given_review()
    withdraw_application(actor=review.application.person, application=review.application, now=NOON)
    shown = send(client, url, given_scores(2, review.application), 409)
    assert "decided or withdrawn" in shown
    assert WORDS in shown
    page(client, url, 404)  # nothing was saved, so there is nothing to read


def test_what_was_typed_before_a_conflict_or_the_end_of_a_role_is_shown_again() -> None:
    review, client, url = given_review()
    declare_interest(actor=review.reviewer, about=review.application.person, relation="cousin", now=NOON)
    shown = send(client, url, given_scores(2, review.application), 403)
    assert WORDS in shown
    assert f"{url}recuse/" in shown
    end_role(actor=system(), person=review.reviewer, role=ADMISSIONS_REVIEWER, now=NOON)
    assert WORDS in send(client, url, given_scores(2, review.application), 403)


def test_a_review_given_back_keeps_no_draft() -> None:
    review, client, url = given_review(3)
    send(client, url, {"then": "later", "reason-practice": "Half a draft"})
    recuse_review(actor=review.reviewer, review=review, reason="I recognise it.", now=NOON)
    page(client, url, 404)


def test_a_review_is_nobody_elses_to_post() -> None:
    review, _, url = given_review()
    send(sign_in(make_person(role=ADMISSIONS_REVIEWER)), url, given_scores(2, review.application), 404)
