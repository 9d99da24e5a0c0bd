"""The credential: awarded, downloaded, checked by a stranger, suspended, explained."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.acts.applicant import Applicant
from tests.browser.conftest import Visitor
from tests.browser.desk import (
    follow,
    press,
    says,
)


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
