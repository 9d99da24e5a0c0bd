"""The world that a simulated bill comes from. All names are invented; prices are of the order that clouds ask."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

PRICE_PLACES = 4
QUANTITY_PLACES = 4
COST_PLACES = PRICE_PLACES + QUANTITY_PLACES


@dataclass(frozen=True)
class Service:
    """One service: what is sold, and how it is used.

    `prices` are list prices by size in 1/10,000 of the currency per unit. `pattern` hours: a machine that runs up to
    24 units a day; volume: any amount. `typical` is the median units a day of a volume. `weight` is its share of
    resources before each seed shakes it.
    """

    name: str
    category: str
    subcategory: str
    resource_type: str
    unit: str
    prices: tuple[tuple[str, int], ...]
    pattern: Literal["hours", "volume"]
    typical: float
    eligible: bool
    weight: float


@dataclass(frozen=True)
class Provider:
    """A cloud provider with its services, regions and kind of commitment."""

    key: str
    name: str
    issuer: str
    commitment_type: str
    regions: tuple[tuple[str, str], ...]
    services: tuple[Service, ...]


@dataclass(frozen=True)
class Scenario:
    """One company and its two clouds. The window starts at `first_day` and holds whole months."""

    name: str
    company: str
    currency: str
    first_day: date
    tax_percent: int
    business_units: tuple[str, ...]
    providers: tuple[Provider, ...]


def _machine(name: str, kind: tuple[str, str], sizes: tuple[tuple[str, int], ...], weight: float) -> Service:
    return Service(name, kind[0], kind[1], name.rstrip("s"), "Hours", sizes, "hours", 24.0, True, weight)


def _volume(
    name: str, kind: tuple[str, str], unit: str, sizes: tuple[tuple[str, int], ...], *, typical: float, weight: float
) -> Service:
    return Service(name, kind[0], kind[1], f"{name} resource", unit, sizes, "volume", typical, False, weight)


_FJORD = Provider(
    key="fjord",
    name="Fjord Cloud",
    issuer="Fjord Cloud Ltd",
    commitment_type="Savings Plan",
    regions=(("north-1", "North (Bergen)"), ("west-1", "West (Galway)"), ("east-1", "East (Tartu)")),
    services=(
        _machine(
            "Virtual Machines",
            ("Compute", "Virtual Machines"),
            (("large", 960), ("xlarge", 1920), ("2xlarge", 3840), ("4xlarge", 6800)),
            6.0,
        ),
        _machine(
            "Managed SQL Databases",
            ("Databases", "Relational Databases"),
            (("large", 1700), ("xlarge", 3400), ("2xlarge", 6800)),
            3.0,
        ),
        _volume(
            "Object Storage",
            ("Storage", "Object Storage"),
            "GB-Months",
            (("hot", 230), ("cool", 125)),
            typical=220.0,
            weight=2.0,
        ),
        _volume("Block Storage", ("Storage", "Block Storage"), "GB-Months", (("ssd", 800),), typical=60.0, weight=2.0),
        _volume(
            "Data Transfer",
            ("Networking", "Network Connectivity"),
            "GB",
            (("internet", 900),),
            typical=45.0,
            weight=1.5,
        ),
        _volume(
            "Model Inference",
            ("AI and Machine Learning", "Generative AI"),
            "1000 Tokens",
            (("small-input", 30), ("large-output", 150)),
            typical=900.0,
            weight=1.0,
        ),
        _volume(
            "Monitoring",
            ("Management and Governance", "Observability"),
            "GB",
            (("logs", 5000),),
            typical=8.0,
            weight=1.0,
        ),
    ),
)

_LARCH = Provider(
    key="larch",
    name="Larch Cloud",
    issuer="Larch Cloud Services Inc.",
    commitment_type="Spend Agreement",
    regions=(("eu-central", "Central Europe"), ("us-south", "Southern United States"), ("ap-east", "East Asia")),
    services=(
        _machine(
            "Compute Instances",
            ("Compute", "Virtual Machines"),
            (("s4", 1100), ("s8", 2200), ("s16", 4400)),
            5.0,
        ),
        _machine("Container Clusters", ("Compute", "Containers"), (("node", 1500), ("gpu-node", 9000)), 2.0),
        _machine("Postgres Instances", ("Databases", "Relational Databases"), (("p4", 1900), ("p8", 3800)), 2.0),
        _volume(
            "Blob Store", ("Storage", "Object Storage"), "GB-Months", (("standard", 210),), typical=240.0, weight=2.0
        ),
        _volume("Data Warehouse", ("Analytics", "Data Warehouses"), "TB", (("scan", 50000),), typical=0.8, weight=1.5),
        _volume(
            "Message Bus", ("Integration", "Messaging"), "1000 Requests", (("std", 4),), typical=9000.0, weight=1.0
        ),
    ),
)

BASELINE = Scenario(
    name="baseline",
    company="Halden Outfitters",
    currency="USD",
    first_day=date(2026, 1, 1),
    tax_percent=8,
    business_units=("checkout", "search", "logistics", "data-platform", "mobile"),
    providers=(_FJORD, _LARCH),
)

SCENARIOS = {BASELINE.name: BASELINE}
