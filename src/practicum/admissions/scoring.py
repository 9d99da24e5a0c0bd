"""Diagnostic tests are closed and scored here. Apart from the services, because the hourly task calls it too."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.events import DiagnosticScored
from practicum.admissions.models import DiagnosticTest
from practicum.admissions.queries import items_of, overdue_tests
from practicum.admissions.rules import DIAGNOSTIC_STATES, score
from practicum.kernel.canonical import digest
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def close_overdue_tests(now: datetime) -> int:
    """Score every test whose time is over; return how many."""
    return sum(_close_overdue(pk, now) for pk in list(overdue_tests(now).values_list("id", flat=True)))


@transaction.atomic
def _close_overdue(pk: int, now: datetime) -> bool:
    test = (
        overdue_tests(now)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "programme_version")
        .filter(pk=pk)
        .first()
    )
    if test is not None:
        close_test(test, "expired", actor=SYSTEM_CODE, now=now)
    return test is not None


def close_test(test: DiagnosticTest, how: str, *, actor: str, now: datetime) -> None:
    """Score what was answered, within the caller's transaction. What ran out of time ended when its time did."""
    keys = {name: item.key for name, item in items_of(test).items()}
    test.state = DIAGNOSTIC_STATES.move(test.state, how)
    test.closed_at = test.ends_at if how == "expired" else now
    test.right = score(test.answers, keys)
    test.save(update_fields=["state", "closed_at", "right"])
    event = DiagnosticScored(
        test=test.code,
        person=test.person.code,
        how=how,
        right=test.right,
        asked=len(test.questions),
        needed=test.needed,
        passed=test.right >= test.needed,
        answers_digest=digest(test.answers),
    )
    record(event, actor=actor, now=now)
