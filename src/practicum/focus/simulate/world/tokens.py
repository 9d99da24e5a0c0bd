"""Language models as the company uses them: requests and tokens of each day."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.description import Model, Tokens
from practicum.focus.simulate.measures import PLACES
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.rhythm import ONE, Rhythm

CLASSES = ("input", "cached", "output")
PER = 6  # prices are for 10**6 tokens


@dataclass(frozen=True)
class TokenUse:
    """What one product asks of one model. Arrays by day; `tokens[class]` as in CLASSES.

    `spike` is the part of `tokens` that an anomaly brought, from day `start` to `end` (exclusive).
    """

    use: Tokens
    model: Model
    provider: int
    product: int
    requests: Ints
    failed: Ints
    tokens: Ints
    spike: Ints
    cause: str
    start: int
    end: int

    def price(self, kind: int) -> Decimal:
        """The price of 1,000,000 tokens of a class."""
        return (self.model.input, self.model.cached, self.model.output)[kind]

    def cost(self, tokens: int, kind: int) -> Decimal:
        """What so many tokens of a class cost, exactly."""
        return (Decimal(int(tokens)).scaleb(-PER) * self.price(kind)).quantize(Decimal(1).scaleb(-PLACES))


def token_rows_a_day(company: Company) -> int:
    """The rows of token charges on each day."""
    return len(company.scenario.tokens) * len(CLASSES)


def draw_tokens(company: Company, window: Window, rhythm: Rhythm, *, seed: int) -> tuple[TokenUse, ...]:
    """Requests follow the business; tokens a request drift a little from day to day. Failed ones are billed too."""
    scenario = company.scenario
    keys = [provider.key for provider in company.providers]
    made = []
    for number, use in enumerate(scenario.tokens):
        rng = chance.stream(seed, chance.BUSINESS, number)
        provider = keys.index(use.provider)
        product = next(q for q, p in enumerate(scenario.products) if p.key == use.product)
        model = next(m for m in company.providers[provider].models if m.name == use.model)
        wobble = rng.uniform(0.9, 1.1, (3, window.days))
        usual = np.rint(use.requests_a_day * rhythm.activity[product] / ONE * wobble[0]).astype(np.int64)
        extra, cause, start, end = np.zeros_like(usual), "", 0, 0
        for plan in scenario.planted.anomalies if number == 0 else ():
            if plan.kind == "tokens":
                start = min(window.day_at(float(plan.at)), max(window.days - plan.days - 1, 0))
                end, cause = min(start + plan.days, window.days), plan.cause
                extra[start:end] = usual[start:end] * plan.strength // 100
        parts = [_tokens(use, requests, wobble) for requests in (usual, usual + extra)]
        made.append(
            TokenUse(
                use=use,
                model=model,
                provider=provider,
                product=product,
                requests=usual + extra,
                failed=usual * use.failed_per_thousand // 1000 + extra,
                tokens=parts[1],
                spike=parts[1] - parts[0],
                cause=cause,
                start=start,
                end=end,
            )
        )
    return tuple(made)


def spikes(uses: tuple[TokenUse, ...]) -> Iterator[tuple[TokenUse, Decimal]]:
    """The uses that an anomaly hit, with what it cost."""
    for use in uses:
        if use.cause:
            yield use, sum((use.cost(int(use.spike[kind].sum()), kind) for kind in range(len(CLASSES))), Decimal(0))


def _tokens(use: Tokens, requests: Ints, wobble: np.ndarray) -> Ints:
    asked = np.rint(requests * use.input_tokens * wobble[1]).astype(np.int64)
    cached = asked * use.cached_percent // 100
    answered = np.rint(requests * use.output_tokens * wobble[2]).astype(np.int64)
    return np.stack((asked - cached, cached, answered))
