"""The hot path: what is stored, what is given back, what is refused; and that an answer outlives a crash."""

import json
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.exams.api import (
    Attempt,
    Receipt,
    Response,
    final_answers,
    record_response,
    submit_attempt,
    void_attempt,
)
from practicum.exams.queries import layout_of, newest_answers
from practicum.exams.rules import GRACE, LARGEST_SEQUENCE
from practicum.kernel.errors import InvalidState, NotFound, Refusal
from practicum.people.api import PROGRAMME_MANAGER
from tests.factories.exams import make_booked_attempt, make_running_attempt, make_sitting
from tests.factories.people import NOON, make_person

MINUTE = timedelta(minutes=1)
DEADLINE = NOON + 75 * MINUTE
CHOICES = st.none() | st.sampled_from("abcd")


def save(
    attempt: Attempt, answer: object, sequence: int, *, position: int = 1, now: datetime = NOON, **actor: object
) -> Receipt:
    facts = {"actor": attempt.person, **actor}
    return record_response(
        attempt_code=attempt.code, position=position, answer=answer, sequence=sequence, now=now, **facts
    )


def single_choice(attempt: Attempt) -> int:
    """A position with a single choice item."""
    return next(position for position, place in layout_of(attempt.code).items() if place.kind == "single_choice")


@pytest.fixture
def attempt(db: None) -> Attempt:
    return make_running_attempt()


@pytest.fixture
def position(attempt: Attempt) -> int:
    return single_choice(attempt)


# What comes in any order


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(saves=st.lists(st.tuples(st.integers(1, 6), CHOICES), min_size=1, max_size=12))
def test_any_order_of_repeats_stale_and_new_saves_gives_the_newest_answer(
    attempt: Attempt, position: int, saves: list[tuple[int, str | None]]
) -> None:
    newest: tuple[int, str | None] = (0, None)
    with transaction.atomic():
        for sequence, answer in saves:
            is_new = sequence > newest[0]
            if is_new:
                newest = (sequence, answer)
            receipt = save(attempt, answer, sequence, position=position)
            assert (receipt.sequence, receipt.answer, receipt.is_new) == (*newest, is_new)
        version_id = layout_of(attempt.code)[position].version_id
        stored = newest_answers(attempt)[version_id]
        assert (stored.sequence, stored.answer) == newest
        assert final_answers(attempt) == ({} if newest[1] is None else {version_id: newest[1]})
        transaction.set_rollback(True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    seconds=st.integers(-60, 60),
    state=st.sampled_from(["scheduled", "checked_in", "in_progress", "submitted", "expired", "voided", "released"]),
    is_owner=st.booleans(),
)
def test_the_statement_decides_owner_state_and_deadline(
    attempt: Attempt, position: int, seconds: int, state: str, is_owner: bool
) -> None:
    now = DEADLINE + timedelta(seconds=seconds)
    with transaction.atomic():
        actor = attempt.person if is_owner else make_person()
        Attempt.objects.filter(pk=attempt.pk).update(state=state)
        allowed = is_owner and state == "in_progress" and now < DEADLINE + GRACE
        if allowed:
            assert save(attempt, "b", 1, position=position, now=now, actor=actor).saved_at == now
        else:
            wanted = NotFound if not is_owner else InvalidState if state != "in_progress" else Refusal
            with pytest.raises(wanted):
                save(attempt, "b", 1, position=position, now=now, actor=actor)
        assert Response.objects.filter(attempt=attempt).count() == allowed
        transaction.set_rollback(True)


def test_nothing_is_given_back_to_a_stranger_or_after_the_end(attempt: Attempt, position: int) -> None:
    save(attempt, "b", 1, position=position)
    with pytest.raises(NotFound):
        save(attempt, "b", 1, position=position, actor=make_person())
    with pytest.raises(Refusal, match="time is over"):
        save(attempt, "b", 1, position=position, now=DEADLINE + GRACE)
    submit_attempt(actor=attempt.person, attempt=attempt, now=NOON)
    with pytest.raises(InvalidState):
        save(attempt, "b", 1, position=position)


# What is refused


def test_save_numbers_out_of_range(attempt: Attempt, position: int) -> None:
    for sequence in (0, -1, LARGEST_SEQUENCE + 1, True, "1", 1.0, None):
        with pytest.raises(Refusal) as refused:
            save(attempt, "b", sequence, position=position)
        assert refused.value.field == "sequence"


def test_answers_that_cannot_be(attempt: Attempt, position: int) -> None:
    for answer in ("z", "", 1, ["b"], {"id": "b"}, True, "\x00"):
        with pytest.raises(Refusal) as refused:
            save(attempt, answer, 1, position=position)
        assert refused.value.field == "answer"
    assert not Response.objects.exists()


def test_positions_that_do_not_exist(attempt: Attempt) -> None:
    for position in (0, 6, -1, 10**12):
        with pytest.raises(NotFound):
            save(attempt, "b", 1, position=position)


def test_an_unknown_attempt(db: None) -> None:
    with pytest.raises(NotFound):
        record_response(actor=make_person(), attempt_code="ATT-NOBODY", position=1, answer="b", sequence=1, now=NOON)


def test_not_before_the_start(db: None) -> None:
    attempt = make_booked_attempt()
    with pytest.raises(InvalidState):
        save(attempt, None, 1)


def test_a_voided_attempt_takes_no_answers(attempt: Attempt, position: int) -> None:
    void_attempt(actor=make_person(PROGRAMME_MANAGER), attempt=attempt, reason="Fire alarm", now=NOON)
    with pytest.raises(InvalidState):
        save(attempt, "b", 1, position=position)


def test_every_kind_is_stored_in_its_one_spelling(attempt: Attempt) -> None:
    by_kind = {place.kind: position for position, place in layout_of(attempt.code).items()}
    assert save(attempt, "12,50", 1, position=by_kind["numeric"]).answer == "12.5"
    assert save(attempt, ["c", "a", "c"], 1, position=by_kind["multiple_choice"]).answer == ["a", "c"]
    assert save(attempt, [], 2, position=by_kind["multiple_choice"]).answer is None
    assert set(map(json.dumps, final_answers(attempt).values())) == {'"12.5"'}


def test_a_response_is_never_changed(attempt: Attempt, position: int) -> None:
    save(attempt, "b", 1, position=position)
    for change in ("update practicum_response set answer = '\"c\"'", "delete from practicum_response"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(change)


# Where the time comes from


def test_production_has_no_clock_but_the_databases(attempt: Attempt, position: int, settings: object) -> None:
    from dataclasses import replace

    settings.PRACTICUM = replace(settings.PRACTICUM, mode="production")
    with pytest.raises(Refusal) as refused:
        save(attempt, "b", 1, position=position)
    assert refused.value.code == "simulated_time"
    with pytest.raises(
        transaction.TransactionManagementError
    ):  # this test runs in a transaction: no receipt from there
        record_response(actor=attempt.person, attempt_code=attempt.code, position=position, answer="b", sequence=1)
    assert not Response.objects.exists()


def test_without_a_given_time_the_databases_clock_decides(attempt: Attempt, position: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update practicum_attempt set deadline_at = clock_timestamp() + interval '1 hour'")
    receipt = record_response(
        actor=attempt.person, attempt_code=attempt.code, position=position, answer="b", sequence=1
    )
    assert receipt.is_new
    assert timedelta(minutes=59) < receipt.remaining < timedelta(hours=1)
    with connection.cursor() as cursor:
        cursor.execute("update practicum_attempt set deadline_at = clock_timestamp() - interval '6 seconds'")
    with pytest.raises(Refusal, match="time is over"):
        record_response(actor=attempt.person, attempt_code=attempt.code, position=position, answer="c", sequence=2)


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_the_same_save_many_times_at_once_is_stored_once() -> None:
    attempt = make_running_attempt()
    position = single_choice(attempt)
    receipts: list[Receipt] = []
    gate = threading.Barrier(6)

    def one(answer: str) -> None:
        try:
            gate.wait()
            receipts.append(save(attempt, answer, 1, position=position))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=("abcdab"[n],)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 6
    assert sum(receipt.is_new for receipt in receipts) == 1
    assert len({receipt.answer for receipt in receipts}) == 1
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_answer_slips_in_while_the_attempt_is_closed() -> None:
    """An answer that arrives while another transaction closes the attempt waits for it, and is refused then."""
    attempt = make_running_attempt(make_sitting())
    position = single_choice(attempt)
    seen: list[BaseException | Receipt] = []

    def answer() -> None:
        try:
            seen.append(save(attempt, "b", 1, position=position))
        except Refusal as refusal:
            seen.append(refusal)
        finally:
            connection.close()

    thread = threading.Thread(target=answer)
    with transaction.atomic():
        submit_attempt(actor=attempt.person, attempt=attempt, now=NOON)
        thread.start()
        _wait_until_blocked()
        assert seen == []
    thread.join()
    assert [type(one) for one in seen] == [InvalidState]
    assert not Response.objects.exists()


def _wait_until_blocked() -> None:
    with connection.cursor() as cursor:
        for _ in range(200):
            cursor.execute("select pg_stat_clear_snapshot()")
            cursor.execute(
                "select count(*), pg_sleep(0.02) from pg_stat_activity where wait_event_type = 'Lock' and query like %s",
                ["%practicum_response%"],
            )
            if cursor.fetchone()[0]:
                return
    raise AssertionError("the answer did not wait")


def test_beside_its_one_statement_a_save_asks_nothing(
    attempt: Attempt, position: int, django_assert_num_queries: Any
) -> None:
    save(attempt, "a", 1, position=position)
    with django_assert_num_queries(0):  # the statement itself is prepared, and so not among those that Django counts
        save(attempt, "b", 2, position=position)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_statements where statement like '%%practicum_response%%'")
        assert cursor.fetchone()[0] >= 1
    assert list(final_answers(attempt).values()) == ["b"]
