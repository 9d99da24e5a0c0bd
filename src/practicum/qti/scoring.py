"""Scoring on the server: match_correct and map_response, in exact decimals."""

from collections.abc import Collection
from decimal import Decimal, InvalidOperation, localcontext

from practicum.kernel.errors import Refusal
from practicum.qti.model import EXACT, MultipleChoice, NumericEntry, QtiItem, SingleChoice, check_number, has_key

Response = str | Collection[str] | Decimal | None


def score(item: QtiItem, response: Response) -> Decimal:
    """Points for a response. No answer (None, "", an empty set) scores 0.

    `response`: an option's identifier for a single choice, a collection of distinct identifiers for a multiple choice,
    a Decimal or its text (decimal point, no grouping) for a numeric entry. Raises Refusal: `no_key` for an item
    without key, `unknown_choice`, `too_many_choices`, `not_a_number`: what cannot be an answer is never scored as a
    wrong one.
    """
    if not has_key(item):
        raise Refusal("no_key", f"Item {item.identifier} carries no key.", field="item")
    kind = item.interaction
    if isinstance(kind, NumericEntry):
        number = _read_number(response)
        return item.points if number is not None and within_tolerance(kind, number) else Decimal(0)
    chosen = _read_choices(kind, response)
    if isinstance(kind, MultipleChoice) and kind.mapping is not None:
        return kind.mapping.points_of(chosen) if chosen else Decimal(0)
    correct = frozenset({kind.correct}) if isinstance(kind, SingleChoice) else kind.correct
    return item.points if chosen == correct else Decimal(0)


def within_tolerance(kind: NumericEntry, number: Decimal) -> bool:
    """Whether a number counts as the key: QTI's `equal` with the key as first expression, both ends included."""
    if kind.correct is None or kind.tolerance is None:
        raise Refusal("no_key", "This entry carries no key.", field="item")
    key, allowed = kind.correct, kind.tolerance
    with localcontext() as context:
        context.prec = EXACT
        if allowed.mode == "exact":
            return number == key
        if allowed.mode == "absolute":
            return key - allowed.below <= number <= key + allowed.above
        ends = (key * (100 - allowed.below) / 100, key * (100 + allowed.above) / 100)
        return min(ends) <= number <= max(ends)


def _read_number(response: Response) -> Decimal | None:
    if response is None or response == "":
        return None
    if isinstance(response, str):
        try:
            if len(response) > 100:
                raise InvalidOperation
            response = Decimal(response.strip())
        except InvalidOperation as error:
            raise Refusal("not_a_number", "The answer is not a number.", field="response") from error
    if not isinstance(response, Decimal):
        raise Refusal("not_a_number", "A numeric entry takes one number.", field="response")
    check_number(response, field="response")
    return response


def _read_choices(kind: SingleChoice | MultipleChoice, response: Response) -> frozenset[str]:
    if response is None or response == "":
        return frozenset()
    if isinstance(response, Decimal):
        raise Refusal("unknown_choice", "A choice is answered by an option.", field="response")
    given = [response] if isinstance(response, str) else list(response)
    chosen = frozenset(given)
    unknown = chosen - {choice.identifier for choice in kind.choices}
    if unknown:
        raise Refusal("unknown_choice", f"{sorted(unknown)[0]!r} is not an option.", field="response")
    most = 1 if isinstance(kind, SingleChoice) else kind.max_choices or len(kind.choices)
    if len(given) > most or len(given) != len(chosen):
        raise Refusal("too_many_choices", f"At most {most} distinct options may be chosen.", field="response")
    return chosen
