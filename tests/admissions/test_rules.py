"""Hours of the week, facts and eligibility, by properties."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.admissions.rules import (
    AGREEMENTS,
    APPLICATION_STATES,
    BASELINES,
    DECISIONS,
    ELIGIBLE,
    ENDED,
    FIELDS,
    HOURS,
    LABELS,
    NEEDS_JUDGEMENT,
    NOT_ELIGIBLE,
    OFFER_STATES,
    ROUTE_TEXTS,
    ROUTES,
    UNSURE,
    DraftRefused,
    Eligibility,
    Facts,
    check_draft,
    compute_eligibility,
    keep_field,
    local_label,
    offset_minutes,
    read_facts,
    read_free_hours,
    week_grid,
)
from practicum.kernel.errors import InvalidState, Refusal
from tests.factories.admissions import ELIGIBLE_FIELDS
from tests.factories.curriculum import shipped_pack
from tests.factories.people import NOON

PROGRAMME = shipped_pack().programme
POLICIES = PROGRAMME.policies
DIMENSIONS = POLICIES.eligibility.complexity.points
GOOD = read_facts(ELIGIBLE_FIELDS, PROGRAMME)
OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: quarters * 15)  # minutes
BANDS = st.fixed_dictionaries(
    {row.key: st.sampled_from([*(band.key for band in row.bands), UNSURE]) for row in DIMENSIONS}
)


# Hours of the week


@given(OFFSETS)
def test_the_grid_holds_each_hour_of_the_week_once(offset: int) -> None:
    grid = week_grid(offset)
    cells = [cell for row in grid for cell in row.cells]
    assert sorted(cell.hour for cell in cells) == list(range(HOURS))
    assert [row.starts for row in grid] == sorted(row.starts for row in grid)
    assert all(cell.label == local_label(cell.hour, offset) for cell in cells)
    assert all(cell.label.endswith(row.starts) for row in grid for cell in row.cells)
    assert grid[0].cells[0].label.split()[0] == "Monday"


@given(OFFSETS, st.integers(0, 6), st.integers(0, 95), st.integers(1, 96))
def test_read_hours_lie_inside_the_span_and_none_is_left_out(offset: int, day: int, start: int, length: int) -> None:
    end = min(start + length, 96)  # quarters of an hour
    days = ("mon", "Tue", "WED", "thursday", "Fri", "sat", "Sunday")
    text = f"{days[day]} {start // 4}:{start % 4 * 15:02d}-{end // 4}:{end % 4 * 15:02d}"
    found = read_free_hours(text, offset)
    first, last = day * 1440 + start * 15 - offset, day * 1440 + end * 15 - offset  # minutes in UTC
    inside = {hour % HOURS for hour in range(-HOURS, 2 * HOURS) if first <= hour * 60 and hour * 60 + 60 <= last}
    assert set(found) == inside
    assert len(found) == len(inside)


@pytest.mark.parametrize(
    ("zone", "utc", "label"),
    [
        ("UTC", 0, "Monday 00:00"),
        ("Asia/Kolkata", 13, "Monday 18:30"),
        ("Asia/Kathmandu", 13, "Monday 18:45"),
        ("America/St_Johns", 0, "Sunday 21:30"),
        ("Pacific/Auckland", 167, "Monday 11:00"),
        ("Europe/Berlin", 16, "Monday 18:00"),
    ],
)
def test_hours_are_named_as_people_there_name_them(zone: str, utc: int, label: str) -> None:
    assert local_label(utc, offset_minutes(zone, now=NOON)) == label


def test_the_offset_follows_the_clocks() -> None:
    winter = datetime(2026, 12, 1, tzinfo=UTC)
    assert (offset_minutes("Europe/Berlin", now=NOON), offset_minutes("Europe/Berlin", now=winter)) == (120, 60)


@pytest.mark.parametrize(
    "text",
    ["evenings", "Mon", "Mon 18", "Mon 18-18", "Mon 20-18", "Mon 18-25", "Mon 18:60-20", "T 18-20", "Xyz 18-20", "Mon -1-5",
     "Mon 18-20 Tue 18-20", "Mon ١٨-20", "\x00"],
)  # fmt: skip
def test_what_is_no_span_is_named(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_free_hours(f"Sat 8-9; {text}", 0)
    assert refused.value.field == "free_hours"
    assert text[:20] in refused.value.message.replace("“", "") or text.lower()[:20] in refused.value.message


def test_nothing_said_is_no_hour() -> None:
    assert read_free_hours(" ; , ", 0) == ()


# Eligibility


def points(bands: dict[str, str]) -> tuple[int, int]:
    low = high = 0
    for row in DIMENSIONS:
        values = [band.points for band in row.bands if bands[row.key] in (UNSURE, band.key)]
        low, high = low + min(values), high + max(values)
    return low, high


@given(
    st.integers(0, 60),
    st.integers(0, 600),
    st.sampled_from(sorted(BASELINES)),
    st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    BANDS,
)
def test_the_outcome_follows_from_the_criteria(
    years: int, months: int, baseline: str, until: date | None, bands: dict[str, str]
) -> None:
    facts = replace(
        GOOD, years=years, practice_months=months, baseline=baseline, baseline_until=until, complexity=bands
    )
    found = compute_eligibility(facts, POLICIES, NOON)
    low, high = points(bands)
    threshold = POLICIES.eligibility.complexity.threshold
    missed = years < 5 or months < 6 or baseline == "none" or high < threshold
    ended = until is not None and until < NOON.date()
    open_question = baseline in ("equivalent", "diagnostic") or ended or low < threshold
    assert found.outcome == (NOT_ELIGIBLE if missed else NEEDS_JUDGEMENT if open_question else ELIGIBLE)
    assert (found.points, found.points_at_most, found.threshold) == (low, high, threshold)
    assert [reason.key for reason in found.reasons] == [
        "experience",
        "practice",
        "baseline",
        "complexity",
        "agreements",
    ]
    assert Eligibility.from_data(found.as_data()) == found


@given(BANDS, st.sampled_from([row.key for row in DIMENSIONS]), st.integers(0, 60))
def test_more_never_makes_it_worse(bands: dict[str, str], key: str, years: int) -> None:
    rank = {NOT_ELIGIBLE: 0, NEEDS_JUDGEMENT: 1, ELIGIBLE: 2}
    best = max(next(row for row in DIMENSIONS if row.key == key).bands, key=lambda band: band.points).key
    before = compute_eligibility(replace(GOOD, complexity=bands, years=years), POLICIES, NOON)
    after = compute_eligibility(replace(GOOD, complexity={**bands, key: best}, years=years + 1), POLICIES, NOON)
    assert rank[after.outcome] >= rank[before.outcome]


def test_an_agreement_that_is_missing_counts() -> None:
    facts = replace(GOOD, agreed=frozenset({"ai_use"}))
    assert compute_eligibility(facts, POLICIES, NOON).outcome == NOT_ELIGIBLE


# Facts and drafts

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from([*FIELDS, "state", ""]), PLAIN)
def test_a_draft_keeps_what_can_be_an_answer_and_refuses_the_rest_by_name(name: str, value: Any) -> None:
    try:
        kept = keep_field(name, value, PROGRAMME)
    except Refusal as refusal:
        assert refusal.message
        assert refusal.field.split(".")[0] == name
    else:
        assert keep_field(name, kept, PROGRAMME) == kept


@given(st.dictionaries(st.sampled_from(FIELDS), PLAIN, max_size=8))
def test_any_draft_is_checked_without_a_fault(draft: dict[str, Any]) -> None:
    try:
        facts = read_facts({**ELIGIBLE_FIELDS, **draft}, PROGRAMME)
    except DraftRefused as refused:
        assert all(problem.message and problem.mend for problem in refused.problems)
    else:
        assert isinstance(facts, Facts)
        assert compute_eligibility(facts, POLICIES, NOON).outcome in (ELIGIBLE, NOT_ELIGIBLE, NEEDS_JUDGEMENT)


def test_details_of_a_credential_are_asked_of_those_who_have_one() -> None:
    without = {**ELIGIBLE_FIELDS, "baseline_detail": None}
    assert [problem.field for problem in check_draft(without, PROGRAMME)] == ["baseline_detail"]
    assert read_facts({**without, "baseline": "none"}, PROGRAMME).baseline_detail == ""


def test_every_field_and_route_has_its_words() -> None:
    assert set(FIELDS) <= set(LABELS)
    assert set(ROUTE_TEXTS) == set(ROUTES)
    assert set(GOOD.agreed) == set(AGREEMENTS)


# States


def test_the_table_of_states() -> None:
    assert {state: set(after) for state, after in APPLICATION_STATES.moves.items()} == {
        "draft": {"submitted", "withdrawn"},
        "submitted": {"under_review", "withdrawn"},
        "under_review": {"offered", "waitlisted", "declined", "withdrawn"},
        "waitlisted": {"offered", "declined", "withdrawn", "lapsed"},
        "offered": {"accepted", "withdrawn", "lapsed"},
        "accepted": {"seated", "withdrawn"},
        "seated": {"withdrawn"},
        "lapsed": {"waitlisted"},
        "declined": set(),
        "withdrawn": set(),
    }
    assert set(ENDED) | set(DECISIONS) <= set(APPLICATION_STATES.states)
    assert OFFER_STATES.initial == "open"


@pytest.mark.parametrize("before", APPLICATION_STATES.states)
@pytest.mark.parametrize("after", APPLICATION_STATES.states)
def test_moves_outside_the_table_are_refused(before: str, after: str) -> None:
    if APPLICATION_STATES.may_move(before, after):
        assert APPLICATION_STATES.move(before, after) == after
    else:
        with pytest.raises(InvalidState):
            APPLICATION_STATES.move(before, after)
