"""A real site for a real browser: the demonstration, built by its own command into a database of its own, then served."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.core import signing
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from practicum.people.api import Person
from practicum.site.config import DEMO_SECRET
from practicum.site.views import DEMO_SALT
from tests.browser.looking import look_at
from tests.factories.people import sign_in

ROOT = Path(__file__).resolve().parents[2]
DATABASE = "practicum_browser"


@dataclass(frozen=True)
class Site:
    """The served demonstration. `links` maps a role to the link that signs in as somebody who has it."""

    url: str
    summary: dict[str, Any]
    links: dict[str, str]
    environment: dict[str, str]


def _database_url(name: str) -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of all processes of this run."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "browsers"
    (folder / "seen").mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def site(shared: Path) -> Iterator[Site]:
    """One site for all processes of a run: the first that needs it builds and serves it, until nobody uses it any more."""
    share = shared / "site"
    share.mkdir(exist_ok=True)
    told, mine = share / "site.json", share / f"user-{os.getpid()}"
    server = None
    with _alone(share):
        if not told.exists():
            found, server = _serve(share)
            told.write_text(json.dumps(asdict(found)))
        mine.touch()
    yield Site(**json.loads(told.read_text()))
    mine.unlink()
    while server is not None:
        with _alone(share):
            if not any(_lives(int(one.name.removeprefix("user-"))) for one in share.glob("user-*")):
                told.unlink()
                server.terminate()
                server.wait(timeout=30)
                return
        time.sleep(0.5)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def _alone(share: Path) -> Iterator[None]:
    with (share / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _serve(share: Path) -> tuple[Site, "subprocess.Popen[bytes]"]:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"drop database if exists {DATABASE} with (force)")
        connection.execute(f"create database {DATABASE}")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PRACTICUM_", "DJANGO_"))}
    environment |= {
        "PYTHONPATH": str(ROOT / "src"),
        "PRACTICUM_MODE": "demo",
        "PRACTICUM_BASE_URL": f"http://127.0.0.1:{port}",
        "PRACTICUM_DATA_DIR": str(share / "data"),
        "DATABASE_URL": _database_url(DATABASE),
    }
    practicum = [sys.executable, "-m", "practicum"]
    built = subprocess.run(
        [*practicum, "demo", "--no-serve", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,  # builds in a minute; on a crowded machine it takes its time
    )
    assert built.returncode == 0, built.stderr[-4000:]
    links = subprocess.run(
        [*practicum, "demo", "--links", "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    server = subprocess.Popen([*practicum, "serve", "--port", str(port)], env=environment)
    _wait(f"http://127.0.0.1:{port}/healthz", server)
    return Site(f"http://127.0.0.1:{port}", json.loads(built.stdout), json.loads(links.stdout), environment), server


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


@pytest.fixture(scope="module")  # while it is open, a loop runs in this thread: other tests could start none
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("PRACTICUM_CHROMIUM"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
        )
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """A person at a browser: goes to pages, signs in by a demo link, and lets axe look at what is shown."""

    site: Site
    context: BrowserContext
    page: Page
    seen: Path
    problems: list[str] = field(default_factory=list)

    def sign_in(self, role: str) -> None:
        self.page.goto(self.site.links[role])

    def sign_in_as(self, person: str) -> None:
        """By the link that the demonstration would print for the person of this code."""
        token = signing.dumps(person, key=DEMO_SECRET, salt=DEMO_SALT)
        self.page.goto(f"{self.site.url}/demo/sign-in/{token}/")

    def forgive(self, expected: str) -> None:
        """The browser notes every refused or failed request; take back those notes that an act has brought about."""
        assert all(expected in problem for problem in self.problems), self.problems
        self.problems.clear()

    def go(self, path: str) -> None:
        answer = self.page.goto(path if "://" in path else f"{self.site.url}{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def check_page(self) -> None:
        """Nothing to find fault with (see `look_at`), nothing refused by the content security policy."""
        assert self.problems == [], self.page.url
        look_at(self.page, seen=self.seen)
        self.problems.clear()  # axe tries inline styles of its own, and the policy refuses them


@pytest.fixture
def open_visitor(site: Site, browser: Browser, shared: Path) -> Iterator[Callable[..., Visitor]]:
    """Opens fresh browser profiles, one for each person; takes the options of `new_context`."""
    with _profiles(site, browser, shared / "seen") as opened:
        yield opened


@pytest.fixture
def open_desk(live_server: Any, browser: Browser, shared: Path) -> Iterator[Callable[..., Visitor]]:
    """As `open_visitor`, on a site that the test furnishes itself: signed in as the person given, or nobody's; takes the
    options of `new_context`."""
    site = Site(url=live_server.url, summary={}, links={}, environment={})
    with _profiles(site, browser, shared / "seen") as opened:

        def seated(person: Person | None = None, **options: Any) -> Visitor:
            visitor = opened(**options)
            if person is not None:
                name = settings.SESSION_COOKIE_NAME
                value = sign_in(person).cookies[name].value
                visitor.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])
            return visitor

        yield seated


@contextmanager
def _profiles(site: Site, browser: Browser, seen: Path) -> Iterator[Callable[..., Visitor]]:
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        context.set_default_timeout(45_000)  # a crowded machine takes its time
        visitor = Visitor(site, context, context.new_page(), seen)
        visitor.page.on(
            "console", lambda message: visitor.problems.append(message.text) if message.type == "error" else None
        )
        visitor.page.on("pageerror", lambda error: visitor.problems.append(str(error)))
        return visitor

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(open_visitor: Callable[..., Visitor], request: pytest.FixtureRequest) -> Visitor:
    """A fresh browser profile. Parametrize indirectly with options of `new_context` (viewport, java_script_enabled …)."""
    return open_visitor(**getattr(request, "param", {}))
