"""The diagnostic test: loaded from the pack, begun, answered, handed in."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from practicum.admissions.events import DiagnosticLoaded, DiagnosticStarted
from practicum.admissions.models import DiagnosticItem, DiagnosticTest
from practicum.admissions.queries import access_diagnostic, diagnostic_tests_of
from practicum.admissions.rules import (
    DIAGNOSTIC_STATES,
    check_may_start,
    draw_questions,
    ends_at,
    needed_right,
)
from practicum.admissions.scoring import close_test
from practicum.curriculum.api import ProgrammeVersion, current_version, programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.pack.api import DiagnosticQuestion
from practicum.people.api import (
    OPERATOR,
    PROGRAMME_MANAGER,
    SYSTEM_CODE,
    Person,
    require_role,
    time_factor_of,
)


@transaction.atomic
def load_diagnostic(
    version: ProgrammeVersion, questions: Iterable[DiagnosticQuestion], *, actor: Person, now: datetime
) -> int:
    """Keep the questions of a pack for its version, once; return how many are there."""
    if actor.code != SYSTEM_CODE:
        require_role(actor, OPERATOR, PROGRAMME_MANAGER)
    framework = programme_of(version).framework
    domains = {one.key: one.domain_key for domain in framework.domains for one in domain.capabilities}
    given = list(questions)
    held = set(DiagnosticItem.objects.filter(programme_version=version).values_list("name", flat=True))
    new = [
        DiagnosticItem(
            programme_version=version,
            name=one.id,
            domain=domains[one.capability],
            state=one.state.value,
            stem=one.stem,
            options=[option.model_dump(mode="json") for option in one.options],
            key=one.key,
            rationale=one.rationale,
        )
        for one in given
        if one.id not in held
    ]
    if new:
        DiagnosticItem.objects.bulk_create(new)
        event = DiagnosticLoaded(
            programme_digest=version.digest,
            questions=len(given),
            digest=digest([one.model_dump(mode="json") for one in given]),
        )
        record(event, actor=actor.code, now=now)
    return len(given)


@transaction.atomic
def start_diagnostic(*, actor: Person, now: datetime, seed: int | None = None) -> DiagnosticTest:
    """Begin a test, or go on with the one that runs. Raises Refusal when there is none, or the last try is too recent."""
    version = current_version()
    rules = programme_of(version).policies.diagnostic
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)  # two clicks at once: one test
    last = diagnostic_tests_of(actor).first()
    if last is not None and last.state == "in_progress":
        if now < last.ends_at:
            return last
        close_test(last, "expired", actor=actor.code, now=now)
    if rules is None:
        raise Refusal("no_diagnostic", "This programme has no diagnostic test.")
    check_may_start(last.started_at if last else None, rules, now=now)
    pool: dict[str, list[str]] = {}
    for name, domain in DiagnosticItem.objects.filter(programme_version=version).values_list("name", "domain"):
        pool.setdefault(domain, []).append(name)
    if sum(map(len, pool.values())) < rules.questions:
        raise Refusal(
            "diagnostic_not_loaded",
            "The questions of the test are not loaded yet.",
            mend="Write to us; until then a baseline credential is the other way.",
        )
    seed = secrets.randbelow(2**31) if seed is None else seed
    drawn = draw_questions(pool, rules.questions, seed)
    test = DiagnosticTest.objects.create(
        code=new_code("DIA"),
        person=actor,
        programme_version=version,
        seed=seed,
        questions=list(drawn),
        started_at=now,
        ends_at=ends_at(now, rules, time_factor_of(actor)),
        needed=needed_right(rules),
    )
    event = DiagnosticStarted(
        test=test.code,
        person=actor.code,
        programme_digest=version.digest,
        questions_digest=digest(list(drawn)),
        ends_at=test.ends_at,
    )
    record(event, actor=actor.code, now=now)
    return test


@transaction.atomic
def answer_diagnostic(*, actor: Person, code: str, position: int, option: str, now: datetime) -> DiagnosticTest:
    """Keep the answer to one question; it may be changed until the end. The server's clock counts."""
    test = _lock(actor, code)
    DIAGNOSTIC_STATES.require(test.state, ("in_progress",), act="answered")
    if now >= test.ends_at:
        raise Refusal("time_over", "The time of the test is over. What you had answered counts.")
    if not 1 <= position <= len(test.questions):
        raise NotFound("The test has no such question.")
    name = test.questions[position - 1]
    item = DiagnosticItem.objects.get(programme_version=test.programme_version, name=name)
    if option not in {one["id"] for one in item.options}:
        raise Refusal("option_unknown", "Choose one of the answers.", field="option")
    test.answers = {**test.answers, name: option}
    test.save(update_fields=["answers"])
    return test


@transaction.atomic
def finish_diagnostic(*, actor: Person, code: str, now: datetime) -> DiagnosticTest:
    """Hand the test in; what ran out of time meanwhile is scored as it stood at its end."""
    test = _lock(actor, code)
    close_test(test, "submitted" if now < test.ends_at else "expired", actor=actor.code, now=now)
    return test


def _lock(actor: Person, code: str) -> DiagnosticTest:
    found = access_diagnostic(actor, code)
    return (
        DiagnosticTest.objects.select_for_update(of=("self",))
        .select_related("person", "programme_version")
        .get(pk=found.pk)
    )
