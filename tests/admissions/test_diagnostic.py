"""The diagnostic test: drawn by seed, on the server's clock, scored on the server, counted with its doubt."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.admissions.api import (
    DiagnosticTest,
    answer_diagnostic,
    close_overdue_tests,
    diagnostic_of,
    eligibility_of,
    finish_diagnostic,
    load_diagnostic,
    show_question,
    start_diagnostic,
    submit_application,
)
from practicum.admissions.models import DiagnosticItem
from practicum.admissions.rules import DiagnosticResult, draw_questions, shown_order
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Person, decide_accommodation, request_accommodation
from tests.factories.admissions import make_draft
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import NOON, make_person, sign_in, system


@given(seed=st.integers(0, 10**6), number=st.integers(1, 20))
def test_a_draw_is_even_over_the_domains_and_the_same_for_a_seed(seed: int, number: int) -> None:
    pool = {domain: [f"{domain}{n}" for n in range(5)] for domain in "abcd"}
    drawn = draw_questions(pool, number, seed)
    assert drawn == draw_questions(pool, number, seed)
    assert len(set(drawn)) == number
    counts = Counter(name[0] for name in drawn)
    assert max(counts.values()) - min(counts.get(domain, 0) for domain in pool) <= 1
    assert sorted(shown_order(list("abcd"), seed, drawn[0])) == list("abcd")


@given(right=st.integers(0, 12))
def test_a_result_says_its_doubt(right: int) -> None:
    result = DiagnosticResult(code="DIA-1", right=right, asked=12, needed=8, taken_at=NOON)
    assert result.low <= right / 12 <= result.high
    assert result.high - result.low > 0.2
    assert ("not passed" in result.in_words) == (right < 8)


@pytest.fixture
def person(db: None) -> Person:
    load_diagnostic(make_programme(), shipped_pack().diagnostic, actor=system(), now=NOON)
    return make_person()


def take(person: Person, right: int, *, now=NOON) -> DiagnosticTest:
    """A test with so many right answers; the others are wrong."""
    test = start_diagnostic(actor=person, now=now, seed=7)
    keys = dict(DiagnosticItem.objects.values_list("name", "key"))
    for at, name in enumerate(test.questions, start=1):
        option = keys[name] if at <= right else next(one for one in "abcd" if one != keys[name])
        answer_diagnostic(actor=person, code=test.code, position=at, option=option, now=now)
    return finish_diagnostic(actor=person, code=test.code, now=now)


@pytest.mark.parametrize(("right", "verdict", "outcome"), [(8, "met", "eligible"), (7, "not_met", "not_eligible")])
def test_the_result_is_the_baseline(person: Person, right: int, verdict: str, outcome: str) -> None:
    test = take(person, right)
    draft = make_draft(person, baseline="diagnostic", baseline_detail="taken here")
    application = submit_application(actor=person, application=draft, now=NOON)
    eligibility = eligibility_of(application)
    assert eligibility is not None
    reason = next(reason for reason in eligibility.reasons if reason.key == "baseline")
    assert (reason.verdict, eligibility.outcome) == (verdict, outcome)
    assert f"{right} of 12 right, 8 needed" in reason.text
    event = Record.objects.get(kind="admissions.diagnostic_scored")
    assert (event.data["test"], event.data["right"], event.data["passed"]) == (test.code, right, right >= 8)


def test_without_a_result_an_officer_judges(db: None) -> None:
    application = submit_application(
        actor=(draft := make_draft(baseline="diagnostic", baseline_detail="taken elsewhere")).person,
        application=draft,
        now=NOON,
    )
    assert application.eligibility["outcome"] == "needs_judgement"


def test_the_clock_is_the_servers_and_the_test_is_taken_up_again(person: Person) -> None:
    test = start_diagnostic(actor=person, now=NOON)
    answer_diagnostic(actor=person, code=test.code, position=1, option="a", now=NOON)
    assert start_diagnostic(actor=person, now=NOON + timedelta(minutes=19)) == test
    end = NOON + timedelta(minutes=20)
    with pytest.raises(Refusal, match="time of the test is over"):
        answer_diagnostic(actor=person, code=test.code, position=2, option="a", now=end)
    assert [close_overdue_tests(at) for at in (end - timedelta(seconds=1), end, end)] == [0, 1, 0]
    test.refresh_from_db()
    assert (test.state, test.closed_at, len(test.answers)) == ("expired", end, 1)
    with pytest.raises(InvalidState):
        finish_diagnostic(actor=person, code=test.code, now=end)
    with pytest.raises(Refusal, match="once in 90 days"):
        start_diagnostic(actor=person, now=NOON + timedelta(days=89))
    assert start_diagnostic(actor=person, now=NOON + timedelta(days=90)) != test


def test_a_pass_stays_the_best_of_all_tries(person: Person) -> None:
    take(person, 12)
    take(person, 0, now=NOON + timedelta(days=90))
    result = diagnostic_of(person)
    assert result is not None
    assert result.right == 12


def test_more_time_in_examinations_is_more_time_here(person: Person) -> None:
    asked = request_accommodation(actor=person, need="More time.", time_factor=Decimal("1.5"), now=NOON)
    decide_accommodation(
        actor=make_person(role=PROGRAMME_MANAGER), accommodation=asked, approved=True, time_factor=Decimal("1.5"),
        reason="Shown.", now=NOON,
    )  # fmt: skip
    assert start_diagnostic(actor=person, now=NOON).ends_at == NOON + timedelta(minutes=30)


def test_refusals(person: Person) -> None:
    test = start_diagnostic(actor=person, now=NOON)
    for position, option, error in ((0, "a", NotFound), (13, "a", NotFound), (1, "z", Refusal)):
        with pytest.raises(error):
            answer_diagnostic(actor=person, code=test.code, position=position, option=option, now=NOON)
    with pytest.raises(NotFound):
        answer_diagnostic(actor=make_person(), code=test.code, position=1, option="a", now=NOON)
    with pytest.raises(NotPermitted):
        load_diagnostic(make_programme(), (), actor=make_person(role=EXAMINER), now=NOON)
    assert load_diagnostic(make_programme(), shipped_pack().diagnostic, actor=system(), now=NOON) == 20
    assert DiagnosticItem.objects.count() == 20
    DiagnosticItem.objects.all().delete()
    with pytest.raises(Refusal, match="not loaded"):
        start_diagnostic(actor=make_person(), now=NOON)


def test_the_pages_lead_through_the_test_and_tell_no_key(person: Person) -> None:
    client = sign_in(person)
    assert "drafts" in client.get("/diagnostic/").content.decode()
    at = client.post("/diagnostic/start/")["Location"]
    test = person.diagnostic_tests.get()
    rationales = DiagnosticItem.objects.values_list("rationale", flat=True)
    for position in range(1, 13):
        shown = unescape(client.get(at).content.decode())
        assert f"Question {position} of 12" in shown
        assert not any(rationale in shown for rationale in rationales)
        assert client.post(at, {"option": "z"}).status_code == 422
        assert client.post(at, {}).status_code == 422
        option = show_question(test, position).options[0][0]
        at = client.post(at, {"option": option})["Location"]
    assert at == f"/diagnostic/{test.code}/"
    assert "Every question has an answer" in client.get(at).content.decode()
    assert " checked" in client.get(f"{at}1/").content.decode()  # what was saved is there again
    assert client.post(f"{at}finish/").status_code == 302
    assert "at 95 % confidence" in client.get(at).content.decode()
    assert client.get(f"{at}1/").status_code == 302
    assert "take the test again from" in client.get("/diagnostic/").content.decode()
    assert client.post("/diagnostic/start/").status_code == 409
    assert sign_in(make_person()).get(at).status_code == 404
