"""The estate: what was drawn, with what is planted in it."""

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import Accounts
from practicum.focus.simulate.world.drawing import WORKLOADS, Drawn, catalogue_of, draw_resources, prices
from practicum.focus.simulate.world.estate import Burst, Estate, Flags, Surge
from practicum.focus.simulate.world.rhythm import Rhythm

# Telemetry is kept for two weeks, as monitoring tools do.
LOOK_BACK = 14


def build_estate(
    company: Company, window: Window, accounts: Accounts, rhythm: Rhythm, *, seed: int, resource_days: int
) -> Estate:
    """Draw the resources, then plant surges, bursts, idle and oversized ones, and the pools of commitments."""
    rng = chance.stream(seed, chance.RESOURCES)
    drawn = draw_resources(company, window, accounts, rng, resource_days=resource_days, always=rhythm.always)
    rng = chance.stream(seed, chance.PLANTING)
    before = len(drawn.product)
    drawn, bursts = _add_bursts(company, window, drawn, accounts=accounts, rhythm=rhythm, rng=rng)
    count = len(drawn.product)
    is_burst = np.arange(count) >= before
    listing = tuple((p, s) for p, provider in enumerate(company.providers) for s in provider.services)
    idle, oversized = _choose_waste(company, window, rng, drawn, is_burst)
    listed, contracted, own = prices(company, drawn)
    surges, surge = _choose_surges(company, window, drawn, contracted, idle)
    known = catalogue_of(company)
    percents, workloads = _split(company, rng, known.splits[drawn.service])
    provider = known.provider[drawn.service]
    keys = [p.key for p in company.providers]
    environment = ("prod", "stg", "dev", "sbx")
    products = [p.key for p in company.scenario.products]
    numbers = rng.permutation(count)
    return Estate(
        accounts=accounts.all,
        services=listing,
        product=drawn.product,
        account=drawn.account,
        environment=drawn.environment,
        service=drawn.service,
        size=drawn.size,
        region=drawn.region,
        first=drawn.first,
        end=drawn.end,
        rhythm=np.where(idle | is_burst, rhythm.always, drawn.rhythm),
        steady=idle | is_burst | known.splits[drawn.service],
        base=drawn.base,
        list_price=listed,
        contracted_price=contracted,
        currency_price=own,
        pool=_pools(company, drawn, known.eligible[drawn.service] & ~is_burst),
        surge=surge,
        idle=idle,
        oversized=oversized,
        percents=percents,
        workloads=workloads,
        surges=surges,
        bursts=bursts,
        ids=tuple(
            f"{keys[p]}/{accounts.all[a].id}/r-{number:08x}"
            for p, a, number in zip(provider.tolist(), drawn.account.tolist(), numbers.tolist(), strict=True)
        ),
        names=tuple(
            f"{products[q]}-{environment[e]}-{i:05d}"
            for i, (q, e) in enumerate(zip(drawn.product.tolist(), drawn.environment.tolist(), strict=True))
        ),
    )


def _service_of(company: Company, name: str) -> int:
    listing = [s.name for provider in company.providers for s in provider.services]
    return listing.index(name)


def _add_bursts(
    company: Company, window: Window, drawn: Drawn, *, accounts: Accounts, rhythm: Rhythm, rng: np.random.Generator
) -> tuple[Drawn, tuple[Burst, ...]]:
    """Machines that somebody forgot, all in one sub-account of production, at full hours."""
    bursts = []
    known = catalogue_of(company)
    own = [q for q, p in enumerate(company.scenario.products) if not p.shared and p.launch is None]
    for plan in company.scenario.planted.anomalies:
        if plan.kind != "burst":
            continue
        service = _service_of(company, plan.service)
        product = int(own[int(rng.integers(len(own)))])
        start = min(window.day_at(float(plan.at)), max(window.days - plan.days - 1, 0))
        full = np.ones(plan.strength, dtype=np.int64)
        first = len(drawn.product)
        drawn = drawn.and_then(
            Drawn(
                product=full * product,
                account=full * accounts.index[known.provider[service], product, 0],
                environment=full * 0,
                service=full * service,
                size=full * (int(known.sizes[service]) - 1),
                region=full * 0,
                first=full * start,
                end=full * min(start + plan.days, window.days),
                rhythm=full * rhythm.always,
                base=full * 2400,
            )
        )
        bursts.append(Burst(cause=plan.cause, first=first, last=first + plan.strength))
    return drawn, tuple(bursts)


def _choose_surges(
    company: Company, window: Window, drawn: Drawn, contracted: Ints, idle: Flags
) -> tuple[tuple[Surge, ...], Ints]:
    """Each surge hits the sub-account in which the service costs most, if no other surge has it already."""
    surges: list[Surge] = []
    surge = np.full(len(drawn.product), -1, dtype=np.int64)
    for plan in company.scenario.planted.anomalies:
        if plan.kind != "surge":
            continue
        service = _service_of(company, plan.service)
        start = min(window.day_at(float(plan.at)), max(window.days - plan.days - 1, 0))
        end = min(start + plan.days, window.days)
        can = (drawn.service == service) & (drawn.first <= start) & (drawn.end >= end) & ~idle & (surge < 0)
        worth = np.bincount(drawn.account[can], (drawn.base * contracted)[can])
        account = int(worth.argmax())
        mine = can & (drawn.account == account)
        surge[mine] = len(surges)
        surges.append(Surge(plan.cause, account, service, start, end, plan.strength))
    return tuple(surges), surge


def _choose_waste(
    company: Company, window: Window, rng: np.random.Generator, drawn: Drawn, is_burst: Flags
) -> tuple[Flags, Flags]:
    """Idle: machines and disks that nobody uses. Oversized: machines whose next smaller size would do.

    Only what has telemetry for the whole look-back can be either.
    """
    planted = company.scenario.planted
    listing = [s for provider in company.providers for s in provider.services]
    measured = np.array([s.telemetry for s in listing])[drawn.service]
    whole = (drawn.first <= max(window.days - LOOK_BACK - 6, 0)) & (drawn.end == window.days) & ~is_burst
    fixed = whole & ~np.array([s.dynamic or s.splits for s in listing])[drawn.service]
    idle = _some(rng, np.flatnonzero(fixed & (measured != "none")), planted.idle_percent, len(drawn.product))
    large = fixed & (measured == "machine") & (drawn.size > 0) & (drawn.environment == 0) & ~idle
    return idle, _some(rng, np.flatnonzero(large), planted.oversized_percent, len(drawn.product))


def _some(rng: np.random.Generator, candidates: Ints, percent: int, count: int) -> Flags:
    """About this percent of the candidates, and at least one if the percent is not 0."""
    chosen = np.zeros(count, dtype=bool)
    number = min(max(round(len(candidates) * percent / 100), 1), len(candidates)) if percent else 0
    chosen[rng.choice(candidates, number, replace=False)] = True
    return chosen


def _pools(company: Company, drawn: Drawn, eligible: Flags) -> Ints:
    """The commitments of a provider share its machines: by turns, so that each has some of the first few."""
    provider = catalogue_of(company).provider[drawn.service]
    pool = np.full(len(drawn.product), -1, dtype=np.int64)
    for p, maker in enumerate(company.providers):
        mine = np.flatnonzero(eligible & (provider == p))
        turn = np.arange(mine.size) * 37 % 100
        lower = 0
        for number, plan in enumerate(company.scenario.commitments):
            if plan.provider == maker.key:
                pool[mine[(turn >= lower) & (turn < lower + plan.share)]] = number
                lower += plan.share
    return pool


def _split(company: Company, rng: np.random.Generator, splits: Flags) -> tuple[Ints, Ints]:
    """Whole percents for three workloads and what is left over, and the products that run them."""
    count = len(splits)
    own = np.array([q for q, p in enumerate(company.scenario.products) if not p.shared])
    parts = np.stack([rng.integers(low, high, count) for low, high in ((25, 46), (12, 26), (5, 16))], axis=1)
    percents = np.concatenate((parts, 100 - parts.sum(axis=1, keepdims=True)), axis=1)
    start = rng.integers(0, len(own), count)
    workloads = own[(start[:, None] + np.arange(WORKLOADS)[None, :]) % len(own)]
    return np.where(splits[:, None], percents, 0), np.where(splits[:, None], workloads, -1)
