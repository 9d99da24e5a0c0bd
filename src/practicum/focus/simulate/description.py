"""What a scenario file and a provider file may say. All names in them are invented; prices are of the usual order."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Percent = Annotated[int, Field(ge=0, le=100)]
Fraction = Annotated[Decimal, Field(ge=0, le=1)]
Price = Annotated[Decimal, Field(gt=0, decimal_places=4)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
FLAT_WEEK = (100,) * 7
FLAT_YEAR = (100,) * 12


class Part(BaseModel):
    """Closed and frozen: a word that we do not know is an error, not a silent nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Size(Part):
    """One size of a service and its list price per unit; cores and gigabytes where it is a machine."""

    name: Name
    price: Price
    cores: int = 0
    memory: int = 0


class Service(Part):
    """What is sold and how it is used.

    `pattern` hours: a machine that runs up to 24 units a day; volume: any amount, `typical` units on a median day.
    `weight`: its share of resources before each seed shakes it. `eligible`: commitments cover it. `dynamic`: its price
    is the provider's to change (spot). `splits`: the provider splits its cost among the workloads that run on it.
    `telemetry`: what is measured of it. `kwh`: energy per unit.
    """

    name: Name
    category: Name
    subcategory: Name
    resource_type: Name
    unit: Name
    pattern: Literal["hours", "volume"]
    typical: Annotated[Decimal, Field(gt=0, le=1_000_000)] = Decimal(24)
    weight: Annotated[Decimal, Field(gt=0)]
    eligible: bool = False
    dynamic: bool = False
    splits: bool = False
    telemetry: Literal["machine", "disk", "none"] = "none"
    kwh: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    sizes: Annotated[tuple[Size, ...], Field(min_length=1)]


class Region(Part):
    """A region, what its prices are in percent of the first one's, and how dirty its electricity is."""

    id: Name
    name: Name
    price_percent: Annotated[int, Field(ge=50, le=200)] = 100
    kg_per_kwh: Annotated[Decimal, Field(ge=0)]


class VirtualCurrency(Part):
    """A currency of the provider's own, and what a unit of it costs in the billing currency."""

    name: Name
    list_rate: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    contracted_rate: Annotated[Decimal, Field(gt=0, decimal_places=2)]


class Model(Part):
    """A language model; prices per 1,000,000 tokens."""

    name: Name
    input: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    cached: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    output: Annotated[Decimal, Field(gt=0, decimal_places=2)]


class Provider(Part):
    """A provider: who it is, who sends its invoices, where it runs, what it sells.

    `production_only`: a product has one sub-account with it, not one for each environment.
    """

    key: Key
    name: Name
    issuer: Name
    account_type: Name
    sub_account_type: Name
    commitment_type: Name = "Savings Plan"
    tax_percent: Percent
    regions: Annotated[tuple[Region, ...], Field(min_length=1)]
    services: Annotated[tuple[Service, ...], Field(min_length=1)]
    virtual: VirtualCurrency | None = None
    production_only: bool = False
    models: tuple[Model, ...] = ()


class UseOfProvider(Part):
    """How much of the company's resources run with a provider, and the contract with it.

    `issuer`: who invoices instead of the provider, for instance a reseller.
    """

    key: Key
    share: Annotated[int, Field(gt=0, le=100)]
    negotiated_percent: Percent = 6
    issuer: str = ""


class Unit(Part):
    """A business unit and its cost centre."""

    name: Key
    cost_centre: Name


class Product(Part):
    """What the company makes, and the rhythm of it.

    `share`: its part of the resources. `week` is Monday to Sunday and `season` January to December, in percent.
    `launch`, `retire`: at which part of the window. `shared`: a pool of shared cost, split among the business units
    by `method` (`fixed`: by `shares`, percent by unit). `metric`, `a_day`: the unit of business and its usual number.
    """

    key: Key
    unit: Key
    share: Annotated[int, Field(gt=0)]
    metric: str = ""
    a_day: int = 0
    growth_percent: Annotated[Decimal, Field(ge=-20, le=40)] = Decimal(2)
    week: Annotated[tuple[int, ...], Field(min_length=7, max_length=7)] = FLAT_WEEK
    season: Annotated[tuple[int, ...], Field(min_length=12, max_length=12)] = FLAT_YEAR
    launch: Fraction | None = None
    retire: Fraction | None = None
    shared: bool = False
    method: Literal["", "proportional", "even", "fixed"] = ""
    shares: dict[str, Percent] = {}


class Migration(Part):
    """A product moves from one provider to another between two parts of the window; both run for a while."""

    product: Key
    source: Key
    target: Key
    start: Fraction
    end: Fraction


class CommitmentPlan(Part):
    """A commitment as it was bought: `state` says against need. `share`: its part of the provider's machines."""

    provider: Key
    state: Literal["under", "right", "over"]
    payment: Literal["monthly", "upfront"]
    discount_percent: Annotated[int, Field(ge=10, le=60)]
    share: Annotated[int, Field(gt=0, le=100)]


class AnomalyPlan(Part):
    """Something that costs more than it should for some days.

    `kind` surge: a service of one sub-account grows by `strength` percent; burst: `strength` machines too many;
    tokens: the first use of a language model grows by `strength` percent.
    """

    cause: Name
    kind: Literal["surge", "burst", "tokens"]
    service: Name
    at: Fraction
    days: Annotated[int, Field(ge=1, le=20)]
    strength: Annotated[int, Field(ge=1, le=2_000)]


class Planted(Part):
    """What is wrong on purpose, in percent of resources unless said otherwise."""

    untagged_percent: Percent = 8
    tag_gap_percent: Percent = 10
    tag_typo_percent: Percent = 4
    mixed_percent: Percent = 6
    idle_percent: Percent = 5
    oversized_percent: Percent = 8
    late_per_thousand: Percent = 4
    credit_percent: Percent = 3
    refunds: Annotated[int, Field(ge=0, le=20)] = 2
    corrections: Annotated[int, Field(ge=0, le=40)] = 4
    invoice_errors: tuple[Literal["duplicate_line", "wrong_rate", "missing_credit", "unknown_service"], ...] = ()
    journal_errors: Annotated[int, Field(ge=0, le=10)] = 2
    anomalies: tuple[AnomalyPlan, ...] = ()


class Licence(Part):
    """Software paid by seat and month; percents of the seats bought (assigned) and of those assigned (active)."""

    vendor: Name
    product_name: Name
    category: Name
    subcategory: Name
    seats: Annotated[int, Field(gt=0)]
    unit_price: Annotated[Decimal, Field(gt=0, decimal_places=2)]
    assigned_percent: Percent
    active_percent: Percent
    renews_in_months: Annotated[int, Field(ge=0, le=36)] = 12


class Tokens(Part):
    """How a product uses a language model: requests a day, tokens a request, cached part of input, failures."""

    product: Key
    provider: Key
    model: Name
    requests_a_day: Annotated[int, Field(gt=0)]
    input_tokens: Annotated[int, Field(gt=0)]
    output_tokens: Annotated[int, Field(gt=0)]
    cached_percent: Percent
    failed_per_thousand: Percent


class OptionLine(Part):
    """One line of a plan that can be compared with others of the same workload."""

    workload: Name
    option: Name
    component: Name
    unit: Name
    quantity: Annotated[Decimal, Field(gt=0)]
    unit_price: Price
    one_off_cost: Decimal = Decimal(0)
    duration_months: Annotated[int, Field(gt=0)] = 36


class Hardware(Part):
    """Machines of the company's own."""

    kind: Name
    data_centre: Name
    count: Annotated[int, Field(gt=0)]
    purchase_cost: Annotated[Decimal, Field(gt=0)]
    life_months: Annotated[int, Field(gt=0)]
    power_kw: Annotated[Decimal, Field(ge=0)]


class Scenario(Part):
    """One company. The window starts at `first_day` and holds whole months."""

    name: Key
    about: Annotated[str, Field(min_length=20, max_length=200)]
    company: Name
    currency: Literal["USD"] = "USD"
    first_day: date
    environments: dict[Literal["production", "staging", "development", "sandbox"], Percent]
    providers: Annotated[tuple[UseOfProvider, ...], Field(min_length=1)]
    units: Annotated[tuple[Unit, ...], Field(min_length=2)]
    products: Annotated[tuple[Product, ...], Field(min_length=3)]
    migrations: tuple[Migration, ...] = ()
    commitments: tuple[CommitmentPlan, ...] = ()
    planted: Planted
    licences: Annotated[tuple[Licence, ...], Field(min_length=1)]
    tokens: tuple[Tokens, ...] = ()
    options: Annotated[tuple[OptionLine, ...], Field(min_length=2)]
    hardware: Annotated[tuple[Hardware, ...], Field(min_length=1)]
