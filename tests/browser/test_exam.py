"""An examination in a real browser: saved while it is given, through lost connections, closed browsers and two windows."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from practicum.exams.api import Attempt, database_clock, final_answers
from practicum.exams.queries import layout_of
from practicum.itembank.api import places_of
from practicum.people.api import ITEM_REVIEWER, ITEM_WRITER, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person
from tests.browser.looking import look_at
from tests.factories.exams import make_booked_attempt, make_running_attempt
from tests.factories.people import make_person, sign_in

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
SAVED = re.compile(r"Saved at \d\d:\d\d:\d\d")
NOT_SAVED = re.compile("Not saved yet")


@pytest.fixture
def attempt(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Attempt:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright runs a loop in this thread
    return make_running_attempt(now=database_clock())


@pytest.fixture
def context(attempt: Attempt, live_server: Any, browser: Browser) -> Iterator[BrowserContext]:
    """The candidate's browser, signed in."""
    opened = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(15_000)
    sign_in_as(opened, live_server, attempt.person)
    yield opened
    opened.close()


def sign_in_as(context: BrowserContext, live_server: Any, person: Person) -> None:
    session = sign_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def url_of(attempt: Attempt, kind: str) -> str:
    return f"/exam/{attempt.code}/questions/{position_of(attempt, kind)}/"


def position_of(attempt: Attempt, kind: str) -> int:
    return next(position for position, place in layout_of(attempt.code).items() if place.kind == kind)


def answer_of(attempt: Attempt, kind: str) -> Any:
    return final_answers(attempt).get(layout_of(attempt.code)[position_of(attempt, kind)].version_id)


def choose(page: Page, option: str) -> None:
    page.locator(f"input[name=answer][value={option}]").check()


def state(page: Page) -> Any:
    return page.locator("[data-exam-state]")


def journal(page: Page) -> int:
    return int(page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('practicum.exam:')).length"))


def end_in(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update practicum_attempt set deadline_at = clock_timestamp() + %s * interval '1 s'", [seconds])


def test_answers_are_saved_while_they_are_given(attempt: Attempt, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    choose(page, "c")
    expect(state(page)).to_have_text(SAVED)
    assert answer_of(attempt, "single_choice") == "c"
    assert journal(page) == 0
    page.reload()
    expect(page.locator("input[name=answer]:checked")).to_have_value("c")
    page.goto(url_of(attempt, "numeric"))
    page.get_by_label("Your answer").fill("68,400")
    expect(state(page)).to_contain_text("can be read in two ways")
    page.get_by_label("Your answer").fill("12,5")
    expect(state(page)).to_have_text(SAVED)
    assert answer_of(attempt, "numeric") == "12.5"
    page.goto(url_of(attempt, "multiple_choice"))
    choose(page, "a")
    choose(page, "d")
    page.get_by_role("button", name="Save and next").click()
    page.wait_for_url(re.compile(r"/questions/(\d+/)?$"))
    assert answer_of(attempt, "multiple_choice") == ["a", "d"]


def test_a_lost_connection_loses_nothing(attempt: Attempt, context: BrowserContext, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    context.set_offline(True)
    choose(page, "a")
    choose(page, "d")
    expect(state(page)).to_have_text(NOT_SAVED)
    expect(page.locator("[data-exam-alarm]")).to_contain_text("kept in this browser")
    page.get_by_role("button", name="Save and next").click()
    expect(state(page)).to_contain_text("You are offline")
    assert journal(page) == 2
    assert answer_of(attempt, "single_choice") is None
    context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator("[data-exam-alarm]")).to_have_text("Saving works again.")
    assert answer_of(attempt, "single_choice") == "d"
    assert journal(page) == 0


def test_a_browser_closed_without_a_connection_loses_nothing(
    attempt: Attempt, context: BrowserContext, page: Page
) -> None:
    page.goto(url_of(attempt, "single_choice"))
    context.set_offline(True)
    choose(page, "b")
    expect(state(page)).to_have_text(NOT_SAVED)
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/exam/{attempt.code}/questions/")  # any page of the examination sends what waits
    expect_answer(attempt, again, "single_choice", "b")
    again.goto(url_of(attempt, "single_choice"))
    expect(again.locator("input[name=answer]:checked")).to_have_value("b")


def test_the_question_itself_shows_what_waits(attempt: Attempt, context: BrowserContext, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    position = position_of(attempt, "single_choice")
    page.evaluate(f"localStorage.setItem('practicum.exam:{attempt.code}:{position}:1', '[\"c\"]')")
    page.close()
    again = context.new_page()
    again.goto(url_of(attempt, "single_choice"))
    expect(again.locator("input[name=answer]:checked")).to_have_value("c")
    expect(state(again)).to_have_text(SAVED)
    assert answer_of(attempt, "single_choice") == "c"


def test_what_is_chosen_last_counts_in_whichever_window(attempt: Attempt, context: BrowserContext, page: Page) -> None:
    other = context.new_page()
    for window in (page, other):
        window.goto(url_of(attempt, "single_choice"))
    choose(page, "a")
    expect(state(page)).to_have_text(SAVED)
    choose(other, "d")  # under the number that the first window has used
    expect(state(other)).to_have_text(SAVED)
    expect_answer(attempt, other, "single_choice", "d")
    choose(page, "b")
    expect_answer(attempt, page, "single_choice", "b")


def test_a_session_that_ended_keeps_the_answer(attempt: Attempt, context: BrowserContext, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    kept = context.cookies()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    choose(page, "b")
    expect(state(page)).to_contain_text("You are signed out")
    assert journal(page) == 1
    context.add_cookies(kept)  # type: ignore[arg-type]
    expect(state(page)).to_have_text(SAVED)
    assert answer_of(attempt, "single_choice") == "b"


def test_the_time_can_be_hidden_and_is_announced_at_marks_only(attempt: Attempt, page: Page) -> None:
    end_in(10 * 60 + 3)
    page.goto(url_of(attempt, "single_choice"))
    timer, announced = page.locator("[data-exam-timer]"), page.locator("[data-exam-announce]")
    expect(timer).to_have_text(re.compile(r"^10:0\d left$"))
    expect(announced).to_have_text("")
    expect(announced).to_have_text("10 minutes left")
    page.get_by_role("button", name="Hide the time").click()
    expect(timer).to_be_hidden()
    page.reload()
    expect(timer).to_be_hidden()
    expect(announced).to_have_text("")
    page.get_by_role("button", name="Show the time").click()
    expect(timer).to_be_visible()


def test_when_the_time_is_over_the_page_closes_and_what_was_given_counts(attempt: Attempt, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    end_in(3)
    page.reload()
    choose(page, "b")
    expect(page.locator("input[name=answer]").first).to_be_disabled()
    page.wait_for_url(f"**/exam/{attempt.code}/", timeout=30_000)
    expect(page.get_by_text("closed by itself")).to_be_visible()
    assert answer_of(attempt, "single_choice") == "b"


def test_submitting_sends_what_waits_first(attempt: Attempt, context: BrowserContext, page: Page) -> None:
    page.goto(f"/exam/{attempt.code}/submit/")
    position = position_of(attempt, "single_choice")
    page.evaluate(f"localStorage.setItem('practicum.exam:{attempt.code}:{position}:1', '[\"c\"]')")
    page.get_by_role("button", name="Submit for good").click()
    expect(page.get_by_text("handed in")).to_be_visible()
    assert answer_of(attempt, "single_choice") == "c"


def test_by_keyboard_alone(attempt: Attempt, page: Page) -> None:
    page.goto(url_of(attempt, "single_choice"))
    tab_to(page, "Hide the time")
    page.keyboard.press("Enter")
    expect(page.locator("[data-exam-timer]")).to_be_hidden()
    tab_to(page, "answer")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(state(page)).to_have_text(SAVED)
    chosen = page.locator("input[name=answer]").nth(1).get_attribute("value")
    assert answer_of(attempt, "single_choice") == chosen
    tab_to(page, "Save and next")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/questions/{position_of(attempt, 'single_choice') + 1}/")

    page.goto(url_of(attempt, "multiple_choice"))
    wanted = [page.locator("input[name=answer]").nth(place).get_attribute("value") for place in (0, 1)]
    for _ in wanted:
        tab_to(page, "answer")
        page.keyboard.press("Space")
    tab_to(page, "flagged")
    page.keyboard.press("Space")
    tab_to(page, "Save")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Come back to this question")).to_be_checked()
    assert answer_of(attempt, "multiple_choice") == sorted(str(one) for one in wanted)

    page.goto(url_of(attempt, "numeric"))
    tab_to(page, "answer")
    page.keyboard.type("12.5")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert answer_of(attempt, "numeric") == "12.5"


def tab_to(page: Page, wanted: str) -> None:
    """Press Tab until the field of this name, or the button of these words, has the focus; each stop must show it."""
    stop = """() => {
      const here = document.activeElement;
      const style = getComputedStyle(here);
      return {
        name: here.name === "answer" || here.name === "flagged" ? here.name : here.textContent.trim(),
        shown: here.matches(":focus-visible") && style.outlineStyle !== "none" && style.outlineWidth !== "0px",
      };
    }"""
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(stop)
        assert found["shown"], f"the focus on “{found['name']}” is not visible"
        if found["name"] == wanted:
            return
    raise AssertionError(f"Tab does not lead to “{wanted}”")


@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_of_it_is_accessible(
    attempt: Attempt, page: Page, live_server: Any, shared: Path, width: int
) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})

    def look(path: str) -> None:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert problems == [], path
        look_at(page, seen=shared / "seen")
        problems.clear()  # axe itself sets styles, which the content security policy refuses

    for kind in ("single_choice", "multiple_choice", "numeric"):
        look(url_of(attempt, kind))
    for path in (
        f"/exam/{attempt.code}/",
        f"/exam/{attempt.code}/questions/",
        f"/exam/{attempt.code}/submit/",
        "/exam/",
    ):
        look(path)
    sitting, form = attempt.sitting, attempt.sitting.form
    waiting = make_booked_attempt(sitting, now=database_clock())
    sign_in_as(page.context, live_server, waiting.person)
    look(f"/exam/{waiting.code}/")  # the rules and the form to check in
    sign_in_as(page.context, live_server, make_person((PROGRAMME_MANAGER, PSYCHOMETRICIAN, ITEM_REVIEWER, ITEM_WRITER)))
    look("/exams/")
    look("/exams/schedule/")
    look(f"/exams/{sitting.code}/")
    look(f"/exams/attempts/{attempt.code}/")
    look("/items/")
    for place in places_of(form):
        look(f"/items/{place.version.item.code}/")
    look("/items/forms/")
    look(f"/items/forms/{form.code}/")


def expect_answer(attempt: Attempt, page: Page, kind: str, answer: object) -> None:
    """Wait, for at most ten seconds, until the answer is stored."""
    for _ in range(100):
        if answer_of(attempt, kind) == answer:
            return
        page.wait_for_timeout(100)
    assert answer_of(attempt, kind) == answer
