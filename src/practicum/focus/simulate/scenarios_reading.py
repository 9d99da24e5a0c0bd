"""Scenario and provider files: read, checked, and tied to each other."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from practicum.focus.simulate.description import Part, Provider, Scenario
from practicum.kernel.errors import Refusal

Kind = TypeVar("Kind", bound=Part)
_HERE = "practicum.focus.simulate"
MODEL_INFERENCE = "Model Inference"


@dataclass(frozen=True)
class Company:
    """A scenario with the providers that it uses, in its order; an issuer that the scenario names is in place."""

    scenario: Scenario
    providers: tuple[Provider, ...]


def scenario_names() -> tuple[str, ...]:
    """The names of the scenarios that come with Practicum: `baseline` first, then by name."""
    names = sorted(
        file.name.removesuffix(".toml")
        for file in resources.files(f"{_HERE}.scenarios").iterdir()
        if file.name.endswith(".toml")
    )
    return ("baseline", *(name for name in names if name != "baseline"))


@cache
def company_of(name: str) -> Company:
    """The company of a scenario. Refusals: `unknown_scenario`, and those of `parse_scenario`."""
    if name not in scenario_names():
        raise Refusal(
            "unknown_scenario",
            f"There is no scenario {name}.",
            field="scenario",
            mend=f"Known: {', '.join(scenario_names())}.",
        )
    file = resources.files(f"{_HERE}.scenarios").joinpath(f"{name}.toml")
    return parse_scenario(file.read_text(encoding="utf-8"), source=f"{name}.toml")


def parse_scenario(text: str, *, source: str) -> Company:
    """A scenario from the text of its file. Refusal `bad_scenario` names the place and what is wrong with it."""
    scenario = _parsed(Scenario, text, source)
    known = _providers()
    for use in scenario.providers:
        if use.key not in known:
            _refuse(source, f"providers: there is no provider {use.key}", f"Known: {', '.join(sorted(known))}.")
    providers = tuple(
        known[use.key].model_copy(update={"issuer": use.issuer}) if use.issuer else known[use.key]
        for use in scenario.providers
    )
    for problem in _loose_ends(scenario, providers):
        _refuse(source, problem, "Use a name that the file defines.")
    return Company(scenario=scenario, providers=providers)


def _loose_ends(scenario: Scenario, providers: tuple[Provider, ...]) -> Iterator[str]:
    if sum(scenario.environments.values()) != 100:
        yield "environments: the percents do not add up to 100"
    if "production" not in scenario.environments:
        yield "environments: production is missing"
    yield from _loose_products(scenario)
    yield from _loose_plans(scenario, providers)


def _loose_products(scenario: Scenario) -> Iterator[str]:
    units = {unit.name for unit in scenario.units}
    for product in scenario.products:
        if product.unit not in units:
            yield f"products: {product.key} belongs to the unknown unit {product.unit}"
        if product.shared != bool(product.method):
            yield f"products: {product.key} needs shared and method together"
        if product.method == "fixed" and (set(product.shares) - units or sum(product.shares.values()) != 100):
            yield f"products: the shares of {product.key} are of unknown units or do not add up to 100"
        if not product.shared and not (product.metric and product.a_day > 0):
            yield f"products: {product.key} has no metric, or none a day"
    if not any(product.shared for product in scenario.products):
        yield "products: none is shared, and commitments are bought by a shared one"


def _loose_plans(scenario: Scenario, providers: tuple[Provider, ...]) -> Iterator[str]:
    products, keys = {product.key for product in scenario.products}, {provider.key for provider in providers}
    services = {s.name for p in providers for s in p.services}
    models = {(p.key, m.name) for p in providers for m in p.models}
    for move in scenario.migrations:
        if move.product not in products or {move.source, move.target} - keys or move.start >= move.end:
            yield f"migrations: {move.product} from {move.source} to {move.target}"
    for plan in scenario.commitments:
        if plan.provider not in keys:
            yield f"commitments: the unknown provider {plan.provider}"
    for anomaly in scenario.planted.anomalies:
        if anomaly.kind == "tokens":
            if not scenario.tokens or anomaly.service != MODEL_INFERENCE:
                yield f"planted.anomalies: {anomaly.cause} needs tokens, and the service {MODEL_INFERENCE}"
        elif anomaly.service not in services:
            yield f"planted.anomalies: the unknown service {anomaly.service}"
    for use in scenario.tokens:
        if use.product not in products or (use.provider, use.model) not in models:
            yield f"tokens: {use.product} with {use.model} of {use.provider}"


@cache
def _providers() -> dict[str, Provider]:
    folder = resources.files(f"{_HERE}.catalogue")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml") and file.name != "practice.toml"]
    read = [_parsed(Provider, file.read_text(encoding="utf-8"), file.name) for file in files]
    return {provider.key: provider for provider in read}


def _parsed(kind: type[Kind], text: str, source: str) -> Kind:
    try:
        data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        _refuse(source, str(error), "Mend the TOML.")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        _refuse(source, f"{place}: {first['msg']}", "See the reference of scenario files.")


def _refuse(source: str, problem: str, mend: str) -> NoReturn:
    raise Refusal("bad_scenario", f"{Path(source).name}: {problem}.", field="scenario", mend=mend)
