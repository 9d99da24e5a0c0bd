"""Simulations for tests, and questions to them by SQL that knows nothing of how they were made."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from practicum.focus.api import Simulation, scenarios, simulate_company
from practicum.focus.simulate.calendar import Window
from practicum.focus.simulate.scenarios_reading import company_of
from practicum.focus.simulate.world.world import least_rows

NAMES = tuple(scenarios())


def rows_for(scenario: str, months: int, more: int = 400) -> int:
    """A few more rows than the least of a scenario."""
    company = company_of(scenario)
    return least_rows(company, Window.of(company.scenario.first_day, months)) + more


@cache
def made(scenario: str, seed: int = 1, months: int = 2, more: int = 1_500) -> Simulation:
    """A simulation, kept: treat it as frozen."""
    return simulate_company(scenario=scenario, seed=seed, months=months, rows=rows_for(scenario, months, more))


@contextmanager
def opened(tables: Mapping[str, pa.Table]) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """A way to ask the tables by SQL."""
    with duckdb.connect(":memory:") as connection:
        for name, table in tables.items():
            connection.register(name, table)
        yield lambda sql: connection.execute(sql).fetchall()


def asked(tables: Mapping[str, pa.Table], sql: str) -> list[tuple[Any, ...]]:
    """The answer of DuckDB to a query over the tables."""
    with opened(tables) as ask:
        return ask(sql)
