"""Bills of cohorts for tests, made by the same services as real ones."""

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import override_settings

from practicum.cohorts.api import Cohort
from practicum.focus.api import PSEUDONYM_GROUPS, bill_from_table, simulate_company, write_parquet
from practicum.labs.api import (
    Bill,
    BillKeeping,
    CohortBill,
    CohortLab,
    LabVariant,
    confirm_lab,
    issue_variant,
    keep_cohort_bill,
    load_labs,
    look_at_bill,
    request_keeping,
)
from practicum.labs.cohort_access import access_cohort_lab
from practicum.labs.storage import path_of
from tests.factories.cohorts import make_running_cohort, seats_of
from tests.factories.labs import FIRST_LAB, first_lab
from tests.factories.people import NOON, system
from tests.labs.worked import worked_lab

WORKED_LAB = worked_lab().key
ALL_GROUPS = frozenset(PSEUDONYM_GROUPS)


@cache
def export_file(seed: int = 4, rows: int = 3000) -> bytes:
    """A FOCUS export as a cohort may bring it: two months of a company."""
    company = simulate_company(scenario="baseline", seed=seed, months=2, rows=rows)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export.parquet"
        write_parquet(bill_from_table(company.tables["cost_and_usage"]), path)
        return path.read_bytes()


def make_cohort_with_labs(now: datetime = NOON) -> Cohort:
    """A running cohort, whose programme has two labs that such an export carries."""
    cohort = make_running_cohort(now=now)
    load_labs(cohort.programme_version, [first_lab(), worked_lab()], actor=system(now), now=now)
    return cohort


def keep_export(
    cohort: Cohort,
    *,
    content: bytes | None = None,
    groups: Collection[str] = ALL_GROUPS,
    name: str = "Acme, two months",
    now: datetime = NOON,
) -> CohortBill:
    """A look at an export, then kept, by the cohort's facilitator."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(export_file() if content is None else content)
        who = cohort.facilitator
        look = look_at_bill(actor=who, cohort=cohort, path=path, groups=groups, now=now)
        return keep_cohort_bill(
            actor=who, cohort=cohort, path=path, name=name, groups=groups, seen=look.sha256, now=now
        )


def ask_export(
    cohort: Cohort, *, content: bytes | None = None, once: str = "a look of its own", **changed: Any
) -> BillKeeping:
    """An export that the cohort's facilitator has given to a worker."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(export_file() if content is None else content)
        given = {
            "actor": cohort.facilitator,
            "name": "Acme, two months",
            "groups": ALL_GROUPS,
            "seen": hashlib.sha256(path.read_bytes()).hexdigest(),
            "now": NOON,
        }
        return request_keeping(cohort=cohort, path=path, once=once, **(given | changed))


_FILES: dict[str, bytes] = {}


def make_cohort_bill(now: datetime = NOON) -> CohortBill:
    """An export that a new cohort's facilitator has kept; its labs wait to be confirmed. For the ground of a module: the
    stored file is put into a test's own data folder by `put_back_files`."""
    with TemporaryDirectory() as folder:
        aside = replace(settings.PRACTICUM, data_dir=Path(folder))
        with override_settings(PRACTICUM=aside):
            brought = keep_export(make_cohort_with_labs(now), now=now)
            _FILES[brought.bill.sha256] = path_of(brought.bill.sha256).read_bytes()
    return brought


def put_back_files(data_folder: Path) -> None:
    """The files of the bills that the ground holds, as they were stored."""
    (data_folder / "bills").mkdir()
    for bill in Bill.objects.filter(source="cohort"):
        (data_folder / "bills" / f"{bill.sha256}.parquet").write_bytes(_FILES[bill.sha256])


def confirm(
    brought: CohortBill, lab: str = FIRST_LAB, *, refused: Collection[str] = (), now: datetime = NOON
) -> CohortLab:
    """The facilitator gives a lab to the cohort."""
    facilitator = brought.cohort.facilitator
    found = access_cohort_lab(facilitator, brought.code, lab, now=now)
    reason = "Not ours." if refused else ""
    return confirm_lab(
        actor=facilitator, lab=found, refused=refused, reason=reason, seen=found.definition_version, now=now
    )


def the_cohort() -> Cohort:
    """The one of the ground."""
    return Cohort.objects.select_related("facilitator", "programme_version").get()


def the_bill(data_folder: Path) -> CohortBill:
    """The one of the ground, with its files."""
    put_back_files(data_folder)
    return CohortBill.objects.select_related("bill", "cohort__facilitator").get()


def begin(cohort: Cohort, place: int = 0, lab: str = FIRST_LAB) -> LabVariant:
    """A candidate of the cohort starts a lab."""
    candidacy = seats_of(cohort)[place].candidacy
    return issue_variant(actor=candidacy.person, candidacy=candidacy, lab=lab, now=NOON)
