"""An intake of 300 in a real browser: imported from a workbook, offered places, formed into 15 cohorts and more."""

import random
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, expect

from practicum.admissions.api import Application, offset_minutes, read_free_hours, write_table
from practicum.cohorts.api import Cohort, say_availability
from practicum.cohorts.models import Proposal
from practicum.curriculum.api import programme_of
from practicum.people.api import ADMISSIONS_OFFICER, FACILITATOR, MENTOR, PROGRAMME_MANAGER
from practicum.site.demo.sample import ZONES, sample_rows
from tests.factories.curriculum import make_programme
from tests.factories.people import make_certified, make_person, sign_in
from tests.worker import worker

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
APPLICANTS, FACILITATORS, MENTORS = 300, 24, 96


def hire(now: datetime) -> None:
    """Facilitators and mentors of all eight time zones, free on most of the evenings, mornings and middays there."""
    chance = random.Random(7)
    for place in range(FACILITATORS + MENTORS):
        leads = place < FACILITATORS
        zone = ZONES[place % len(ZONES)]
        person = make_person(FACILITATOR if leads else MENTOR, time_zone=zone, now=now)
        if leads:
            make_certified(person, now=now)
        days = [day for day in ("Mon", "Tue", "Wed", "Thu", "Fri") if chance.random() < 0.8]
        hours = ", ".join(f"{day} {habit}" for day in days for habit in ("06-10", "11-15", "17-22"))
        free = read_free_hours(hours or "Mon 06-22", offset_minutes(zone, now=now))
        say_availability(actor=person, free_hours=free, language="en", capacity=1, now=now)


def test_300_applicants_become_15_cohorts_while_the_bar_moves(live_server: Any, browser: Browser) -> None:
    now = timezone.now()
    version = make_programme(now)
    hire(now)
    manager = make_person((PROGRAMME_MANAGER, ADMISSIONS_OFFICER), now=now)
    day = (now.astimezone(ZoneInfo("UTC")) - timedelta(days=3)).date()
    table = write_table(
        sample_rows(programme_of(version), number=APPLICANTS, seed=1, accepted_on=day), file_format="xlsx"
    )
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(90_000)
    session = sign_in(manager).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()

    page.goto("/admissions/import/")
    page.get_by_label("File").set_input_files({"name": "intake.xlsx", "mimeType": "", "buffer": table})
    page.get_by_label("Check only, write nothing").uncheck()
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_contain_text(f"{APPLICANTS} applicants")

    page.goto("/admissions/offers/")
    page.get_by_label("Reason", exact=True).fill("You meet every criterion of the programme.")
    page.get_by_label("Why without the reviews").fill("They were reviewed and accepted where the file comes from.")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name=f"Offer {APPLICANTS} places").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Offering places")
    with worker():
        expect(page.locator("progress")).not_to_have_js_property("value", 0, timeout=60_000)
        expect(page.locator("main")).to_contain_text(f"{APPLICANTS} had accepted before", timeout=180_000)

    page.goto("/cohorts/propose/")
    page.get_by_label("Seconds to search").fill("20")
    page.get_by_role("button", name="Look for cohorts").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Looking for cohorts")
    assert page.locator("progress").evaluate("bar => bar.value") == 0
    page.evaluate("window.untouched = true")
    # the search is over within a second or two: what a longer one tells of itself
    half = {"phase": "placing", "placed": APPLICANTS // 2, "cohorts": 10, "bound": APPLICANTS, "seconds": 1.0}
    Proposal.objects.update(progress=half)
    expect(page.locator("progress")).to_have_js_property("value", 50)
    assert page.evaluate("window.untouched"), "the bar moves on the page that is there"
    with worker():
        confirm = page.get_by_role("button", name="Confirm")
        confirm.wait_for()
    confirm.click()
    expect(page.get_by_role("status")).to_contain_text("cohorts confirmed")

    sizes = [cohort.seats.count() for cohort in Cohort.objects.all()]
    assert len(sizes) >= 15
    assert all(10 <= size <= 20 for size in sizes)
    assert sum(sizes) == Application.objects.filter(state="seated").count() >= 0.95 * APPLICANTS
    context.close()
