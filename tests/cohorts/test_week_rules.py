"""Rules of discussion, recordings, pulse and weeks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.cohorts.rules.discussion import check_post, check_title, find_mentions, give_handles
from practicum.cohorts.rules.links import check_link
from practicum.cohorts.rules.pulse import LEVELS, OPEN_FOR, add_levels, check_levels, may_show, open_window
from practicum.cohorts.rules.recording import check_kept_until, check_note
from practicum.cohorts.rules.runsheet import lay_out
from practicum.cohorts.rules.week import Step, check_parts, check_private, next_step
from practicum.kernel.errors import Refusal
from practicum.pack.api import SessionStep

TODAY = date(2026, 9, 1)
NAMES = st.lists(st.text(max_size=30), max_size=12)


@given(names=NAMES)
def test_every_handle_is_unique_and_is_found_in_a_text(names: list[str]) -> None:
    handles = give_handles((str(place), name) for place, name in enumerate(names))
    assert len(set(handles.values())) == len(names)
    for code, handle in handles.items():
        assert find_mentions(f"Ask @{handle}, please.", handles) == [code]


@given(names=NAMES, extra=st.text(max_size=30))
def test_nobodys_handle_changes_when_somebody_joins(names: list[str], extra: str) -> None:
    people = [(str(place), name) for place, name in enumerate(names)]
    before = give_handles(people)
    after = give_handles([*people, ("new", extra)])
    assert {code: after[code] for code in before} == before


def test_handles_are_typed_on_any_keyboard() -> None:
    handles = give_handles([("a", "Zoë Núñez"), ("b", "Zoe Nunez"), ("c", "दीपा राव"), ("d", "!!!")])
    assert handles["a"] == "zoe.nunez"
    assert handles["b"] == "zoe.nunez.2"
    assert handles["d"] == "member"
    assert find_mentions("@Zoë.Núñez and @दीपा.राव.", handles) == ["a", "c"]


@pytest.mark.parametrize(
    "text", ["mail ada.example@example.org", "@@ada", "@nobody", "@ada.exampleX", "x@ada", "@", "@.", "# @-"]
)
def test_what_names_nobody(text: str) -> None:
    assert find_mentions(text, {"a": "ada", "b": "ada.example"}) == []


@given(text=st.text(max_size=200))
def test_no_text_breaks_the_search_for_mentions(text: str) -> None:
    found = find_mentions(text, {"a": "ada"})
    assert found in ([], ["a"])


@pytest.mark.parametrize(
    ("text", "code"), [("  ", "text_missing"), ("a\x00", "text_unreadable"), ("x" * 10_001, "text_long")]
)
def test_posts_that_are_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_post(text)
    assert (caught.value.code, caught.value.field) == (code, "text")


def test_titles_stand_on_one_line() -> None:
    assert check_title("  Who\n pays? ") == "Who pays?"
    for title in ("", " \n", "x" * 121):
        with pytest.raises(Refusal):
            check_title(title)


@pytest.mark.parametrize(
    "link",
    [
        "http://video.example.org/1",
        "javascript:alert(1)",
        "https://user:secret@video.example.org/",
        "https://localhost/1",
        "https://",
        "https:///x",
        "//video.example.org",
        "https://video.example.org/a b",
        'https://video.example.org/"onclick=',
        "https://video.example.org/<script>",
        "https://video.example.org:99999/",
        "https://[::1",
        "https://video.example.org/\x00",
        "https://video.example.org/" + "x" * 500,
        "https:\\\\video.example.org",
    ],
)
def test_links_that_are_refused(link: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_link(link)
    assert caught.value.field == "link"


@given(link=st.text(max_size=80))
def test_a_link_is_https_or_refused(link: str) -> None:
    try:
        checked = check_link(link)
    except Refusal:
        return
    assert checked.lower().startswith("https://")


def test_a_good_link_and_its_day() -> None:
    assert check_link(" https://video.example.org/r/1?x=2#t ") == "https://video.example.org/r/1?x=2#t"
    assert check_kept_until(TODAY, today=TODAY) == TODAY
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=800)):
        with pytest.raises(Refusal) as caught:
            check_kept_until(day, today=TODAY)
        assert caught.value.field == "kept_until"
    with pytest.raises(Refusal):
        check_note("x" * 301)


@given(answers=st.lists(st.tuples(st.sampled_from(LEVELS), st.sampled_from(LEVELS)), max_size=20))
def test_the_order_of_answers_leaves_no_trace(answers: list[tuple[int, int]]) -> None:
    """Whoever answers last: the same answers give the same counts."""

    def total(rows: list[tuple[int, int]]) -> dict[str, list[int]]:
        counts: dict[str, list[int]] = {}
        for a, b in rows:
            counts = add_levels(counts, {"a": a, "b": b})
        return counts

    assert total(answers) == total(answers[::-1])
    assert all(sum(row) == len(answers) for row in total(answers).values())


@pytest.mark.parametrize(
    "levels", [{}, {"a": 1}, {"a": 0, "b": 1}, {"a": 6, "b": 1}, {"a": True, "b": 1}, {"a": "3", "b": 1}]
)
def test_levels_that_are_refused(levels: dict[str, object]) -> None:
    with pytest.raises(Refusal):
        check_levels(levels, ["a", "b"])


def test_a_pulse_opens_with_the_end_of_the_session_and_shows_five_or_more() -> None:
    start = datetime(2026, 9, 1, 16, tzinfo=UTC)
    opens_at, closes_at = open_window(start, 90)
    assert opens_at - start == timedelta(minutes=90)
    assert closes_at - opens_at == OPEN_FOR
    assert closes_at < start + timedelta(weeks=1), "before the next session"
    assert [may_show(number) for number in (0, 4, 5)] == [False, False, True]


@given(minutes=st.lists(st.integers(1, 60), min_size=1, max_size=12))
def test_a_run_sheet_has_no_gap(minutes: list[int]) -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # clocks change in Europe in this night
    rows = lay_out([SessionStep(minutes=one, title="t", how="h") for one in minutes], starts_at=start)
    assert rows[0].starts_at == start
    assert rows[-1].ends_at - start == timedelta(minutes=sum(minutes))
    assert all(a.to_minute == b.from_minute and a.ends_at == b.starts_at for a, b in pairwise(rows))


def test_what_is_next_is_the_first_step_that_is_not_done() -> None:
    steps = [Step(key="a", title="", is_done=True), Step(key="lab", title="", is_done=None)]
    assert next_step(steps) == ""
    assert next_step([*steps, Step(key="b", title="", is_done=False)]) == "b"


def test_parts_and_private_texts() -> None:
    assert check_parts(frozenset({0, 2}), most=3) == {0, 2}
    for parts in ({3}, {-1}):
        with pytest.raises(Refusal):
            check_parts(frozenset(parts), most=3)
    assert check_private("a\r\nb", most=10) == "a\nb"
    assert check_private("", most=10) == ""
    for text, complete in (("x" * 11, False), ("\x00", False), ("  ", True)):
        with pytest.raises(Refusal):
            check_private(text, most=10, complete=complete)
