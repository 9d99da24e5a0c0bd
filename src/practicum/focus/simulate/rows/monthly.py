"""What providers add to a month: tax, credits, refunds, and corrections of months that are closed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from practicum.focus.simulate import chance
from practicum.focus.simulate.measures import PLACES, cents, cost, price, quantity
from practicum.focus.simulate.rows.days import Fixed, Usage, usage_of_days
from practicum.focus.simulate.rows.faces import line_of, meter_of, price_id, sku_of
from practicum.focus.simulate.rows.single import Row, account, amounts, priced, row_of, service, sku
from practicum.focus.simulate.rows.tally import BILLED, LISTED_ON_DEMAND, Tally, watched_resources
from practicum.focus.simulate.world.world import World

TAX_LINE, CREDIT_LINE, REFUND_LINE = "TAX", "CRD", "RFD"
_EXACT = Decimal(1).scaleb(-PLACES)


@dataclass(frozen=True)
class Bases:
    """What a provider billed on demand in a month, and the same at list price: tax and credits are parts of it."""

    billed: Decimal
    listed: Decimal


def bases_of(world: World, tally: Tally) -> dict[tuple[int, int], Bases]:
    """By provider and month."""
    owner = np.array([p for p, _ in world.estate.services])
    found = {}
    for month in range(world.window.months):
        by_service = tally.cells[month].sum(axis=(1, 3))
        for provider in range(len(world.company.providers)):
            mine = by_service[:, owner == provider].sum(axis=1)
            found[provider, month] = Bases(cost(mine[BILLED]), cost(mine[LISTED_ON_DEMAND]))
    return found


def taxes(world: World, bases: dict[tuple[int, int], Bases]) -> Iterator[Row]:
    """Tax on usage that is billed on demand; commitments and licences are exempt in this world."""
    for (provider, month), base in bases.items():
        payee = world.payees[provider]
        if payee.tax_percent and base.billed:
            rate = Decimal(payee.tax_percent).scaleb(-2)
            yield {
                **_whole_month(world, provider, month, line=TAX_LINE, category="Tax", frequency="Recurring"),
                **amounts((base.billed * rate).quantize(_EXACT)),
                "ListCost": (base.listed * rate).quantize(_EXACT),
                **service("Tax", "Other", "Other (Other)"),
                "ChargeDescription": f"Sales tax {payee.tax_percent} %",
            }


def credit_rows(world: World, bases: dict[tuple[int, int], Bases]) -> Iterator[Row]:
    """A promotional credit of the first provider, each month, of about some percent of its bill."""
    percent = world.company.scenario.planted.credit_percent
    rng = chance.stream(world.seed, chance.MONEY)
    for month in range(world.window.months if percent else 0):
        shaken = Decimal(int(rng.integers(60, 141))).scaleb(-4) * percent
        amount = -max(cents(bases[0, month].billed * shaken), Decimal(5))
        yield {
            **_whole_month(world, 0, month, line=CREDIT_LINE, category="Credit", frequency="One-Time"),
            **amounts(amount),
            **_first_service(world, 0),
            "ChargeDescription": "Promotional credit",
        }


def refunds(world: World, bases: dict[tuple[int, int], Bases]) -> Iterator[Row]:
    """Money back that belongs to no charge in the data: an Adjustment."""
    rng = chance.stream(world.seed, chance.MONEY, 1)
    for number in range(world.company.scenario.planted.refunds):
        month = int(rng.integers(world.window.months))
        provider = number % len(world.company.providers)
        part = Decimal(int(rng.integers(50, 251))).scaleb(-4)
        amount = -max(cents(bases[provider, month].billed * part), Decimal(3))
        yield {
            **_whole_month(world, provider, month, line=REFUND_LINE, category="Adjustment", frequency="One-Time"),
            **amounts(amount),
            **_first_service(world, provider),
            "ChargeDescription": "Refund after a support case",
        }


def corrections(world: World, fixed: Fixed) -> Iterator[Row]:
    """Part of an earlier charge is taken back after its month was closed (delta style): quantity and costs are
    negative, the charge period is the old day, the invoice is that of the month after. What the truth tells the cost
    of is left alone."""
    if world.window.months == 1:
        return
    rng = chance.stream(world.seed, chance.MONEY, 2)
    ordinary = ~watched_resources(world) & (world.estate.surge < 0) & (world.estate.pool < 0)
    seen = set()
    for _ in range(world.company.scenario.planted.corrections):
        day = int(rng.integers(world.window.month_starts[-2]))
        usage, _used = usage_of_days(fixed, day, day + 1)
        plain = np.flatnonzero(ordinary[usage.resource] & (usage.quantity >= 10))
        if not len(plain):
            continue
        row = int(plain[int(rng.integers(len(plain)))])
        percent = int(rng.integers(20, 81))
        if (int(usage.resource[row]), day) not in seen:
            seen.add((int(usage.resource[row]), day))
            yield _correction(world, usage, row, percent)


def _correction(world: World, usage: Usage, row: int, percent: int) -> Row:
    estate, window = world.estate, world.window
    resource, day = int(usage.resource[row]), int(usage.day[row])
    place = int(estate.service[resource])
    provider, sold = estate.services[place]
    maker = world.company.providers[provider]
    size, region = sold.sizes[int(estate.size[resource])], maker.regions[int(estate.region[resource])]
    back = -quantity(max(int(usage.quantity[row]) * percent // 100, 1))
    month = window.month_of(day) + 1
    listed, contracted = price(estate.list_price[resource]), price(estate.contracted_price[resource])
    row_made = row_of(
        world,
        world.payees[provider],
        month=month,
        line=line_of(place),
        start=window.date_of(day),
        end=window.date_of(day + 1),
        category="Usage",
        frequency="Usage-Based",
    )
    row_made["x_DeliveredAt"] = row_made["BillingPeriodStart"].replace(day=6, hour=8)
    made = {
        **row_made,
        **priced(back, sold.unit, listed=listed, contracted=contracted),
        **service(sold.name, sold.category, sold.subcategory),
        **account(world, int(estate.account[resource])),
        **sku(sku_of(maker, sold, size), meter_of(sold, size)),
        "SkuPriceId": price_id(maker, sold, size, region),
        "PricingCategory": "Dynamic" if sold.dynamic else "Standard",
        "ChargeClass": "Correction",
        "ChargeDescription": f"Correction of {meter_of(sold, size)} usage",
        "ConsumedQuantity": back,
        "ConsumedUnit": sold.unit,
        "ResourceId": estate.ids[resource],
        "ResourceName": estate.names[resource],
        "ResourceType": sold.resource_type,
        "RegionId": region.id,
        "RegionName": region.name,
        "Tags": world.tagging.texts[int(world.tagging.code[resource])],
    }
    if maker.virtual:
        own = price(estate.currency_price[resource])
        made |= {
            "PricingCurrency": maker.virtual.name,
            "PricingCurrencyListUnitPrice": own,
            "PricingCurrencyContractedUnitPrice": own,
            "PricingCurrencyEffectiveCost": own * back,
        }
    if sold.eligible:
        program = {"CommitmentPrograms": [{"ProgramType": maker.commitment_type}]}
        made["CommitmentProgramEligibilityDetails"] = json.dumps(program, separators=(",", ":"))
    return made


def _whole_month(world: World, provider: int, month: int, *, line: str, category: str, frequency: str) -> Row:
    window = world.window
    return row_of(
        world,
        world.payees[provider],
        month=month,
        line=line,
        start=window.month_start(month),
        end=window.month_start(month + 1),
        category=category,
        frequency=frequency,
    )


def _first_service(world: World, provider: int) -> Row:
    first = world.company.providers[provider].services[0]
    return service(first.name, first.category, first.subcategory)
