"""What language models cost: by class of token, by request, and for nothing."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, divide, multiply, percent_or_none
from practicum.focus.analyses.conditions import CHARGE_DAY, USAGE
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import UntoldError, tells

_UNIT = re.compile(r"(?:(\d+) )?Tokens")
_CLASSES = (("cach", "cached"), ("reason", "reasoning"), ("output", "output"), ("input", "input"))
_TOKEN_ROWS = f"{USAGE} AND regexp_full_match(\"PricingUnit\", '(\\d+ )?Tokens')"


@dataclass(frozen=True)
class TokenClass:
    """Tokens of one class (input, cached, output, reasoning, other): how many, and what a million of them costs."""

    token_class: str
    rows: int
    tokens: Decimal
    cost: Decimal
    cost_per_million: Decimal | None


@dataclass(frozen=True)
class TokenCost:
    """All token charges. What needs the side table token_usage is None without it. `retry_waste` is an estimate over
    `days` days: it takes a failed request to cost as much as the mean request of its day."""

    currency: str
    rows: int
    cost: Decimal
    classes: tuple[TokenClass, ...]
    requests: int | None
    failed_requests: int | None
    cost_per_request: Decimal | None
    cost_per_answered_request: Decimal | None
    cache_hit_percent: Decimal | None
    retry_waste: Decimal | None
    days: int


@tells
def token_cost(bill: OpenBill) -> TokenCost:
    """What tokens cost by class, what a request costs, how often the cache answers, what failed requests waste.

    Formula: cost per million = 10^6 * E / tokens, tokens = PricingQuantity * what PricingUnit counts by ("Tokens",
    "1000 Tokens" ...). The class is read from SkuMeter (cached before input). Cost per request = E / requests, per
    answered one E / (requests - failed); cache hit = 100 * cached / (input + cached); retry waste = sum over days of
    E(day) * failed / requests. The side table counts input tokens without the cached ones.
    Columns: EffectiveCost, ChargeCategory, PricingUnit, PricingQuantity, SkuMeter, ChargePeriodStart; side table
    token_usage.
    Source: FinOps Foundation names such KPIs, mostly without a formula: these are ours. Units: FOCUS 1.4, Unit Format
    A-024.
    Cannot tell: a column is missing; no row is priced by tokens; such a row lacks its cost or quantity.
    """
    bill.need("ChargeCategory", "PricingUnit", "PricingQuantity", "SkuMeter", "ChargePeriodStart")
    cost = bill.total("EffectiveCost", _TOKEN_ROWS, of="token")
    lost = bill.count(f'{_TOKEN_ROWS} AND ("PricingQuantity" IS NULL OR "ChargePeriodStart" IS NULL)')
    if lost:
        raise UntoldError(f"{lost} token rows have no quantity or no day.")
    found = bill.rows(
        f'SELECT coalesce("SkuMeter", \'\'), "PricingUnit", count(*), sum("PricingQuantity"), sum("EffectiveCost") '  # noqa: S608
        f"FROM bill WHERE {_TOKEN_ROWS} GROUP BY 1, 2"
    )
    groups: dict[str, list[tuple[int, Decimal, Decimal]]] = defaultdict(list)
    for meter, unit, rows, quantity, amount in found:
        groups[_class_of(meter)].append((rows, multiply(quantity, _counts_by(unit)), amount))
    daily = dict(
        bill.rows(f'SELECT {CHARGE_DAY}, sum("EffectiveCost") FROM bill WHERE {_TOKEN_ROWS} GROUP BY 1')  # noqa: S608
    )
    asked = _usage(bill)
    requests = sum(day[2] for day in asked.values()) if asked else None
    failed = sum(day[3] for day in asked.values()) if asked else None
    cached = sum(day[1] for day in asked.values())
    inputs = sum(day[0] for day in asked.values())
    return TokenCost(
        currency=bill.currency(),
        rows=sum(row[2] for row in found),
        cost=cost,
        classes=tuple(_told(name, groups[name]) for name in sorted(groups)),
        requests=requests,
        failed_requests=failed,
        cost_per_request=divide(cost, Decimal(requests)) if requests else None,
        cost_per_answered_request=divide(cost, Decimal(requests - failed))
        if requests and failed is not None and requests > failed
        else None,
        cache_hit_percent=percent_or_none(Decimal(cached), Decimal(inputs + cached)),
        retry_waste=add(
            divide(multiply(amount, Decimal(asked[day][3])), Decimal(asked[day][2]))
            for day, amount in daily.items()
            if day in asked and asked[day][2]
        )
        if asked
        else None,
        days=len(set(daily) & set(asked)) if asked else len(daily),
    )


def _usage(bill: OpenBill) -> dict[date, tuple[int, int, int, int]]:
    """Input tokens, cached tokens, requests and failed requests of each day; empty without the side table."""
    if "token_usage" not in bill.side:
        return {}
    found = bill.rows(
        "SELECT day, sum(input_tokens), sum(cached_tokens), sum(requests), sum(failed_requests) FROM token_usage "
        "GROUP BY 1"
    )
    return {day: (int(a or 0), int(b or 0), int(c or 0), int(d or 0)) for day, a, b, c, d in found}


def _told(name: str, lines: list[tuple[int, Decimal, Decimal]]) -> TokenClass:
    tokens, cost = add([line[1] for line in lines]), add([line[2] for line in lines])
    price = divide(multiply(cost, Decimal(10**6)), tokens) if tokens > 0 else None
    return TokenClass(name, sum(line[0] for line in lines), tokens, cost, price)


def _class_of(meter: str) -> str:
    lower = meter.lower()
    return next((name for sign, name in _CLASSES if sign in lower), "other")


def _counts_by(unit: str) -> Decimal:
    found = _UNIT.fullmatch(unit)
    return Decimal(found[1]) if found and found[1] else Decimal(1)
