"""Who owns what: sub-accounts, and resources with their place, price, tags and life."""

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.scenario import Provider, Scenario, Service

# The first few resources are machines that run all the time, so that every commitment has something to cover.
CORE = 6
ENVIRONMENTS = ("prod", "staging", "dev")
PLATFORM = "cloud-platform"


@dataclass(frozen=True)
class SubAccount:
    """An account inside a provider's billing account. `tag_gap` is the chance that a resource has no tags."""

    id: str
    name: str
    provider: int
    business_unit: str
    is_production: bool
    tag_gap: float


@dataclass(frozen=True)
class Estate:
    """All resources, one entry per resource in every array. Prices in 1/10,000 of the currency per unit.

    Lives: a resource has rows on `life` days from `first_day` on. `committed_price` holds for usage that the
    commitment of the resource's `pool` covers; pool -1 is not eligible.
    """

    billing_accounts: tuple[str, ...]
    accounts: tuple[SubAccount, ...]
    platform_accounts: tuple[SubAccount, ...]
    services: tuple[tuple[int, Service], ...]
    account: Ints
    service: Ints
    size: Ints
    region: Ints
    environment: Ints
    first_day: Ints
    life: Ints
    typical: npt.NDArray[np.float64]
    list_price: Ints
    contracted_price: Ints
    pool: Ints
    tags: tuple[str | None, ...]
    ids: tuple[str, ...]
    names: tuple[str, ...]


def build_estate(scenario: Scenario, window: Window, rng: np.random.Generator, *, resource_days: int) -> Estate:
    """Draw an estate whose lives add up to exactly `resource_days`."""
    first_day, life = _draw_lives(window, rng, resource_days)
    count = len(life)
    accounts = _draw_accounts(scenario, rng)
    platform = tuple(
        SubAccount(_digits(rng), f"{PLATFORM}-{provider.key}", place, PLATFORM, True, 0.0)
        for place, provider in enumerate(scenario.providers)
    )
    provider_share = rng.uniform(0.52, 0.68)
    provider = (rng.random(count) >= provider_share).astype(np.int64)
    provider[:CORE] = np.arange(CORE) % len(scenario.providers)
    services = tuple((p, service) for p, maker in enumerate(scenario.providers) for service in maker.services)
    account, service, region = (np.zeros(count, dtype=np.int64) for _ in range(3))
    for place, maker in enumerate(scenario.providers):
        mine = np.flatnonzero(provider == place)
        account[mine] = _draw_from(rng, [i for i, a in enumerate(accounts) if a.provider == place], 3.0, mine.size)
        offset = sum(len(other.services) for other in scenario.providers[:place])
        shaken = np.array([s.weight for s in maker.services]) * rng.lognormal(0.0, 0.35, len(maker.services))
        service[mine] = offset + rng.choice(len(maker.services), mine.size, p=shaken / shaken.sum())
        service[mine[mine < CORE]] = offset
        region[mine] = _draw_from(rng, list(range(len(maker.regions))), 2.0, mine.size)
    size = (rng.random(count) * np.array([len(s.prices) for _, s in services])[service]).astype(np.int64)
    list_price = np.array([[*(p for _, p in s.prices), 0, 0, 0, 0][:4] for _, s in services])[service, size]
    discount = rng.uniform(0.04, 0.09, len(scenario.providers))
    contracted = np.maximum(np.rint(list_price * (1.0 - discount[provider])).astype(np.int64), 1)
    production = np.array([a.is_production for a in accounts])[account]
    environment = np.where(production, 0, 1 + (rng.random(count) < 0.6))
    spread = rng.lognormal(0.0, 0.5, count)
    typical = np.array([s.typical for _, s in services])[service]
    typical = np.where(np.array([s.pattern == "volume" for _, s in services])[service], typical * spread, typical)
    eligible = np.array([s.eligible for _, s in services])[service]
    pool = np.full(count, -1, dtype=np.int64)
    for place in range(len(scenario.providers)):
        # Two commitments per provider: a first that covers three in four machines, a second for the rest.
        machines = np.flatnonzero(eligible & (provider == place))
        pool[machines] = 2 * place + (np.arange(machines.size) % 4 == 1)
    return Estate(
        billing_accounts=tuple(_digits(rng) for _ in scenario.providers),
        accounts=accounts,
        platform_accounts=platform,
        services=services,
        account=account,
        service=service,
        size=size,
        region=region,
        environment=environment,
        first_day=first_day,
        life=life,
        typical=typical,
        list_price=list_price.astype(np.int64),
        contracted_price=contracted,
        pool=pool,
        tags=_draw_tags(rng, accounts, account, environment),
        ids=tuple(
            f"{scenario.providers[p].key}/{accounts[a].id}/r-{number:08x}"
            for p, a, number in zip(provider, account, rng.permutation(count), strict=True)
        ),
        names=tuple(
            f"{accounts[a].business_unit}-{ENVIRONMENTS[e]}-{i:05d}"
            for i, (a, e) in enumerate(zip(account, environment, strict=True))
        ),
    )


def maker_of(scenario: Scenario, estate: Estate, service: int) -> Provider:
    """The provider of a service of the estate."""
    return scenario.providers[estate.services[service][0]]


def _draw_lives(window: Window, rng: np.random.Generator, resource_days: int) -> tuple[Ints, Ints]:
    """Six in ten resources are there from the first day, the others come later: that is the growth. One in four ends
    early. The last life is cut so that the sum is exact."""
    days = window.days
    firsts: list[Ints] = []
    lives: list[Ints] = []
    total = 0
    while total < resource_days:
        count = max(16, 2 * (resource_days - total) // days)
        first = np.where(rng.random(count) < 0.6, 0, rng.integers(0, days, count))
        first[: CORE if not firsts else 0] = 0
        left = days - first
        life = np.where(rng.random(count) < 0.25, 1 + (rng.random(count) * left).astype(np.int64), left)
        life = np.minimum(life, left)
        life[: CORE if not lives else 0] = days
        firsts.append(first)
        lives.append(life)
        total += int(life.sum())
    first, life = np.concatenate(firsts), np.concatenate(lives)
    ends = np.cumsum(life)
    last = int(np.searchsorted(ends, resource_days))
    life[last] -= int(ends[last]) - resource_days
    return first[: last + 1].astype(np.int64), life[: last + 1].astype(np.int64)


def _draw_accounts(scenario: Scenario, rng: np.random.Generator) -> tuple[SubAccount, ...]:
    accounts = []
    for place, provider in enumerate(scenario.providers):
        for unit in scenario.business_units:
            for production in (True, False):
                gap = float(rng.uniform(0.04, 0.15) if production else rng.uniform(0.15, 0.5))
                name = f"{unit}-{'prod' if production else 'nonprod'}-{provider.key}"
                accounts.append(SubAccount(_digits(rng), name, place, unit, production, gap))
    return tuple(accounts)


def _draw_from(rng: np.random.Generator, values: list[int], evenness: float, count: int) -> Ints:
    shares = rng.dirichlet(np.full(len(values), evenness))
    return np.array(values, dtype=np.int64)[rng.choice(len(values), count, p=shares)]


def _draw_tags(
    rng: np.random.Generator, accounts: tuple[SubAccount, ...], account: Ints, environment: Ints
) -> tuple[str | None, ...]:
    luck, style = rng.random(len(account)), rng.random(len(account))
    tags: list[str | None] = []
    for a, e, chance, how in zip(account.tolist(), environment.tolist(), luck.tolist(), style.tolist(), strict=True):
        place = accounts[a]
        if chance < place.tag_gap:
            tags.append("{}" if how < 0.5 else None)
            continue
        tag = {"business_unit": place.business_unit, "environment": ENVIRONMENTS[e]}
        if how < 0.8:  # one in five has no owner
            tag["owner"] = f"team-{place.business_unit}-{1 + int(how * 1000) % 3}"
        tags.append(json.dumps(tag, sort_keys=True))
    return tuple(tags)


def _digits(rng: np.random.Generator) -> str:
    return f"{int(rng.integers(10**11, 10**12))}"
