"""One person's whole way on the experience route, by pages only: from reading about the programme to a credential that a
stranger checks. Every step is an act of somebody at their own browser."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.browser.acts.applicant import (
    Applicant,
    accepts_the_place,
    applies,
    finds_a_role,
    is_offered_a_place,
    is_reviewed_without_a_name,
    is_taken_into_review,
    reads_about_the_programme,
    signs_up,
    submits_the_application,
)
from tests.browser.acts.credential import (
    downloads_the_credential,
    is_awarded,
    is_explained,
    is_explained_on_the_command_line,
    is_found_current,
    is_found_suspended,
    is_suspended,
    second_opinion,
)
from tests.browser.acts.examination import (
    answers_the_rest,
    answers_until_the_browser_closes,
    answers_without_a_network,
    books_and_checks_in,
    is_scheduled,
    is_scored_and_released,
    resumes,
    sees_the_result,
    signs_in_again,
    submits_the_examination,
)
from tests.browser.acts.work import hands_in_the_capstone, is_allocated, marks_the_capstone, works_on_the_lab
from tests.browser.conftest import Visitor
from tests.browser.desk import (
    Memory,
    bundle,
    lab_answers,
    pack,
)
from tests.verifiers.fixtures import node_verifier

__all__ = ["node_verifier"]
pytestmark = [pytest.mark.browser]
Opens = Callable[..., Visitor]


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
