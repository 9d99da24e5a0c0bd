"""Draws resources: what they are, where they live, how long."""

from dataclasses import dataclass, fields

import numpy as np

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.measures import DAY_OF_HOURS, PRICE_PLACES, QUANTITY_PLACES
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import ENVIRONMENTS, Accounts
from practicum.focus.simulate.world.estate import Flags
from practicum.focus.simulate.world.rhythm import HOURS, VOLUME, class_of

# Of every service one resource is there from the first day to the last; of those that commitments cover, four.
_CORE_ELIGIBLE = 4
WORKLOADS = 3


@dataclass(frozen=True)
class Drawn:
    """What is drawn for each resource; see `Estate` for the meanings."""

    product: Ints
    account: Ints
    environment: Ints
    service: Ints
    size: Ints
    region: Ints
    first: Ints
    end: Ints
    rhythm: Ints
    base: Ints

    def of(self, chosen: Ints | Flags) -> "Drawn":
        """The same for some of the resources."""
        return Drawn(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})

    def and_then(self, other: "Drawn") -> "Drawn":
        """These resources and then the others."""
        return Drawn(
            **{
                field.name: np.concatenate((getattr(self, field.name), getattr(other, field.name)))
                for field in fields(self)
            }
        )


@dataclass(frozen=True)
class Catalogue:
    """The services of all providers in one list, as arrays for drawing."""

    provider: Ints
    hours: Flags
    eligible: Flags
    splits: Flags
    sizes: Ints
    typical: np.ndarray
    weight: np.ndarray
    first_of_provider: Ints


def catalogue_of(company: Company) -> Catalogue:
    """The arrays of the catalogue."""
    services = [(p, s) for p, provider in enumerate(company.providers) for s in provider.services]
    provider = np.array([p for p, _ in services])
    return Catalogue(
        provider=provider,
        hours=np.array([s.pattern == "hours" for _, s in services]),
        eligible=np.array([s.eligible for _, s in services]),
        splits=np.array([s.splits for _, s in services]),
        sizes=np.array([len(s.sizes) for _, s in services]),
        typical=np.array([float(s.typical) for _, s in services]),
        weight=np.array([float(s.weight) for _, s in services]),
        first_of_provider=np.searchsorted(provider, np.arange(len(company.providers))),
    )


def core_count(company: Company) -> int:
    """How many resources every company has, however small."""
    return sum(_CORE_ELIGIBLE if s.eligible else 1 for provider in company.providers for s in provider.services)


def draw_resources(
    company: Company,
    window: Window,
    accounts: Accounts,
    rng: np.random.Generator,
    *,
    resource_days: int,
    always: int,
) -> Drawn:
    """Resources whose rows add up to about `resource_days`; the core of the company comes first."""
    core = _draw(company, window, accounts, rng, _core_services(company), always=always, is_core=True)
    left = resource_days - _rows(core, company)
    count = max(int(left / (0.3 * window.days)), 0) + 64
    others = _draw(company, window, accounts, rng, _services(company, rng, count), always=always, is_core=False)
    others = others.of(others.first < others.end)
    running = np.cumsum((others.end - others.first) * _rows_a_day(others, company))
    return core.and_then(others.of(np.flatnonzero(running <= left)))


def rows_a_day_of_core(company: Company) -> int:
    """The rows that the core of a company has on each day."""
    return sum(
        (_CORE_ELIGIBLE if s.eligible else 1) * (1 + WORKLOADS if s.splits else 1)
        for provider in company.providers
        for s in provider.services
    )


def _rows(drawn: Drawn, company: Company) -> int:
    return int(((drawn.end - drawn.first) * _rows_a_day(drawn, company)).sum())


def _rows_a_day(drawn: Drawn, company: Company) -> Ints:
    return np.where(catalogue_of(company).splits[drawn.service], 1 + WORKLOADS, 1)


def _core_services(company: Company) -> Ints:
    listing = [s for provider in company.providers for s in provider.services]
    return np.repeat(np.arange(len(listing)), [_CORE_ELIGIBLE if s.eligible else 1 for s in listing])


def _services(company: Company, rng: np.random.Generator, count: int) -> Ints:
    """Provider by its share, then service by its weight, both shaken a little by the seed."""
    known = catalogue_of(company)
    share = np.array([use.share for use in company.scenario.providers], dtype=float)
    chance = (share / share.sum())[known.provider] * known.weight * rng.lognormal(0.0, 0.25, len(known.weight))
    for p in range(len(share)):
        mine = known.provider == p
        chance[mine] *= share[p] / share.sum() / chance[mine].sum()
    return rng.choice(len(chance), count, p=chance / chance.sum()).astype(np.int64)


def _draw(
    company: Company,
    window: Window,
    accounts: Accounts,
    rng: np.random.Generator,
    service: Ints,
    *,
    always: int,
    is_core: bool,
) -> Drawn:
    scenario, known, count = company.scenario, catalogue_of(company), len(service)
    provider = known.provider[service]
    share = np.array([product.share for product in scenario.products], dtype=float)
    product = rng.choice(len(share), count, p=share / share.sum()).astype(np.int64)
    own = [q for q, p in enumerate(scenario.products) if not p.shared and p.launch is None and p.retire is None]
    shared = np.array([q for q, p in enumerate(scenario.products) if p.shared])
    if is_core:
        product = np.array(own)[np.arange(count) % len(own)]
        # Each pool of shared cost costs something.
        product[-len(shared) :] = shared
    # What the provider splits belongs to those who run the platform.
    product = np.where(known.splits[service], shared[0], product)
    percents = np.array([scenario.environments.get(e, 0) for e in ENVIRONMENTS])  # type: ignore[call-overload]
    environment = rng.choice(len(ENVIRONMENTS), count, p=percents / 100).astype(np.int64)
    only = np.array([p.production_only for p in company.providers])[provider]
    environment = np.where(only | np.isin(product, shared) | is_core, 0, environment)
    account = accounts.index[provider, product, environment]
    is_mixed = (rng.random(count) * 100 < scenario.planted.mixed_percent) & (environment == 0) & (not is_core)
    account = np.where(is_mixed & ~np.isin(product, shared), np.array(accounts.mixed)[provider], account)
    kind = np.where(known.hours[service], HOURS, VOLUME)
    spread = rng.lognormal(0.0, 0.5, count)
    base = np.rint(known.typical[service] * 10**QUANTITY_PLACES * np.where(known.hours[service], 1.0, spread))
    first, end = _lives(window, rng, count, is_core=is_core)
    if not is_core:
        first, end = _launches(company, window, rng, product, first=first, end=end)
        first, end = _moves(company, window, rng, product=product, provider=provider, first=first, end=end)
    regions = np.array([len(p.regions) for p in company.providers])
    return Drawn(
        product=product,
        account=account,
        environment=environment,
        service=service,
        size=(rng.random(count) * known.sizes[service]).astype(np.int64),
        # The first region is the home of most.
        region=np.minimum((rng.random(count) ** 2 * regions[provider]).astype(np.int64), regions[provider] - 1),
        first=first,
        end=end,
        rhythm=np.where(known.splits[service], always, class_of(product, environment, kind)),
        base=np.where(known.hours[service], DAY_OF_HOURS, np.maximum(base, 1)).astype(np.int64),
    )


def _lives(window: Window, rng: np.random.Generator, count: int, *, is_core: bool) -> tuple[Ints, Ints]:
    """Seven in ten are there from the first day, the others come later: that is the growth. One in five ends early."""
    days = window.days
    luck = rng.random((3, count))
    first = np.where(luck[0] < 0.7, 0, (luck[1] * days).astype(np.int64))
    end = np.where(luck[2] < 0.2, first + 1 + (rng.random(count) * (days - first)).astype(np.int64), days)
    if is_core:
        return np.zeros(count, dtype=np.int64), np.full(count, days, dtype=np.int64)
    return first.astype(np.int64), np.minimum(end, days).astype(np.int64)


def _launches(
    company: Company, window: Window, rng: np.random.Generator, product: Ints, *, first: Ints, end: Ints
) -> tuple[Ints, Ints]:
    """A product that is launched or retired has no resource before or after; they come and go within days."""
    soon = rng.integers(0, 8, len(product))
    for q, one in enumerate(company.scenario.products):
        mine = product == q
        if one.launch is not None:
            first = np.where(mine, np.maximum(first, window.day_at(float(one.launch)) + soon), first)
        if one.retire is not None:
            end = np.where(mine, np.minimum(end, window.day_at(float(one.retire)) + soon), end)
    return first, end


def _moves(
    company: Company,
    window: Window,
    rng: np.random.Generator,
    *,
    product: Ints,
    provider: Ints,
    first: Ints,
    end: Ints,
) -> tuple[Ints, Ints]:
    """A product that moves: the new resources come through the first two thirds, the old go through the last two."""
    keys = [p.key for p in company.providers]
    luck = rng.random(len(product)) * 2 / 3
    for move in company.scenario.migrations:
        q = next(i for i, p in enumerate(company.scenario.products) if p.key == move.product)
        start, stop = window.day_at(float(move.start)), window.day_at(float(move.end))
        comes = (start + luck * (stop - start)).astype(np.int64)
        goes = (start + (luck + 1 / 3) * (stop - start)).astype(np.int64)
        first = np.where((product == q) & (provider == keys.index(move.target)), np.maximum(first, comes), first)
        end = np.where((product == q) & (provider == keys.index(move.source)), np.minimum(end, goes), end)
    return first, end


def prices(company: Company, drawn: Drawn) -> tuple[Ints, Ints, Ints]:
    """List and contracted price in the billing currency, and list price in the pricing currency, of each resource."""
    one = 10**PRICE_PLACES
    listing = [(p, s) for p, provider in enumerate(company.providers) for s in provider.services]
    most = max(len(s.sizes) for _, s in listing)
    table = np.zeros((len(listing), most), dtype=np.int64)
    for row, (_, service) in enumerate(listing):
        table[row, : len(service.sizes)] = [int(size.price * one) for size in service.sizes]
    provider = np.array([p for p, _ in listing])[drawn.service]
    region = np.array([[r.price_percent for r in p.regions] + [100] * 9 for p in company.providers], dtype=object)
    percent = np.array([row[:8] for row in region], dtype=np.int64)[provider, drawn.region]
    own = _rounded(table[drawn.service, drawn.size] * percent, 100)
    virtual = [p.virtual for p in company.providers]
    in_list = np.array([int(v.list_rate * 100) if v else 100 for v in virtual])[provider]
    in_contract = np.array([int(v.contracted_rate * 100) if v else 100 for v in virtual])[provider]
    off = np.array(
        [0 if v else use.negotiated_percent for v, use in zip(virtual, company.scenario.providers, strict=True)]
    )
    dynamic = np.array([s.dynamic for _, s in listing])[drawn.service]
    kept = np.where(dynamic, 100, 100 - off[provider])
    listed = _rounded(own * in_list, 100)
    return listed, np.maximum(_rounded(_rounded(own * in_contract, 100) * kept, 100), 1), own


def _rounded(number: Ints, by: int) -> Ints:
    return (number + by // 2) // by
