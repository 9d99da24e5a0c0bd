"""The truth: what was planted, by the ids that somebody can find in the data. Decimals as text, dates as ISO."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np

from practicum.focus.simulate.measures import cost
from practicum.focus.simulate.rows.faces import METHOD, meter_of
from practicum.focus.simulate.rows.single import Row
from practicum.focus.simulate.rows.tally import EFFECTIVE
from practicum.focus.simulate.scenarios_reading import MODEL_INFERENCE
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.side.invoicing import InvoiceError
from practicum.focus.simulate.side.ownership import JournalError
from practicum.focus.simulate.world.tags import KEYS, mistype, right_tags
from practicum.focus.simulate.world.tokens import spikes

MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "owners": "ResourceId -> business unit and product that truly own it",
        "shared_costs": "each pool with its effective cost (all rows of its sub-accounts) and what each unit bears of it",
        "tag_gaps": "resource and the keys of the policy that it lacks",
        "tag_typos": "resource, key, what is written, what is meant; a mistyped key is written under another name",
        "idle_resources": "resource and its effective cost over the window",
        "oversized_resources": "resource, its size, the size that fits, its effective cost and what that size would save",
        "anomalies": "cause, first and last day, service, sub-account, and the cost that is too much; resources of a burst",
        "commitments": "commitment, whether it was bought under, right or over the need, purchased, used, utilisation",
        "invoice_errors": "invoice, its line, the kind of error, and invoice minus charges",
        "journal_errors": "month, cost centre, forgotten or doubled, and journal minus charges",
        "credits": "x_ChargeId, invoice and billed cost of each credit",
        "refunds": "the same of each refund (ChargeCategory Adjustment)",
        "corrections": "the same of each correction of a closed month, with resource and day",
        "late_rows": "x_ChargeId, day, and days after the usual delivery",
        "virtual_currency": "provider, currency, what a unit costs by list and by contract, effective cost, units",
        "split_resources": "resource whose cost is split, its effective cost, the percents (the last is what nobody asked for)",
        "launches": "product, launched or retired, and the day",
        "migrations": "product, from where to where, and the days between",
        "unused_licences": "seats of the last month that nobody used, and their cost in it",
    }
)


def tell_truth(
    facts: Facts, invoice_errors: list[InvoiceError], journal_errors: list[JournalError], licences: list[dict[str, Any]]
) -> dict[str, Any]:
    """All of it. Each key is always there; a list may be empty."""
    parts: dict[str, Any] = {
        "owners": _owners(facts),
        "shared_costs": _shared_costs(facts),
        **_tags(facts),
        **_waste(facts),
        "anomalies": _anomalies(facts),
        "commitments": _commitments(facts),
        "invoice_errors": [asdict(error) for error in invoice_errors],
        "journal_errors": [asdict(error) for error in journal_errors],
        "credits": _rows(facts, lambda row: row["ChargeCategory"] == "Credit"),
        "refunds": _rows(facts, lambda row: row["ChargeCategory"] == "Adjustment"),
        "corrections": _rows(facts, lambda row: row.get("ChargeClass") == "Correction"),
        "late_rows": _late(facts),
        "virtual_currency": _virtual(facts),
        "split_resources": _splits(facts),
        "launches": _launches(facts),
        "migrations": _migrations(facts),
        "unused_licences": _licences(facts, licences),
    }
    return {key: _plain(parts[key]) for key in MEANINGS}


def _owners(facts: Facts) -> dict[str, Any]:
    estate, products = facts.world.estate, facts.world.company.scenario.products
    owners = [{"business_unit": product.unit, "product": product.key} for product in products]
    return {id_: owners[q] for id_, q in zip(estate.ids, estate.product.tolist(), strict=True)}


def _shared_costs(facts: Facts) -> list[dict[str, Any]]:
    """The effective cost of each pool over the window, and what each unit bears of it. Proportional: to the effective
    cost of the sub-accounts that the organisation gives to the unit and that are not shared."""
    world, months = facts.world, range(facts.world.window.months)
    totals = [sum(costs) for costs in zip(*(facts.account_costs(month) for month in months), strict=True)]
    own = {unit.name: Decimal(0) for unit in world.company.scenario.units}
    pools = {product.key: Decimal(0) for product in world.company.scenario.products if product.shared}
    for account, total in zip(world.accounts.all, totals, strict=True):
        if account.is_shared:
            pools[account.product] += total
        elif account.business_unit:
            own[account.business_unit] += total
    found = []
    for product in world.company.scenario.products:
        if not product.shared:
            continue
        if product.method == "fixed":
            parts = {unit: Decimal(percent) / 100 for unit, percent in product.shares.items()}
        elif product.method == "even":
            parts = {unit: Decimal(1) / len(own) for unit in own}
        else:
            parts = {unit: amount / sum(own.values()) for unit, amount in own.items()}
        total = pools[product.key]
        shares = {unit: (total * part).quantize(Decimal("0.000001")) for unit, part in parts.items()}
        found.append({"pool": product.key, "method": product.method, "effective_cost": total, "shares": shares})
    return found


def _tags(facts: Facts) -> dict[str, Any]:
    world, tagging = facts.world, facts.world.tagging
    gaps = [
        {
            "resource_id": world.estate.ids[r],
            "missing": [key for place, key in enumerate(KEYS) if int(tagging.gap[r]) >> place & 1],
        }
        for r in np.flatnonzero(tagging.gap).tolist()
    ]
    typos = []
    for r in np.flatnonzero(tagging.typo).tolist():
        product, environment = int(world.estate.product[r]), int(world.estate.environment[r])
        right = right_tags(world.company, product, environment, int(tagging.team[r]))
        typos.append({"resource_id": world.estate.ids[r], **mistype(right, int(tagging.typo[r]))[1]})
    return {"tag_gaps": gaps, "tag_typos": typos}


def _waste(facts: Facts) -> dict[str, Any]:
    estate, watched = facts.world.estate, facts.tally.watched
    idle = [
        {"resource_id": estate.ids[r], "effective_cost": cost(watched[r])} for r in np.flatnonzero(estate.idle).tolist()
    ]
    oversized = []
    for r in np.flatnonzero(estate.oversized).tolist():
        sizes = estate.services[int(estate.service[r])][1].sizes
        now = int(estate.size[r])
        kept = sizes[now - 1].price / sizes[now].price
        spent = cost(watched[r])
        oversized.append(
            {
                "resource_id": estate.ids[r],
                "size": sizes[now].name,
                "fits": sizes[now - 1].name,
                "effective_cost": spent,
                "saving": (spent * (1 - kept)).quantize(Decimal("0.000001")),
            }
        )
    return {"idle_resources": idle, "oversized_resources": oversized}


def _anomalies(facts: Facts) -> list[dict[str, Any]]:
    world, estate, window = facts.world, facts.world.estate, facts.world.window

    def one(cause: str, days: tuple[int, int], service: str, account: int, amount: Decimal) -> dict[str, Any]:
        return {
            "cause": cause,
            "start": window.date_of(days[0]),
            "end": window.date_of(days[1] - 1),
            "service": service,
            "sub_account_id": world.accounts.all[account].id,
            "cost": amount,
        }

    found = [
        one(s.cause, (s.start, s.end), estate.services[s.service][1].name, s.account, cost(facts.tally.surges[number]))
        for number, s in enumerate(estate.surges)
    ]
    for burst in estate.bursts:
        first = burst.first
        service = estate.services[int(estate.service[first])][1].name
        spent = cost(facts.tally.watched[first : burst.last].sum())
        days = int(estate.first[first]), int(estate.end[first])
        made = one(burst.cause, days, service, int(estate.account[first]), spent)
        found.append(made | {"resources": list(estate.ids[first : burst.last])})
    for use, amount in spikes(world.tokens):
        account = int(world.accounts.index[use.provider, use.product, 0])
        found.append(one(use.cause, (use.start, use.end), MODEL_INFERENCE, account, amount))
    return found


def _commitments(facts: Facts) -> list[dict[str, Any]]:
    found = []
    for number, commitment in enumerate(facts.world.commitments.all):
        bought, used = int(commitment.daily.sum()), int(facts.tally.used[number].sum())
        found.append(
            {
                "commitment_id": commitment.id,
                "state": commitment.plan.state,
                "purchased": cost(bought),
                "used": cost(used),
                "utilisation": (Decimal(used) / Decimal(bought)).quantize(Decimal("0.00000001")),
            }
        )
    return found


def _rows(facts: Facts, is_one: Any) -> list[dict[str, Any]]:
    return [_told(row) for row in facts.single if is_one(row)]


def _told(row: Row) -> dict[str, Any]:
    told = {
        "charge_id": row["x_ChargeId"],
        "invoice_id": row["InvoiceId"],
        "billed_cost": row["BilledCost"],
    }
    if row.get("ResourceId"):
        told |= {"resource_id": row["ResourceId"], "charge_date": row["ChargePeriodStart"].date()}
    return told


def _late(facts: Facts) -> list[dict[str, Any]]:
    window = facts.world.window
    return [
        {"charge_id": one.charge, "charge_date": window.date_of(one.day), "days_late": one.late}
        for one in facts.tally.late
    ]


def _virtual(facts: Facts) -> list[dict[str, Any]]:
    found = []
    for place, provider in enumerate(facts.world.company.providers):
        if provider.virtual:
            services = facts.provider_services(place)
            cells = [facts.tally.cells[m][EFFECTIVE][:, services] for m in range(facts.world.window.months)]
            corrected = [
                row["EffectiveCost"] for row in facts.single if row["PricingCurrency"] == provider.virtual.name
            ]
            effective = cost(sum(int(cell.sum()) for cell in cells)) + sum(corrected, Decimal(0))
            found.append(
                {
                    "service_provider": provider.name,
                    "currency": provider.virtual.name,
                    "contracted_rate": provider.virtual.contracted_rate,
                    "list_rate": provider.virtual.list_rate,
                    "effective_cost": effective,
                    "units": effective / provider.virtual.contracted_rate,
                }
            )
    return found


def _splits(facts: Facts) -> list[dict[str, Any]]:
    estate = facts.world.estate
    return [
        {
            "resource_id": estate.ids[r],
            "method": METHOD,
            "meter": meter_of(
                estate.services[int(estate.service[r])][1],
                estate.services[int(estate.service[r])][1].sizes[int(estate.size[r])],
            ),
            "effective_cost": cost(facts.tally.watched[r]),
            "percents": estate.percents[r].tolist(),
            "workloads": [facts.world.company.scenario.products[q].key for q in estate.workloads[r].tolist()],
        }
        for r in np.flatnonzero(estate.percents[:, 0]).tolist()
    ]


def _launches(facts: Facts) -> list[dict[str, Any]]:
    window = facts.world.window
    return [
        {"product": product.key, "kind": kind, "on": window.date_of(window.day_at(float(part)))}
        for product in facts.world.company.scenario.products
        for kind, part in (("launched", product.launch), ("retired", product.retire))
        if part is not None
    ]


def _migrations(facts: Facts) -> list[dict[str, Any]]:
    window = facts.world.window
    names = {provider.key: provider.name for provider in facts.world.company.providers}
    return [
        {
            "product": move.product,
            "source": names[move.source],
            "target": names[move.target],
            "start": window.date_of(window.day_at(float(move.start))),
            "end": window.date_of(window.day_at(float(move.end))),
        }
        for move in facts.world.company.scenario.migrations
    ]


def _licences(facts: Facts, licences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Seats of the last month that nobody used, and what they cost in it."""
    last = facts.world.window.month_start(facts.world.window.months - 1)
    found: dict[str, dict[str, Any]] = {}
    for row in licences:
        if row["month"] == last:
            one = found.setdefault(row["product_name"], {"product_name": row["product_name"], "seats": 0, "cost": 0})
            one["seats"] += row["purchased"] - row["active_users"]
            one["cost"] += (row["purchased"] - row["active_users"]) * row["unit_price"]
    return list(found.values())


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
