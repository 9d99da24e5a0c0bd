"""One person's whole way on the experience route, by pages only: from reading about the programme to a credential that a
stranger checks. Every step is an act of somebody at their own browser."""

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from practicum.site.demo.texts import capstone_text
from tests.browser.conftest import Visitor
from tests.browser.desk import (
    Memory,
    bundle,
    choose,
    fill_in_lab,
    fill_in_sitting,
    follow,
    lab_answers,
    pack,
    press,
    row,
    says,
)
from tests.verifiers.fixtures import node_verifier

__all__ = ["node_verifier"]
pytestmark = [pytest.mark.browser]

Opens = Callable[..., Visitor]
PASSWORD = "a-long-walk-to-a-badge"
EVIDENCE = (
    "Led the allocation of shared platforms for two years: from 61 to 94 per cent of cost with an owner, measured on "
    "the monthly file; the dispute log and the policy are mine."
)


@dataclass(frozen=True)
class Applicant:
    """Who goes the way. A name of their own, so that the lists of staff show one line of them."""

    name: str
    email: str


def test_whole_journey(open_visitor: Opens, request: pytest.FixtureRequest) -> None:
    mark = secrets.token_hex(3)
    who = Applicant(name=f"Noor Haddad {mark}", email=f"noor.{mark}@example.org")
    content = pack()
    memory = Memory(content)

    candidate = open_visitor()
    reads_about_the_programme(candidate)
    finds_a_role(candidate)
    signs_up(candidate, who)
    applies(candidate)
    submits_the_application(candidate)
    officer = open_visitor()
    is_taken_into_review(officer, who)
    is_reviewed_without_a_name(open_visitor(), who)
    is_offered_a_place(officer)
    accepts_the_place(candidate)

    works_on_the_lab(candidate, lambda file: lab_answers(file, content))
    capstone = hands_in_the_capstone(candidate, words=content.programme.capstone.words_min + 60)
    manager = open_visitor()
    manager.sign_in("programme_manager")
    examiner = is_allocated(manager, capstone)
    marks_the_capstone(open_visitor(), examiner, capstone)

    sitting = f"Sitting of {who.name}"
    is_scheduled(manager, sitting)
    attempt = books_and_checks_in(candidate, sitting)
    answers_until_the_browser_closes(candidate, memory, until=20)
    candidate = open_visitor()
    signs_in_again(candidate, who)
    resumes(candidate, attempt, memory, answered=20)
    answers_without_a_network(candidate, memory)
    answers_the_rest(candidate, memory)
    submits_the_examination(candidate)

    is_scored_and_released(open_visitor(), manager, sitting)
    sees_the_result(candidate, sitting)
    credential = is_awarded(open_visitor(), who)
    document = downloads_the_credential(candidate, credential)

    stranger = open_visitor()
    is_found_current(stranger, credential, document, who)
    verdict = second_opinion(request)
    assert verdict is None or verdict(bundle(stranger, document, now=datetime.now(UTC)))["verified"]
    is_suspended(open_visitor(), credential)
    is_found_suspended(stranger, credential, document)
    if verdict is not None:
        told = verdict(bundle(stranger, document, now=datetime.now(UTC)))
        assert not told["verified"]
        assert told["results"][0]["error"] == "status set: suspension"
    is_explained(open_visitor(), credential)
    is_explained_on_the_command_line(candidate, credential)


# --- the applicant -------------------------------------------------------------------------------------------------


def reads_about_the_programme(visitor: Visitor) -> None:
    visitor.go("/")
    expect(visitor.page.get_by_role("heading", name="The 22 capabilities")).to_be_visible()
    expect(visitor.page.get_by_role("link", name="Apply", exact=True).first).to_be_visible()


def finds_a_role(visitor: Visitor) -> None:
    page = visitor.page
    follow(page, "Find my role")
    choose(page, "Which of these takes the largest part", "Practising FinOps across many teams")
    choose(page, "Which decision would most probably be yours", "How a shared cost is split")
    choose(page, "Who hears your figures most often?", "Engineers and product teams")
    choose(page, "A cost looks wrong.", "Telemetry and the change log")
    choose(page, "What must be better a year from now", "Every cost has an owner who knows it")
    press(page, "Show what fits")
    result = page.get_by_role("region", name="This profile fits best")
    expect(result.get_by_role("heading", level=3)).to_have_text(
        "FinOps practitioner in a large or complex organisation"
    )
    result.get_by_role("link", name="Apply", exact=True).click()


def signs_up(visitor: Visitor, who: Applicant) -> None:
    page = visitor.page
    follow(page, "Make an account")
    page.get_by_label("Your name").fill(who.name)
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    press(page, "Sign Up")
    expect(page.get_by_role("button", name="Start an application")).to_be_visible()


def applies(visitor: Visitor) -> None:
    """Step by step, with one mistake: what is wrong is told beside the field, and nothing that was typed is lost."""
    page = visitor.page
    press(page, "Start an application")
    page.get_by_label("Your employer").fill("Halden Outfitters")
    page.get_by_label("By experience").check()
    page.get_by_label("Language of your cohort").select_option("English")
    page.get_by_label("Conflicts of interest").fill("none")
    for box in page.get_by_role("group", name="What you agree to").get_by_role("checkbox").all():
        box.check()
    press(page, "Save and continue")

    page.get_by_label("FinOps practitioner in a large or complex organisation").check()
    page.get_by_label("Your job title").fill("Lead of cloud economics")
    page.get_by_label("Why this programme, and why now").fill(
        "I do the work; my board asks by which measure I do it well."
    )
    press(page, "Save and continue")

    choose(page, "Scopes under management", "Five or more scopes")
    choose(page, "Legal entities", "Ten or more")
    choose(page, "Annual technology spend", "5 million to under 25 million")
    choose(page, "Commitments and negotiated", "I am not sure")
    choose(page, "Shared platforms", "Two or three")
    press(page, "Save and continue")

    years = page.get_by_label("Years of professional experience")
    evidence = page.get_by_label("Evidence")
    years.fill("115")
    page.get_by_label("Months of FinOps practice").fill("40")
    page.get_by_label("A FinOps credential at practitioner level").check()
    page.get_by_label("Which credential, and its number").fill("Practitioner, P-48213")
    evidence.fill(EVIDENCE)
    press(page, "Save and continue")
    wrong = page.locator(".field.has-error")
    expect(wrong).to_have_count(1)
    expect(wrong.get_by_label("Years of professional experience")).to_have_value("115")
    expect(wrong.locator(".error")).to_contain_text("60")
    expect(years).to_have_attribute("aria-invalid", "true")
    expect(evidence).to_have_value(EVIDENCE)
    visitor.forgive("status of 422")
    visitor.check_page()
    years.fill("11")
    press(page, "Save and continue")

    expect(page.get_by_role("heading", level=1)).to_have_text("Your files")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"What I did, month by month."}
    )
    press(page, "Attach")
    says(page, "“notes.txt” is attached.")
    visitor.check_page()
    follow(page, "Go on")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your referees")
    visitor.check_page()
    follow(page, "Go on")

    expect(page.get_by_role("heading", level=1)).to_have_text("What you need")
    press(page, "Save and continue")


def submits_the_application(visitor: Visitor) -> None:
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    says(page, EVIDENCE)
    visitor.check_page()
    press(page, "Submit the application")
    says(page, "Your application is submitted.")


def is_taken_into_review(officer: Visitor, who: Applicant) -> None:
    """An admissions officer takes the application up, sees what was computed and why; two are asked, and one more."""
    officer.sign_in("admissions_officer")
    page = officer.page
    follow(page, "Admissions")
    page.get_by_label("State").select_option("submitted")
    press(page, "Filter")
    follow(page, who.name)
    computed = page.get_by_role("region", name="What was computed when it was submitted")
    expect(computed).to_contain_text("11 years of professional experience; at least 5 are asked.")
    expect(computed).to_contain_text("10 to 13 points of complexity; 7 are asked.")
    expect(computed.locator(".state").first).to_have_text("eligible")
    press(page, "Start the review")
    follow(page, "2 reviewers: scores and reasons")
    press(page, "Ask one more reviewer")  # all three of the demonstration, so that the next visitor is among them
    says(page, "is asked to read it.")


def is_reviewed_without_a_name(reviewer: Visitor, who: Applicant) -> None:
    """A reviewer reads, keeps a draft, comes back and hands in; nowhere does it say who applies."""
    reviewer.sign_in("admissions_reviewer")
    page = reviewer.page
    follow(page, "Reviews")
    row(page, "assigned").last.get_by_role("link").click()  # the newest is due last
    says(page, EVIDENCE)
    expect(page.locator("main")).not_to_contain_text(who.name)
    reviewer.check_page()
    scores = page.locator("fieldset")
    for place in range(scores.count()):
        scores.nth(place).get_by_role("radio").nth(3).check()
    press(page, "Save and come back later")
    row(page, "begun").get_by_role("link").click()
    for reason in page.get_by_label(": why").all():
        reason.fill("The figures and the dispute log show it.")
    press(page, "Hand in")
    says(page, "Your review is handed in.")
    says(page, "75.0 percent")
    reviewer.check_page()


def is_offered_a_place(officer: Visitor) -> None:
    """The officer sees the score and its reasons, decides before the others have read, and confirms the very letter."""
    page = officer.page
    page.reload()
    says(page, "1 of 3 reviews are in.")
    officer.check_page()
    page.locator(".eyebrow").get_by_role("link").last.click()
    page.get_by_label("Offer a place").check()
    page.get_by_label("Reason", exact=True).fill("Every criterion is met; the evidence is concrete.")
    press(page, "Read the letter first")
    says(page, "This is not what the reviews recommend")
    officer.forgive("422")
    page.get_by_label("Why you decide otherwise").fill("The other reviewers are on leave; the first is clear.")
    press(page, "Read the letter first")
    says(page, "Nothing is decided and nothing is sent yet.")
    says(page, "The reason for our decision: Every criterion is met; the evidence is concrete.")
    officer.check_page()
    press(page, "Confirm and send")
    says(page, "The decision is recorded, and the applicant is told.")
    officer.check_page()


def accepts_the_place(candidate: Visitor) -> None:
    page = candidate.page
    candidate.go("/desk/")
    page.get_by_role("main").get_by_role("link", name="offer").click()
    says(page, "The reason for our decision: Every criterion is met; the evidence is concrete.")
    press(page, "Accept the place")
    says(page, "You are a candidate since")
    follow(page, "Your way to the examination")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your way by experience")


# --- the work ------------------------------------------------------------------------------------------------------


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


# --- the examination -----------------------------------------------------------------------------------------------


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


# --- the credential ------------------------------------------------------------------------------------------------


def is_awarded(decider: Visitor, who: Applicant) -> str:
    """A person decides on all the evidence, with a reason; the credential is signed. Returns its number."""
    decider.sign_in("decider")
    page = decider.page
    follow(page, "Awards")
    follow(page, who.name)
    says(page, "Everything that the scheme asks for is there. Whether it is enough, a person decides.")
    page.get_by_label("Award the credential").check()
    page.get_by_label("Reason").fill("Lab, capstone and examination are passed, and each is documented.")
    press(page, "Decide")
    says(page, "You awarded the credential. Your reason is on record.")
    press(page, "Sign and issue the credential")
    says(page, "is issued; its holder gets a message.")
    return page.url.rstrip("/").rpartition("/")[2]


def downloads_the_credential(holder: Visitor, credential: str) -> dict[str, Any]:
    """The holder lets the register name them, and keeps the signed document."""
    page = holder.page
    holder.go("/credentials/")
    follow(page, credential)
    press(page, "List me by name")
    says(page, "The register shows your name from now on.")
    with page.expect_download() as download:
        follow(page, "Signed document (JSON)")
    document: dict[str, Any] = json.loads(download.value.path().read_text("utf-8"))
    return document


def is_found_current(stranger: Visitor, credential: str, document: dict[str, Any], who: Applicant) -> None:
    """By pasting the document, and by the number."""
    brings(stranger, document)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This credential is current")
    says(stranger.page, who.name)
    stranger.check_page()
    looks_up(stranger, credential)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This credential is current")
    says(stranger.page, who.name)


def is_suspended(registrar: Visitor, credential: str) -> None:
    registrar.sign_in("registrar")
    page = registrar.page
    follow(page, "Awards")
    page.get_by_label("Number or name").fill(credential)
    press(page, "Look it up")
    page.get_by_role("region", name="Credentials found").get_by_role("link", name=credential).click()
    page.get_by_label("Suspend it").check()
    page.get_by_label("Reason").fill("A complaint about the use of the title is being examined.")
    press(page, "Change and publish")
    says(page, "The credential is suspended.")


def is_found_suspended(stranger: Visitor, credential: str, document: dict[str, Any]) -> None:
    brings(stranger, document)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This credential is suspended")
    expect(stranger.page.locator("main")).not_to_contain_text("complaint")
    looks_up(stranger, credential)
    expect(stranger.page.get_by_role("heading", level=1)).to_have_text("This credential is suspended")
    stranger.check_page()


def is_explained(auditor: Visitor, credential: str) -> None:
    """Why was it awarded? Record by record, with who decided and why."""
    auditor.sign_in("auditor")
    auditor.go(f"/evidence/credentials/{credential}/")
    says(auditor.page, "Yes: everything was recomputed just now.")
    says(auditor.page, "Every criterion is met; the evidence is concrete.")
    says(auditor.page, "Lab, capstone and examination are passed, and each is documented.")
    auditor.check_page()


def is_explained_on_the_command_line(visitor: Visitor, credential: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "practicum", "explain", credential, "--json"],
        env=visitor.site.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["standing"] == "suspended"
    assert told["ledger"]["verified"]
    reasons = [step["reason"] for step in told["steps"]]
    assert "Lab, capstone and examination are passed, and each is documented." in reasons
    assert "A complaint about the use of the title is being examined." in reasons


def brings(stranger: Visitor, document: dict[str, Any]) -> None:
    stranger.go("/")
    follow(stranger.page, "Check a credential")
    stranger.page.get_by_label("Paste the document").fill(json.dumps(document, ensure_ascii=False))
    press(stranger.page, "Check it")


def looks_up(stranger: Visitor, credential: str) -> None:
    stranger.go("/")
    follow(stranger.page, "Register of holders")
    stranger.page.get_by_label("Certificate number or name").fill(credential)
    press(stranger.page, "Look it up")


def second_opinion(request: pytest.FixtureRequest) -> Callable[[dict[str, Any]], dict[str, Any]] | None:
    """The independent verifier, wherever node is present; always in CI."""
    if shutil.which("node") is None and not os.environ.get("CI"):
        return None
    verifier: Callable[[dict[str, Any]], dict[str, Any]] = request.getfixturevalue("node_verifier")
    return verifier
