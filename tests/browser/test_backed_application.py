"""An application that others speak for, by the pages of the applicant, a referee without an account, and two reviewers."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practicum.admissions.api import Application, decide_application, reference_token, start_review
from practicum.people.api import ADMISSIONS_OFFICER, Person
from tests.browser.conftest import Visitor
from tests.browser.desk import choose, follow, press, row, says
from tests.factories.admissions import ALONE, make_draft
from tests.factories.people import make_person
from tests.factories.reviews import hand_in, make_reviewers, open_reviews

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpensDesk = Callable[..., Visitor]
NAME, EMPLOYER = "Ottilie Vanterpool", "Halden Outfitters"
SAID = "She rebuilt the allocation and told us what it could not say."
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<<>>\n%%EOF\n"


def test_an_application_that_others_speak_for(open_desk: OpensDesk) -> None:
    now = timezone.now()
    draft = make_draft(
        make_person(name=NAME, employer=EMPLOYER, now=now),
        now=now,
        employer=EMPLOYER,
        evidence=f"I, {NAME}, lead the allocation of {EMPLOYER}; write to ottilie@halden.example for the log.",
    )
    readers, officer = make_reviewers(3, now=now), make_person(role=ADMISSIONS_OFFICER, now=now)
    applicant = open_desk(draft.person)
    attaches_a_certificate(applicant, draft)
    names_a_referee_and_submits(applicant)
    speaks_for_the_applicant(open_desk(), draft)
    sees_that_the_referee_answered(applicant, draft)

    draft.refresh_from_db()
    application = start_review(actor=officer, application=draft, now=now)
    first, second = open_reviews(application)
    gives_it_back(open_desk(first.reviewer))
    (third,) = set(readers) - {first.reviewer, second.reviewer}
    reads_blind_and_scores(open_desk(third), application)
    hand_in(second, 3, now=now)
    officers = open_desk(officer)
    sees_what_is_recommended(officers, application, third)

    is_offered_a_place(application, officer, now)
    accepts(applicant, application)


# --- the applicant -------------------------------------------------------------------------------------------------


def attaches_a_certificate(visitor: Visitor, draft: Application) -> None:
    """A program that is called a document is refused by its content; the document itself is taken."""
    page = visitor.page
    visitor.go(f"/apply/{draft.code}/files/")
    field = page.get_by_label("File", exact=True)
    field.set_input_files({"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" * 40})
    press(page, "Attach")
    expect(page.locator(".field.has-error")).to_have_count(1)
    visitor.forgive("422")
    visitor.check_page()
    field.set_input_files({"name": "certificate.pdf", "mimeType": "application/pdf", "buffer": PDF})
    press(page, "Attach")
    says(page, "“certificate.pdf” is attached.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download certificate.pdf").click()
    assert download.value.path().read_bytes() == PDF
    follow(page, "Go on")


def names_a_referee_and_submits(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_label("Their name").fill("Rita Referee")
    page.get_by_label("Their address").fill("rita@example.org")
    page.get_by_label("How they know your work").fill("My manager until last year")
    press(page, "Name this referee")
    says(page, "Rita Referee is written to when you submit.")
    visitor.check_page()
    follow(page, "Come back later")
    follow(page, "Check and submit")
    press(page, "Submit the application")
    says(page, "Your application is submitted.")


def sees_that_the_referee_answered(visitor: Visitor, draft: Application) -> None:
    """That they answered, and never what."""
    visitor.go(f"/apply/{draft.code}/")
    expect(visitor.page.get_by_role("region", name="Your referees")).to_contain_text("answered")
    assert SAID not in visitor.page.content()
    says(visitor.page, "Submitted on")
    visitor.check_page()


def accepts(visitor: Visitor, application: Application) -> None:
    page = visitor.page
    visitor.go("/desk/")
    page.get_by_role("main").get_by_role("link", name="offer").click()
    says(page, "Please answer by")
    press(page, "Accept the place")
    says(page, "We are looking for a cohort that shares one of your hours")
    expect(page.get_by_role("button", name="Accept the place")).to_have_count(0)
    visitor.check_page()
    application.refresh_from_db()
    assert application.state == "accepted"


# --- the referee ---------------------------------------------------------------------------------------------------


def speaks_for_the_applicant(visitor: Visitor, draft: Application) -> None:
    """By the link of the letter, without an account; a changed link opens nothing, and a used one nothing more."""
    page, token = visitor.page, reference_token(draft.references.get())
    answer = page.goto(f"{visitor.site.url}/reference/{token[:-2]}zz/")
    assert answer is not None
    assert answer.status == 410
    visitor.forgive("410")
    visitor.go(f"/reference/{token}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"A reference for {NAME}")
    assert EMPLOYER not in page.content()
    choose(page, "How long have you known", "three to ten years")
    page.get_by_label("In what role do you know them?").fill("I was her manager.")
    for question in page.locator("fieldset").all()[1:]:
        question.get_by_role("radio").first.check()
    page.get_by_label("In your own words").fill(SAID)
    visitor.check_page()
    press(page, "Send my answer")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    page.goto(f"{visitor.site.url}/reference/{token}/")
    says(page, "answered already")


# --- the reviewers and the officer ---------------------------------------------------------------------------------


def gives_it_back(visitor: Visitor) -> None:
    """Who recognises the applicant says so; the application is gone from their pages."""
    page = visitor.page
    visitor.go("/reviews/")
    row(page, "assigned").get_by_role("link").click()
    follow(page, "I cannot review this application")
    page.get_by_label("Why you cannot review it").fill("I know whose work this is.")
    press(page, "Give it back")
    says(page, "Somebody else reads it now.")
    expect(page.get_by_role("main").get_by_role("link", name="REV-")).to_have_count(0)
    visitor.check_page()


def reads_blind_and_scores(visitor: Visitor, application: Application) -> None:
    """Nothing on the page tells who it is; a criterion without its reason is asked for."""
    page = visitor.page
    visitor.go("/reviews/")
    row(page, "assigned").get_by_role("link").click()
    shown = page.content()
    for secret in (NAME, "Vanterpool", EMPLOYER, "halden.example", application.code, application.person.email):
        assert secret not in shown, secret
    expect(page.get_by_text("taken out").first).to_be_visible()
    visitor.check_page()
    criteria = page.locator("fieldset")
    for place in range(criteria.count()):
        criteria.nth(place).get_by_role("radio").last.check()
    reasons = page.get_by_label(": why").all()
    for reason in reasons[1:]:
        reason.fill("Shown with figures and dates.")
    press(page, "Hand in")
    expect(page.locator(".field.has-error")).to_have_count(1)
    visitor.forgive("422")
    reasons[0].fill("Shown with figures and dates.")
    press(page, "Hand in")
    says(page, "Your review is handed in.")
    says(page, "Nobody else has handed in yet.")


def sees_what_is_recommended(visitor: Visitor, application: Application, reader: Person) -> None:
    """The officer sees names, scores, reasons, the file and the reference; a decision is not taken for them."""
    page = visitor.page
    visitor.go(f"/admissions/{application.code}/reviews/")
    recommended = page.get_by_role("region", name="What the reviews recommend")
    expect(recommended).to_contain_text("weighted mean of 2 of 2 reviews")
    says(page, reader.name)
    says(page, "I know whose work this is.")
    visitor.check_page()
    visitor.go(f"/admissions/{application.code}/")
    says(page, SAID)
    expect(page.get_by_role("link", name="certificate.pdf")).to_be_visible()
    visitor.check_page()


def is_offered_a_place(application: Application, officer: Person, now: datetime) -> None:
    decide_application(
        actor=officer, application=application, outcome="offered", reason="By the reviews.", deviation=ALONE, now=now
    )
