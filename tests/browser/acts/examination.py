"""The examination, from the booking to the result."""

from datetime import UTC, datetime

from playwright.sync_api import expect

from tests.browser.acts.applicant import PASSWORD, Applicant
from tests.browser.conftest import Visitor
from tests.browser.desk import (
    Memory,
    fill_in_sitting,
    follow,
    press,
    says,
)


def is_scheduled(manager: Visitor, sitting: str) -> None:
    page = manager.page
    follow(page, "Exams")
    follow(page, "Schedule a sitting")
    fill_in_sitting(page, name=sitting, now=datetime.now(UTC))
    press(page, "Schedule")
    says(page, f"{sitting} is scheduled.")


def books_and_checks_in(candidate: Visitor, sitting: str) -> str:
    """Books, checks in and starts; returns the address of the attempt."""
    page = candidate.page
    candidate.go("/exam/")
    press(page, f"Book {sitting}")
    says(page, f"{sitting} is booked. You have 75 minutes.")
    attempt = page.url
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Check in")
    press(page, "Start the examination")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 50")
    candidate.check_page()
    return attempt


def answers_until_the_browser_closes(candidate: Visitor, memory: Memory, *, until: int) -> None:
    """The last answer is only ticked: the page saves it by itself. Then the browser is gone."""
    page = candidate.page
    for position in range(1, until):
        answers_question(candidate, memory, position)
    memory.answer(page)
    expect(page.locator("[data-exam-state]")).to_contain_text("Saved at")
    assert candidate.problems == []
    candidate.context.close()


def answers_question(candidate: Visitor, memory: Memory, position: int) -> None:
    page = candidate.page
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {position} of 50")
    memory.answer(page)
    press(page, "Save and see all questions" if position == 50 else "Save and next")


def signs_in_again(candidate: Visitor, who: Applicant) -> None:
    page = candidate.page
    candidate.go("/")
    follow(page, "Sign in")
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign In")
    expect(page).to_have_url(f"{candidate.site.url}/desk/")


def resumes(candidate: Visitor, attempt: str, memory: Memory, *, answered: int) -> None:
    """Nothing is lost: every question that was answered is, also the one that was only ticked."""
    page = candidate.page
    candidate.go(attempt)
    says(page, f"{answered} of 50 answered")
    follow(page, "Go on")
    expect(page.get_by_role("row").filter(has=page.get_by_role("cell", name="answered", exact=True))).to_have_count(
        answered
    )
    candidate.check_page()
    follow(page, f"Question {answered}")
    assert memory.knows_what_is_given(page)
    press(page, "Save and next")


def answers_without_a_network(candidate: Visitor, memory: Memory) -> None:
    """The page says that it is not saved; back on the network it saves by itself, and says so."""
    page, state = candidate.page, candidate.page.locator("[data-exam-state]")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 21 of 50")
    candidate.context.set_offline(True)
    memory.answer(page)
    expect(state).to_contain_text("Not saved yet. The connection is lost.")
    candidate.context.set_offline(False)
    expect(state).to_contain_text("Saved at")
    expect(page.locator("[data-exam-alarm]")).to_have_text("Saving works again.")
    candidate.forgive("ERR_INTERNET_DISCONNECTED")
    page.reload()
    assert memory.knows_what_is_given(page)
    expect(state).to_contain_text("Saved at")


def answers_the_rest(candidate: Visitor, memory: Memory) -> None:
    for position in range(21, 51):
        answers_question(candidate, memory, position)
    says(candidate.page, "50 of 50 answered.")


def submits_the_examination(candidate: Visitor) -> None:
    page = candidate.page
    follow(page, "Finish and submit")
    candidate.check_page()
    press(page, "Submit for good")
    says(page, "Your examination is handed in. 50 of 50 questions have an answer.")


def is_scored_and_released(psychometrician: Visitor, manager: Visitor, sitting: str) -> None:
    """A psychometrician scores; another person, the programme manager, releases."""
    psychometrician.sign_in("psychometrician")
    page = psychometrician.page
    follow(page, "Results")
    follow(page, sitting)
    press(page, "Score 1 closed attempt")
    says(page, "1 scored. Nobody sees a score before the release.")
    manager.go(page.url)
    press(manager.page, "Release 1 result")
    says(manager.page, "1 released. The candidates have been told.")
    manager.check_page()


def sees_the_result(candidate: Visitor, sitting: str) -> None:
    page = candidate.page
    candidate.go("/results/")
    follow(page, sitting)
    expect(page.get_by_role("heading", level=1)).to_have_text("Passed")
    says(page, "50 of 50 points")
    candidate.check_page()
