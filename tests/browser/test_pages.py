"""Every page that a role can reach by links: it answers, axe finds nothing, it fits 320 px, and it is as good in the dark."""

import hashlib
import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.conftest import Visitor

pytestmark = [pytest.mark.browser]

# Pages that act or leave when they are opened, and files.
_NOT_PAGES = (
    ".json",
    ".svg",
    ".pdf",
    ".csv",
    ".ics",
    ".parquet",
    ".xlsx",
    ".duckdb",
    ".zip",
    "/download",  # files of labs and of applications
    "/demo/sign-in",
    "/accounts/logout",
    "/status/",
    "/log/",
)
# The same for everybody: looked at once, as a visitor.
_PUBLIC = ("/learn/", "/programme/", "/register/", "/verify/", "/accounts/")
ROLES = (
    "visitor",
    "applicant",
    "candidate",
    "holder",
    "facilitator",
    "mentor",
    "admissions_officer",
    "admissions_reviewer",
    "programme_manager",
    "item_writer",
    "item_reviewer",
    "examiner",
    "judge",
    "psychometrician",
    "decider",
    "registrar",
    "auditor",
)


def crawl(visitor: Visitor, start: str, *, most: int) -> list[str]:
    """Addresses of up to `most` different kinds of pages, reached from `start` by links; one application stands for all.

    Each of them answers. In the browser a kind is looked at once in a run, for the first role that has it.
    """
    seen: dict[str, str] = {}
    queue = [start]
    while queue and len(seen) < most:
        path = queue.pop(0)
        kind = "/".join(
            "*" if any(c.isdigit() for c in part) or "-" in part else part for part in path.split("?")[0].split("/")
        )
        if kind in seen:
            continue
        seen[kind] = path
        for link in _look_at(visitor, path) if _is_new(visitor, kind) else _ask_for(visitor, path):
            parts = urlsplit(urljoin(visitor.site.url + path, link))
            inside = f"{parts.scheme}://{parts.netloc}" == visitor.site.url
            known = start != "/" and (parts.path == "/" or parts.path.startswith(_PUBLIC))
            if inside and not known and not any(word in link for word in _NOT_PAGES):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return list(seen.values())


def _is_new(visitor: Visitor, kind: str) -> bool:
    """Whether nobody has shown this kind in this width yet."""
    assert visitor.page.viewport_size is not None
    width = visitor.page.viewport_size["width"]
    try:
        (visitor.seen / f"kind-{width}-{hashlib.sha256(kind.encode()).hexdigest()}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _look_at(visitor: Visitor, path: str) -> list[str]:
    visitor.go(path)
    visitor.check_page()
    links: list[str] = visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return links


def _ask_for(visitor: Visitor, path: str) -> list[str]:
    answer = visitor.context.request.get(f"{visitor.site.url}{path}")
    assert answer.status == 200, f"{path}: {answer.status}"
    return [unescape(link) for link in re.findall(r'<a [^>]*href="([^"]*)"', answer.text())]


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_role(visitor: Visitor, role: str) -> None:
    start = "/"
    if role != "visitor":
        visitor.sign_in(role)
        start = "/desk/"
    assert len(crawl(visitor, start, most=60)) >= 3


@pytest.mark.parametrize(
    "visitor", [{"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}], indirect=True, ids=["320px-dark"]
)
@pytest.mark.parametrize("role", ["visitor", "candidate", "programme_manager"])
def test_pages_on_a_small_dark_screen(visitor: Visitor, role: str) -> None:
    start = "/"
    if role != "visitor":
        visitor.sign_in(role)
        start = "/desk/"
    assert len(crawl(visitor, start, most=16)) >= 3
