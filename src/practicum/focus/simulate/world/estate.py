"""All resources as arrays: one entry each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.description import Service
from practicum.focus.simulate.world.accounts import Account

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Burst:
    """Machines that should not be there: the resources from `first` to `last` (exclusive) of the estate."""

    cause: str
    first: int
    last: int


@dataclass(frozen=True)
class Surge:
    """A service of one sub-account that grows by `extra` percent from day `start` to `end` (exclusive)."""

    cause: str
    account: int
    service: int
    start: int
    end: int
    extra: int


@dataclass(frozen=True)
class Estate:
    """Resources. Prices in 1/10,000 per unit; `base` is the usual quantity of a day in 1/100.

    A resource has rows from day `first` to `end` (exclusive). `rhythm` is its class; `steady`: no noise. `currency_price`
    is the list price in the pricing currency. `pool`: the commitment that may cover it, `surge`: the surge that it is
    part of, -1 for none. `percents[resource]` are the parts of those who share it, in percent; zeros where not split.
    """

    accounts: tuple[Account, ...]
    services: tuple[tuple[int, Service], ...]
    product: Ints
    account: Ints
    environment: Ints
    service: Ints
    size: Ints
    region: Ints
    first: Ints
    end: Ints
    rhythm: Ints
    steady: Flags
    base: Ints
    list_price: Ints
    contracted_price: Ints
    currency_price: Ints
    pool: Ints
    surge: Ints
    idle: Flags
    oversized: Flags
    percents: Ints
    workloads: Ints
    surges: tuple[Surge, ...]
    bursts: tuple[Burst, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.product)

    @property
    def provider(self) -> Ints:
        """The provider of each resource."""
        return np.array([p for p, _ in self.services])[self.service]
