"""kill -9 of the worker that makes a cohort's bill: the next one makes it, once, and the upload does not stay."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from practicum.labs.api import BillKeeping, CohortBill
from practicum.ledger.api import records_about
from tests.factories.cohort_bills import ask_export, export_file, make_cohort_with_labs
from tests.worker import after_a_crash, forget_jobs, until, worker

ROWS = 20_000  # so that there is time to kill it


@pytest.fixture(autouse=True)
def no_jobs_left() -> Iterator[None]:
    yield
    forget_jobs()


@pytest.mark.django_db(transaction=True)
def test_a_bill_is_made_by_the_next_worker(data_folder: Path) -> None:
    asked = ask_export(make_cohort_with_labs(), content=export_file(rows=ROWS))
    rows = BillKeeping.objects.filter(pk=asked.pk)
    with worker(PRACTICUM_DATA_DIR=str(data_folder)) as first:
        until(lambda: bool(rows.get().progress))
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=10)
    killed = rows.get()
    assert (killed.state, killed.starts, CohortBill.objects.count()) == ("asked", 1, 0)
    assert (data_folder / "incoming" / asked.code).is_file()
    after_a_crash()
    with worker(PRACTICUM_DATA_DIR=str(data_folder)):
        until(lambda: rows.get().state != "asked")
        until(lambda: not list((data_folder / "incoming").iterdir()), seconds=30)
    kept = CohortBill.objects.get()
    assert (rows.get().state, rows.get().starts, kept.code) == ("kept", 2, asked.code)
    assert [one.name for one in (data_folder / "bills").iterdir()] == [f"{kept.bill.sha256}.parquet"]
    kinds = [one.kind for one in records_about(asked.code)]
    assert kinds == ["labs.cohort_bill_asked", "labs.cohort_bill_kept"]
