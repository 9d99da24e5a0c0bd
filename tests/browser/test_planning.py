"""A programme manager between a proposal and its cohorts: asks what if, moves people by hand, confirms, sees the whole way."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from practicum.cohorts.api import Cohort, propose_cohorts
from practicum.ledger.api import Record
from tests.browser.conftest import Visitor
from tests.browser.desk import follow, press, says
from tests.factories.cohorts import EVENING, make_facilitator, make_manager, make_mentor, make_waiting
from tests.worker import worker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OpensDesk = Callable[..., Visitor]
OTHER = (63, 64)


def test_a_manager_plans_two_cohorts(open_desk: OpensDesk) -> None:
    """Twelve who are free on one evening, eleven on another, one of them on both; a mentor to spare."""
    now = timezone.now()
    make_waiting(12, hours=EVENING[:2], now=now)
    make_waiting(11, hours=OTHER, now=now)
    (both,) = make_waiting(1, hours=(*EVENING[:2], *OTHER), now=now)
    for hours in (EVENING[:2], OTHER):
        make_facilitator(hours=hours, now=now)
        for _ in range(3):
            make_mentor(hours=hours, now=now)
    manager = make_manager(now)
    proposal = propose_cohorts(actor=manager, seed=1, seconds=5, now=now)
    visitor = open_desk(manager)
    page = visitor.page
    visitor.go(f"/cohorts/proposals/{proposal.code}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 proposed cohorts")
    visitor.check_page()

    follow(page, "What if …")
    with worker():
        page.get_by_label("Members that a cohort needs").fill("13")
        press(page, "Ask about the size")
        page.get_by_role("heading", name="Beside the plan").wait_for(timeout=60_000)
    says(page, "People without a seat")
    visitor.check_page()
    follow(page, "Keep the plan")

    follow(page, "Move a person by hand")
    person = page.get_by_label("Person")
    place = page.get_by_label("To", exact=True)
    stuck, moves = stuck_and_moving(proposal.result["cohorts"], both.code)
    person.select_option(stuck)
    place.select_option(str(2 if stuck in proposal.result["cohorts"][0]["members"] else 1))
    press(page, "Only check")
    expect(page.get_by_role("status")).to_contain_text("This move would break 1 rule")
    page.get_by_label("Reason").fill("They asked for it.")
    press(page, "Move")
    expect(page.locator(".field.has-error")).to_have_count(1)
    visitor.forgive("422")
    visitor.check_page()
    person.select_option(both.code)
    place.select_option(str(moves))
    press(page, "Only check")
    expect(page.get_by_role("status")).to_contain_text("No rule would be broken")
    press(page, "Move")
    says(page, f"{both.person.name} is moved. Every rule holds.")
    says(page, "They asked for it.")
    visitor.check_page()

    press(page, "Confirm")
    expect(page.get_by_role("status")).to_contain_text("2 cohorts confirmed")
    companions = Cohort.objects.get(seats__candidacy__application=both).seats.values("candidacy__application__code")
    before = set(proposal.result["cohorts"][moves - 1]["members"])
    assert {one["candidacy__application__code"] for one in companions} == before | {both.code}
    assert sum(one.seats.count() for one in Cohort.objects.all()) == 24
    assert Record.objects.filter(kind="cohorts.proposed_seat_moved").count() == 1
    follow(page, "From applicant to holder")
    says(page, "Load of staff")
    visitor.check_page()


def stuck_and_moving(plans: list[dict[str, list[str]]], both: str) -> tuple[str, int]:
    """Somebody who can sit in one of the cohorts only, and the cohort to which `both` can go."""
    home = next(number for number, plan in enumerate(plans, start=1) if both in plan["members"])
    stuck = next(one for one in plans[home - 1]["members"] if one != both)
    return stuck, 3 - home
