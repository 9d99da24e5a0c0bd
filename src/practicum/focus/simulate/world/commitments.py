"""Commitments: how much was bought for each day, and at which price it covers what."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.description import CommitmentPlan
from practicum.focus.simulate.measures import CENT
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import Accounts
from practicum.focus.simulate.world.estate import Estate
from practicum.focus.simulate.world.rhythm import ONE, Rhythm

# What is bought against the days' need: the quantile of the days, and the factor on it.
_BOUGHT = {"under": (0.5, 0.6), "right": (0.15, 0.97), "over": (0.95, 1.35)}


@dataclass(frozen=True)
class Commitment:
    """A promise to spend `daily` (a cost for each day of the window) with a provider, at a discount off list price."""

    id: str
    name: str
    provider: int
    plan: CommitmentPlan
    daily: Ints

    @property
    def contract(self) -> str:
        """The contract that it was bought under."""
        return f"{self.id.rsplit('/', maxsplit=1)[0]}/contract"


@dataclass(frozen=True)
class Commitments:
    """All commitments; `price[resource]` is the unit price of usage that one covers (0 where none can)."""

    all: tuple[Commitment, ...]
    price: Ints


def buy_commitments(
    company: Company, window: Window, accounts: Accounts, estate: Estate, rhythm: Rhythm
) -> Commitments:
    """Size each commitment by the need that could be foreseen: growth, season and weekday, but no chance.

    Paid monthly, it is sized anew each month; paid upfront, once for the whole window.
    """
    price = np.zeros(len(estate), dtype=np.int64)
    made = []
    keys = [provider.key for provider in company.providers]
    for number, plan in enumerate(company.scenario.commitments):
        mine = np.flatnonzero(estate.pool == number)
        unit = np.maximum((estate.list_price[mine] * (100 - plan.discount_percent) + 50) // 100, 1)
        price[mine] = unit
        need = _need(estate, rhythm, window, mine, unit)
        quantile, factor = _BOUGHT[plan.state]
        starts = window.month_starts if plan.payment == "monthly" else (0, window.days)
        daily = np.zeros(window.days, dtype=np.int64)
        for start, end in pairwise(starts):
            size = float(np.quantile(need[start:end], quantile)) * factor
            daily[start:end] = max(int(size) // CENT, 1) * CENT
        provider = keys.index(plan.provider)
        owner = accounts.all[accounts.platform[provider]].id
        kind = company.providers[provider].commitment_type
        made.append(
            Commitment(
                id=f"{plan.provider}/{owner}/commitment-{number + 1}",
                name=f"{kind} {number + 1} ({plan.payment})",
                provider=provider,
                plan=plan,
                daily=daily,
            )
        )
    return Commitments(all=tuple(made), price=price)


def _need(estate: Estate, rhythm: Rhythm, window: Window, mine: Ints, unit: Ints) -> Ints:
    """What the resources of a pool will use on each day, as a cost."""
    change = np.zeros((len(rhythm.factors), window.days + 1), dtype=np.int64)
    worth = estate.base[mine] * unit
    np.add.at(change, (estate.rhythm[mine], estate.first[mine]), worth)
    np.add.at(change, (estate.rhythm[mine], estate.end[mine]), -worth)
    level = np.cumsum(change, axis=1)[:, :-1]
    return np.asarray((level * rhythm.factors // ONE).sum(axis=0))
