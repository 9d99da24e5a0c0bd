"""Attached files: what is taken, what is not, who gets it, and how it is handed out."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from practicum.admissions.api import (
    Application,
    EvidenceFile,
    access_evidence,
    add_evidence,
    remove_evidence,
    submit_application,
    withdraw_application,
)
from practicum.admissions.rules import BYTES_OF_A_FILE, check_file, clean_name
from practicum.admissions.sheets import write_table
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.people.api import ADMISSIONS_OFFICER, AUDITOR, EXAMINER, PROGRAMME_MANAGER
from tests.factories.admissions import make_draft
from tests.factories.people import NOON, make_person, sign_in

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction[1 0 R/Fit]>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"


def office(main: str = "wordprocessingml.document.main+xml", **parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", f"<Types>application/vnd.openxmlformats-officedocument.{main}</Types>")
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("cv.pdf", PDF, "pdf"),
        ("cv.PDF", PDF + b"stream\n/JavaScript by chance\nendstream %%EOF", "pdf"),
        ("a.png", PNG, "png"),
        ("a.jpeg", JPEG, "jpeg"),
        ("letter.docx", office(), "docx"),
        ("table.xlsx", write_table([["a"]], file_format="xlsx"), "xlsx"),
        ("notes.txt", "Größe < 5 und > 3\r\n".encode(), "text"),
    ],
)
def test_what_is_taken(name: str, content: bytes, kind: str) -> None:
    assert check_file(name, content, held=0).kind == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("cv.exe", PDF, "file_ending"),
        ("cv.pdf", PNG, "file_ending"),
        ("cv.pdf.html", PDF, "file_ending"),
        ("cv.pdf", b"", "file_empty"),
        ("cv.pdf", PDF + b"x" * BYTES_OF_A_FILE, "file_large"),
        ("cv.pdf", PDF[:30], "file_damaged"),
        ("cv.pdf", PDF + b"<</S/JavaScript/JS(app.alert(1))>> %%EOF", "file_active"),
        ("cv.pdf", PDF + b"<</S/J#61vaScript>> %%EOF", "file_active"),
        ("cv.pdf", PDF + b"<</S/Launch>> %%EOF", "file_active"),
        ("a.svg", b"<svg xmlns='x'><script>1</script></svg>", "file_active"),
        ("a.txt", b"  <!DOCTYPE html><p>", "file_active"),
        ("a.txt", b"hello <SCRIPT >alert(1)", "file_active"),
        ("a.txt", b"#!/bin/sh\n", "file_active"),
        ("a.txt", b"\x00\x01", "file_unknown"),
        ("a.txt", b"\xff\xfe\xfd", "file_unknown"),
        ("a.docx", office(word__vbaProject_bin=b"x"), "file_active"),
        ("a.docx", office("wordprocessingml.macroEnabled.main+xml"), "file_active"),
        ("a.docx", office(word__embeddings__oleObject1=b"x"), "file_active"),
        ("a.zip", office("nothing"), "file_unknown"),
        ("a.docx", b"PK\x03\x04 broken", "file_unknown"),
        ("a.png", PNG[:20], "file_unknown"),
    ],
)
def test_what_is_not_taken_is_told_with_its_mend(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_file(name, content, held=0)
    assert (caught.value.code, caught.value.field) == (code, "file")
    assert caught.value.mend


@given(name=st.text(max_size=300))
def test_a_cleaned_name_is_short_and_harmless(name: str) -> None:
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 100
    assert not set(cleaned) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert not cleaned.startswith(".")
    assert clean_name(cleaned) == cleaned


def test_a_name_keeps_what_people_wrote() -> None:
    assert clean_name("..\\..\\Lebenslauf Zoë (2026).PDF") == "Lebenslauf Zoë (2026).PDF"
    assert clean_name("/etc/passwd") == "passwd"
    assert clean_name("\u202efdp.exe") == "fdp.exe"


@pytest.fixture
def draft(db: None) -> Application:
    return make_draft()


def attach(draft: Application, content: bytes = PDF, name: str = "cv.pdf") -> EvidenceFile:
    return add_evidence(actor=draft.person, application=draft, name=name, content=content, now=NOON)


def test_files_are_on_record_by_digest_until_the_application_is_submitted(draft: Application) -> None:
    file = attach(draft)
    for refused in (lambda: attach(draft), lambda: [attach(draft, f"note {n}".encode(), "n.txt") for n in range(5)]):
        with pytest.raises(Refusal):
            refused()
    with pytest.raises(NotPermitted):
        add_evidence(actor=make_person(), application=draft, name="n.txt", content=b"x", now=NOON)
    note = draft.evidence_files.filter(kind="text")[0]
    remove_evidence(actor=draft.person, application=draft, code=note.code, now=NOON)
    with pytest.raises(NotFound):
        remove_evidence(actor=draft.person, application=draft, code=note.code, now=NOON)
    kinds = ("admissions.evidence_added", "admissions.evidence_removed")
    added, removed = (Record.objects.filter(kind=kind).order_by("sequence") for kind in kinds)
    assert (added[0].data["sha256"], removed[0].data["sha256"]) == (file.sha256, note.sha256)
    assert "cv.pdf" not in str(added[0].data)
    submitted = submit_application(actor=draft.person, application=draft, now=NOON)
    for act in (
        lambda: attach(submitted, b"late", "late.txt"),
        lambda: remove_evidence(actor=submitted.person, application=submitted, code=file.code, now=NOON),
    ):
        with pytest.raises(InvalidState):
            act()


def test_only_the_applicant_and_admissions_staff_reach_a_file(draft: Application) -> None:
    file = attach(draft)
    officer, manager = make_person(role=ADMISSIONS_OFFICER), make_person(role=PROGRAMME_MANAGER)
    assert access_evidence(draft.person, file.code) == file
    for stranger in (officer, manager, make_person()):
        with pytest.raises(NotFound):
            access_evidence(stranger, file.code)
    submit_application(actor=draft.person, application=draft, now=NOON)
    assert access_evidence(officer, file.code) == access_evidence(manager, file.code) == file
    for stranger in (make_person(), make_person(role=EXAMINER), make_person(role=AUDITOR)):
        with pytest.raises(NotFound):
            access_evidence(stranger, file.code)


def test_withdrawing_a_draft_deletes_its_files(draft: Application) -> None:
    attach(draft)
    withdraw_application(actor=draft.person, application=draft, now=NOON)
    assert not EvidenceFile.objects.exists()


def test_the_pages_attach_hand_out_and_remove(draft: Application) -> None:
    client, url = sign_in(draft.person), f"/apply/{draft.code}/files/"
    assert client.post(url, {"file": SimpleUploadedFile("../cv <b>.pdf", PDF)}).status_code == 302
    file = draft.evidence_files.get()
    assert "cv b.pdf" in client.get(url).content.decode()
    answer = client.get(f"/files/{file.code}/download/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    for bad in ({}, {"file": SimpleUploadedFile("a.html", b"<html>")}, {"file": SimpleUploadedFile("e.pdf", b"")}):
        refused = client.post(url, bad)
        assert refused.status_code == 422
        assert "File" in refused.content.decode()
    assert sign_in(make_person()).get(f"/files/{file.code}/download/").status_code == 404
    assert client.post(f"{url}{file.code}/remove/").status_code == 302
    assert client.get(f"/files/{file.code}/download/").status_code == 404
