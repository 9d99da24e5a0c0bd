"""What is looked at on a page. axe is slow, and many pages are built alike: of each kind it looks at one.

Two pages are alike when they are made of the same elements in the same elements, with the same classes, roles, states and
emptiness, under the same headings' levels, in the same width and colours; how often a row is repeated does not matter.
"""

import hashlib
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All rules run; what passed is not written up in full, which takes axe nearly half of its time.
AXE = {"runOnly": RULES, "resultTypes": ["violations"]}
SHAPE = """() => {
  const telling = new Set(["role", "type", "scope", "lang", "tabindex", "hidden", "disabled", "open", "dir"]);
  const sign = (one) => one.localName + "." + (one.getAttribute("class") ?? "") + [...one.attributes]
    .map(({ name, value }) => (telling.has(name) ? `${name}=${value}` : name)).sort().join(" ")
    + (one.textContent.trim() ? "" : "∅");
  const all = [...document.querySelectorAll("*")];
  const parts = new Set(all.map((one) => `${one.parentElement ? sign(one.parentElement) : ""}>${sign(one)}`));
  const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].map((one) => one.localName);
  const headings = levels.map((level, place) => `${levels[place - 1]} ${level}`);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  return [innerWidth, dark, ...[...parts].sort(), ...new Set(headings)].join("\\n");
}"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))];
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


def look_at(page: Page, *, seen: Path) -> None:
    """Nothing found by axe (once for pages that are alike; `seen` keeps which they are, for all processes of a run), one
    h1, no id twice, no sideways scrolling."""
    shape = seen / hashlib.sha256(page.evaluate(SHAPE).encode()).hexdigest()
    if not shape.exists():
        found = Axe().run(page, options=AXE)
        assert found.violations_count == 0, f"{page.url}: {found.generate_report()}"
        shape.touch()
    assert page.locator("h1").count() == 1, page.url
    assert page.evaluate(TWICE) == [], page.url
    assert not page.evaluate(WIDE), f"{page.url} scrolls sideways"
