"""Applicants from a file: all or none, and every bad row is named."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.admissions.api import Application, ImportReport, draft_of, import_applicants, template_header
from practicum.admissions.services import import_columns
from practicum.kernel.errors import NotPermitted
from practicum.ledger.api import Record, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import ADMISSIONS_OFFICER, EXAMINER, Consent, Person
from tests.factories.admissions import make_submitted_application
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db
COLUMNS = import_columns(shipped_pack().programme)
GOOD = {
    "email": "Ada@Example.org",
    "name": "Ada Example",
    "employer": "Acme, Inc.",
    "time_zone": "Asia/Kolkata",
    "route": "cohort",
    "language": "en",
    "role_profile": "finops-analyst",
    "job_title": "Analyst",
    "motivation": "I want to lead the practice of a group with many entities next year.",
    "evidence": "A model of the commitments of eleven entities, measured after the event.",
    "conflicts": "none",
    "baseline": "practitioner",
    "baseline_detail": "Practitioner, P-1",
    "baseline_until": "2027-03-31",
    "years": "8",
    "practice_months": "24",
    "scopes": "many",
    "entities": "several",
    "spend": "unsure",
    "commitments": "several",
    "shared-platforms": "one",
    "free_hours": "Tue 18-21; Sat 07:30-09:30",
    "agreed": "yes",
}


def file_of(*rows: dict[str, str], encoding: str = "utf-8") -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({**GOOD, **row} for row in rows)
    return text.getvalue().encode(encoding)


def take_in(content: bytes | Path, *, dry_run: bool = False) -> ImportReport:
    make_programme()
    return import_applicants(content, actor=make_person(role=ADMISSIONS_OFFICER), now=NOON, dry_run=dry_run)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Person, Application, Consent, Notice, Record))


def refused_whole(content: bytes | Path) -> ImportReport:
    """The report of a file that must change nothing."""
    make_programme()
    officer = make_person(role=ADMISSIONS_OFFICER)
    before = counts()
    report = import_applicants(content, actor=officer, now=NOON, dry_run=False)
    assert counts() == before
    assert report.applications == ()
    assert report.problems
    return report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_good_file_makes_people_and_submitted_applications(encoding: str) -> None:
    report = take_in(file_of({}, {"email": "b@example.org", "name": "Béa"}, encoding=encoding))
    assert (report.rows, report.problems, len(report.applications)) == (2, (), 2)
    ada = Person.objects.get(email="ada@example.org")
    application = Application.objects.get(person=ada)
    said = draft_of(application)
    assert (ada.name, ada.employer, ada.time_zone) == ("Ada Example", "Acme, Inc.", "Asia/Kolkata")
    assert application.state == "submitted"
    assert (said["years"], said["complexity"]["spend"], said["baseline_until"]) == (8, "unsure", "2027-03-31")
    # Tuesday 18:00 to 21:00 in Kolkata is 12:30 to 15:30 UTC; Saturday 07:30 to 09:30 is 02:00 to 04:00 UTC.
    assert application.free_hours == [24 + 13, 24 + 14, 5 * 24 + 2, 5 * 24 + 3]
    assert Consent.objects.filter(person=ada).count() == 3
    assert Record.objects.filter(kind="admissions.applicants_imported").count() == 1
    assert verify_ledger().verified


def test_a_file_on_disk_is_read(tmp_path: Path) -> None:
    path = tmp_path / "applicants.csv"
    path.write_bytes(file_of({}))
    assert take_in(path).is_clean


def test_a_dry_run_checks_everything_and_writes_nothing() -> None:
    make_programme()
    officer = make_person(role=ADMISSIONS_OFFICER)
    before = counts()
    clean = import_applicants(file_of({}), actor=officer, now=NOON, dry_run=True)
    bad = import_applicants(file_of({"years": "x"}), actor=officer, now=NOON, dry_run=True)
    assert (clean.is_clean, clean.rows, clean.applications) == (True, 1, ())
    assert [problem.field for problem in bad.problems] == ["years"]
    assert counts() == before


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"email": "ada"}, "email"),
        ({"name": ""}, "name"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"route": "train"}, "route"),
        ({"route": ""}, "route"),
        ({"language": "xx"}, "language"),
        ({"role_profile": "cook"}, "role_profile"),
        ({"job_title": ""}, "job_title"),
        ({"motivation": "short"}, "motivation"),
        ({"evidence": "x" * 6001}, "evidence"),
        ({"conflicts": ""}, "conflicts"),
        ({"baseline": "phd"}, "baseline"),
        ({"baseline_detail": ""}, "baseline_detail"),
        ({"baseline_until": "31.3.2027"}, "baseline_until"),
        ({"years": "-1"}, "years"),
        ({"years": "99999999999999999999"}, "years"),
        ({"years": "٣"}, "years"),
        ({"practice_months": "2.5"}, "practice_months"),
        ({"scopes": "huge"}, "scopes"),
        ({"shared-platforms": ""}, "shared-platforms"),
        ({"free_hours": "evenings"}, "free_hours"),
        ({"free_hours": "Tue 21-18"}, "free_hours"),
        ({"free_hours": ""}, "free_hours"),
        ({"agreed": "no"}, "agreed"),
    ],
)
def test_a_bad_cell_is_named_and_nothing_is_written(cells: dict[str, str], field: str) -> None:
    report = refused_whole(file_of({"email": "b@example.org"}, cells))
    assert [(problem.row, problem.field) for problem in report.problems] == [(3, field)]
    assert report.problems[0].message
    assert report.problems[0].mend


def test_every_bad_row_is_named_at_once() -> None:
    rows = [{"email": f"p{n}@example.org", "years": "x" if n % 2 else "9"} for n in range(6)]
    report = refused_whole(file_of(*rows))
    assert [problem.row for problem in report.problems] == [3, 5, 7]
    assert report.rows == 6


def test_an_address_stands_once_whatever_its_case() -> None:
    report = refused_whole(file_of({}, {"email": "ADA@example.org"}))
    assert [(p.row, p.field) for p in report.problems] == [(3, "email")]


def test_who_has_an_application_under_way_is_refused() -> None:
    application = make_submitted_application()
    report = refused_whole(file_of({"email": application.person.email}))
    assert "under way" in report.problems[0].message


def test_an_account_keeps_its_name_and_zone() -> None:
    person = make_person(name="Real Name", employer="Other", time_zone="Europe/Berlin")
    assert take_in(file_of({"email": person.email, "employer": ""})).is_clean
    person.refresh_from_db()
    assert (person.name, person.employer, person.time_zone) == ("Real Name", "Other", "Europe/Berlin")
    assert Application.objects.get().person == person


@pytest.mark.parametrize(
    ("content", "row", "told"),
    [
        (b"", 1, "name the columns"),
        (b"\n\n", 1, "name the columns"),
        (template_header(shipped_pack().programme).encode(), 1, "no applicants"),
        (b"email,name\na@example.org,Ada\n", 1, "missing"),
        (file_of({}).replace(b"email,", b"e-mail,", 1), 1, "not known"),
        (file_of({}).replace(b"name,", b"email,", 1), 1, "stand twice"),
        (b"a," * 1_000_000, 1, "names 1000001 columns"),  # not one by one: that took minutes
        (file_of({}).replace(b",", b";"), 1, "not separated by commas"),
        (file_of({"name": "Zoë"}, encoding="latin-1"), 2, "not UTF-8"),
        (file_of({}, encoding="utf-16"), 1, "not UTF-8"),
        (file_of({}) + b"\x00", 0, "not a text file"),
        (file_of({}) + b'"open', 0, "not readable as CSV"),
        (file_of({}) + b"x" * (2 * 1024 * 1024), 0, "larger than 2 MB"),
        (file_of(*[{"email": f"{n}@x.org", "motivation": "", "evidence": ""} for n in range(2001)]), 0, "at most 2000"),
        (Path("/nowhere/applicants.csv"), 0, "no file"),
    ],
)
def test_a_file_that_is_no_such_file_is_one_clear_problem(content: Any, row: int, told: str) -> None:
    report = refused_whole(content)
    assert [problem.row for problem in report.problems] == [row]
    assert told in str(report.problems[0])


def test_many_missing_columns_are_named_in_part_and_counted() -> None:
    (problem,) = refused_whole(b"email,name\na@example.org,Ada\n").problems
    asked = template_header(shipped_pack().programme).strip().split(",")
    missing = [name for name in asked if name not in ("email", "name", "accepted_on")]
    assert problem.field == ""  # the message names them, each once
    assert problem.message == f"Columns that are missing: {', '.join(missing[:10])} and {len(missing) - 10} more."


def test_rows_of_another_length_are_named() -> None:
    report = refused_whole(file_of({}) + b"only,three,cells\n" + b"," * 40 + b"x\n")
    assert [(problem.row, problem.field) for problem in report.problems] == [(3, ""), (4, "")]


def test_only_those_whose_work_it_is_import() -> None:
    make_programme()
    with pytest.raises(NotPermitted):
        import_applicants(file_of({}), actor=make_person(role=EXAMINER), now=NOON, dry_run=True)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 1500))
def test_damage_never_crashes_and_never_writes_half(noise: bytes, place: int) -> None:
    good = file_of({}, {"email": "b@example.org"})
    report = take_in(good[:place] + noise + good[place + len(noise) :])
    assert len(report.applications) == (0 if report.problems else report.rows)
    assert report.problems or report.rows
    Application.objects.all().delete()


def test_the_example_of_the_guide_is_a_good_file() -> None:
    guide = Path(__file__).parents[2] / "docs" / "how-to" / "import-applicants.md"
    example = guide.read_text().split("```csv\n")[1].split("```")[0]
    assert example.splitlines()[0] == template_header(shipped_pack().programme).strip()
    report = take_in(example.encode())
    assert (report.rows, report.problems) == (1, ())


def test_another_employer_in_a_file_is_on_the_record_of_who_took_it_in() -> None:
    person = make_person(employer="Before")
    assert take_in(file_of({"email": person.email, "employer": "After"})).is_clean
    person.refresh_from_db()
    assert person.employer == "After"
    changed = Record.objects.get(kind="people.profile_changed")
    assert changed.actor != person.code
