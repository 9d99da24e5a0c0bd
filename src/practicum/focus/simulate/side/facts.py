"""What the side tables and the truth are made of, once all rows are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import numpy as np

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.measures import cost
from practicum.focus.simulate.rows.single import Row
from practicum.focus.simulate.rows.tally import EFFECTIVE, Tally
from practicum.focus.simulate.world.world import World


@dataclass(frozen=True)
class Facts:
    """The world, the sums of its usage, and its few single rows. Months are those of the invoice."""

    world: World
    tally: Tally
    single: list[Row]

    def product_costs(self, month: int) -> list[Decimal]:
        """The effective cost of all rows with a sub-account, by the product that truly owns them."""
        sums: Ints = self.tally.cells[month][EFFECTIVE].sum(axis=(0, 1))
        costs = [cost(number) for number in sums]
        for place, product, _account, amount in self._single:
            if place == month:
                costs[product] += amount
        return costs

    def account_costs(self, month: int) -> list[Decimal]:
        """The effective cost of all rows of each sub-account."""
        sums: Ints = self.tally.cells[month][EFFECTIVE].sum(axis=(1, 2))
        costs = [cost(number) for number in sums]
        for place, _product, account, amount in self._single:
            if place == month:
                costs[account] += amount
        return costs

    def provider_services(self, provider: int) -> list[int]:
        """The places of the services of a provider."""
        return np.flatnonzero(np.array([p for p, _ in self.world.estate.services]) == provider).tolist()

    @cached_property
    def _single(self) -> list[tuple[int, int, int, Decimal]]:
        return list(self._placed())

    def _placed(self) -> Iterator[tuple[int, int, int, Decimal]]:
        """Month, product, sub-account and effective cost of the single rows that have a sub-account."""
        world = self.world
        months = {label: month for month, label in enumerate(world.window.month_labels)}
        accounts = {account.id: place for place, account in enumerate(world.accounts.all)}
        products = {product.key: place for place, product in enumerate(world.company.scenario.products)}
        for row in self.single:
            if "SubAccountId" in row:
                place = accounts[row["SubAccountId"]]
                key = world.accounts.all[place].product or self._owner(row["ResourceId"])
                yield months[f"{row['BillingPeriodStart']:%Y%m}"], products[key], place, row["EffectiveCost"]

    def _owner(self, resource: str) -> str:
        estate = self.world.estate
        return self.world.company.scenario.products[int(estate.product[estate.ids.index(resource)])].key
