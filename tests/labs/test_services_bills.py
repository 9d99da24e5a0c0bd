"""Bills are imported or simulated, checked and stored once; the labs of a version are loaded once."""

from datetime import timedelta
from pathlib import Path

import pytest

from practicum.focus import api as focus
from practicum.kernel.errors import NotPermitted, Refusal, Unavailable
from practicum.labs.api import (
    Bill,
    LabDefinition,
    import_bill,
    load_labs,
    simulate_bill,
)
from practicum.labs.storage import path_of, read_stored
from practicum.ledger.api import Record, records_about
from practicum.pack.api import Way
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.labs import FIRST_LAB, first_lab, make_all_labs, make_labs
from tests.factories.people import NOON, make_person, system
from tests.labs.bills import imported, write_csv

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(Record.objects.filter(kind__startswith="labs.").order_by("sequence").values_list("kind", flat=True))


# --- bills ---


def test_a_bill_is_imported_with_its_findings_and_stored_once(tmp_path: Path, data_folder: Path) -> None:
    manager = make_person(role=PROGRAMME_MANAGER)
    path = write_csv(tmp_path / "bill.csv")
    bill = import_bill(actor=manager, path=path, name="  Acme,\n January ", now=NOON)
    assert (bill.name, bill.source, bill.rows, bill.focus_version) == ("Acme, January", "imported", 5, "1.0")
    assert "missing_mandatory_column" in {finding["rule"] for finding in bill.findings}
    assert read_stored(bill.sha256, version=bill.focus_version).rows == 5
    assert import_bill(actor=manager, path=path, name="Again", now=NOON) == bill
    assert [one.name for one in (data_folder / "bills").iterdir()] == [f"{bill.sha256}.parquet"]
    assert kinds() == ["labs.bill_added"]
    record = records_about(bill.sha256).get()
    assert (record.actor, record.data["rows"]) == (manager.code, 5)


def test_csv_and_parquet_of_one_bill_are_one_bill(tmp_path: Path) -> None:
    bill = imported(tmp_path)
    copy = tmp_path / "copy.parquet"
    copy.write_bytes(path_of(bill.sha256).read_bytes())
    assert import_bill(actor=system(), path=copy, name="Copy", now=NOON) == bill


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"a,b\n1,2\n", "no_focus_column"),
        (b"BilledCost,EffectiveCost\n1,2\n", "missing_cost_column"),
        (b"PAR1 broken", "broken_parquet"),
        (b"PK\x03\x04 a spreadsheet", "zipped_file"),
        (b"BilledCost\xff\xfe\n", "not_utf8"),
        (b"BilledCost,EffectiveCost,ListCost,ContractedCost\n1,2,3\n", "broken_csv"),
    ],
)
def test_a_broken_file_is_refused_and_changes_nothing(
    tmp_path: Path, data_folder: Path, content: bytes, code: str
) -> None:
    actor = system()
    before = Record.objects.count()
    path = tmp_path / "bill"
    path.write_bytes(content)
    with pytest.raises(Refusal) as caught:
        import_bill(actor=actor, path=path, name="Acme", now=NOON)
    assert caught.value.code == code
    assert caught.value.mend
    assert not Bill.objects.exists()
    assert not (data_folder / "bills").exists()
    assert Record.objects.count() == before


@pytest.mark.parametrize(
    ("name", "code"), [("  ", "name_missing"), ("a\x00b", "name_missing"), ("a" * 201, "name_too_long")]
)
def test_a_bill_needs_a_name(tmp_path: Path, name: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        import_bill(actor=system(), path=write_csv(tmp_path / "bill.csv"), name=name, now=NOON)
    assert (caught.value.code, caught.value.field) == (code, "name")


def test_only_programme_managers_bring_bills(tmp_path: Path) -> None:
    make_labs()
    for actor in (make_person(), make_person(role=EXAMINER)):
        with pytest.raises(NotPermitted):
            import_bill(actor=actor, path=write_csv(tmp_path / "bill.csv"), name="Acme", now=NOON)
        with pytest.raises(NotPermitted):
            simulate_bill(actor=actor, seed=1, lab=FIRST_LAB, now=NOON)
    assert not Bill.objects.exists()


def test_the_same_seed_gives_the_same_bytes() -> None:
    make_labs()
    one, same, other = (simulate_bill(actor=system(), seed=seed, lab=FIRST_LAB, now=NOON) for seed in (7, 7, 8))
    assert one == same
    assert one.sha256 != other.sha256
    assert one.source == "simulated"


def test_a_simulated_bill_is_what_reading_it_as_a_file_would_give() -> None:
    make_labs()
    stored = simulate_bill(actor=system(), seed=7, lab=FIRST_LAB, now=NOON)
    read = focus.read_bill(path_of(stored.sha256))
    assert (read.sha256, read.version, read.rows) == (stored.sha256, stored.focus_version, stored.rows)
    assert read.table.equals(read_stored(stored.sha256, version="1.4").table)
    assert focus.find_quality_issues(read) == ()


def test_a_file_that_was_changed_or_lost_is_not_used(tmp_path: Path) -> None:
    bill = imported(tmp_path)
    path = path_of(bill.sha256)
    other = imported(tmp_path, {}, {"BilledCost": "11"})
    path.write_bytes(path_of(other.sha256).read_bytes())
    with pytest.raises(Unavailable):
        read_stored(bill.sha256, version=bill.focus_version)
    path.unlink()
    with pytest.raises(Unavailable):
        read_stored(bill.sha256, version=bill.focus_version)


# --- definitions ---


def test_labs_are_loaded_once() -> None:
    version = make_programme()
    definitions = make_all_labs(version)
    assert [one.key for one in definitions] == [lab.key for lab in shipped_pack().labs]
    assert make_all_labs(version, now=NOON + timedelta(days=1)) == definitions
    assert kinds() == ["labs.labs_loaded"]
    assert records_about(version.digest).filter(kind="labs.labs_loaded").count() == 1


def test_a_lab_that_names_an_unknown_analysis_is_refused() -> None:
    lab = first_lab()
    task = lab.tasks[0].model_copy(update={"solution": Way(analysis="cooking")})
    with pytest.raises(Refusal) as caught:
        load_labs(make_programme(), [lab.model_copy(update={"tasks": (task,)})], actor=system(), now=NOON)
    assert caught.value.code == "lab_invalid"
    assert "cooking" in caught.value.message
    assert not LabDefinition.objects.exists()


def test_a_version_never_changes_its_labs() -> None:
    version = make_programme()
    make_labs(version)
    changed = first_lab().model_copy(update={"title": "Another"})
    with pytest.raises(Refusal) as caught:
        load_labs(version, [changed], actor=system(), now=NOON)
    assert caught.value.code == "lab_changed"


def test_only_operators_and_managers_load_labs() -> None:
    with pytest.raises(NotPermitted):
        load_labs(make_programme(), shipped_pack().labs, actor=make_person(role=EXAMINER), now=NOON)
