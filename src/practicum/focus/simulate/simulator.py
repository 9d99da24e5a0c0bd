"""The simulator's door: a scenario and a seed become a company."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from practicum.focus.schema.arrow_types import schema_of
from practicum.focus.simulate.assembling import assemble
from practicum.focus.simulate.columns import FOCUS_NAMES, plain
from practicum.focus.simulate.rows.blocks import Maker, make_blocks, plan_blocks, single_rows, single_table
from practicum.focus.simulate.rows.tally import Tally
from practicum.focus.simulate.scenarios_reading import company_of, scenario_names
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.side.measuring import telemetry
from practicum.focus.simulate.tables import COLUMNS_OF
from practicum.focus.simulate.world.world import draw_world
from practicum.kernel.errors import Refusal

MAX_IN_MEMORY = 1_000_000


@dataclass(frozen=True)
class Simulation:
    """One company for some months: its tables by name, and the truth about them (decimals as text, dates as ISO)."""

    scenario: str
    company: str
    seed: int
    first_day: date
    months: int
    tables: Mapping[str, pa.Table]
    truth: Mapping[str, Any]


def scenarios() -> dict[str, str]:
    """The scenarios by name, with what each is about."""
    return {name: company_of(name).scenario.about for name in scenario_names()}


def simulate_company(*, scenario: str, seed: int, months: int, rows: int) -> Simulation:
    """A company in memory, with about `rows` rows of cost_and_usage over whole months. Same arguments, same content.

    Held exactly: ListCost = ListUnitPrice x PricingQuantity, likewise contracted; per commitment the EffectiveCost of
    its usage (Used and Unused) is the BilledCost of its purchases; the parts of what is split add up to the whole, and
    their ratios to 1; each line of an invoice is the sum of its rows to the cent, but for the planted errors.

    Refusals: `unknown_scenario`, `bad_seed`, `bad_months`, `too_few_rows`, `too_many_rows`.
    """
    if rows > MAX_IN_MEMORY:
        raise Refusal(
            "too_many_rows",
            f"{rows} rows are too many to hold in memory.",
            field="rows",
            mend=f"Give at most {MAX_IN_MEMORY}, or write them to files.",
        )
    company = company_of(scenario)
    world = draw_world(company, seed=seed, months=months, rows=rows)
    maker, tally = Maker.of(world), Tally.of(world)
    blocks = []
    for table, sums in make_blocks(maker, plan_blocks(world), workers=1):
        blocks.append(plain(table))
        tally.add(sums)
    single = single_rows(maker, tally)
    blocks.append(plain(single_table(single)))
    assembled = assemble(Facts(world, tally, single))
    tables = assembled.tables | {
        "cost_and_usage": pa.concat_tables(blocks).combine_chunks(),
        "telemetry": pa.concat_tables(list(telemetry(world))).combine_chunks(),
    }
    return Simulation(
        scenario=scenario,
        company=company.scenario.company,
        seed=seed,
        first_day=world.window.first_day,
        months=months,
        tables={name: tables[name] for name in COLUMNS_OF},
        truth=assembled.truth,
    )


def simulate(*, scenario: str = "baseline", seed: int, months: int, rows: int) -> pa.Table:
    """The cost_and_usage rows of `simulate_company` in the form of a bill that was read: FOCUS columns alone, with
    the places that bills have."""
    table = simulate_company(scenario=scenario, seed=seed, months=months, rows=rows).tables["cost_and_usage"]
    return table.select(FOCUS_NAMES).cast(schema_of(FOCUS_NAMES))
