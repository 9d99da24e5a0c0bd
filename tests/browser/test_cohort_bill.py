"""A facilitator brings the organisation's export and confirms a lab on it; a candidate of the cohort works on it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practicum.labs.api import BillKeeping, CohortBill, LabVariant, simulated_answers
from practicum.labs.rules.tasks import read_tasks
from practicum.site.tasks import keep_cohort_bill
from tests.browser.conftest import Visitor
from tests.browser.desk import check_everywhere, follow, press, says
from tests.factories.cohort_bills import ask_export, export_file, make_cohort_with_labs
from tests.factories.cohorts import seats_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]

OpensDesk = Callable[..., Visitor]
UPLOAD = {"name": "acme.parquet", "mimeType": "application/vnd.apache.parquet", "buffer": export_file()}


def test_a_cohort_works_on_its_own_bill(open_desk: OpensDesk, settings: Any, tmp_path: Path) -> None:
    settings.PRACTICUM = replace(settings.PRACTICUM, data_dir=tmp_path)
    cohort = make_cohort_with_labs(timezone.now())

    leader = open_desk(cohort.facilitator)
    page = leader.page
    leader.go("/labs/")
    follow(page, f"Bills of {cohort.name}")
    page.get_by_label("Name", exact=True).fill("Acme, two months")
    page.get_by_label("Accounts").uncheck()
    page.get_by_label("File", exact=True).set_input_files(UPLOAD)
    press(page, "Look at the findings")
    says(page, "Nothing of it is kept yet")
    check_everywhere(leader)
    page.get_by_label("Accounts").check()
    press(page, "Keep it for the cohort")
    expect(page.locator(".error-summary")).to_contain_text("File: This field is required.")
    leader.forgive("422")
    page.get_by_label("File", exact=True).set_input_files(UPLOAD)
    press(page, "Keep it for the cohort")
    says(page, "Waiting for a worker")
    check_everywhere(leader)
    keeping = BillKeeping.objects.get()
    keep_cohort_bill(keeping_id=keeping.pk)  # what the worker does with the job
    says(page, "Look at the keys and decide")  # the page looks again by itself
    brought = CohortBill.objects.get()
    assert "accounts" in brought.hidden
    check_everywhere(leader)

    follow(page, "Look at the keys and decide on Read the bill")
    says(page, "These are the right answers.")
    check_everywhere(leader)
    page.get_by_label("The cohort gets task 2", exact=True).uncheck()
    page.get_by_label("Why a task, or the lab, is left out").fill("One service is all we have.")
    press(page, "Confirm: give it to the cohort")
    says(page, "The cohort gets the lab “Read the bill” on this bill.")

    candidate = seats_of(cohort)[0].candidacy.person
    worker = open_desk(candidate)
    page = worker.page
    worker.go("/labs/")
    press(page, "Start Read the bill")
    says(page, "The data are those of “Acme, two months”.")
    says(page, "Your facilitator has left it out.")
    worker.check_page()
    variant = LabVariant.objects.get()
    assert (variant.bill, len(read_tasks(variant.tasks))) == (brought.bill, 6)
    page.get_by_label("Your query").fill("SELECT count(*) AS n FROM cost_and_usage")
    press(page, "Run")
    expect(page.locator(".query-result")).to_contain_text(str(brought.bill.rows))
    for task, answer in simulated_answers(variant).items():
        field = page.locator(f"[name='task-{task}']")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)
    press(page, "Check my answers")
    press(page, "Hand in")
    says(page, "You passed this lab.")

    leader.go(f"/labs/cohort-bills/{brought.code}/")
    page = leader.page
    page.get_by_label("Why it is deleted").fill("Our part is done.")
    press(page, "Delete the data now")
    says(page, "The data of the bill are deleted.")
    check_everywhere(leader)
    worker.go(f"/labs/{variant.code}/")
    says(worker.page, "The data of “Acme, two months” were deleted on")
    worker.check_page()


def test_an_upload_without_script_given_up_and_failed(open_desk: OpensDesk, settings: Any, tmp_path: Path) -> None:
    settings.PRACTICUM = replace(settings.PRACTICUM, data_dir=tmp_path)
    cohort = make_cohort_with_labs(timezone.now())
    asked = ask_export(cohort)
    leader = open_desk(cohort.facilitator, java_script_enabled=False)
    page = leader.page
    leader.go(f"/labs/cohort-bills/{asked.code}/")
    says(page, "Waiting for a worker")
    BillKeeping.objects.update(progress={"phase": "labs", "done": 7, "of": 22})
    says(page, "Computing the keys of the labs: 7 of 22")  # the page asks for itself again
    press(page, "Give it up")
    says(page, "It was given up before it was kept.")
    failed = ask_export(cohort, content=b"a,b\n1,2\n", once="another")
    keep_cohort_bill(keeping_id=failed.pk)

    leader = open_desk(cohort.facilitator)
    page = leader.page
    leader.go(f"/labs/cohort-bills/{asked.code}/")
    check_everywhere(leader)
    leader.go(f"/labs/cohort-bills/{failed.code}/")
    says(page, "It could not be kept")
    check_everywhere(leader)
    follow(page, "Bring a bill")
    says(page, "could not be kept")
    check_everywhere(leader)
