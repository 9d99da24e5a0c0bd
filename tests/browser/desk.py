"""What the people of a journey know and do at a page: fill in a form, press a button, answer a question."""

import html
import json
import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

import practicum
from practicum.focus.api import ANALYSES, Answer, analyse, read_bill
from practicum.pack.api import AnyItem, Pack, load_pack
from practicum.pages.api import render_markdown
from tests.browser.conftest import Visitor
from tests.factories.labs import FIRST_LAB

PACK = Path(practicum.__file__).parent / "programmes" / "finops-certified-professional"


def pack() -> Pack:
    return load_pack(PACK, known_analyses=frozenset(ANALYSES))


def check_everywhere(visitor: Visitor) -> None:
    """By axe on a wide and on a narrow screen, in the light and in the dark."""
    page = visitor.page
    for width, scheme in ((1280, "light"), (320, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.check_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()


def choose(page: Page, question: str, answer: str) -> None:
    """Choose a radio button by the words of its question and of its answer."""
    page.get_by_role("group", name=question).get_by_label(answer).check()


def says(page: Page, text: str) -> None:
    """The page's messages, or the state of what it shows, hold this text."""
    expect(page.locator("main")).to_contain_text(text)


def row(page: Page, text: str) -> Locator:
    return page.get_by_role("row").filter(has_text=text)


# --- labs ----------------------------------------------------------------------------------------------------------


def lab_answers(file: Path, content: Pack) -> dict[str, tuple[str, str]]:
    """Field of each task -> its kind and its answer, computed from the candidate's own file as the task says."""
    lab = next(one for one in content.labs if one.key == FIRST_LAB)
    found = analyse(read_bill(file), [str(task.solution.analysis) for task in lab.tasks])
    answers = {}
    for task in lab.tasks:
        answer = found[str(task.solution.analysis)]
        assert isinstance(answer, Answer), answer
        text = (
            f"{answer.value.quantize(Decimal(1).scaleb(-task.decimals), ROUND_HALF_EVEN):f}"
            if isinstance(answer.value, Decimal)
            else answer.value
        )
        answers[f"task-{task.key}"] = (task.kind, text)
    return answers


def fill_in_lab(page: Page, answers: dict[str, tuple[str, str]]) -> None:
    for name, (kind, text) in answers.items():
        field = page.locator(f"[name='{name}']")
        if kind == "choice":
            field.select_option(text)
        else:
            field.fill(text)


# --- the examination -----------------------------------------------------------------------------------------------


def letters(text: str) -> str:
    """Letters and digits only: how a text is told apart, whatever the page does with spaces, tables and emphasis."""
    return re.sub(r"\W+", "", text)


class Memory:
    """A candidate who has learnt every item of the pack by heart."""

    def __init__(self, content: Pack) -> None:
        self.items: dict[str, AnyItem] = {_plain(item.stem): item for item in content.items}

    def right_answers(self, page: Page) -> list[Locator]:
        """The options to tick on the question that the page shows; or, for a number, its field."""
        item = self.item_of(page)
        if item.kind == "numeric":
            return [page.locator("#answer")]
        keys = [item.key] if isinstance(item.key, str) else list(item.key)
        texts = [letters(option.text) for option in item.options if option.id in keys]
        choices = page.locator("#answer .choice")
        shown = [letters(text) for text in choices.all_text_contents()]
        return [choices.nth(shown.index(text)).locator("input") for text in texts]

    def item_of(self, page: Page) -> AnyItem:
        return self.items[letters(page.locator("form[data-exam-form] > .prose").text_content() or "")]

    def answer(self, page: Page) -> None:
        """Give the right answer; it is not sent yet by the form."""
        item = self.item_of(page)
        for field in self.right_answers(page):
            if item.kind == "numeric":
                field.fill(f"{item.key.value:f}")
            else:
                field.check()

    def knows_what_is_given(self, page: Page) -> bool:
        """Whether the page shows the right answer as given, and no other."""
        item = self.item_of(page)
        right = self.right_answers(page)
        if item.kind == "numeric":
            return Decimal(right[0].input_value()) == item.key.value
        given = page.locator("#answer input:checked")
        return given.count() == len(right) and all(field.is_checked() for field in right)


def _plain(markdown: str) -> str:
    return letters(html.unescape(re.sub(r"<[^>]*>", " ", render_markdown(markdown, heading_from=2))))


def fill_in_sitting(page: Page, *, name: str, now: datetime, days: int = 2) -> None:
    """A sitting that is open now, in the manager's own time zone."""
    hint = page.locator("#id_opens_at_helptext").text_content() or ""
    found = re.search(r"in your zone, (\S+)\.", hint)
    assert found, hint
    local = now.astimezone(ZoneInfo(found[1]))
    page.get_by_label("Test form").select_option(index=0)
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Opens").fill(f"{local - timedelta(minutes=2):%Y-%m-%dT%H:%M}")
    page.get_by_label("Closes").fill(f"{local + timedelta(days=days):%Y-%m-%dT%H:%M}")


# --- credentials ---------------------------------------------------------------------------------------------------


def bundle(visitor: Visitor, document: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """What an independent verifier needs, each part fetched over HTTP by somebody who is not signed in."""

    def fetched(path: str) -> Any:
        answer = visitor.context.request.get(f"{visitor.site.url}{path}")
        assert answer.ok, f"{path}: {answer.status}"
        return json.loads(answer.text())

    return {
        "credential": document,
        "statusLists": [fetched("/status/revocation"), fetched("/status/suspension")],
        "didDocument": fetched("/.well-known/did.json"),
        "now": now.isoformat(),
    }
