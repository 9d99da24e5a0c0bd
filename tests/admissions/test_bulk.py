"""Many applications at once: imported with a day of acceptance, offered places for one reason, taken away as a table."""

import io
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from practicum.admissions.api import (
    Application,
    export_applications,
    import_applicants,
    local_ranges,
    offer_places,
    preview_offers,
    read_free_hours,
    write_table,
)
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import Record, verify_ledger
from practicum.notices.api import Notice
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR, EXAMINER, Person
from practicum.site.demo.sample import sample_rows
from tests.factories.admissions import make_decided_application, make_reviewed_application, make_submitted_application
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import NOON, make_person, sign_in, system

pytestmark = pytest.mark.django_db
WHY = "The panel of the partner read them."


def take_in(number: int, accepted_on: date | None = None) -> tuple[str, ...]:
    make_programme()
    rows = sample_rows(shipped_pack().programme, number=number, seed=1, accepted_on=accepted_on)
    report = import_applicants(write_table(rows, file_format="xlsx"), actor=system(), now=NOON, dry_run=False)
    assert report.problems == ()
    return report.applications


def test_imported_people_who_accepted_elsewhere_are_accepted_by_one_decision() -> None:
    codes = take_in(4, accepted_on=date(2026, 8, 20))
    officer = make_person(role=ADMISSIONS_OFFICER)
    report = offer_places(actor=officer, codes=codes, reason="All criteria met.", deviation=WHY, now=NOON)
    assert (report.offered, report.accepted, report.left_out) == (4, 4, ())
    assert set(Application.objects.values_list("state", flat=True)) == {"accepted"}
    taken_over = Record.objects.filter(kind="admissions.acceptance_taken_over")
    assert [record.data["accepted_on"] for record in taken_over] == ["2026-08-20"] * 4
    letters = Notice.objects.filter(subject="Your place is confirmed")
    assert "20 August 2026" in letters[0].body
    assert not Notice.objects.filter(subject="We offer you a place").exists()
    assert verify_ledger().verified


def test_without_that_day_the_offer_waits_for_the_person() -> None:
    codes = take_in(2)
    offer_places(
        actor=make_person(role=ADMISSIONS_OFFICER), codes=codes, reason="All criteria met.", deviation=WHY, now=NOON
    )
    assert set(Application.objects.values_list("state", flat=True)) == {"offered"}


@pytest.mark.parametrize("day", ["2026-09-02", "yesterday"])
def test_a_day_of_acceptance_must_be_one_that_was(day: str) -> None:
    make_programme()
    columns, cells = sample_rows(shipped_pack().programme, number=1, seed=1)
    content = write_table([columns, [*cells[:-1], day]], file_format="csv")
    report = import_applicants(content, actor=system(), now=NOON, dry_run=False)
    assert [(problem.row, problem.field) for problem in report.problems] == [(2, "accepted_on")]
    assert not Application.objects.exists()


def test_who_cannot_be_offered_a_place_is_named_and_left() -> None:
    officer = make_person(role=ADMISSIONS_OFFICER, employer="Acme")
    good = make_submitted_application()
    weak = make_submitted_application(practice_months=1)
    unsure = make_submitted_application(baseline="equivalent")
    colleague = make_submitted_application(make_person(employer="acme "))
    offered = make_decided_application("offered")
    codes = [one.code for one in (good, weak, unsure, colleague, offered)]
    lines = {line.application.code: line.why_not for line in preview_offers(actor=officer, codes=codes, deviation=WHY)}
    assert lines[good.code] == ""
    assert "without the reviews" in preview_offers(actor=officer, codes=[good.code])[0].why_not
    reviewed = make_reviewed_application()
    refused = offer_places(actor=officer, codes=[reviewed.code], reason="All criteria met.", now=NOON)
    assert "not what the reviews recommend" in refused.left_out[0].why_not
    assert "judgement" in lines[weak.code]
    assert "judgement" in lines[unsure.code]
    assert "same employer" in lines[colleague.code]
    assert "offered" in lines[offered.code]
    waiting = make_decided_application("waitlisted")
    assert "waiting list" in preview_offers(actor=officer, codes=[waiting.code])[0].why_not
    report = offer_places(actor=officer, codes=codes, reason="All criteria met.", deviation=WHY, now=NOON)
    assert (report.offered, len(report.left_out)) == (1, 4)


def test_refusals_of_a_bulk_decision() -> None:
    officer, application = make_person(role=ADMISSIONS_OFFICER), make_submitted_application()
    with pytest.raises(NotPermitted):
        preview_offers(actor=make_person(role=EXAMINER), codes=[application.code])
    for codes, reason, code in (
        ([], "x", "selection_size"),
        ([application.code, "APP-NOWHERE00"], "x", "selection_unknown"),
        ([application.code], " ", "reason_missing"),
    ):
        with pytest.raises(Refusal) as caught:
            offer_places(actor=officer, codes=codes, reason=reason, now=NOON)
        assert caught.value.code == code


def test_the_page_shows_what_would_happen_first() -> None:
    application = make_submitted_application(make_person(name="Ada Example"))
    client = sign_in(make_person(role=ADMISSIONS_OFFICER))
    assert "Ada Example" in unescape(client.get("/admissions/offers/").content.decode())
    data = {"codes": [application.code], "reason": "All criteria met.", "deviation": WHY}
    preview = client.post("/admissions/offers/", data | {"act": "preview"})
    assert "What would happen" in preview.content.decode()
    application.refresh_from_db()
    assert application.state == "submitted"
    assert client.post("/admissions/offers/", data | {"act": "confirm"}).status_code == 302
    application.refresh_from_db()
    assert application.state == "offered"
    other = {"codes": [make_submitted_application().code], "reason": ""}
    for bad in ({"codes": ["x"], "reason": "y"}, {"reason": "y"}, other):
        assert client.post("/admissions/offers/", bad | {"act": "confirm"}).status_code == 422
    assert sign_in(make_person(role=AUDITOR)).get("/admissions/offers/").status_code == 403


def test_a_workbook_is_taken_in_by_the_page_and_taken_out_again() -> None:
    make_programme()
    officer = make_person(role=ADMISSIONS_OFFICER)
    client = sign_in(officer)
    content = write_table(sample_rows(shipped_pack().programme, number=2, seed=5), file_format="xlsx")
    file = SimpleUploadedFile("applicants.xlsx", content)
    assert client.post("/admissions/import/", {"file": file}).status_code == 302
    Person.objects.filter(email="sample-5-0001@practicum.example").update(name="=1+1")
    answer = client.post("/admissions/export/", {"format": "xlsx", "state": "submitted"})
    head, *rows = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert len(rows) == 2
    assert "attachment" in answer["Content-Disposition"]
    assert dict(zip(head, rows[0], strict=True))["name"] == "=1+1"
    assert "'=1+1" in client.post("/admissions/export/", {"format": "csv"}).content.decode()
    exported = Record.objects.filter(kind="admissions.applications_exported").order_by("sequence")
    assert [(one.actor, one.data["rows"]) for one in exported] == [(officer.code, 2)] * 2
    assert client.post("/admissions/export/", {"format": "exe"}).status_code == 409
    assert sign_in(make_person()).post("/admissions/export/", {"format": "csv"}).status_code == 403
    with pytest.raises(NotPermitted):
        export_applications(actor=make_person(role=EXAMINER), file_format="csv", now=NOON)


@given(hours=st.sets(st.integers(0, 167)), offset=st.sampled_from([0, 60, -480, 540]))
def test_hours_as_local_ranges_are_read_back(hours: set[int], offset: int) -> None:
    assert set(read_free_hours("; ".join(local_ranges(hours, offset)), offset)) == hours
