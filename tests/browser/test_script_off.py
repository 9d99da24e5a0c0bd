"""Without script everything works all the same: the form of an application, the lab, the examination by plain posts."""

import re
import secrets
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.desk import Memory, fill_in_lab, fill_in_sitting, follow, lab_answers, pack, press, row, says

pytestmark = [pytest.mark.browser]

Opens = Callable[..., Visitor]
# Somebody who did the work, failed, and may sit again.
FAILED_ONCE = (
    "from practicum.results.api import ExamResult;"
    "print(ExamResult.objects.filter(passed=False, attempt__state='released').order_by('id')[0].attempt.person.code)"
)


def test_an_applicant_saves_a_draft_and_comes_back(open_visitor: Opens) -> None:
    applicant = open_visitor(java_script_enabled=False)
    evidence = "Cut the idle share of three clusters by half; the change log and the monthly file show it."
    opens_the_draft(applicant)
    page = applicant.page
    page.get_by_label("Years of professional experience").fill("115")
    page.get_by_label("Evidence").fill(evidence)
    press(page, "Save and come back later")
    expect(page.locator(".field.has-error")).to_have_count(1)
    expect(page.get_by_label("Years of professional experience")).to_have_value("115")
    expect(page.get_by_label("Evidence")).to_have_value(evidence)
    page.get_by_label("Years of professional experience").fill("12")
    press(page, "Save and come back later")
    says(page, "Your answers are saved. Come back whenever it suits you.")

    later = open_visitor(java_script_enabled=False)
    opens_the_draft(later)
    expect(later.page.get_by_label("Years of professional experience")).to_have_value("12")
    expect(later.page.get_by_label("Evidence")).to_have_value(evidence)


def opens_the_draft(applicant: Visitor) -> None:
    applicant.sign_in("applicant")
    follow(applicant.page, "Finish your application")
    follow(applicant.page, "Check your answers")
    follow(applicant.page, "Your experience and evidence")


def test_a_candidate_works_in_the_lab(open_visitor: Opens) -> None:
    """A draft with one answer that is wrong on purpose is kept; handed in right, it passes."""
    candidate = open_visitor(java_script_enabled=False)
    page = candidate.page
    candidate.sign_in("candidate")
    candidate.go("/labs/")
    follow(page, "Go on working in Read the bill")
    with page.expect_download() as download:
        follow(page, "CSV of cost_and_usage")
    answers = lab_answers(download.value.path(), pack())
    total = page.locator("[name='task-invoiced-total']")
    total.fill("about 12")
    press(page, "Check my answers")
    expect(page.locator(".field.has-error")).to_have_count(1)
    expect(total).to_have_value("about 12")
    fill_in_lab(page, answers)
    press(page, "Save draft")
    says(page, "Your draft is saved.")
    expect(total).to_have_value(answers["task-invoiced-total"][1])
    press(page, "Check my answers")
    press(page, "Hand in")
    says(page, "100 of 100 points")


def test_a_candidate_sits_the_examination(open_visitor: Opens, site: Site) -> None:
    """Answers, moves, marks questions to come back to, clears an answer, and submits: each by a plain post."""
    sitting = f"Sitting without script {secrets.token_hex(3)}"
    manager = open_visitor(java_script_enabled=False)
    manager.sign_in("programme_manager")
    manager.go("/exams/schedule/")
    fill_in_sitting(manager.page, name=sitting, now=datetime.now(UTC))
    press(manager.page, "Schedule")
    says(manager.page, f"{sitting} is scheduled.")

    candidate = open_visitor(java_script_enabled=False)
    candidate.sign_in_as(who_may_sit_again(site))
    page, memory = candidate.page, Memory(pack())
    candidate.go("/exam/")
    press(page, f"Book {sitting}")
    press(page, "Check in")
    expect(page.locator(".field.has-error")).to_have_count(2)
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Check in")
    press(page, "Start the examination")

    says(page, "minutes left when this page was loaded")
    expect(page.get_by_role("button", name="Hide the time")).to_be_hidden()
    memory.answer(page)
    page.get_by_label("Come back to this question").check()
    press(page, "Save and next")
    at(page, 2)
    memory.answer(page)
    press(page, "Save")
    at(page, 2)
    expect(page.locator("[data-exam-state]")).to_contain_text("Saved at")
    press(page, "Save and previous")
    at(page, 1)
    assert memory.knows_what_is_given(page)
    expect(page.get_by_label("Come back to this question")).to_be_checked()
    press(page, "All questions")
    says(page, "2 of 50 answered, 1 to come back to.")
    expect(row(page, "Question 1").first).to_contain_text("flagged")
    follow(page, "Question 2")
    press(page, "Clear my answer")
    at(page, 2)
    expect(page.locator("[data-exam-state]")).to_have_text("No answer saved yet.")

    number = first_number(candidate)
    page.get_by_label("Your answer").fill("many")
    press(page, "Save and next")
    at(page, number)
    expect(page.get_by_role("alert")).to_contain_text("Your answer was not saved")
    expect(page.get_by_label("Your answer")).to_have_value("many")
    memory.answer(page)
    press(page, "Save")
    assert memory.knows_what_is_given(page)

    press(page, "All questions")
    follow(page, "Finish and submit")
    says(page, "You have answered 2 of 50 questions.")
    follow(page, "Not yet")
    follow(page, "Finish and submit")
    press(page, "Submit for good")
    says(page, "Your examination is handed in. 2 of 50 questions have an answer.")


def who_may_sit_again(site: Site) -> str:
    found = subprocess.run(
        [sys.executable, "-m", "practicum", "manage", "shell", "-v", "0", "-c", FAILED_ONCE],
        env=site.environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return found.stdout.strip()


def at(page: Page, position: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {position} of 50")


def first_number(candidate: Visitor) -> int:
    """Go to the first question after the second that asks for a number; its position."""
    base = re.sub(r"\d+/$", "", candidate.page.url)
    for position in range(3, 51):
        candidate.go(f"{base}{position}/")
        if candidate.page.locator("input#answer").count():
            return position
    raise AssertionError("no question asks for a number")
