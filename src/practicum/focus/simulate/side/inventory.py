"""What the company has: licences, tokens used, prices, machines of its own."""

from datetime import date
from decimal import Decimal
from typing import Any

from practicum.focus.simulate import chance
from practicum.focus.simulate.measures import PRICE_PLACES
from practicum.focus.simulate.rows.commitments import list_price
from practicum.focus.simulate.rows.faces import meter_of, sku_of
from practicum.focus.simulate.rows.saas import TOKEN_UNIT, licence_sku, seats_of, token_sku
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.world.tokens import CLASSES


def licences(facts: Facts) -> list[dict[str, Any]]:
    """Seats bought, given and used, by month and unit; the numbers bought are those of the bill."""
    world, window = facts.world, facts.world.window
    made = []
    for number, licence in enumerate(world.company.scenario.licences):
        rng = chance.stream(world.seed, chance.BUSINESS, 300 + number)
        for month in range(window.months):
            for place, unit in enumerate(world.company.scenario.units):
                bought = seats_of(world, licence, place, month)
                given = bought * (licence.assigned_percent * 10 + int(rng.integers(-30, 31))) // 1000
                given = max(min(given, bought), 0)
                active = given * (licence.active_percent * 10 + int(rng.integers(-40, 41))) // 1000
                made.append(
                    {
                        "month": window.month_start(month),
                        "vendor": licence.vendor,
                        "product_name": licence.product_name,
                        "business_unit": unit.name,
                        "purchased": bought,
                        "assigned": given,
                        "active_users": max(min(active, given), 0),
                        "unit_price": licence.unit_price,
                        "renews_on": _after(window.month_start(window.months), licence.renews_in_months),
                    }
                )
    return made


def token_usage(facts: Facts) -> list[dict[str, Any]]:
    """The tokens behind the charges, with the requests that the bill does not know."""
    window = facts.world.window
    return [
        {
            "day": window.date_of(day),
            "product": use.use.product,
            "model": use.model.name,
            "input_tokens": int(use.tokens[0, day]),
            "cached_tokens": int(use.tokens[1, day]),
            "output_tokens": int(use.tokens[2, day]),
            "requests": int(use.requests[day]),
            "failed_requests": int(use.failed[day]),
        }
        for use in facts.world.tokens
        for day in range(window.days)
    ]


def price_list(facts: Facts) -> list[dict[str, Any]]:
    """List prices of everything that could be on the bill, in the billing currency."""
    world = facts.world
    made: list[dict[str, Any]] = []

    def add(sku: str, meter: str, unit: str, region: str | None, listed: Decimal) -> None:
        row = {"sku_id": sku, "meter": meter, "unit": unit, "region_id": region, "list_unit_price": listed}
        made.append(row)

    for provider in world.company.providers:
        rate = provider.virtual.list_rate if provider.virtual else Decimal(1)
        for sold in provider.services:
            for size in sold.sizes:
                for region in provider.regions:
                    own = (int(size.price * 10**PRICE_PLACES) * region.price_percent + 50) // 100
                    listed = (Decimal(own).scaleb(-PRICE_PLACES) * rate).quantize(Decimal(1).scaleb(-PRICE_PLACES))
                    add(sku_of(provider, sold, size), meter_of(sold, size), sold.unit, region.id, listed)
        for model in provider.models:
            for word, listed in zip(CLASSES, (model.input, model.cached, model.output), strict=True):
                add(token_sku(provider.key, model.name, word), f"{model.name} {word} tokens", TOKEN_UNIT, None, listed)
    for commitment in world.commitments.all:
        provider = world.company.providers[commitment.provider]
        code = commitment.id.rsplit("-", maxsplit=1)[1]
        sku = f"{provider.key.upper()}-COMMITMENT-{code}"
        add(sku, f"{provider.commitment_type} spend", "USD", None, list_price(commitment))
    for licence in world.company.scenario.licences:
        add(licence_sku(licence), f"{licence.product_name} seat", "User-Months", None, licence.unit_price)
    return made


def hardware_assets(facts: Facts) -> list[dict[str, Any]]:
    """Machines of the company's own: some are written off, some are new."""
    world = facts.world
    rng = chance.stream(world.seed, chance.BUSINESS, 103)
    made: list[dict[str, Any]] = []
    for kind in world.company.scenario.hardware:
        for _ in range(kind.count):
            age = int(rng.integers(1, kind.life_months * 6 // 5))
            shaken = kind.purchase_cost * int(rng.integers(92, 109)) / 100
            made.append(
                {
                    "asset": f"HW-{len(made) + 1:04d}",
                    "kind": kind.kind,
                    "data_centre": kind.data_centre,
                    "bought_on": _after(world.window.first_day, -age),
                    "purchase_cost": shaken.quantize(Decimal(1)),
                    "life_months": kind.life_months,
                    "power_kw": kind.power_kw,
                    "business_unit": world.company.scenario.units[
                        int(rng.integers(len(world.company.scenario.units)))
                    ].name,
                }
            )
    return made


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)
