"""The data of a variant as files: the same rows in every format, for the right people, without keys or formulas."""

import csv
import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from practicum.focus.api import COLUMNS_OF
from practicum.kernel.errors import Refusal
from practicum.labs.api import LabVariant, import_bill, issue_variant
from practicum.labs.exports import kept
from practicum.labs.exports.workbook import MOST_ROWS, write_workbook
from practicum.labs.models import BillTable
from practicum.labs.rules.data import TABLES
from practicum.labs.rules.dictionary import MEANINGS, OWN_COLUMN, TABLE_MEANINGS, meaning_of
from practicum.labs.rules.tasks import read_keys
from practicum.labs.storage import path_of, store_file
from practicum.people.api import PROGRAMME_MANAGER
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import make_running_cohort, seats_of
from tests.factories.labs import FIRST_LAB, make_labs, make_variant
from tests.factories.people import NOON, make_person, sign_in, system
from tests.labs.bills import SMALL, write_csv

pytestmark = pytest.mark.django_db
HOSTILE = ["=cmd|'/c calc'!A1", "@SUM(1)", "+1+1", "-2+3", "plain"]
BUDGETS = pa.table(
    {"month": ["2026-01"], "amount": pa.array([Decimal("12.50")], pa.decimal128(10, 2)), "note": ["=1+1"]}
)


def get(client: Client, variant: LabVariant, name: str, *more: Any) -> bytes:
    answer = client.get(reverse(f"labs:{name}", args=[variant.code, *more]))
    assert answer.status_code == 200, name
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.fixture
def variant(tmp_path: Path) -> LabVariant:
    rows = (*SMALL, *({"SubAccountId": text, "BilledCost": "-1"} for text in HOSTILE))
    bill = import_bill(actor=system(), path=write_csv(tmp_path / "b.csv", rows), name="Hostile", now=NOON)
    sink = io.BytesIO()
    pq.write_table(BUDGETS, sink)
    BillTable.objects.create(bill=bill, name="budgets", sha256=store_file(sink.getvalue()), rows=1, columns=[])
    candidacy = make_candidacy()
    (definition,) = [one for one in make_labs(candidacy.programme_version) if one.key == FIRST_LAB]
    definition.definition["data"]["tables"].append("budgets")
    definition.save()
    return issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, bill=bill, now=NOON)


def test_every_format_holds_the_same_rows(variant: LabVariant, tmp_path: Path) -> None:
    client = sign_in(variant.candidacy.person)
    table = pq.read_table(path_of(variant.bill.sha256))
    costs = table.column("BilledCost").to_pylist()

    (tmp_path / "d.duckdb").write_bytes(get(client, variant, "duckdb"))
    with duckdb.connect(tmp_path / "d.duckdb", read_only=True) as connection:
        assert [row[0] for row in connection.execute("SELECT BilledCost FROM cost_and_usage").fetchall()] == costs
        assert connection.execute("FROM budgets").fetchall() == [("2026-01", Decimal("12.50"), "=1+1")]

    book = load_workbook(io.BytesIO(get(client, variant, "xlsx")))
    assert book.sheetnames == ["cost_and_usage", "budgets"]
    heads, *rows = book["cost_and_usage"].iter_rows()
    place = {cell.value: cell.column - 1 for cell in heads}
    assert list(place) == table.column_names
    assert [Decimal(str(row[place["BilledCost"]].value)) for row in rows] == costs
    assert {row[place["ChargePeriodStart"]].data_type for row in rows} == {"d"}
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert {row[place["SubAccountId"]].value for row in rows} >= {"0042", "=cmd|'/c calc'!A1", "+1+1", "plain"}

    with zipfile.ZipFile(io.BytesIO(get(client, variant, "zip"))) as archive:
        assert set(archive.namelist()) == {
            "README.txt", "csv/cost_and_usage.csv", "csv/budgets.csv", "parquet/cost_and_usage.parquet",
            "parquet/budgets.parquet", "data.duckdb", "data.xlsx",
        }  # fmt: skip
        assert archive.read("parquet/cost_and_usage.parquet") == get(client, variant, "parquet")
        assert archive.read("csv/cost_and_usage.csv") == get(client, variant, "csv")
        assert b"What the invoice charges for the row" in archive.read("README.txt")
        budgets = list(csv.reader(io.StringIO(archive.read("csv/budgets.csv").decode())))
    assert budgets == [["month", "amount", "note"], ["2026-01", "12.5", "'=1+1"]]
    assert get(client, variant, "table_csv", "budgets").decode().splitlines() == [
        "month,amount,note",
        "2026-01,12.5,'=1+1",
    ]
    one = load_workbook(io.BytesIO(get(client, variant, "table_xlsx", "budgets")))
    assert [[cell.value for cell in row] for row in one["budgets"].iter_rows()][1] == ["2026-01", 12.5, "=1+1"]
    assert pq.read_table(io.BytesIO(get(client, variant, "table_parquet", "budgets"))).equals(BUDGETS)


def test_tables_of_others_and_what_no_lab_shows_are_not_there(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    for table in ("telemetry", "truth", "keys", "cost_and_usage;"):
        assert client.get(f"/labs/{variant.code}/tables/{table}.csv").status_code == 404
    stranger, manager = sign_in(make_person()), sign_in(make_person(role=PROGRAMME_MANAGER))
    pages = [reverse(f"labs:{name}", args=[variant.code]) for name in ("zip", "xlsx", "duckdb", "csv", "parquet")]
    for page in [*pages, reverse("labs:table_csv", args=[variant.code, "budgets"])]:
        assert Client().get(page).status_code == 302
        assert stranger.get(page).status_code == manager.get(page).status_code == 404
        assert client.post(page).status_code == 405


def test_those_who_lead_or_mentor_may_take_the_files() -> None:
    cohort = make_running_cohort()
    seat = seats_of(cohort)[0]
    variant = make_variant(seat.candidacy)
    assert seat.mentor is not None
    for person in (cohort.facilitator, seat.mentor):
        assert get(sign_in(person), variant, "parquet") == path_of(variant.bill.sha256).read_bytes()


def test_no_download_holds_a_key() -> None:
    candidacy = make_candidacy()
    make_labs(candidacy.programme_version)
    variant = issue_variant(actor=system(), candidacy=candidacy, lab=FIRST_LAB, seed=11, now=NOON)
    keys = read_keys(LabVariant.objects.values_list("keys", flat=True).get(pk=variant.pk))
    client = sign_in(candidacy.person)
    text = get(client, variant, "csv").decode()
    total = str(Decimal(str(keys["invoiced-total"].value)))
    assert len(total) > 5
    assert total not in text


def test_a_browser_that_has_the_file_is_told_so(variant: LabVariant) -> None:
    client = sign_in(variant.candidacy.person)
    page = reverse("labs:duckdb", args=[variant.code])
    first = client.get(page)
    assert first["Cache-Control"] == "private, no-cache"
    again = client.get(page, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"], again.content) == (304, first["ETag"], b"")
    assert client.get(page, headers={"If-None-Match": '"other"'}).status_code == 200
    assert Client().get(page, headers={"If-None-Match": first["ETag"]}).status_code == 302


def test_a_file_is_made_once_and_the_oldest_are_forgotten(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def make(text: str) -> Path:
        def write(path: Path) -> None:
            made.append(text)
            path.write_text(text)

        return kept.made_file("zip", {"t": text}, write)

    monkeypatch.setattr(kept, "MOST_BYTES", 25)
    first = make("a" * 10)
    assert make("a" * 10) == first
    assert made == ["a" * 10]
    make("b" * 10)
    assert first.exists()
    last = make("c" * 30)
    assert [path.name for path in (data_folder / "downloads").iterdir()] == [last.name]
    assert last.read_text() == "c" * 30


def test_what_fails_leaves_nothing_behind(data_folder: Path) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise Refusal("too_many_rows", "No.")

    with pytest.raises(Refusal):
        kept.made_file("xlsx", {"t": "x"}, fail)
    assert list((data_folder / "downloads").iterdir()) == []


def test_too_many_rows_are_no_workbook(tmp_path: Path) -> None:
    source = tmp_path / "long.parquet"
    pq.write_table(pa.table({"n": pa.array(range(MOST_ROWS + 1))}), source)
    with pytest.raises(Refusal) as refused:
        write_workbook({"long": source}, tmp_path / "long.xlsx")
    assert (refused.value.code, (tmp_path / "long.xlsx").exists()) == ("too_many_rows", False)


def test_the_dictionary_knows_every_table_and_column() -> None:
    assert set(TABLE_MEANINGS) == set(TABLES)
    assert all(text.endswith(".") for text in [*TABLE_MEANINGS.values(), *MEANINGS.values()])
    meanings = {meaning_of(column.name, table) for table, columns in COLUMNS_OF.items() for column in columns}
    assert OWN_COLUMN not in meanings
    assert meaning_of("x_Own", "cost_and_usage") == OWN_COLUMN
