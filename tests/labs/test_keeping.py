"""From an upload to a cohort's bill by a worker: once, all or nothing, whoever is killed or gives it up."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from practicum.cohorts.api import Cohort
from practicum.kernel.errors import InvalidState, NotFound, Refusal
from practicum.labs.api import (
    Bill,
    BillKeeping,
    CohortBill,
    CohortPseudonyms,
    carry_out_keeping,
    delete_cohort_bill,
    give_up_keeping,
)
from practicum.labs.deleting import sweep_uploads_and_leavings
from practicum.labs.rules.cohort_bills import KEEPING_STARTS, PHASES, say_progress
from practicum.labs.services import keeping as work
from practicum.ledger.api import Record, records_about, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import FACILITATOR
from tests.factories.cohort_bills import ask_export, keep_export, make_cohort_with_labs, the_cohort
from tests.factories.cohorts import make_manager, seats_of
from tests.factories.people import NOON, make_person
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_with_labs)


@pytest.fixture
def cohort() -> Cohort:
    return the_cohort()


def kinds(code: str) -> list[str]:
    return [one.kind.removeprefix("labs.cohort_bill_") for one in records_about(code)]


def files(data_folder: Path) -> list[str]:
    return sorted(one.parent.name for one in data_folder.glob("*/*"))


def letters(code: str) -> list[str]:
    return list(Notice.objects.filter(dedupe_key__contains=code).values_list("subject", flat=True))


def run(keeping: BillKeeping) -> BillKeeping:
    return carry_out_keeping(keeping_id=keeping.pk, now=NOON)


def interrupted(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Do something just before the labs are computed, when the file is stored already."""
    compute = work.compute_labs

    def computing(*args: Any, **options: Any) -> Any:
        monkeypatch.setattr(work, "compute_labs", compute)
        act()
        return compute(*args, **options)

    monkeypatch.setattr(work, "compute_labs", computing)


class Killed(BaseException):
    """Nothing catches a kill."""


def kill() -> None:
    raise Killed


def test_a_worker_makes_the_bill_once_and_the_upload_goes(cohort: Cohort, data_folder: Path) -> None:
    asked = ask_export(cohort)
    assert (asked.state, files(data_folder)) == ("asked", ["incoming"])
    assert not Bill.objects.exists()
    job = ProcrastinateJob.objects.get(task_name="site.keep_cohort_bill")
    assert job.args == {"keeping_id": asked.pk}
    kept = run(asked)
    bill = CohortBill.objects.get()
    assert (kept.state, kept.code, bytes(kept.secret), kept.ended_at) == ("kept", bill.code, b"", NOON)
    assert (bill.bill.added_by, bill.bill.name, bill.labs.count()) == (cohort.facilitator, "Acme, two months", 2)
    assert files(data_folder) == ["bills"]
    assert kinds(asked.code) == ["asked", "kept"]
    assert letters(asked.code) == ["The bill “Acme, two months” is kept"]
    assert run(asked).state == "kept"  # the job is run again
    assert (CohortBill.objects.count(), kinds(asked.code)) == (1, ["asked", "kept"])
    assert verify_ledger().verified


def test_two_clicks_make_one(cohort: Cohort, data_folder: Path) -> None:
    first = ask_export(cohort)
    assert ask_export(cohort) == first
    run(first)
    assert ask_export(cohort).state == "kept"
    assert ProcrastinateJob.objects.filter(task_name="site.keep_cohort_bill").count() == 1
    assert kinds(first.code) == ["asked", "kept"]
    assert files(data_folder) == ["bills"]
    for changed in ({"name": "Another"}, {"groups": ("tags",)}):  # the same look for something else
        with pytest.raises(Refusal) as refused:
            ask_export(cohort, **changed)
        assert refused.value.code == "look_first"
    assert ask_export(cohort, once="another look").code != first.code


def test_what_is_not_taken_leaves_nothing(cohort: Cohort, data_folder: Path) -> None:
    outsiders = (make_person(role=FACILITATOR), seats_of(cohort)[0].candidacy.person)
    before = Record.objects.count()
    cases: tuple[tuple[dict[str, Any], str], ...] = (
        ({"seen": "0" * 64}, "look_first"),
        ({"once": ""}, "look_first"),
        ({"once": "x" * 41}, "look_first"),
        ({"name": " "}, "name_missing"),
        ({"name": "x" * 201}, "name_too_long"),
        ({"groups": ("salaries",)}, "group_unknown"),
    )
    for changed, code in cases:
        with pytest.raises(Refusal) as refused:
            ask_export(cohort, **changed)
        assert refused.value.code == code
    for person in outsiders:
        with pytest.raises(NotFound):
            ask_export(cohort, actor=person)
    Cohort.objects.update(state="completed")
    with pytest.raises(Refusal) as over:
        ask_export(cohort)
    assert over.value.code == "cohort_ended"
    assert not BillKeeping.objects.exists()
    assert not CohortPseudonyms.objects.exists()
    assert not ProcrastinateJob.objects.filter(task_name="site.keep_cohort_bill").exists()
    assert files(data_folder) == []
    assert Record.objects.count() == before


def test_one_is_on_its_way_at_a_time(cohort: Cohort, data_folder: Path) -> None:
    first = ask_export(cohort)
    with pytest.raises(Refusal) as refused:
        ask_export(cohort, once="another", name="Other")
    assert (refused.value.code, first.name in refused.value.message) == ("keeping_under_way", True)
    assert files(data_folder) == ["incoming"]
    run(first)
    assert ask_export(cohort, once="another", name="Other").state == "asked"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a,b\n1,2\n", "no_focus_column"),
        (b"BilledCost,EffectiveCost,ListCost,ContractedCost\n1e20,1,1,1\n", "amount_too_large"),
    ],
)
def test_a_file_that_cannot_be_kept_says_why_and_leaves_nothing(
    cohort: Cohort, data_folder: Path, content: bytes, code: str
) -> None:
    failed = run(ask_export(cohort, content=content))
    assert (failed.state, failed.refusal, bool(failed.problem)) == ("failed", code, True)
    assert kinds(failed.code) == ["asked", "not_kept"]
    assert records_about(failed.code).get(kind="labs.cohort_bill_not_kept").data["reason"] == code
    assert letters(failed.code) == ["The bill “Acme, two months” could not be kept"]
    assert files(data_folder) == []
    assert not Bill.objects.exists()
    assert not CohortPseudonyms.objects.exists()
    assert ask_export(cohort, once="another").state == "asked"


def test_an_upload_that_cannot_be_opened_any_more(cohort: Cohort, data_folder: Path, settings: Any) -> None:
    gone = ask_export(cohort)
    (data_folder / "incoming" / gone.code).unlink()
    assert run(gone).refusal == "upload_gone"
    sealed = ask_export(cohort, once="another")
    settings.PRACTICUM = replace(settings.PRACTICUM, key_seal="another seal")
    failed = run(sealed)
    assert (failed.refusal, "PRACTICUM_KEY_SEAL" in failed.mend) == ("upload_sealed", True)
    assert files(data_folder) == []


def test_a_cohort_that_ended_meanwhile_gets_none(
    cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(monkeypatch, lambda: Cohort.objects.update(state="cancelled"))
    failed = run(ask_export(cohort))
    assert (failed.state, failed.refusal) == ("failed", "cohort_ended")
    assert files(data_folder) == []
    assert not Bill.objects.exists()


def test_an_error_of_the_program_is_no_refusal(
    cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down() -> None:
        raise ZeroDivisionError

    interrupted(monkeypatch, break_down)
    asked = ask_export(cohort)
    with pytest.raises(ZeroDivisionError):
        run(asked)
    failed = BillKeeping.objects.get()
    assert (failed.state, failed.refusal, failed.code in failed.mend) == ("failed", "broken", True)
    assert kinds(failed.code) == ["asked", "not_kept"]
    assert files(data_folder) == []


def test_a_killed_worker_is_followed_by_another(
    cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask_export(cohort)
    interrupted(monkeypatch, kill)
    with pytest.raises(Killed):
        run(asked)
    left = BillKeeping.objects.get()
    assert (left.state, left.starts, left.progress["phase"]) == ("asked", 1, "storing")
    assert files(data_folder) == ["bills", "incoming"]
    (stored,) = (data_folder / "bills").iterdir()
    kept = run(asked)
    assert (kept.state, kept.starts) == ("kept", 2)
    assert list((data_folder / "bills").iterdir()) == [stored]
    assert files(data_folder) == ["bills"]
    assert kinds(asked.code) == ["asked", "kept"]


def test_a_file_that_kills_its_workers_is_given_up(
    cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask_export(cohort)
    for _ in range(KEEPING_STARTS):
        interrupted(monkeypatch, kill)
        with pytest.raises(Killed):
            run(asked)
    failed = run(asked)
    assert (failed.state, failed.refusal) == ("failed", "worker_killed")
    assert files(data_folder) == []


def test_giving_up_ends_it_whatever_a_worker_does(
    cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask_export(cohort)
    interrupted(monkeypatch, lambda: give_up_keeping(actor=cohort.facilitator, keeping=asked, now=NOON))
    assert run(asked).state == "given_up"
    assert files(data_folder) == []
    assert not Bill.objects.exists()
    assert not CohortPseudonyms.objects.exists()
    assert kinds(asked.code) == ["asked", "not_kept"]
    assert records_about(asked.code).last().actor == cohort.facilitator.code
    assert letters(asked.code) == []
    with pytest.raises(InvalidState):
        give_up_keeping(actor=cohort.facilitator, keeping=asked, now=NOON)
    with pytest.raises(NotFound):
        give_up_keeping(actor=seats_of(cohort)[0].candidacy.person, keeping=asked, now=NOON)
    assert run(asked).state == "given_up"
    again = ask_export(cohort, once="another")
    assert give_up_keeping(actor=make_manager(), keeping=again, now=NOON).state == "given_up"


def test_of_two_workers_the_first_counts(cohort: Cohort, data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask_export(cohort)
    interrupted(monkeypatch, lambda: run(asked))
    assert run(asked).state == "kept"
    bill = Bill.objects.get(source="cohort")
    assert [one.name for one in (data_folder / "bills").iterdir()] == [f"{bill.sha256}.parquet"]
    assert kinds(asked.code) == ["asked", "kept"]
    assert letters(asked.code) == ["The bill “Acme, two months” is kept"]


def test_the_secret_stays_while_a_bill_is_on_its_way(cohort: Cohort) -> None:
    kept = keep_export(cohort)
    secret = CohortPseudonyms.objects.get().secret
    asked = ask_export(cohort)
    delete_cohort_bill(actor=cohort.facilitator, brought=kept, reason="Done.", now=NOON)
    assert bytes(CohortPseudonyms.objects.get().secret) == bytes(secret)
    give_up_keeping(actor=cohort.facilitator, keeping=asked, now=NOON)
    assert not CohortPseudonyms.objects.exists()


def test_the_hourly_sweep_takes_what_killed_processes_left(cohort: Cohort, data_folder: Path) -> None:
    kept = keep_export(cohort)
    ended = give_up_keeping(actor=cohort.facilitator, keeping=ask_export(cohort), now=NOON)
    BillKeeping.objects.filter(pk=ended.pk).update(stored_sha256="a" * 64)
    waiting = ask_export(cohort, once="another")
    bills, incoming = data_folder / "bills", data_folder / "incoming"
    (bills / f"{'a' * 64}.parquet").write_bytes(b"stored a moment before it was given up")
    (bills / ".writing-1").mkdir()
    (incoming / f"{ended.code}.open").mkdir()
    long_ago = time.time() - 7200
    for path in (bills / ".writing-1", incoming / f"{ended.code}.open", incoming / waiting.code):
        os.utime(path, (long_ago, long_ago))
    sweep_uploads_and_leavings()
    assert [one.name for one in bills.iterdir()] == [f"{kept.bill.sha256}.parquet"]
    assert [one.name for one in incoming.iterdir()] == [waiting.code]


def test_progress_goes_forward_from_nothing_to_all() -> None:
    told = [{"phase": phase} for phase in PHASES]
    told += [{"phase": "labs", "done": done, "of": 22} for done in range(23)]
    shares = [say_progress({})[1], *(say_progress(one)[1] for one in told)]
    assert (shares[0], shares[-1]) == (0, 100)
    assert shares == sorted(shares)
    assert say_progress({"phase": "labs", "done": 3, "of": 22})[0] == "Computing the keys of the labs: 3 of 22"
