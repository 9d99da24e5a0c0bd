"""Everything that is drawn before the first row: the rows follow from it, day by day."""

from dataclasses import dataclass

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import Accounts, draw_accounts
from practicum.focus.simulate.world.building import build_estate
from practicum.focus.simulate.world.commitments import Commitments, buy_commitments
from practicum.focus.simulate.world.drawing import WORKLOADS, rows_a_day_of_core
from practicum.focus.simulate.world.estate import Estate
from practicum.focus.simulate.world.payees import Payee, payees_of
from practicum.focus.simulate.world.rhythm import Rhythm, build_rhythm, noise_table
from practicum.focus.simulate.world.tags import Tagging, draw_tags
from practicum.focus.simulate.world.tokens import TokenUse, draw_tokens, token_rows_a_day
from practicum.kernel.errors import Refusal

MAX_MONTHS = 36
MAX_ROWS = 1_000_000_000


@dataclass(frozen=True)
class World:
    """One company, drawn."""

    company: Company
    window: Window
    seed: int
    accounts: Accounts
    estate: Estate
    rhythm: Rhythm
    noise: Ints
    tagging: Tagging
    commitments: Commitments
    tokens: tuple[TokenUse, ...]
    payees: tuple[Payee, ...]

    def rows_by_day(self) -> Ints:
        """How many rows of usage each day has, but for those that a commitment covers in part."""
        weight = np.where(self.estate.percents[:, 0] > 0, 1 + WORKLOADS, 1)
        change = np.zeros(self.window.days + 1, dtype=np.int64)
        np.add.at(change, self.estate.first, weight)
        np.add.at(change, self.estate.end, -weight)
        return np.cumsum(change)[:-1]


def least_rows(company: Company, window: Window) -> int:
    """The smallest company of a scenario has this many rows."""
    return (
        window.days * (_steady_rows_a_day(company) + rows_a_day_of_core(company))
        + _rows_a_month(company) * window.months
    )


def draw_world(company: Company, *, seed: int, months: int, rows: int) -> World:
    """Draw a company with about so many rows of cost_and_usage.

    Refusals: `bad_seed`, `bad_months` (1 to 36), `too_few_rows`, `too_many_rows`.
    """
    if seed < 0:
        raise Refusal("bad_seed", "The seed is negative.", field="seed", mend="Give a whole number from 0.")
    if not 1 <= months <= MAX_MONTHS:
        raise Refusal("bad_months", f"{months} months are not simulated.", field="months", mend="Give 1 to 36.")
    window = Window.of(company.scenario.first_day, months)
    least = least_rows(company, window)
    if rows < least:
        raise Refusal(
            "too_few_rows",
            f"{rows} rows are too few for {months} months of {company.scenario.name}.",
            field="rows",
            mend=f"Give at least {least}, or fewer months.",
        )
    if rows > MAX_ROWS:
        raise Refusal("too_many_rows", f"{rows} rows are too many.", field="rows", mend=f"Give at most {MAX_ROWS}.")
    seed = chance.mixed(seed, company.scenario.name)
    accounts = draw_accounts(company, chance.stream(seed, chance.ACCOUNTS))
    rhythm = build_rhythm(company.scenario, window)
    usage = rows - window.days * _steady_rows_a_day(company) - _rows_a_month(company) * months
    estate = build_estate(company, window, accounts, rhythm, seed=seed, resource_days=usage)
    return World(
        company=company,
        window=window,
        seed=seed,
        accounts=accounts,
        estate=estate,
        rhythm=rhythm,
        noise=noise_table(chance.stream(seed, chance.DAYS)),
        tagging=draw_tags(company, estate, seed=seed),
        commitments=buy_commitments(company, window, accounts, estate, rhythm),
        tokens=draw_tokens(company, window, rhythm, seed=seed),
        payees=payees_of(company, accounts),
    )


def _steady_rows_a_day(company: Company) -> int:
    """Tokens; for each commitment what is unused, and usage that it covers in part."""
    return token_rows_a_day(company) + 2 * len(company.scenario.commitments)


def _rows_a_month(company: Company) -> int:
    """Licences by business unit, purchases, tax and credits."""
    scenario = company.scenario
    return len(scenario.licences) * len(scenario.units) + len(scenario.commitments) + 2 * len(company.providers)
