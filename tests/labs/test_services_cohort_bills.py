"""A cohort's own bill comes in: looked at, then kept with names hidden, its labs proposed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow.parquet as pq
import pytest

from practicum.cohorts.api import Cohort
from practicum.kernel.errors import InvalidState, NotFound, Refusal
from practicum.labs.api import (
    Bill,
    CohortBill,
    CohortPseudonyms,
    keep_cohort_bill,
    look_at_bill,
)
from practicum.labs.rules.tasks import read_left_out
from practicum.labs.storage import path_of
from practicum.ledger.api import Record, records_about, verify_ledger
from practicum.people.api import FACILITATOR
from tests.factories.cohort_bills import (
    WORKED_LAB,
    confirm,
    export_file,
    keep_export,
    make_cohort_with_labs,
    the_cohort,
)
from tests.factories.cohorts import make_manager, seats_of
from tests.factories.labs import FIRST_LAB
from tests.factories.people import NOON, make_person, sign_in
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_cohort_with_labs)


@pytest.fixture
def cohort() -> Cohort:
    return the_cohort()


@pytest.fixture
def kept(cohort: Cohort) -> CohortBill:
    return keep_export(cohort)


@pytest.fixture
def upload() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(export_file())
        yield path


def end(cohort: Cohort, state: str = "completed") -> None:
    """As if the last week were over: what leads there is tested where cohorts are."""
    Cohort.objects.filter(pk=cohort.pk).update(state=state, ended_at=NOON)


def code_of(refused: Any) -> str:
    return str(refused.value.code)


def test_a_look_keeps_nothing(cohort: Cohort, upload: Path, data_folder: Path) -> None:
    before = Record.objects.count()
    look = look_at_bill(actor=cohort.facilitator, cohort=cohort, path=upload, groups={"accounts"}, now=NOON)
    assert (look.bill.rows, look.report.version, look.report.conforms) == (look.report.rows, "1.4", True)
    assert "ResourceId" in {one.column for one in look.remaining} or look.remaining == ()
    assert not Bill.objects.exists()
    assert not (data_folder / "bills").exists()
    assert Record.objects.count() == before


def test_a_bill_is_kept_with_names_hidden_and_its_labs_proposed(
    cohort: Cohort, kept: CohortBill, upload: Path, data_folder: Path
) -> None:
    (stored,) = (data_folder / "bills").iterdir()
    assert stored.name == f"{kept.bill.sha256}.parquet"
    before, after = pq.read_table(upload), pq.read_table(stored)
    for name in ("SubAccountId", "ResourceId", "InvoiceIssuerName", "Tags", "ChargeDescription"):
        originals = set(before.column(name).drop_null().to_pylist())
        assert originals.isdisjoint(after.column(name).drop_null().to_pylist()), name
    assert before.column("EffectiveCost").equals(after.column("EffectiveCost"))
    hidden_account = before.column("SubAccountName")[0].as_py()
    assert hidden_account not in str(kept.bill.summary) + str(kept.bill.findings) + str(kept.conformance)
    labs = {lab.definition.key: lab for lab in kept.labs.select_related("definition")}
    assert {key: lab.state for key, lab in labs.items()} == {FIRST_LAB: "proposed", WORKED_LAB: "proposed"}
    asked, record = records_about(kept.code)
    assert (asked.kind, asked.actor) == ("labs.cohort_bill_asked", cohort.facilitator.code)
    assert (record.kind, record.actor) == ("labs.cohort_bill_kept", cohort.facilitator.code)
    assert record.data["source"] == kept.source_sha256 != kept.bill.sha256
    assert set(record.data["labs"]) == {FIRST_LAB, WORKED_LAB}
    assert verify_ledger().verified


def test_labs_that_the_file_does_not_carry_say_why(cohort: Cohort) -> None:
    header = "BilledCost,EffectiveCost,ListCost,ContractedCost,ChargeCategory\n"
    small = keep_export(cohort, content=(header + "1,1,1,1,Usage\n").encode())
    for lab in small.labs.all():
        assert lab.state == "not_carried"
        assert all(left.reason for left in read_left_out(lab.left_out))
    assert records_about(small.code).get(kind="labs.cohort_bill_kept").data["labs"] == {}
    with pytest.raises(InvalidState):
        confirm(small)


def test_what_is_hidden_in_one_column_and_not_in_another_is_told(cohort: Cohort) -> None:
    rows = "BilledCost,EffectiveCost,ListCost,ContractedCost,SubAccountId,ResourceId\n1,1,1,1,111122223333,vm:111122223333\n"
    kept = keep_export(cohort, content=rows.encode(), groups={"accounts"})
    assert kept.remaining == [["ResourceId", 1]]
    shown = sign_in(cohort.facilitator).get(f"/labs/cohort-bills/{kept.code}/").content.decode()
    assert "ResourceId: 1 different value<" in shown


def test_one_cohort_has_the_same_pseudonyms_in_every_file(cohort: Cohort, kept: CohortBill) -> None:
    again = keep_export(cohort, name="The same again")
    tables = [pq.read_table(path_of(one.bill.sha256)) for one in (kept, again)]
    assert kept.bill.sha256 != again.bill.sha256
    assert tables[0].equals(tables[1])
    CohortPseudonyms.objects.update(secret=b"that of another cohort, 32 bytes")
    other = pq.read_table(path_of(keep_export(cohort).bill.sha256))
    accounts = [set(table.column("SubAccountId").drop_null().to_pylist()) for table in (tables[0], other)]
    assert accounts[0].isdisjoint(accounts[1])


def test_who_may_keep_a_bill(cohort: Cohort, upload: Path) -> None:
    seats = seats_of(cohort)
    outsiders = (make_person(role=FACILITATOR), make_person(), seats[0].candidacy.person, seats[0].mentor)
    for person in outsiders:
        with pytest.raises(NotFound):
            look_at_bill(actor=person, cohort=cohort, path=upload, groups=(), now=NOON)
    look_at_bill(actor=make_manager(), cohort=cohort, path=upload, groups=(), now=NOON)


def test_what_is_refused_leaves_nothing(cohort: Cohort, upload: Path, data_folder: Path) -> None:
    before, who = Record.objects.count(), cohort.facilitator
    seen = look_at_bill(actor=who, cohort=cohort, path=upload, groups=(), now=NOON).sha256
    good: dict[str, Any] = {"name": "Acme", "groups": ("accounts",), "seen": seen}
    cases = (
        ({"seen": ""}, "look_first"),
        ({"seen": "0" * 64}, "look_first"),
        ({"name": " "}, "name_missing"),
        ({"groups": ("salaries",)}, "group_unknown"),
    )
    for changed, code in cases:
        with pytest.raises(Refusal) as refused:
            keep_cohort_bill(actor=who, cohort=cohort, path=upload, now=NOON, **(good | changed))
        assert code_of(refused) == code
    end(cohort)
    with pytest.raises(Refusal) as over:
        keep_cohort_bill(actor=who, cohort=cohort, path=upload, now=NOON, **good)
    assert code_of(over) == "cohort_ended"
    upload.write_bytes(b"PAR1 broken")
    assert not CohortBill.objects.exists()
    assert not CohortPseudonyms.objects.exists()
    assert not list(data_folder.glob("bills/*"))
    assert Record.objects.count() == before


def test_another_seal_gives_other_pseudonyms(cohort: Cohort, kept: CohortBill, settings: Any) -> None:
    before = pq.read_table(path_of(kept.bill.sha256)).column("SubAccountId").drop_null()
    settings.PRACTICUM = replace(settings.PRACTICUM, key_seal="another seal")
    after = pq.read_table(path_of(keep_export(cohort).bill.sha256)).column("SubAccountId").drop_null()
    assert set(before.to_pylist()).isdisjoint(after.to_pylist())
