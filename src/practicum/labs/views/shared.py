"""What the pages of this room share."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from practicum.charts.api import Chart, bar_chart, line_chart, to_html
from practicum.kernel.errors import NotPermitted
from practicum.labs.rules.facts import BillFacts, DayFact, NameFact, round_to_figures, smooth
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, has_role, is_person


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views of this room all need an account."""
    if not is_person(request.user):
        raise NotPermitted("This needs an account.")
    return request.user


def manages_labs(user: Any) -> bool:
    """Whether bills and corrected labs are taken from this person: those are the largest files of all."""
    return is_person(user) and has_role(user, PROGRAMME_MANAGER)


def may_bring_bills(user: Any) -> bool:
    """Whether the file of a cohort's own bill is taken from this person at all; of which cohort, the view decides."""
    return is_person(user) and has_role(user, FACILITATOR, MENTOR, PROGRAMME_MANAGER)


def candidate_charts(facts: BillFacts) -> list[SafeString]:
    """The course and the make-up of the bill. An exact chart by day and by service would be the answer to tasks that
    ask for the dearest of them; so candidates get a running average, and service categories, both rounded."""
    charts = []
    days = smooth(facts.days)
    if days:
        charts.append(
            line_chart(
                [f"{day.day} {day:%b}" for day, _ in days],
                [("Average of 7 days", [value for _, value in days])],
                id="daily-cost",
                title="Billed cost a day, average of the seven days up to it",
                desc="Rounded to three figures.",
                unit=facts.currency,
                head="Day",
                from_zero=True,
            )
        )
    if facts.categories:
        charts.append(
            bar_chart(
                [(row.name, round_to_figures(row.billed)) for row in facts.categories],
                id="category-cost",
                title="Billed cost by service category",
                desc="Rounded to three figures, in order of name.",
                unit=facts.currency,
                head=("Service category", "Billed cost"),
            )
        )
    return _render(charts)


def staff_charts(facts: BillFacts) -> list[SafeString]:
    """Daily cost and cost by service, exact to the cent."""
    charts = []
    if facts.days:
        charts.append(_daily(facts.days, facts.currency))
    if facts.services:
        charts.append(_services(facts.services, facts.currency))
    return _render(charts)


def _daily(days: tuple[DayFact, ...], currency: str) -> Chart:
    return line_chart(
        [f"{one.day.day} {one.day:%b}" for one in days],
        [("Billed cost", [one.billed for one in days]), ("Effective cost", [one.effective for one in days])],
        id="daily-cost",
        title="Cost a day",
        unit=currency,
        decimals=2,
        head="Day",
    )


def _services(services: tuple[NameFact, ...], currency: str) -> Chart:
    return bar_chart(
        [(one.name, one.effective) for one in services],
        id="service-cost",
        title="Effective cost by service",
        unit=currency,
        decimals=2,
        head=("Service", "Effective cost"),
    )


def _render(charts: Iterable[Chart]) -> list[SafeString]:
    return [mark_safe(to_html(chart)) for chart in charts]  # noqa: S308 - charts escapes every text
