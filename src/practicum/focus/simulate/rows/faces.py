"""The texts of usage rows: for each column the words, and for each resource which of them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from practicum.focus.simulate.calendar import Ints
from practicum.focus.simulate.columns import Words
from practicum.focus.simulate.description import Provider, Region, Service, Size
from practicum.focus.simulate.world.tags import right_tags
from practicum.focus.simulate.world.world import World

METHOD = "cpu-and-memory-requests"
_ZONES = "abc"


@dataclass(frozen=True)
class Face:
    """A text column of a resource: its words, and their place for each resource."""

    texts: pa.Array
    places: np.ndarray

    @cached_property
    def may_be_null(self) -> bool:
        """Whether some resource has none."""
        return bool((self.places < 0).any())


@dataclass(frozen=True)
class Faces:
    """All text columns that depend on the resource alone; SKU prices on demand and committed; workloads."""

    columns: dict[str, Face]
    sku_price: tuple[Face, Face]
    commitment: dict[str, Words]
    applied: tuple[tuple[str, str], ...]
    workload: dict[str, Words]
    ratio: Words
    invoices: tuple[Words, ...]
    lines: tuple[Words, ...]


def sku_of(provider: Provider, service: Service, size: Size) -> str:
    """The SKU of a size of a service."""
    word = "".join(part[0] for part in service.name.split()).upper()
    return f"{provider.key.upper()}-{word}-{size.name.upper()}"


def meter_of(service: Service, size: Size) -> str:
    """What the SKU measures."""
    return f"{service.name} {size.name}"


def price_id(provider: Provider, service: Service, size: Size, region: Region, *, committed: bool = False) -> str:
    """The SKU price: of a size, in a region, on demand or committed."""
    return f"{sku_of(provider, service, size)}-{region.id.upper()}-{'CD' if committed else 'OD'}"


def line_of(service: int) -> str:
    """The line of an invoice that a service (its place with all providers) stands on."""
    return f"S{service + 1:02d}"


def build_faces(world: World) -> Faces:
    """Made once for a world."""
    estate, company = world.estate, world.company
    makers = company.providers
    listing = [s for _, s in estate.services]
    provider = estate.provider
    columns: dict[str, Face] = {}

    def put(name: str, values: Sequence[str | None], codes: Ints) -> None:
        words = Words.made(values)
        columns[name] = Face(words.texts, words.of[codes])

    for name, attribute in (
        ("ServiceName", "name"),
        ("ServiceCategory", "category"),
        ("ServiceSubcategory", "subcategory"),
        ("ResourceType", "resource_type"),
        ("PricingUnit", "unit"),
        ("ConsumedUnit", "unit"),
    ):
        put(name, [getattr(s, attribute) for s in listing], estate.service)
    put("CommitmentProgramEligibilityDetails", [_programs(makers[p], s) for p, s in estate.services], estate.service)
    put("ServiceProviderName", [p.name for p in makers], provider)
    put("HostProviderName", [p.name for p in makers], provider)
    put("InvoiceIssuerName", [p.issuer for p in makers], provider)
    put("BillingAccountId", list(world.accounts.billing), provider)
    put("BillingAccountName", [f"{company.scenario.company} ({p.name})" for p in makers], provider)
    put("BillingAccountType", [p.account_type for p in makers], provider)
    put("SubAccountType", [p.sub_account_type for p in makers], provider)
    currency = company.scenario.currency
    put("PricingCurrency", [p.virtual.name if p.virtual else currency for p in makers], provider)
    put("SubAccountId", [a.id for a in estate.accounts], estate.account)
    put("SubAccountName", [a.name for a in estate.accounts], estate.account)
    put("ResourceId", estate.ids, np.arange(len(estate)))
    put("ResourceName", estate.names, np.arange(len(estate)))
    put("Tags", world.tagging.texts, world.tagging.code)
    regions = [(p, r) for p, maker in enumerate(makers) for r in maker.regions]
    firsts = np.cumsum([0] + [len(maker.regions) for maker in makers])[:-1]
    region = firsts[provider] + estate.region
    put("RegionId", [r.id for _, r in regions], region)
    put("RegionName", [r.name for _, r in regions], region)
    zoned = np.array([s.telemetry == "machine" for s in listing])[estate.service]
    zone = np.where(zoned, region * len(_ZONES) + np.arange(len(estate)) % len(_ZONES), len(regions) * len(_ZONES))
    put("AvailabilityZone", [*(f"{r.id}{z}" for _, r in regions for z in _ZONES), None], zone)
    sizes = [(p, s, size) for p, s in estate.services for size in s.sizes]
    size = np.cumsum([0] + [len(s.sizes) for s in listing])[:-1][estate.service] + estate.size
    put("SkuId", [sku_of(makers[p], s, one) for p, s, one in sizes], size)
    put("SkuMeter", [meter_of(s, one) for _, s, one in sizes], size)
    put("SkuPriceDetails", [_details(s, one) for _, s, one in sizes], size)
    put("ChargeDescription", [f"{meter_of(s, one)} usage" for _, s, one in sizes], size)
    price, places = np.unique(size * len(regions) + region, return_inverse=True)
    ids = [(sizes[one // len(regions)], regions[one % len(regions)][1]) for one in price.tolist()]
    sku_price = []
    for committed in (False, True):
        words = Words.made([price_id(makers[p], s, one, r, committed=committed) for (p, s, one), r in ids])
        sku_price.append(Face(words.texts, words.of[places]))
    return Faces(
        columns=columns,
        sku_price=(sku_price[0], sku_price[1]),
        commitment=_commitments(world),
        applied=tuple(
            (
                f'{{"Elements":[{{"ContractId":"{c.contract}","ContractCommitmentId":"{c.id}",'
                '"ContractCommitmentAppliedCost":',
                "}]}",
            )
            for c in world.commitments.all
        ),
        workload=_workloads(world),
        ratio=Words.made([_ratio(percent) for percent in range(101)]),
        invoices=tuple(
            Words.made([payee.invoice(world.window, month) for payee in world.payees[: len(makers)]])
            for month in range(world.window.months)
        ),
        lines=tuple(
            Words.made(
                [
                    world.payees[p].line(world.window, month, line_of(place))
                    for place, (p, _) in enumerate(estate.services)
                ]
            )
            for month in range(world.window.months)
        ),
    )


def workload_name(world: World, product: int) -> str:
    """How a workload of a product is called in a cluster."""
    return f"ns/{world.company.scenario.products[product].key}"


def _programs(provider: Provider, service: Service) -> str | None:
    if not service.eligible:
        return None
    return _json({"CommitmentPrograms": [{"ProgramType": provider.commitment_type}]})


def _details(service: Service, size: Size) -> str | None:
    if size.cores:
        return _json({"CoreCount": size.cores, "InstanceType": size.name, "MemorySize": size.memory})
    return _json({"StorageClass": size.name}) if service.category == "Storage" else None


def _commitments(world: World) -> dict[str, Words]:
    bought = world.commitments.all
    kinds = [world.company.providers[c.provider].commitment_type for c in bought]
    return {
        "CommitmentDiscountId": Words.made([c.id for c in bought]),
        "CommitmentDiscountName": Words.made([c.name for c in bought]),
        "CommitmentDiscountType": Words.made(kinds),
        "CommitmentDiscountCategory": Words.made(["Spend" for _ in bought]),
        "CommitmentDiscountUnit": Words.made([world.company.scenario.currency for _ in bought]),
    }


def _workloads(world: World) -> dict[str, Words]:
    """By product; what nobody asked for has neither id nor tags."""
    products = range(len(world.company.scenario.products))
    return {
        "AllocatedResourceId": Words.made([workload_name(world, q) for q in products]),
        "AllocatedResourceName": Words.made([world.company.scenario.products[q].key for q in products]),
        "AllocatedTags": Words.made(
            [_json({"workload": right_tags(world.company, q, 0, 1)["product"]}) for q in products]
        ),
    }


def _ratio(percent: int) -> str:
    ratio = float(Decimal(percent).scaleb(-2))
    return _json({"Elements": [{"AllocatedRatio": ratio, "UsageUnit": "CPU-Hours"}]})


def _json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
