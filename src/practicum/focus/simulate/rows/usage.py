"""The rows of usage: on demand (B = E = C) or covered (B = 0, E at the committed price)."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.columns import Chosen, Content, Placed, Scaled, Words, block, decimals
from practicum.focus.simulate.measures import COST_PLACES, PRICE_PLACES, QUANTITY_PLACES
from practicum.focus.simulate.rows.days import WHOLE, Usage
from practicum.focus.simulate.rows.faces import METHOD, Faces
from practicum.focus.simulate.world.drawing import WORKLOADS
from practicum.focus.simulate.world.world import World

IDS_A_DAY = 10_000_000
_HOUR = np.timedelta64(3_600_000_000, "us")
_DAY = np.timedelta64(86_400_000_000, "us")
# A charge is usually delivered this long after the end of its day.
DELIVERED_AFTER = 8 * _HOUR
_CATEGORIES = ["Standard", "Committed", "Dynamic"]


@dataclass(frozen=True)
class Costs:
    """The costs of usage rows in whole numbers, and the prices behind them."""

    billed: Ints
    effective: Ints
    listed: Ints
    contracted: Ints


def costs_of(world: World, usage: Usage) -> Costs:
    """The four costs of each row."""
    estate, resource, quantity = world.estate, usage.resource, usage.quantity
    contracted = estate.contracted_price[resource] * quantity
    committed = world.commitments.price[resource] * quantity
    return Costs(
        billed=np.where(usage.covered, 0, contracted),
        effective=np.where(usage.covered, committed, contracted),
        listed=estate.list_price[resource] * quantity,
        contracted=contracted,
    )


def charge_ids(usage: Usage) -> Ints:
    """The x_ChargeId of each row: the day, then the number in the day."""
    return (usage.day + 1) * IDS_A_DAY + usage.number


def usage_table(world: World, faces: Faces, usage: Usage, costs: Costs, month: int) -> pa.Table:
    """The rows of some days of one month."""
    estate, resource, quantity = world.estate, usage.resource, usage.quantity
    covered, count = usage.covered, len(usage)
    dynamic = np.array([s.dynamic for _, s in estate.services])[estate.service]
    virtual = np.array([p.virtual is not None for p in world.company.providers])[estate.provider][resource]
    own = estate.currency_price[resource]
    own_contracted = np.where(virtual, own, estate.contracted_price[resource])
    start, window = world.window.timestamps(usage.day), world.window
    period = window.timestamps(np.array([window.month_starts[month], window.month_starts[month + 1]]))
    pool = np.where(covered, estate.pool[resource], -1)
    amount = Scaled(np.where(covered, costs.effective, 0), COST_PLACES, covered)
    standing, committing = faces.sku_price
    sku_price = np.where(covered, committing.places[resource] + len(standing.texts), standing.places[resource])
    quantities = Scaled(quantity, QUANTITY_PLACES)
    content: dict[str, Content] = {
        name: Placed(face.texts, face.places[resource], face.may_be_null) for name, face in faces.columns.items()
    }
    content |= {
        "BilledCost": Scaled(costs.billed, COST_PLACES),
        "EffectiveCost": Scaled(costs.effective, COST_PLACES),
        "ListCost": Scaled(costs.listed, COST_PLACES),
        "ContractedCost": Scaled(costs.contracted, COST_PLACES),
        "ListUnitPrice": Scaled(estate.list_price[resource], PRICE_PLACES),
        "ContractedUnitPrice": Scaled(estate.contracted_price[resource], PRICE_PLACES),
        "PricingCurrencyListUnitPrice": Scaled(own, PRICE_PLACES),
        "PricingCurrencyContractedUnitPrice": Scaled(own_contracted, PRICE_PLACES),
        "PricingCurrencyEffectiveCost": Scaled(np.where(virtual, own * quantity, costs.effective), COST_PLACES),
        "PricingQuantity": quantities,
        "ConsumedQuantity": quantities,
        "PricingCategory": Chosen(Words.made(_CATEGORIES), np.where(covered, 1, np.where(dynamic[resource], 2, 0))),
        "SkuPriceId": Placed(pa.concat_arrays([standing.texts, committing.texts]), sku_price, may_be_null=False),
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Usage-Based",
        "BillingCurrency": world.company.scenario.currency,
        "BillingPeriodStart": np.full(count, period[0]),
        "BillingPeriodEnd": np.full(count, period[1]),
        "ChargePeriodStart": start,
        "ChargePeriodEnd": start + _DAY,
        "InvoiceId": Chosen(faces.invoices[month], estate.provider[resource]),
        "InvoiceDetailId": Chosen(faces.lines[month], estate.service[resource]),
        "CommitmentDiscountStatus": Chosen(Words.made(["Used"]), np.where(covered, 0, -1)),
        "CommitmentDiscountQuantity": amount,
        "ContractApplied": _applied(faces, pool, amount),
        "x_ChargeId": charge_ids(usage),
        "x_DeliveredAt": start + _DAY + DELIVERED_AFTER + usage.late * _DAY,
    }
    content |= {name: Chosen(words, pool) for name, words in faces.commitment.items() if len(words.texts)}
    return block(count, content | _allocated(world, faces, usage))


def _allocated(world: World, faces: Faces, usage: Usage) -> dict[str, Content]:
    """The columns of the rows that the provider splits among workloads."""
    is_part = usage.share != WHOLE
    if not is_part.any():
        return {}
    share = np.where(is_part, usage.share, 0)
    percent = np.where(is_part, world.estate.percents[usage.resource, share], -1)
    has_workload = is_part & (share < WORKLOADS)
    product = world.estate.workloads[usage.resource, np.minimum(share, WORKLOADS - 1)]
    return {
        "AllocatedMethodId": Chosen(Words.made([METHOD]), np.where(is_part, 0, -1)),
        "AllocatedMethodDetails": Chosen(faces.ratio, percent),
        **{name: Chosen(words, np.where(has_workload, product, -1)) for name, words in faces.workload.items()},
    }


def _applied(faces: Faces, pool: Ints, amount: Scaled) -> pa.Array:
    """ContractApplied of covered rows, with the cost as a JSON number."""
    rows = np.flatnonzero(pool >= 0)
    if not len(rows):
        return pa.nulls(len(pool), pa.string())
    before, after = (
        pa.array([pair[side] for pair in faces.applied], pa.string()).take(pa.array(pool[rows])) for side in (0, 1)
    )
    costs = decimals(Scaled(amount.numbers[rows], amount.places)).cast(pa.string())
    texts = pc.binary_join_element_wise(before, costs, after, "")
    places = np.full(len(pool), -1, dtype=np.int64)
    places[rows] = np.arange(len(rows))
    return texts.take(pa.array(places, mask=places < 0))
