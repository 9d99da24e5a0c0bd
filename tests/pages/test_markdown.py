"""Headings of texts that people write fit into the outline of the page that shows them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.pages.api import render_markdown


@pytest.mark.parametrize(
    ("text", "first"),
    [("# One\n## Two", "<h2>One"), ("intro\n\n## Two\n\n### Three", "<h2>Two"), ("#### Four", "<h2>Four")],
)
def test_the_highest_heading_of_a_text_takes_the_level_asked_for(text: str, first: str) -> None:
    assert first in render_markdown(text, heading_from=2)


@given(st.lists(st.integers(1, 6), max_size=8), st.integers(2, 5))
def test_no_heading_skips_a_level_or_stands_above_the_text(heights: list[int], level: int) -> None:
    shown = render_markdown("\n\n".join("#" * height + " Title" for height in heights), heading_from=level)
    levels = [int(found) for found in re.findall(r"<h(\d)>", shown)]
    assert len(levels) == len(heights) == len(re.findall(r"</h\d>", shown))
    for before, after in zip([level - 1, *levels], levels, strict=False):
        assert level <= after <= min(before + 1, 5)
