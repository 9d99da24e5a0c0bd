"""Applicability criteria: what a provider supports decides which rules are for it.

A file seldom says what its provider supports. So a criterion counts as met when the columns are there that FOCUS asks
for because of it. Two are told by what cells say: names of billing accounts, and currencies that no nation has.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from practicum.focus.conformance.notation.requirement import Requirements
from practicum.kernel.errors import Refusal

SUFFIX: Final = "_SUPPORTED"
_BY_A_VALUE: Final = {"ACCOUNT_NAMING_SUPPORTED": "BillingAccountName"}
_BY_A_CURRENCY: Final = "VIRTUAL_CURRENCY_SUPPORTED"


@dataclass(frozen=True)
class Support:
    """Whether a criterion is met, and the reason in words."""

    criterion: str
    met: bool
    reason: str


def decide_support(
    requirements: Requirements,
    present: Collection[str],
    asked: Collection[str] | None,
    *,
    has_values: Callable[[str], bool],
    has_virtual_currency: Callable[[], bool],
) -> tuple[Support, ...]:
    """The criteria that the rules use. `asked`: names that were given (with or without _SUPPORTED), or `all`, or `none`;
    None to tell from the file.

    Refusals: `unknown_criterion`.
    """
    used = sorted({need for rule in requirements.rules.values() for need in rule.needs})
    if asked is not None:
        return _as_asked(used, requirements.criteria, asked)
    found = []
    for criterion in used:
        if criterion in _BY_A_VALUE:
            column = _BY_A_VALUE[criterion]
            met = column in present and has_values(column)
            reason = f"{column} {'has values' if met else 'has no value'}"
        elif criterion == _BY_A_CURRENCY:
            met = "PricingCurrency" in present and has_virtual_currency()
            reason = f"PricingCurrency {'has' if met else 'has no'} value that is not a national currency"
        else:
            columns = _columns_of(requirements, criterion)
            there = [name for name in columns if name in present]
            met = bool(there)
            reason = f"{there[0]} is there" if there else f"{_either(columns)} not there"
        found.append(Support(criterion, met, reason))
    return tuple(found)


def _either(columns: list[str]) -> str:
    if not columns:
        return "a column that shows it is"
    return f"{columns[0]} is" if len(columns) == 1 else f"{columns[0]} and the other {len(columns) - 1} are"


def _columns_of(requirements: Requirements, criterion: str) -> list[str]:
    """The columns that are asked for because of this criterion; alone, if there are such."""
    presences = [rule for rule in requirements.rules.values() if rule.check and rule.check[1] == "present"]
    alone = [rule.of for rule in presences if rule.needs == (criterion,)]
    return alone or [rule.of for rule in presences if criterion in rule.needs]


def _as_asked(used: list[str], known: Collection[str], asked: Collection[str]) -> tuple[Support, ...]:
    names = {name.upper() if name.upper().endswith(SUFFIX) else name.upper() + SUFFIX for name in asked}
    every, none = "ALL" + SUFFIX in names, "NONE" + SUFFIX in names
    unknown = sorted(names - {"ALL" + SUFFIX, "NONE" + SUFFIX} - set(known))
    if unknown or (none and len(names) > 1):
        raise Refusal(
            "unknown_criterion",
            f"{unknown[0] if unknown else 'none with other names'} is no applicability criterion.",
            field="supports",
            mend="Use all, none, or names such as " + ", ".join(sorted(known)[:3]) + ".",
        )
    return tuple(Support(name, every or name in names, "as asked") for name in used)
