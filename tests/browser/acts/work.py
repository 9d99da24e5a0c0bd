"""A candidate's lab and capstone, and those who mark it."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from practicum.site.demo.texts import capstone_text
from tests.browser.conftest import Visitor
from tests.browser.desk import (
    fill_in_lab,
    follow,
    press,
    row,
    says,
)


def works_on_the_lab(candidate: Visitor, solve: Callable[[Path], dict[str, tuple[str, str]]]) -> None:
    """Asks for the lab, downloads the own file and computes the answers from that very file."""
    page = candidate.page
    follow(page, "To your lab")
    press(page, "Start Read the bill")
    with page.expect_download() as download:
        follow(page, "CSV of cost_and_usage")
    fill_in_lab(page, solve(download.value.path()))
    press(page, "Check my answers")
    says(page, "This is how your answers are read. Nothing is handed in yet.")
    candidate.check_page()
    press(page, "Hand in")
    says(page, "100 of 100 points")
    says(page, "You passed this lab.")
    candidate.check_page()


def hands_in_the_capstone(candidate: Visitor, *, words: int) -> str:
    """Saves a draft first; returns the capstone's number."""
    page = candidate.page
    candidate.go("/journey/")
    follow(page, "To your capstone")
    page.get_by_label("Title").fill("FinOps for a retailer, four quarters")
    page.get_by_label("Your brief").fill(capstone_text(words, 3))
    press(page, "Save the draft")
    says(page, "Your draft is saved")
    page.get_by_label("Where you used AI").fill("A tool checked my spelling; figures and reasoning are mine.")
    page.get_by_label("I have read the programme's statement").check()
    press(page, "Hand in")
    says(page, "Your capstone is handed in.")
    eyebrow = page.locator(".eyebrow").first.text_content() or ""
    return eyebrow.rpartition("·")[2].strip()


def is_allocated(manager: Visitor, capstone: str) -> str:
    """The programme manager asks the first examiner who may mark it; returns that person's code."""
    page = manager.page
    follow(page, "Marking")
    expect(row(page, capstone)).to_contain_text("Needs an examiner")
    follow(page, capstone)
    choice = page.get_by_label("Examiner", exact=True)
    choice.select_option(index=1)
    examiner = choice.input_value()
    press(page, "Ask")
    says(page, "is asked to mark this capstone.")
    return examiner


def marks_the_capstone(examiner: Visitor, person: str, capstone: str) -> None:
    """The examiner reads it without a name, and marks it on the rubric."""
    examiner.sign_in_as(person)
    page = examiner.page
    follow(page, "Marking")
    follow(page, f"Mark {capstone}")
    expect(page.locator("main")).not_to_contain_text("Noor Haddad")
    for criterion in page.locator("fieldset").all():
        criterion.get_by_role("radio").last.check()
    page.get_by_label("Comment on the whole").fill(
        "Clear figures with their definitions, and a plan that says when to stop."
    )
    press(page, "Send the mark")
    says(page, f"Your mark of {capstone} is on record.")
