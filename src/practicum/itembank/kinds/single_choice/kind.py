"""Single choice: exactly one option is right. Scored 1 for that option, else 0."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from practicum.itembank.kinds.kind import FULL, NOTHING, Answer
from practicum.kernel.errors import Refusal


@dataclass(frozen=True)
class SingleChoice:
    name: str = "single_choice"
    title: str = "Single choice"

    def check_item(self, *, option_ids: Sequence[str], key: Any) -> None:
        if not isinstance(key, str) or key not in option_ids:
            raise Refusal("key_unknown", "The key must be the id of one option.", field="key")

    def read_answer(self, raw: Sequence[str], *, option_ids: Sequence[str]) -> Answer | None:
        given = [value for value in raw if value]
        if len(given) > 1:
            raise Refusal("one_option_only", "Choose one option only.", field="answer")
        return self.check_answer(given[0] if given else None, option_ids=option_ids)

    def check_answer(self, answer: object, *, option_ids: Sequence[str]) -> Answer | None:
        if answer is None:
            return None
        if not isinstance(answer, str) or answer not in option_ids:
            raise Refusal(
                "option_unknown", "There is no such option.", field="answer", mend="Choose one of those shown."
            )
        return answer

    def show_answer(self, answer: Answer | None) -> list[str]:
        return [answer] if isinstance(answer, str) else []

    def score(self, *, key: Any, answer: Answer | None) -> Decimal:
        return FULL if answer is not None and answer == key else NOTHING

    def unit(self, key: Any) -> str:
        return ""
