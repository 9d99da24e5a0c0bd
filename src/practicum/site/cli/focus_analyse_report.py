"""The report of `practicum focus analyse` for people: figures rounded, long tables cut; --json has all of it."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from practicum.focus.api import LIBRARY, BillSummary, CannotTell, Interval

_LINES = 8
_PIPE_WIDTH = 160


def print_report(file: Path, seen: BillSummary, side: list[str], results: Mapping[str, Any]) -> None:
    """Each analysis that could tell, then the reasons of those that could not."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PIPE_WIDTH)
    first = seen.first_charge_at.date().isoformat() if seen.first_charge_at else "?"
    last = seen.last_charge_at.date().isoformat() if seen.last_charge_at else "?"
    console.print(
        f"{escape(str(file))}: {seen.rows:,} rows, FOCUS {seen.version}, charges from {first} to {last}, "
        f"{', '.join(seen.currencies) or 'no currency'}. Side tables: {', '.join(side) or 'none'}.",
        soft_wrap=True,
        highlight=False,
    )
    silent = {name: result for name, result in results.items() if isinstance(result, CannotTell)}
    for name, result in results.items():
        if name not in silent:
            _print_result(console, name, result)
    if silent:
        console.print("\n[bold]What this bill cannot tell[/]")
        for name, result in silent.items():
            console.print(f"  {escape(LIBRARY[name].title)} ({name}): {escape(result.reason)}", soft_wrap=True)


def _print_result(console: Console, name: str, result: Any) -> None:
    console.print(f"\n[bold]{escape(LIBRARY[name].title)}[/] [dim]{name}[/]")
    flat = _flat(result)
    single = [(key, value) for key, value in flat if value != () and not _is_table(value)]
    console.print(
        "  " + "; ".join(f"{_words(key)} {_shown(key, value)}" for key, value in single),
        soft_wrap=True,
        highlight=False,
    )
    for key, lines in flat:
        if _is_table(lines):
            _print_table(console, key, lines)


def _print_table(console: Console, key: str, lines: tuple[Any, ...]) -> None:
    rows = [dict(_flat(line)) for line in lines[:_LINES]]
    heads = [head for head in rows[0] if not any(_is_table(row[head]) for row in rows)]
    table = Table(title=_words(key), box=box.SIMPLE_HEAD, title_justify="left", title_style="")
    for head in heads:
        number = any(isinstance(row[head], Decimal | int) for row in rows)
        table.add_column(_words(head), justify="right" if number else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_shown(head, row[head]) for head in heads))
    console.print(table)
    if len(lines) > _LINES:
        console.print(f"  [dim]and {len(lines) - _LINES} more; --json has all of them[/]")


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _flat(result: Any) -> list[tuple[str, Any]]:
    """Name and value of each field; a dataclass inside (but an interval) gives its own fields."""
    found: list[tuple[str, Any]] = []
    for one in fields(result):
        value = getattr(result, one.name)
        if is_dataclass(value) and not isinstance(value, Interval):
            found += _flat(value)
        else:
            found.append((one.name, value))
    return found


def _words(name: str) -> str:
    return name.removesuffix("_percent").replace("_", " ")


def _shown(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Interval):
        return f"{_number(value.low)} to {_number(value.high)} ({value.level_percent} %, {value.method})"
    if isinstance(value, Decimal):
        return f"{_number(value)} %" if name.endswith("percent") else _number(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(_shown("", one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown('', one)}" for key, one in value.items())
    return escape(str(value))


def _number(value: Decimal) -> str:
    if value == 0 or abs(value) >= 1:
        return f"{value:,.2f}"
    return f"{value:.3g}"
