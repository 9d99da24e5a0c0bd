"""Pages that people seldom meet: their own words when a review cannot be taken, and what is too large for its page."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route

from practicum.admissions.api import reassign_review, reviews_of
from practicum.people.api import ADMISSIONS_OFFICER
from tests.browser.conftest import Visitor
from tests.browser.desk import check_everywhere, press, says
from tests.factories.admissions import make_draft, make_reviewed_application
from tests.factories.people import NOON, make_person, sign_in
from tests.factories.reviews import make_reviewers

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

OpensDesk = Callable[..., Visitor]
WORDS = "Two years of showback at a bank. " * 12


def test_a_reviewer_reads_their_own_words_again(open_desk: OpensDesk) -> None:
    make_reviewers(3)
    review, _ = reviews_of(make_reviewed_application())
    reviewer = open_desk(review.reviewer)
    page = reviewer.page
    reviewer.go(f"/reviews/{review.code}/")
    page.locator("textarea").first.fill(WORDS)
    press(page, "Save and come back later")
    says(page, "Your draft is saved")
    reviewer.go(f"/reviews/{review.code}/")
    check_everywhere(reviewer)
    reassign_review(actor=make_person(role=ADMISSIONS_OFFICER), review=review, reason="On leave.", now=NOON)
    page.locator("textarea").nth(1).fill("Typed while it was given away")
    press(page, "Save and come back later")
    says(page, "It was not taken and is kept nowhere but on this page")
    says(page, "Typed while it was given away")
    reviewer.forgive("409")
    check_everywhere(reviewer)
    reviewer.go(f"/reviews/{review.code}/")
    says(page, "Your draft, as you saved it last.")
    check_everywhere(reviewer)


def test_what_is_too_large_is_told_on_a_page(open_desk: OpensDesk) -> None:
    """The answer of the site, shown by the browser; a browser that is still sending may not read an answer."""
    person = make_person()
    path = f"/apply/{make_draft(person).code}/files/"
    content = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": "100000000"}
    answers = {
        "5 MB": sign_in(person).generic("POST", path, b"", **content),
        "this page takes no files": sign_in(person).generic("POST", "/desk/", b"", **content),
    }
    for words, answer in answers.items():
        assert answer.status_code == 413
        visitor = open_desk(person)
        visitor.page.route("**/desk/", shows(answer))
        visitor.page.goto(f"{visitor.site.url}/desk/")
        says(visitor.page, words)
        visitor.forgive("413")
        check_everywhere(visitor)


def shows(answer: Any) -> Callable[[Route], None]:
    return lambda route: route.fulfill(status=413, body=answer.content.decode(), headers=dict(answer.headers))
