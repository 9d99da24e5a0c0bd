"""What an applicant does, and those who decide on the application."""

from dataclasses import dataclass

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.desk import (
    choose,
    follow,
    press,
    row,
    says,
)

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
