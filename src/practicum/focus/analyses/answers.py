"""What an analysis with a single answer says: a value, or why it cannot tell."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from practicum.focus.analyses.opened import OpenBill

Kind = Literal["number", "choice"]
Unit = Literal["currency", "percent", "count", "name"]


@dataclass(frozen=True)
class Answer:
    """`value` is a Decimal for a number and a text for a choice. `unit` is a currency code, percent, count or name.

    `candidates` are the values that a choice is made from, in order of name; empty for a number.
    """

    value: Decimal | str
    unit: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Analysis:
    """A named question to a bill. `function` works on an open bill; callers use `analyse`."""

    name: str
    kind: Kind
    unit: Unit
    title: str
    function: Callable[[OpenBill], Decimal | tuple[str, tuple[str, ...]]]
