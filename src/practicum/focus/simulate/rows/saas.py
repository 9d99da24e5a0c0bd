"""Seats and tokens: what is bought by the month, and what language models cost by the day."""

from collections.abc import Iterator
from decimal import Decimal

from practicum.focus.simulate.description import Licence
from practicum.focus.simulate.rows.single import Row, account, priced, row_of, service, sku
from practicum.focus.simulate.scenarios_reading import MODEL_INFERENCE
from practicum.focus.simulate.world.tags import right_tags
from practicum.focus.simulate.world.tokens import CLASSES, PER
from practicum.focus.simulate.world.world import World

LICENCE_LINE, TOKEN_LINE = "LIC", "TOK"
TOKEN_UNIT = "1000000 Tokens"  # noqa: S105


def seats_of(world: World, licence: Licence, unit: int, month: int) -> int:
    """Seats bought for a business unit: the first has the most; one seat in fifty more each quarter."""
    units = len(world.company.scenario.units)
    weight = 2 * (units - unit)
    part = licence.seats * weight // (units * (units + 1))
    return max(part + part * (month // 3) // 50, 1)


def licence_sku(licence: Licence) -> str:
    """The SKU of a seat."""
    return "SEAT-" + "".join(c for c in licence.product_name.upper() if c.isalnum())


def licence_rows(world: World) -> Iterator[Row]:
    """One purchase for each licence, business unit and month. Nothing is covered by it, so E = B."""
    window, scenario = world.window, world.company.scenario
    payees = {payee.name: payee for payee in world.payees[len(world.company.providers) :]}
    for licence in scenario.licences:
        for month in range(window.months):
            for number, unit in enumerate(scenario.units):
                row = row_of(
                    world,
                    payees[licence.vendor],
                    month=month,
                    line=LICENCE_LINE,
                    start=window.month_start(month),
                    end=window.month_start(month + 1),
                    category="Purchase",
                    frequency="Recurring",
                )
                row["x_DeliveredAt"] = row["ChargePeriodStart"].replace(hour=8)
                seats = Decimal(seats_of(world, licence, number, month))
                yield {
                    **row,
                    **priced(seats, "User-Months", listed=licence.unit_price, contracted=licence.unit_price),
                    **service(licence.product_name, licence.category, licence.subcategory),
                    **sku(licence_sku(licence), f"{licence.product_name} seat"),
                    "ChargeDescription": f"{licence.product_name} seats for {unit.name}",
                    "Tags": f'{{"business_unit": "{unit.name}", "cost_centre": "{unit.cost_centre}"}}',
                }


def token_sku(provider: str, model: str, kind: str) -> str:
    """The SKU of a class of tokens of a model."""
    return f"{provider.upper()}-{model.upper()}-{kind.upper()}"


def token_rows(world: World) -> Iterator[Row]:
    """One row for each use of a model, class of tokens and day."""
    window = world.window
    for use in world.tokens:
        provider, model = world.company.providers[use.provider], use.model.name
        number = int(world.accounts.index[use.provider, use.product, 0])
        region = provider.regions[0]
        fixed = {
            **service(MODEL_INFERENCE, "AI and Machine Learning", "Generative AI"),
            **account(world, number),
            "ResourceId": f"{provider.key}/{world.accounts.all[number].id}/endpoint-{model}",
            "ResourceName": f"{use.use.product}-{model}",
            "ResourceType": "Endpoint",
            "RegionId": region.id,
            "RegionName": region.name,
            "Tags": _tags(world, use.product),
        }
        for day in range(window.days):
            for kind, word in enumerate(CLASSES):
                tokens = Decimal(int(use.tokens[kind, day]))
                if not tokens:
                    continue
                row = row_of(
                    world,
                    world.payees[use.provider],
                    month=window.month_of(day),
                    line=TOKEN_LINE,
                    start=window.date_of(day),
                    end=window.date_of(day + 1),
                    category="Usage",
                    frequency="Usage-Based",
                )
                yield {
                    **row,
                    **fixed,
                    **priced(tokens.scaleb(-PER), TOKEN_UNIT, listed=use.price(kind), contracted=use.price(kind)),
                    **sku(token_sku(provider.key, model, word), f"{model} {word} tokens"),
                    "ChargeDescription": f"{model} {word} tokens",
                    "ConsumedQuantity": tokens,
                    "ConsumedUnit": "Tokens",
                }


def _tags(world: World, product: int) -> str:
    tags = right_tags(world.company, product, 0, 1)
    return "{" + ", ".join(f'"{key}": "{value}"' for key, value in sorted(tags.items())) + "}"
