"""A week in a cohort, by the pages of those who live it: its facilitator, a mentor and a candidate."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practicum.cohorts.api import (
    Cohort,
    Seat,
    confirm_proposal,
    propose_cohorts,
    start_cohort,
    submit_make_up,
)
from tests.browser.conftest import Visitor
from tests.browser.desk import choose, follow, press, row, says
from tests.factories.cohorts import (
    hold_session,
    make_facilitator,
    make_manager,
    make_mentor,
    make_submission,
    make_waiting,
    seats_of,
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpensDesk = Callable[..., Visitor]
MISSED, BEHIND, WRITER, POSTER = 3, 5, 0, 7  # seats


@dataclass(frozen=True)
class Cast:
    """Ten people whose third session was yesterday; one missed the second, and one memo waits for its mentor."""

    cohort: Cohort
    seats: list[Seat]
    now: datetime

    def name(self, place: int) -> str:
        return self.seats[place].candidacy.person.name


def furnish() -> Cast:
    now = timezone.now()
    third = (now - timedelta(days=1)).astimezone(UTC).replace(hour=16, minute=0, second=0, microsecond=0)
    first = third - timedelta(days=14)
    before = first - timedelta(days=30)
    hours = tuple(24 * first.weekday() + hour for hour in (16, 17))
    make_waiting(10, hours=hours, now=before)
    make_facilitator(hours=hours, now=before)
    for _ in range(2):
        make_mentor(hours=hours, now=before)
    manager = make_manager(before)
    proposal = propose_cohorts(actor=manager, seed=1, seconds=2, starts_on=first.date(), now=before)
    (cohort,) = confirm_proposal(
        actor=manager, proposal=proposal, starts_on=first.date(), names=["Cohort Rowan"], now=before
    )
    start_cohort(actor=manager, cohort=cohort, now=first - timedelta(days=2))
    cohort.refresh_from_db()
    seats = seats_of(cohort)
    hold_session(cohort, 1)
    missed = hold_session(cohort, 2, {seats[place].pk: ("absent", "") for place in (MISSED, BEHIND)})
    make_submission(seats[WRITER], now=now - timedelta(days=1))
    seat = seats[MISSED]
    text = "I watched the recording: the driver must be one that its owner can change."
    submit_make_up(actor=seat.candidacy.person, seat=seat, session=missed, text=text, now=now - timedelta(days=4))
    return Cast(cohort=cohort, seats=seats, now=now)


def test_a_week_in_a_cohort(open_desk: OpensDesk) -> None:
    cast = furnish()
    mentor = cast.seats[WRITER].mentor
    assert mentor is not None
    facilitator = open_desk(cast.cohort.facilitator)
    holds_the_session(facilitator, cast)
    accepts_make_up_work(facilitator, cast)
    writes_to_who_falls_behind(facilitator, cast)
    mentors = open_desk(mentor)
    gives_feedback(mentors, cast)
    offers_office_hours(mentors, cast)
    candidate = open_desk(cast.seats[POSTER].candidacy.person)
    prepares_and_posts(candidate, cast)
    books_an_office_hour(candidate, mentor.name)
    answers_the_pulse(candidate)
    keeps_the_sessions_in_a_calendar(candidate, cast)
    hands_over(mentors, cast)
    stands_in(facilitator, mentor.name, cast)


# --- the facilitator -----------------------------------------------------------------------------------------------


def holds_the_session(visitor: Visitor, cast: Cast) -> None:
    """The run sheet with notes, and who was there; an excuse without its reason is asked for."""
    page = visitor.page
    visitor.go("/cohorts/")
    follow(page, "Cohort Rowan")
    page.get_by_role("link", name=re.compile(r"^3\. ")).click()
    says(page, "Minute by minute")
    page.get_by_label("Your notes").fill("Bring the dispute of last week back in.")
    press(page, "Save the notes")
    says(page, "Your notes are saved.")
    visitor.check_page()

    follow(page, "Attendance")
    for place in range(len(cast.seats)):
        status = "excused" if place == MISSED else "present"
        page.get_by_label(f"Attendance of {cast.name(place)}", exact=True).select_option(status)
    press(page, "Save the attendance")
    expect(row(page, cast.name(MISSED)).locator(".error")).to_be_visible()
    visitor.forgive("422")
    visitor.check_page()
    page.get_by_label(f"Reason for {cast.name(MISSED)}", exact=True).fill("A funeral in the family.")
    press(page, "Save the attendance")
    says(page, "The attendance of week 3 is recorded.")


def accepts_make_up_work(visitor: Visitor, cast: Cast) -> None:
    page = visitor.page
    visitor.go("/cohorts/inbox/")
    follow(page, f"Read the make-up work of {cast.name(MISSED)}")
    says(page, "the driver must be one that its owner can change")
    choose(page, "Your decision", "Accept: the session counts as attended")
    press(page, "Decide")
    says(page, f"{cast.name(MISSED)} has been told.")


def writes_to_who_falls_behind(visitor: Visitor, cast: Cast) -> None:
    page = visitor.page
    visitor.go("/cohorts/")
    follow(page, "Cohort Rowan")
    follow(page, "Open the board")
    behind = row(page, cast.name(BEHIND))
    expect(behind).to_contain_text("never")
    behind.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Write to {cast.name(BEHIND)}")
    page.get_by_label("Your message").fill("We missed you. Shall we find half an hour this week?")
    press(page, "Send")
    expect(behind).not_to_contain_text("never")
    visitor.check_page()


def stands_in(visitor: Visitor, name: str, cast: Cast) -> None:
    """The facilitator finds with their own things what waits for the mentor who is away."""
    visitor.go("/cohorts/inbox/")
    says(visitor.page, f"You stand in for {name}")
    expect(row(visitor.page, cast.name(POSTER))).to_contain_text(name)
    visitor.check_page()


# --- the mentor ----------------------------------------------------------------------------------------------------


def gives_feedback(visitor: Visitor, cast: Cast) -> None:
    """A level that is left out is asked for, and the comment is not lost."""
    page = visitor.page
    visitor.go("/cohorts/inbox/")
    row(page, cast.name(WRITER)).get_by_role("link").click()
    page.get_by_label("Comment").fill("The rule is fair. Next: say who decides when two owners disagree.")
    press(page, "Send the feedback")
    expect(page.locator(".field.has-error")).not_to_have_count(0)
    visitor.forgive("422")
    for criterion in page.locator("fieldset").all():
        criterion.get_by_role("radio").nth(2).check()
    press(page, "Send the feedback")
    says(page, f"{cast.name(WRITER)} has been told of your feedback.")


def offers_office_hours(visitor: Visitor, cast: Cast) -> None:
    page = visitor.page
    follow(page, "Office hours")
    page.get_by_label("Day").fill(f"{cast.now + timedelta(days=2):%Y-%m-%d}")
    page.get_by_label("Time").fill("09:10")
    page.get_by_label("How many in a row").fill("2")
    press(page, "Offer")
    expect(page.locator(".field.has-error")).to_have_count(1)  # nobody would know where to come
    visitor.forgive("422")
    page.get_by_label("Or a place").fill("Room 3")
    press(page, "Offer")
    says(page, "2 office hours are offered to the candidates of your cohorts.")
    visitor.check_page()


def hands_over(visitor: Visitor, cast: Cast) -> None:
    page = visitor.page
    visitor.go("/cohorts/away/")
    page.get_by_label("First day away").fill(f"{cast.now:%Y-%m-%d}")
    page.get_by_label("Last day away").fill(f"{cast.now + timedelta(days=4):%Y-%m-%d}")
    page.get_by_label("Who stands in").select_option(label=cast.cohort.facilitator.name)
    press(page, "Hand over")
    expect(row(page, cast.cohort.facilitator.name)).to_contain_text("away now")
    visitor.check_page()


# --- the candidate -------------------------------------------------------------------------------------------------


def prepares_and_posts(visitor: Visitor, cast: Cast) -> None:
    """A part of the preparation is done, and a question names somebody; what looks like script stays text."""
    page = visitor.page
    visitor.go("/journey/")
    page.get_by_role("region", name="What is next").get_by_role("link").first.click()
    says(page, "week 4 of")
    part = page.locator("input[name='parts']").first
    part.check()
    press(page, "Save what is done")
    expect(part).to_be_checked()
    visitor.check_page()
    follow(page, "Discuss week 4")
    page.get_by_label("Title").fill("Whose is the idle share?")
    handle = cast.name(MISSED).lower().replace(" ", ".")
    page.get_by_label("Text").fill(f"@{handle} you had **two** owners. <script>document.title = 'broken'</script>")
    press(page, "Post")
    expect(page.get_by_role("heading", level=1)).to_have_text("Whose is the idle share?")
    expect(page.locator(".prose strong")).to_have_text("two")
    expect(page).to_have_title(re.compile("idle share"))
    says(page, f"Mentions {cast.name(MISSED)}.")
    visitor.check_page()


def books_an_office_hour(visitor: Visitor, host: str) -> None:
    page = visitor.page
    visitor.go("/journey/office-hours/")
    row(page, host).get_by_role("link").first.click()
    page.get_by_label("What do you want to talk about?").fill("How do you split what nobody owns?")
    press(page, "Book it")
    says(page, f"Booked. {host} has been told.")
    expect(page.get_by_role("region", name="Yours")).to_contain_text("Room 3")
    visitor.check_page()


def answers_the_pulse(visitor: Visitor) -> None:
    page = visitor.page
    visitor.go("/journey/week/3/")
    follow(page, "Answer the pulse")
    for question in page.locator("fieldset").all():
        question.get_by_role("radio").nth(3).check()
    press(page, "Send without my name")
    visitor.go("/journey/week/3/pulse/")
    says(page, "There is nothing to answer: you have answered already")


def keeps_the_sessions_in_a_calendar(visitor: Visitor, cast: Cast) -> None:
    """A private address, which a calendar reads without signing in; ended, it answers no more."""
    page = visitor.page
    visitor.go("/calendar/")
    press(page, "Make one")
    address = page.get_by_label("Calendar address").input_value()
    path = re.sub(r"^https?://[^/]+", visitor.site.url, address)
    visitor.check_page()

    def read() -> Any:
        calendar = visitor.context.browser.new_context()  # type: ignore[union-attr]
        answer = calendar.request.get(path)
        found = answer.status, answer.text()
        calendar.close()
        return found

    status, text = read()
    assert status == 200
    entries = icalendar.Calendar.from_ical(text).walk("VEVENT")
    begins = {entry["DTSTART"].dt for entry in entries}
    assert begins >= {session.starts_at for session in cast.cohort.sessions.all()}
    visitor.go("/calendar/")
    press(page, "End it")
    assert read()[0] == 404
