"""The hot path: one answer, one statement, one durable commit, then the receipt."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection, transaction

from practicum.exams.queries import layout_of
from practicum.exams.rules import GRACE, check_sequence, decide_recording
from practicum.itembank.api import Answer
from practicum.kernel.errors import NotFound, Refusal, Unavailable
from practicum.people.api import Person

# One statement decides owner, state and deadline by the database's clock, and stores.
# `asked` locks the attempt's key: the lightest lock that waits for a FOR UPDATE of who closes the attempt, and the one
# that the foreign key of the new row takes anyway. The clock is read after that wait, in `decided`.
# `stored` is the newest answer so far; a repeat or an older save writes nothing and gets it back.
RECORD = """
with asked as materialized (
    select attempt.id as attempt_id, attempt.person_id, attempt.state, attempt.deadline_at, place.version_id
    from practicum_attempt as attempt
    join practicum_sitting as sitting on sitting.id = attempt.sitting_id
    join practicum_testformitem as place on place.form_id = sitting.form_id and place.position = %(position)s
    where attempt.code = %(attempt)s
    for key share of attempt
), decided as materialized (
    select asked.*, coalesce(%(now)s::timestamptz, clock_timestamp()) as at from asked
), stored as materialized (
    select response.sequence, response.answer, response.saved_at
    from practicum_response as response
    where response.attempt_id = (select attempt_id from decided)
      and response.version_id = (select version_id from decided)
    order by response.sequence desc limit 1
), written as (
    insert into practicum_response (attempt_id, version_id, sequence, answer, saved_at)
    select attempt_id, version_id, %(sequence)s, %(answer)s::jsonb, at
    from decided
    where person_id = %(person)s
      and state = 'in_progress'
      and at < deadline_at + %(grace)s::interval
      and %(sequence)s > coalesce((select sequence from stored), 0)
    on conflict (attempt_id, version_id, sequence) do nothing
    returning sequence, answer, saved_at
)
select decided.person_id, decided.state, decided.deadline_at, decided.at, written.sequence is not null,
       coalesce(written.sequence, stored.sequence), coalesce(written.answer, stored.answer),
       coalesce(written.saved_at, stored.saved_at)
from decided left join written on true left join stored on true
"""
_TRIES = 3
_NEVER_BY_ITSELF = 2**31


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """Proof that an answer is on disk. `sequence` and `answer` are what is stored, which is newer than what was sent when
    `is_new` is false and the numbers differ. `at` is the database's clock, `deadline_at` the end of the time."""

    attempt: str
    position: int
    sequence: int
    answer: Answer | None
    saved_at: datetime
    is_new: bool
    deadline_at: datetime
    at: datetime

    @property
    def remaining(self) -> timedelta:
        return max(self.deadline_at - self.at, timedelta(0))


def record_response(
    *, actor: Person, attempt_code: str, position: int, answer: Any, sequence: int, now: datetime | None = None
) -> Receipt:
    """Store an answer and return the receipt, after the commit.

    `answer` is None to take an answer back. `sequence` counts the saves of one item in one attempt upwards from 1: a
    repeated or stale number is a success that returns what is stored. Time is the database's; `now` is for simulated
    people only. Raises NotFound (unknown or somebody else's attempt, no such position), InvalidState (not running),
    Refusal `time_over`, or a Refusal about the answer or the number.
    """
    if now is not None and not settings.PRACTICUM.simulated_time:
        raise Refusal("simulated_time", "Here the database's clock counts; a time cannot be given.", field="now")
    if connection.in_atomic_block and not settings.PRACTICUM.simulated_time:
        raise transaction.TransactionManagementError(
            "an answer is acknowledged after its commit: not inside another one"
        )
    check_sequence(sequence)
    place = layout_of(attempt_code).get(position)
    if place is None:
        raise NotFound("There is no such question.")
    facts: dict[str, Any] = {
        "attempt": attempt_code,
        "position": position,
        "person": actor.pk,
        "sequence": sequence,
        "answer": json.dumps(place.check_answer(answer)),
        "grace": GRACE,
        "now": now,
    }
    for _ in range(_TRIES):
        row = _run(facts)
        if row is None:
            raise NotFound("There is no such attempt.")
        owner, state, deadline_at, at, is_new, stored_sequence, stored_answer, saved_at = row
        decide_recording(is_owner=owner == actor.pk, state=state, deadline_at=deadline_at, now=at)
        # The very same save may be on its way twice: the second waited for the first, but does not see it yet.
        if stored_sequence is not None and stored_sequence >= sequence:
            return Receipt(
                attempt=attempt_code,
                position=position,
                sequence=stored_sequence,
                answer=json.loads(stored_answer),
                saved_at=saved_at,
                is_new=is_new,
                deadline_at=deadline_at,
                at=at,
            )
    raise Unavailable("The answer could not be saved.", mend="It is kept in your browser and sent again.")


def _run(facts: dict[str, Any]) -> tuple[Any, ...] | None:
    """Run the statement as a prepared one on Django's own connection.

    To plan it takes three times as long as to run it, and Django's cursors plan every time: this is what makes the hot
    path hot (see bench/exam_saves.py). Behind a pooler in transaction mode, the pooler must know prepared statements
    (PgBouncer from 1.21 on).
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = connection.connection
        if raw.prepare_threshold is None:
            raw.prepare_threshold = _NEVER_BY_ITSELF  # None would forbid it here too
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(RECORD, facts, prepare=True)
            return cursor.fetchone()


def record_newest(*, actor: Person, attempt_code: str, position: int, answer: Any, sequence: int) -> Receipt:
    """As `record_response`, for a person who sent a page's form: what they see before them is what they want stored.

    Another window may have saved under the same number meanwhile. A background save would be told so; a form that was
    sent by hand is saved again under the next number.
    """
    for _ in range(_TRIES):
        receipt = record_response(
            actor=actor, attempt_code=attempt_code, position=position, answer=answer, sequence=sequence
        )
        if receipt.is_new or receipt.answer == answer:
            return receipt
        sequence = receipt.sequence + 1
    raise Unavailable("Another window keeps changing this answer.", mend="Close the other window and save again.")
