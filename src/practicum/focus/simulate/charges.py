"""The rows of a bill: usage, unused commitments, purchases, tax and credits."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.columns import Chosen, Content, Scaled, block
from practicum.focus.simulate.estate import Estate
from practicum.focus.simulate.scenario import COST_PLACES, PRICE_PLACES, QUANTITY_PLACES, Scenario
from practicum.focus.simulate.usage import Commitment, Coverage, Usage

_CENT = 10 ** (COST_PLACES - 2)
_ONE = 10**PRICE_PLACES


@dataclass(frozen=True)
class World:
    """Everything that was drawn; the rows follow from it without further chance."""

    scenario: Scenario
    window: Window
    estate: Estate
    usage: Usage
    coverage: Coverage


def usage_rows(world: World) -> pa.Table:
    """One row per resource and day, on demand (B = E = C) or covered (B = 0, E at the committed price)."""
    scenario, estate, usage, coverage = world.scenario, world.estate, world.usage, world.coverage
    resource, day, quantity = usage.resource, usage.day, usage.quantity
    account, service, size = estate.account[resource], estate.service[resource], estate.size[resource]
    covered = coverage.covered
    listed, contracted = estate.list_price[resource], estate.contracted_price[resource]
    at_contract, at_commitment = contracted * quantity, coverage.committed_price * quantity
    pool = np.where(covered, estate.pool[resource], -1)
    sizes = max(len(s.prices) for _, s in estate.services)
    skus = [
        f"{scenario.providers[p].key.upper()}-{number:02d}-{place}"
        for number, (p, s) in enumerate(estate.services)
        for place in range(sizes)
    ]
    meters = [
        f"{s.name} {s.prices[min(place, len(s.prices) - 1)][0]}" for _, s in estate.services for place in range(sizes)
    ]
    sku = service * sizes + size
    services = [s for _, s in estate.services]
    regions = [region for provider in scenario.providers for region in provider.regions]
    region = np.array([3 * p for p, _ in estate.services])[service] + estate.region[resource]
    quantities = Scaled(quantity, QUANTITY_PLACES)
    pair = sku * 2 + covered
    content: dict[str, Content] = {
        "BilledCost": Scaled(np.where(covered, 0, at_contract), COST_PLACES),
        "EffectiveCost": Scaled(np.where(covered, at_commitment, at_contract), COST_PLACES),
        "ListCost": Scaled(listed * quantity, COST_PLACES),
        "ContractedCost": Scaled(at_contract, COST_PLACES),
        "ListUnitPrice": Scaled(listed, PRICE_PLACES),
        "ContractedUnitPrice": Scaled(contracted, PRICE_PLACES),
        "PricingQuantity": quantities,
        "ConsumedQuantity": quantities,
        "PricingUnit": Chosen([s.unit for s in services], service),
        "ConsumedUnit": Chosen([s.unit for s in services], service),
        "PricingCategory": Chosen(["Standard", "Committed"], covered.astype(np.int64)),
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "ChargeDescription": Chosen([f"{meter} usage" for meter in meters], sku),
        "ServiceName": Chosen([s.name for s in services], service),
        "ServiceCategory": Chosen([s.category for s in services], service),
        "ServiceSubcategory": Chosen([s.subcategory for s in services], service),
        "ResourceType": Chosen([s.resource_type for s in services], service),
        "ResourceId": Chosen(estate.ids, resource),
        "ResourceName": Chosen(estate.names, resource),
        "RegionId": Chosen([key for key, _ in regions], region),
        "RegionName": Chosen([name for _, name in regions], region),
        "SkuId": Chosen(skus, sku),
        "SkuMeter": Chosen(meters, sku),
        "SkuPriceId": Chosen([f"{one}-{how}" for one in skus for how in ("OD", "CD")], pair.astype(np.int64)),
        "SubAccountId": Chosen([a.id for a in estate.accounts], account),
        "SubAccountName": Chosen([a.name for a in estate.accounts], account),
        "Tags": Chosen(estate.tags, resource),
        **_provider(world, np.array([p for p, _ in estate.services])[service], world.window.month_of(day), "USAGE"),
        **_periods(world, day, day + 1),
        **_commitment(world, pool, Scaled(at_commitment, COST_PLACES, covered)),
        "CommitmentDiscountStatus": Chosen([None, "Used"], covered.astype(np.int64)),
    }
    return block(len(day), content)


def unused_rows(world: World) -> pa.Table:
    """One row per commitment and day for what no usage took: E is the unused amount, B is 0."""
    commitments, days = world.coverage.commitments, world.window.days
    day = np.tile(np.arange(days), len(commitments))
    which = np.repeat(np.arange(len(commitments)), days)
    unused = np.concatenate([c.unused for c in commitments])
    content: dict[str, Content] = {
        **_of_commitments(world, which, Scaled(unused, COST_PLACES)),
        **_provider(world, _providers(commitments)[which], world.window.month_of(day), "USAGE"),
        **_periods(world, day, day + 1),
        "BilledCost": Scaled(np.zeros_like(unused), COST_PLACES),
        "EffectiveCost": Scaled(unused, COST_PLACES),
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "ChargeDescription": "Unused part of a commitment",
        "PricingCategory": "Committed",
        "CommitmentDiscountStatus": "Unused",
    }
    return block(len(day), content)


def purchase_rows(world: World) -> pa.Table:
    """Commitments as they are bought: every month, or once for the whole window. B is what its usage will cost as E."""
    window, commitments = world.window, world.coverage.commitments
    which, month, start, end = [], [], [], []
    for place, commitment in enumerate(commitments):
        for first in range(1 if commitment.upfront else window.months):
            which.append(place)
            month.append(first)
            start.append(int(window.month_starts[first]))
            end.append(window.days if commitment.upfront else int(window.month_starts[first + 1]))
    chosen, begins, ends = np.array(which), np.array(start), np.array(end)
    amount = np.array(
        [commitments[i].daily[a:b].sum() for i, a, b in zip(which, start, end, strict=True)], dtype=np.int64
    )
    upfront = np.array([c.upfront for c in commitments])[chosen]
    content: dict[str, Content] = {
        **_of_commitments(world, chosen, Scaled(amount, COST_PLACES)),
        **_provider(world, _providers(commitments)[chosen], np.array(month), "PURCHASE"),
        **_periods(world, begins, ends),
        "BilledCost": Scaled(amount, COST_PLACES),
        "EffectiveCost": Scaled(np.zeros_like(amount), COST_PLACES),
        "ChargeCategory": "Purchase",
        "ChargeFrequency": Chosen(["Recurring", "One-Time"], upfront.astype(np.int64)),
        "ChargeDescription": "Purchase of a commitment",
        "PricingCategory": "Standard",
    }
    return block(len(chosen), content)


def tax_rows(world: World) -> pa.Table:
    """Tax per provider and day on usage billed on demand; purchases of commitments are exempt in this world.

    Each cost of the tax is the rate times the same cost of the charges that it is on.
    """
    days = world.window.days
    sums = [_on_demand_by_day(world, place) for place in range(len(world.scenario.providers))]
    billed, listed = (np.concatenate([pair[i] for pair in sums]) * world.scenario.tax_percent for i in (0, 1))
    day = np.tile(np.arange(days), len(sums))
    provider = np.repeat(np.arange(len(sums)), days)
    costs = Scaled(billed, COST_PLACES + 2)
    content: dict[str, Content] = {
        **_provider(world, provider, world.window.month_of(day), "TAX"),
        **_periods(world, day, day + 1),
        **dict.fromkeys(("BilledCost", "EffectiveCost", "ContractedCost"), costs),
        "ListCost": Scaled(listed, COST_PLACES + 2),
        "ChargeCategory": "Tax",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": f"Sales tax {world.scenario.tax_percent} %",
        "ServiceName": "Tax",
        "ServiceCategory": "Other",
        "ServiceSubcategory": "Other (Other)",
    }
    return block(len(day), content)


def credit_rows(world: World, percents: Ints) -> pa.Table:
    """One credit per provider and month: some percent (`percents`, by provider, then month) of its on-demand bill."""
    months, providers = world.window.months, len(world.scenario.providers)
    starts = world.window.month_starts
    billed = []
    for place in range(providers):
        running = np.concatenate(([0], np.cumsum(_on_demand_by_day(world, place)[0])))
        billed.append(running[starts[1:]] - running[starts[:-1]])
    amount = -np.maximum(np.concatenate(billed) * percents // 100 // _CENT, 1) * _CENT
    month = np.tile(np.arange(months), providers)
    provider = np.repeat(np.arange(providers), months)
    first_services = [maker.services[0] for maker in world.scenario.providers]
    content: dict[str, Content] = {
        **_provider(world, provider, month, "CREDIT"),
        **_periods(world, starts[month], starts[month + 1]),
        **{name: Scaled(amount, COST_PLACES) for name in ("BilledCost", "EffectiveCost", "ContractedCost", "ListCost")},
        "ChargeCategory": "Credit",
        "ChargeFrequency": "One-Time",
        "ChargeDescription": "Promotional credit",
        "ServiceName": Chosen([s.name for s in first_services], provider),
        "ServiceCategory": Chosen([s.category for s in first_services], provider),
        "ServiceSubcategory": Chosen([s.subcategory for s in first_services], provider),
    }
    return block(len(month), content)


def _on_demand_by_day(world: World, provider: int) -> tuple[Ints, Ints]:
    """Billed and list cost per day of a provider's usage that no commitment covers."""
    estate, usage = world.estate, world.usage
    maker = np.array([p for p, _ in estate.services])[estate.service[usage.resource]]
    mine = np.flatnonzero((maker == provider) & ~world.coverage.covered)
    edges = np.searchsorted(usage.day[mine], np.arange(world.window.days + 1))
    sums = []
    for price in (estate.contracted_price, estate.list_price):
        running = np.concatenate(([0], np.cumsum(price[usage.resource[mine]] * usage.quantity[mine])))
        sums.append(running[edges[1:]] - running[edges[:-1]])
    return sums[0], sums[1]


def _providers(commitments: tuple[Commitment, ...]) -> Ints:
    return np.array([c.provider for c in commitments], dtype=np.int64)


def _provider(world: World, provider: Ints, month: Ints, detail: str) -> dict[str, Content]:
    """Who sells, who bills, and on which invoice."""
    makers, labels = world.scenario.providers, world.window.month_labels
    invoice = provider * len(labels) + month
    invoices = [f"INV-{maker.key.upper()}-{label}" for maker in makers for label in labels]
    starts = world.window.month_starts
    return {
        "ServiceProviderName": Chosen([m.name for m in makers], provider),
        "HostProviderName": Chosen([m.name for m in makers], provider),
        "InvoiceIssuerName": Chosen([m.issuer for m in makers], provider),
        "BillingAccountId": Chosen(world.estate.billing_accounts, provider),
        "BillingAccountName": Chosen([f"{world.scenario.company} ({m.name})" for m in makers], provider),
        "BillingCurrency": world.scenario.currency,
        "BillingPeriodStart": world.window.timestamps(starts[month]),
        "BillingPeriodEnd": world.window.timestamps(starts[month + 1]),
        "InvoiceId": Chosen(invoices, invoice),
        "InvoiceDetailId": Chosen([f"{name}-{detail}" for name in invoices], invoice),
    }


def _periods(world: World, start: Ints, end: Ints) -> dict[str, Content]:
    return {
        "ChargePeriodStart": world.window.timestamps(start),
        "ChargePeriodEnd": world.window.timestamps(end),
    }


def _commitment(world: World, pool: Ints, quantity: Scaled) -> dict[str, Content]:
    """The commitment columns of rows by pool; -1 is none."""
    ids: list[str | None] = [None]
    names: list[str | None] = [None]
    kinds: list[str | None] = [None]
    for commitment in world.coverage.commitments:
        maker = world.scenario.providers[commitment.provider]
        ids.append(_commitment_id(world, commitment))
        names.append(f"{maker.commitment_type} {'upfront' if commitment.upfront else 'monthly'}")
        kinds.append(maker.commitment_type)
    index = np.zeros(len(world.estate.services) + 2 * len(world.scenario.providers) + 1, dtype=np.int64)
    for place, commitment in enumerate(world.coverage.commitments):
        index[commitment.pool + 1] = place + 1
    which = index[pool + 1]
    there = np.minimum(which, 1)
    return {
        "CommitmentDiscountId": Chosen(ids, which),
        "CommitmentDiscountName": Chosen(names, which),
        "CommitmentDiscountType": Chosen(kinds, which),
        "CommitmentDiscountCategory": Chosen([None, "Spend"], there),
        "CommitmentDiscountUnit": Chosen([None, world.scenario.currency], there),
        "CommitmentDiscountQuantity": quantity,
    }


def _commitment_id(world: World, commitment: Commitment) -> str:
    maker = world.scenario.providers[commitment.provider]
    return f"{maker.key}/{world.estate.platform_accounts[commitment.provider].id}/commitment-{commitment.pool + 1}"


def _of_commitments(world: World, which: Ints, amount: Scaled) -> dict[str, Content]:
    """What purchases and unused rows share: a commitment is sold by the unit of currency, and a unit of it is worth
    1 / (1 - discount) at list price."""
    commitments = world.coverage.commitments
    listed = np.array([round(_ONE * 100 / (100 - c.discount)) for c in commitments])[which]
    accounts = world.estate.platform_accounts
    provider = _providers(commitments)[which]
    makers = world.scenario.providers
    ids = [_commitment_id(world, c) for c in commitments]
    first_services = [maker.services[0] for maker in makers]
    skus = [f"{makers[c.provider].key.upper()}-COMMITMENT-{c.pool + 1}" for c in commitments]
    return {
        **_commitment(world, np.array([c.pool for c in commitments])[which], amount),
        "ListUnitPrice": Scaled(listed, PRICE_PLACES),
        "ListCost": Scaled(listed * amount.numbers, PRICE_PLACES + amount.places),
        "ContractedUnitPrice": Scaled(np.full(len(which), _ONE), PRICE_PLACES),
        "ContractedCost": amount,
        "PricingQuantity": amount,
        "PricingUnit": world.scenario.currency,
        "ServiceName": Chosen([s.name for s in first_services], provider),
        "ServiceCategory": Chosen([s.category for s in first_services], provider),
        "ServiceSubcategory": Chosen([s.subcategory for s in first_services], provider),
        "ResourceId": Chosen(ids, which),
        "ResourceName": Chosen([f"Commitment {c.pool + 1}" for c in commitments], which),
        "ResourceType": Chosen([makers[c.provider].commitment_type for c in commitments], which),
        "SkuId": Chosen(skus, which),
        "SkuMeter": Chosen([f"{makers[c.provider].commitment_type} spend" for c in commitments], which),
        "SkuPriceId": Chosen([f"{sku}-P" for sku in skus], which),
        "SubAccountId": Chosen([a.id for a in accounts], provider),
        "SubAccountName": Chosen([a.name for a in accounts], provider),
    }
