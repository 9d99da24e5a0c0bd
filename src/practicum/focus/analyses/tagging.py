"""How much of what can be tagged is tagged, and as the policy wants it."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from practicum.focus.analyses.arithmetic import add, percent
from practicum.focus.analyses.conditions import NOT_UNUSED
from practicum.focus.analyses.opened import OpenBill
from practicum.focus.analyses.telling import tells

TAGGABLE = f'{NOT_UNUSED} AND "ResourceId" IS NOT NULL'


@dataclass(frozen=True)
class KeyCoverage:
    """One tag key. `by_cost_percent` has it on the row; `by_resource_percent` on every row of the resource."""

    key: str
    required: bool
    by_cost_percent: Decimal
    by_resource_percent: Decimal
    wrong_values: tuple[str, ...]


@dataclass(frozen=True)
class TagCoverage:
    """Taggable rows, resources and cost, the coverage of each key, and how much meets the whole policy (None without
    one). `unreadable` rows have tags that are no JSON object: they count as untagged."""

    currency: str
    rows: int
    resources: int
    unreadable: int
    cost: Decimal
    keys: tuple[KeyCoverage, ...]
    compliant_by_cost_percent: Decimal | None
    compliant_by_resource_percent: Decimal | None


@dataclass
class _Tally:
    cost: list[Decimal] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)


@tells
def tag_coverage(bill: OpenBill) -> TagCoverage:
    """For each tag key the part of taggable cost, and of resources, that carries it; and the part that meets the policy.

    Formula: 100 * E(rows with the key) / E(taggable rows); 100 * resources with the key on all rows / resources.
    Taggable is usage with a ResourceId that is no unused commitment: tax, credits, purchases and support cannot be
    tagged. A row meets the policy when every required key is there, and each key of the policy that is there has an
    allowed value. Keys and values are compared letter by letter: a typo is a gap.
    Columns: EffectiveCost, ChargeCategory, CommitmentDiscountStatus, ResourceId, Tags; side table tag_policy, if there.
    Source: FinOps Foundation KPIs on tagging policy compliance (defined by the policy; the denominator is ours).
    Cannot tell: a column is missing; nothing can be tagged; a row lacks its cost; the cost is not above 0.
    """
    bill.need("ChargeCategory", "ResourceId", "Tags", "CommitmentDiscountStatus")
    cost = bill.total("EffectiveCost", TAGGABLE, of="taggable")
    policy = _policy(bill)
    found = bill.rows(
        f'SELECT "Tags", "ResourceId", sum("EffectiveCost"), count(*) FROM bill WHERE {TAGGABLE} GROUP BY 1, 2'  # noqa: S608
    )
    read = {text: _tags(text) for text in {row[0] for row in found}}
    seen = {key for tags in read.values() for key in (tags or {})}
    keys = sorted(policy) if policy else sorted(seen)
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    whole = _Tally()
    unreadable = 0
    for text, resource, amount, rows in found:
        tags = read[text]
        unreadable += rows if tags is None else 0
        meets = True
        for key in keys:
            value = (tags or {}).get(key)
            tally = tallies[key]
            required, allowed = policy.get(key, (False, frozenset()))
            if value is None:
                tally.failed.add(resource)
                meets = meets and not required
                continue
            tally.cost.append(amount)
            if allowed and value not in allowed:
                tally.wrong.add(value)
                meets = False
        if meets:
            whole.cost.append(amount)
        else:
            whole.failed.add(resource)
    resources = len({row[1] for row in found})
    return TagCoverage(
        currency=bill.currency(),
        rows=sum(row[3] for row in found),
        resources=resources,
        unreadable=unreadable,
        cost=cost,
        keys=tuple(
            KeyCoverage(
                key=key,
                required=policy.get(key, (False, frozenset()))[0],
                by_cost_percent=_share(tallies[key], cost),
                by_resource_percent=_resource_share(tallies[key], resources),
                wrong_values=tuple(sorted(tallies[key].wrong)),
            )
            for key in keys
        ),
        compliant_by_cost_percent=_share(whole, cost) if policy else None,
        compliant_by_resource_percent=_resource_share(whole, resources) if policy else None,
    )


def _share(tally: _Tally, cost: Decimal) -> Decimal:
    return percent(add(tally.cost), cost, of="cost of what can be tagged")


def _resource_share(tally: _Tally, resources: int) -> Decimal:
    return percent(Decimal(resources - len(tally.failed)), Decimal(resources), of="number of resources")


def _policy(bill: OpenBill) -> dict[str, tuple[bool, frozenset[str]]]:
    if "tag_policy" not in bill.side:
        return {}
    found: dict[str, tuple[bool, frozenset[str]]] = {}
    for key, value, required in bill.rows("SELECT tag_key, allowed_value, required FROM tag_policy"):
        before = found.get(key, (False, frozenset()))
        found[key] = (before[0] or bool(required), before[1] | ({value} if value else frozenset()))
    return found


def _tags(text: str | None) -> Mapping[str, str] | None:
    """None: no JSON object. Empty values count as no value."""
    if text is None or not text.strip():
        return {}
    try:
        tags = json.loads(text)
    except ValueError:
        return None
    if not isinstance(tags, dict):
        return None
    return {key: str(value) for key, value in tags.items() if value not in (None, "")}
