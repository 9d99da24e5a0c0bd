"""Every page that a role can reach by links: it answers, axe finds nothing, it fits 320 px, and it is as good in the dark."""

from urllib.parse import urlsplit

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
_PAGES_PER_ROLE = 16
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


def crawl(visitor: Visitor, start: str) -> list[str]:
    """Addresses of different kinds of pages, reached from `start` by links; one application stands for all."""
    seen: dict[str, str] = {}
    queue = [start]
    while queue and len(seen) < _PAGES_PER_ROLE:
        path = queue.pop(0)
        kind = "/".join(
            "*" if any(c.isdigit() for c in part) or "-" in part else part for part in path.split("?")[0].split("/")
        )
        if kind in seen:
            continue
        seen[kind] = path
        visitor.go(path)
        visitor.check_page()
        for link in visitor.page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
            parts = urlsplit(link)
            inside = f"{parts.scheme}://{parts.netloc}" == visitor.site.url
            known = start != "/" and (parts.path == "/" or parts.path.startswith(_PUBLIC))
            if inside and not known and not any(word in link for word in _NOT_PAGES):
                queue.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return list(seen.values())


@pytest.mark.parametrize("role", ROLES)
def test_pages_of_a_role(visitor: Visitor, role: str) -> None:
    start = "/"
    if role != "visitor":
        visitor.sign_in(role)
        start = "/desk/"
    assert len(crawl(visitor, start)) >= 3


@pytest.mark.parametrize(
    "visitor", [{"viewport": {"width": 320, "height": 700}, "color_scheme": "dark"}], indirect=True, ids=["320px-dark"]
)
@pytest.mark.parametrize("role", ["visitor", "candidate", "programme_manager"])
def test_pages_on_a_small_dark_screen(visitor: Visitor, role: str) -> None:
    start = "/"
    if role != "visitor":
        visitor.sign_in(role)
        start = "/desk/"
    assert len(crawl(visitor, start)) >= 3
