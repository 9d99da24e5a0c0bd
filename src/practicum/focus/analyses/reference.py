"""The reference page of the library, made of its docstrings."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any, get_args, get_type_hints

from practicum.focus.analyses import (
    allocation,
    amortisation,
    anomalies,
    break_even,
    budgets,
    carbon,
    chargeback,
    commitments,
    concentration,
    coverage,
    detection,
    forecasting,
    licences,
    maturity,
    placement,
    reconciliation,
    savings,
    sizing,
    tagging,
    tokens,
    trends,
    unit_economics,
    virtual_currency,
    waste,
)
from practicum.focus.analyses.library import LIBRARY

SUBJECTS: tuple[ModuleType, ...] = (
    allocation, tagging, amortisation, commitments, coverage, savings, break_even, sizing, unit_economics,
    forecasting, budgets, anomalies, detection, waste, carbon, licences, tokens, reconciliation, chargeback, trends,
    concentration, maturity, placement, virtual_currency,
)  # fmt: skip
PARTS = ("Formula", "Columns", "Source", "Cannot tell", "Refusals")
_HEAD = """# Analyses of a bill

Made of the docstrings by `./practicum focus analyses --markdown`; change those, not this page.

`./practicum focus analyse FILE [--side DIR] [--only NAME] [--json]` asks a bill (CSV or Parquet, FOCUS 1.0 to 1.4)
every analysis that it can carry, and says why it cannot tell the others. In Python they are in
`practicum.focus.api`: `analyse_bill(bill, side)` asks all, and each function below can be called on
`open_bill(bill, side)`.

Notation: B, E, C, L are the sums of BilledCost, EffectiveCost, ContractedCost and ListCost; U are rows with
ChargeCategory Usage. Amounts are exact decimals in the bill's currency; quotients are rounded to 12 places, half to
even. A name ending in `_percent` is in percent: shares lie between 0 and 100 on valid data; savings, changes and
variances may be negative. Instead of a guess an analysis answers `CannotTell` with its reason. An estimate carries
its interval and N.

"""


def public_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., Any]]]:
    """The functions of a subject that callers may use, in the order of the file."""
    for name, value in vars(module).items():
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_"):
            yield name, value


def describe_library() -> str:
    """The whole page as Markdown."""
    return _HEAD + "\n".join(_subject(module) for module in SUBJECTS)


def _subject(module: ModuleType) -> str:
    title = (inspect.getdoc(module) or "").replace("\n", " ")
    return f"## {title}\n\n" + "\n".join(_function(name, function) for name, function in public_functions(module))


def _function(name: str, function: Callable[..., Any]) -> str:
    meaning, parts = read_docstring(function)
    side = LIBRARY[name].side if name in LIBRARY else ()
    lines = [f"### {name}", "", f"`{name}{_parameters(function)}`", "", meaning, ""]
    lines += [f"- {part}: {text}" for part, text in parts.items()]
    if side:
        lines.append(f"- Side tables that it reads: {', '.join(side)}.")
    lines += ["", *_result(function)]
    return "\n".join(lines)


def read_docstring(function: Callable[..., Any]) -> tuple[str, dict[str, str]]:
    """What a docstring says first, and its parts (formula, columns, source, when it cannot tell)."""
    meaning: list[str] = []
    parts: dict[str, list[str]] = {}
    into = meaning
    for line in (inspect.getdoc(function) or "").splitlines():
        head = next((part for part in PARTS if line.startswith(f"{part}: ")), None)
        if head:
            into = parts.setdefault(head, [])
            into.append(line.removeprefix(f"{head}: "))
        elif line.strip():
            into.append(line.strip())
    return " ".join(meaning), {part: " ".join(text) for part, text in parts.items()}


def _parameters(function: Callable[..., Any]) -> str:
    shown = []
    star = False
    for one in inspect.signature(function).parameters.values():
        if one.kind is inspect.Parameter.KEYWORD_ONLY and not star:
            shown.append("*")
            star = True
        default = "" if one.default is inspect.Parameter.empty else f"={_value(one.default)}"
        shown.append(one.name + default)
    return f"({', '.join(shown)})"


def _value(default: Any) -> str:
    return str(default) if isinstance(default, Decimal) else repr(default)


def _result(function: Callable[..., Any]) -> list[str]:
    kind = get_type_hints(function)["return"]
    found = [one for one in (kind, *get_args(kind)) if isinstance(one, type) and is_dataclass(one)]
    if not found:
        return []
    result = found[0]
    meaning = " ".join((inspect.getdoc(result) or "").split())
    names = ", ".join(f"`{one.name}` ({_type(one.type)})" for one in fields(result))
    return [f"Result `{result.__name__}`: {meaning} {names}.", ""]


_WORDS = {int: "count", str: "text", Decimal: "decimal", date: "date", bool: "yes or no"}


def _type(kind: Any) -> str:
    if kind in _WORDS:
        return _WORDS[kind]
    inside = [one for one in get_args(kind) if one is not type(None) and one is not Ellipsis]
    words = " or ".join(dict.fromkeys(_type(one) for one in inside)) or getattr(kind, "__name__", str(kind))
    if type(None) in get_args(kind):
        return f"{words} or none"
    return f"list of {words}" if getattr(kind, "__origin__", None) is tuple else words
