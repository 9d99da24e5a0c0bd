"""How many answers a second are saved durably, beside the plain limit: the same writers committing one row each.

    PYTHONPATH=src python bench/exam_saves.py [--writers 8] [--seconds 4] [--rounds 3]

Writers are processes. Each saves through `exams.api.record_response` (checks, one statement, one commit, receipt), or runs
a bare one-row INSERT through the same driver. Rounds alternate between the two, so that a busy machine slows both. Every
acknowledged answer is counted in the database afterwards. Uses a database of its own, and drops it.
"""
# ruff: noqa: PLC0415  Django is set up first, on the database made here

import argparse
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from statistics import median
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

os.environ.setdefault("PRACTICUM_MODE", "test")
DATABASE = "practicum_bench"
POSITIONS = 50


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--writers", type=int, default=8)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--rounds", type=int, default=3)
    asked = options.parse_args()

    from practicum.site.runtime import start_database

    server = start_database()
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"drop database if exists {DATABASE} with (force)")
        admin.execute(f"create database {DATABASE}")
        try:
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
            run(writers=asked.writers, seconds=asked.seconds, rounds=asked.rounds)
        finally:
            admin.execute(f"drop database if exists {DATABASE} with (force)")


def run(*, writers: int, seconds: float, rounds: int) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "practicum.site.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection, connections

    from practicum.exams.api import Response, require_durable_database

    call_command("migrate", verbosity=0)
    require_durable_database()
    attempts = build(writers)
    with connection.cursor() as cursor:
        cursor.execute("create table plain_save (attempt text, answer jsonb, saved_at timestamptz)")
        cursor.execute("select version()")
        print(
            cursor.fetchone()[0].split(" on ")[0],
            f"· {os.cpu_count()} cores · {writers} writers · {seconds:g} s a round",
        )
    connections.close_all()

    plain, saves, ratios, acknowledged = [], [], [], 0
    for number in range(1, rounds + 1):
        of_plain = measure(insert_plainly, attempts, seconds=seconds, first=1)
        of_saves = measure(save_answers, attempts, seconds=seconds, first=(number - 1) * 100_000 + 1)
        acknowledged += of_saves
        plain.append(of_plain / seconds)
        saves.append(of_saves / seconds)
        ratios.append(of_saves / of_plain)
        print(f"round {number}: plain {plain[-1]:,.0f}/s · saved answers {saves[-1]:,.0f}/s · ratio {ratios[-1]:.2f}")
    stored = Response.objects.count()
    connections.close_all()
    print(
        f"median: plain commits {median(plain):,.0f}/s · saved answers {median(saves):,.0f}/s · ratio {median(ratios):.2f}"
    )
    print(f"acknowledged {acknowledged:,}, stored {stored:,}")
    if stored != acknowledged:
        raise SystemExit("an acknowledged answer is missing")


def measure(write: Callable[..., int], attempts: list[tuple[int, str]], *, seconds: float, first: int) -> int:
    """How many writes all writers together had acknowledged within `seconds`."""
    context = get_context("fork")
    gate = context.Barrier(len(attempts))
    with context.Pool(len(attempts), initializer=_receive, initargs=(gate,)) as pool:
        facts = [(person, attempt, seconds, first) for person, attempt in attempts]
        return sum(pool.starmap(write, facts, chunksize=1))


_gate: list[Barrier] = []


def _receive(gate: Barrier) -> None:
    _gate.append(gate)


def save_answers(person: int, attempt: str, seconds: float, first: int) -> int:
    """One candidate going through the form again and again, changing each answer."""
    from django.db import connection

    from practicum.exams.api import record_response
    from practicum.people.api import Person

    actor = Person.objects.get(pk=person)
    done, sequence = 0, first
    _gate[-1].wait()
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for position in range(1, POSITIONS + 1):
            answer = "abcd"[sequence % 4]
            record_response(actor=actor, attempt_code=attempt, position=position, answer=answer, sequence=sequence)
            done += 1
            if time.perf_counter() >= until:
                break
        sequence += 1
    connection.close()
    return done


def insert_plainly(_person: int, attempt: str, seconds: float, _first: int) -> int:
    """The limit: one row, one commit, nothing decided."""
    from django.db import connection

    done = 0
    with connection.cursor() as cursor:
        _gate[-1].wait()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            cursor.execute("insert into plain_save values (%s, %s::jsonb, clock_timestamp())", [attempt, '"a"'])
            done += 1
    connection.close()
    return done


def build(writers: int) -> list[tuple[int, str]]:
    """A running attempt for each writer, on a form of 50 single choice items."""
    from practicum.admissions.models import Application, Candidacy
    from practicum.curriculum.models import ProgrammeVersion
    from practicum.exams.models import Attempt, Sitting
    from practicum.itembank.models import Item, ItemVersion, TestForm, TestFormItem
    from practicum.people.models import Person

    now = datetime.now(UTC)
    people = Person.objects.bulk_create(
        Person(code=f"PER-{n}", email=f"{n}@example.org", name=f"Person {n}", created_at=now) for n in range(writers)
    )
    version = ProgrammeVersion.objects.create(
        code="bench", version="1", name="Bench", digest="0" * 64, content="", loaded_at=now
    )
    options = [{"id": letter, "text": letter, "why": letter} for letter in "abcd"]
    items = Item.objects.bulk_create(
        Item(code=f"bench-{n}", programme_code="bench", capability="x", area="x", level="apply")
        for n in range(POSITIONS)
    )
    versions = ItemVersion.objects.bulk_create(
        ItemVersion(item=item, number=1, kind="single_choice", stem="?", options=options, key="a",
                    written_at=now, written_by=people[0])
        for item in items
    )  # fmt: skip
    form = TestForm.objects.create(
        code="FRM-BENCH", programme_version=version, seed=1, minutes=75, assembled_at=now, assembled_by=people[0]
    )
    TestFormItem.objects.bulk_create(
        TestFormItem(form=form, version=one, position=position) for position, one in enumerate(versions, start=1)
    )
    sitting = Sitting.objects.create(
        code="SIT-BENCH", name="x", form=form, opens_at=now, closes_at=now + timedelta(days=1), scheduled_by=people[0]
    )
    made: list[tuple[int, str]] = []
    for person in people:
        facts: dict[str, Any] = {"person": person, "programme_version": version}
        application = Application.objects.create(code=person.code.replace("PER", "APP"), created_at=now, **facts)
        candidacy = Candidacy.objects.create(
            code=person.code.replace("PER", "CAN"), application=application, route="experience", opened_at=now, **facts
        )
        attempt = Attempt.objects.create(
            code=person.code.replace("PER", "ATT"), sitting=sitting, candidacy=candidacy, person=person, number=1,
            state="in_progress", minutes=75, order_seed=1, window_closes_at=now + timedelta(days=1),
            started_at=now, deadline_at=now + timedelta(hours=12),
        )  # fmt: skip
        made.append((person.pk, attempt.code))
    return made


if __name__ == "__main__":
    main()
