"""A visitor's bill behind the lab of the demonstration: what it carries is known before anything is swept away."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from practicum.kernel.errors import Refusal
from practicum.labs.api import LabDefinition
from practicum.people.api import PROGRAMME_MANAGER
from practicum.site.demo.play import Play
from practicum.site.demo.rehearse import look_at_bill
from practicum.site.demo.staff import Staff
from practicum.site.demo.working import bring_bill
from tests.factories.cohort_bills import export_file
from tests.factories.curriculum import make_programme
from tests.factories.labs import FIRST_LAB, make_all_labs
from tests.factories.people import NOON, make_person, system


@pytest.fixture
def export(tmp_path: Path, settings: Any) -> Path:
    settings.PRACTICUM = replace(settings.PRACTICUM, data_dir=tmp_path)
    path = tmp_path / "export.parquet"
    path.write_bytes(export_file())
    return path


def test_it_is_told_what_the_bill_carries(export: Path) -> None:
    report = look_at_bill(export)
    (lab,) = report.labs.values()
    assert len(lab.tasks) >= 4
    assert lab.is_issuable


def test_a_bill_that_carries_too_little_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "one-row.csv"
    path.write_text(
        "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,"
        "BillingPeriodStart,BillingPeriodEnd,ProviderName,ServiceName,ServiceCategory,BillingAccountId\n"
        "1,1,1,1,USD,Usage,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,"
        "Acme,Machines,Compute,1\n"
    )
    with pytest.raises(Refusal) as refused:
        look_at_bill(path)
    assert refused.value.code == "too_few_tasks"


@pytest.mark.django_db
def test_it_stands_behind_the_lab_that_everybody_has_to_pass_alone(export: Path) -> None:
    version = make_programme()
    make_all_labs(version)
    staff = Staff(system(), by_role={PROGRAMME_MANAGER: [make_person(role=PROGRAMME_MANAGER)]})
    brought = bring_bill(Play(today=NOON, seed=7, staff=staff, version=version, bill=export))
    assert brought is not None
    assert set(LabDefinition.objects.exclude(bill=None).values_list("key", "bill")) == {(FIRST_LAB, brought.pk)}
