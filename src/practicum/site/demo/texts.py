"""What simulated people write; the words are in `texts.yaml`."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def texts() -> dict[str, Any]:
    """The file of texts: single ones, and lists of variants."""
    loaded: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return loaded


def variant(name: str, number: int) -> str:
    """The text of a list that number `number` writes."""
    written: list[str] = texts()[name]
    return written[number % len(written)]


def capstone_text(words: int, offset: int) -> str:
    """A made-up capstone of about so many words. `offset` turns the order, so that no two begin alike."""
    paragraphs = texts()["capstone_paragraphs"]
    turned = [*paragraphs[offset % len(paragraphs) :], *paragraphs[: offset % len(paragraphs)]]
    text: list[str] = ["## What I found and did"]
    number = 0
    while sum(len(part.split()) for part in text) < words:
        if number and number % len(turned) == 0:
            text.append(f"## Part {number // len(turned) + 1}")
        text.append(turned[number % len(turned)])
        number += 1
    return "\n\n".join(text)
