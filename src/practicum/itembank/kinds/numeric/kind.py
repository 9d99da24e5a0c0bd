"""Numeric entry: right is every number within the tolerance of the key. Scored 1 or 0, in exact decimals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from practicum.itembank.kinds.kind import FULL, NOTHING, Answer
from practicum.itembank.kinds.numeric.number import read_number, write_number
from practicum.kernel.errors import Refusal


@dataclass(frozen=True)
class Numeric:
    """The key is `{value, tolerance, unit}` with decimals as text; the tolerance is absolute, in the value's unit."""

    name: str = "numeric"
    title: str = "Number"

    def check_item(self, *, option_ids: Sequence[str], key: Any) -> None:
        if option_ids:
            raise Refusal("options_unexpected", "A numeric item has no options.", field="options")
        try:
            if not isinstance(key, Mapping) or not isinstance(key["unit"], str):
                raise TypeError
            value, tolerance = Decimal(key["value"]), Decimal(key["tolerance"])
            if not value.is_finite() or not tolerance.is_finite() or tolerance < 0:
                raise ValueError
        except (KeyError, TypeError, ValueError, InvalidOperation):
            raise Refusal(
                "key_unknown", "The key needs a value, a tolerance of at least 0 and a unit.", field="key"
            ) from None

    def read_answer(self, raw: Sequence[str], *, option_ids: Sequence[str]) -> Answer | None:
        given = [value for value in raw if value.strip()]
        if len(given) > 1:
            raise Refusal("one_number_only", "Give one number only.", field="answer")
        return self.check_answer(given[0] if given else None, option_ids=option_ids)

    def check_answer(self, answer: object, *, option_ids: Sequence[str]) -> Answer | None:
        if answer is None:
            return None
        if not isinstance(answer, str):
            raise Refusal("not_a_number", "A number is given as text, such as 12.5.", field="answer")
        return write_number(read_number(answer))

    def show_answer(self, answer: Answer | None) -> list[str]:
        return [answer] if isinstance(answer, str) else []

    def score(self, *, key: Any, answer: Answer | None) -> Decimal:
        if not isinstance(answer, str):
            return NOTHING
        distance = abs(Decimal(answer) - Decimal(key["value"]))
        return FULL if distance <= Decimal(key["tolerance"]) else NOTHING

    def unit(self, key: Any) -> str:
        return str(key["unit"])
