"""Sub-accounts: who owns which, and which are shared or mixed."""

from dataclasses import dataclass

import numpy as np

from practicum.focus.simulate.description import Product, Provider
from practicum.focus.simulate.scenarios_reading import Company

ENVIRONMENTS = ("production", "staging", "development", "sandbox")
_SHORT = {"production": "prod", "staging": "stg", "development": "dev", "sandbox": "sbx"}


@dataclass(frozen=True)
class Account:
    """A sub-account. `product` is empty where resources of several products live in it: only their tags tell."""

    id: str
    name: str
    provider: int
    product: str
    business_unit: str
    cost_centre: str
    owner_email: str
    environment: str
    is_shared: bool


@dataclass(frozen=True)
class Accounts:
    """All sub-accounts, and where to find the one of a product; `mixed` has one a provider, as `platform` (shared)."""

    all: tuple[Account, ...]
    billing: tuple[str, ...]
    index: np.ndarray  # [provider, product, environment] -> account
    mixed: tuple[int, ...]
    platform: tuple[int, ...]


def draw_accounts(company: Company, rng: np.random.Generator) -> Accounts:
    """An account for each provider, product and environment; one for each shared product; one mixed for each."""
    scenario = company.scenario
    centre = {unit.name: unit.cost_centre for unit in scenario.units}
    domain = "".join(c for c in scenario.company.lower() if c.isalnum()) + ".example"
    # Who runs the platform runs the mixed sub-accounts too.
    runner = next(product for product in scenario.products if product.shared)
    made: list[Account] = []
    index = np.zeros((len(company.providers), len(scenario.products), len(ENVIRONMENTS)), dtype=np.int64)
    mixed, platform = [], []

    def add(provider: int, name: str, product: Product | None, environment: str) -> int:
        made.append(
            Account(
                id=_digits(rng),
                name=name,
                provider=provider,
                product=product.key if product else "",
                business_unit=product.unit if product else "",
                cost_centre=centre[(product or runner).unit],
                owner_email=f"{product.key}@{domain}" if product else f"platform@{domain}",
                environment=environment,
                is_shared=bool(product and product.shared),
            )
        )
        return len(made) - 1

    for p, provider in enumerate(company.providers):
        shared = []
        for q, product in enumerate(scenario.products):
            for environment in _environments(company, provider, product):
                short = f"-{_SHORT[environment]}" if not product.shared else ""
                index[p, q, ENVIRONMENTS.index(environment)] = add(
                    p, f"{product.key}{short}-{provider.key}", product, environment
                )
            if product.shared:
                index[p, q, :] = index[p, q, 0]
                shared.append(int(index[p, q, 0]))
            elif provider.production_only:
                index[p, q, :] = index[p, q, 0]
        mixed.append(add(p, f"legacy-{provider.key}", None, "production"))
        platform.append(shared[0])
    return Accounts(
        all=tuple(made),
        billing=tuple(_digits(rng) for _ in company.providers),
        index=index,
        mixed=tuple(mixed),
        platform=tuple(platform),
    )


def _environments(company: Company, provider: Provider, product: Product) -> tuple[str, ...]:
    if product.shared or provider.production_only:
        return ("production",)
    return tuple(e for e in ENVIRONMENTS if company.scenario.environments.get(e))  # type: ignore[call-overload]


def _digits(rng: np.random.Generator) -> str:
    return f"{int(rng.integers(10**11, 10**12))}"
