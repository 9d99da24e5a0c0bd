"""The reference page of simulated data, made of the code that it describes."""

from collections.abc import Iterator
from inspect import getdoc

from practicum.focus.simulate.description import (
    AnomalyPlan,
    CommitmentPlan,
    Hardware,
    Licence,
    Migration,
    Model,
    OptionLine,
    Part,
    Planted,
    Product,
    Provider,
    Region,
    Scenario,
    Service,
    Size,
    Tokens,
    Unit,
    UseOfProvider,
    VirtualCurrency,
)
from practicum.focus.simulate.scenarios_reading import company_of, scenario_names
from practicum.focus.simulate.tables import COLUMNS_OF, FOCUS_DATASETS
from practicum.focus.simulate.truth import MEANINGS

_SCENARIO_PARTS: tuple[type[Part], ...] = (
    *(Scenario, UseOfProvider, Unit, Product, Migration, CommitmentPlan, Planted, AnomalyPlan),
    *(Licence, Tokens, OptionLine, Hardware),
)
_PROVIDER_PARTS: tuple[type[Part], ...] = (Provider, Region, Service, Size, VirtualCurrency, Model)
_KINDS = {"text": "VARCHAR", "date": "DATE", "time": "TIMESTAMP", "integer": "BIGINT", "flag": "BOOLEAN"} | {
    "amount": "DECIMAL(24,8)"
}
_INTRODUCTION = """\
# Simulated data

What `./practicum focus simulate` writes. This page is made by `./practicum focus tables`; a test compares the two.

A simulation is one company for some whole months, drawn from a scenario, a seed, the months and the rows. Same
arguments, same bytes (by the same version of Practicum and its libraries); only `simulation.duckdb` holds the same
rows in bytes that DuckDB shapes anew. Every company is invented.

In the folder: each table as `NAME.parquet` or `NAME.csv`, or all of them in `simulation.duckdb` or `simulation.xlsx`;
`truth.json`, what was planted; `simulation.json`, the arguments and the rows of each table. JSON columns are text,
but for `Tags` and `AllocatedTags` in the DuckDB file, which are MAP(VARCHAR, VARCHAR). A workbook holds at most
1,048,575 rows a table, and numbers with 15 digits.

What holds exactly, for every seed:

- ListCost = ListUnitPrice x PricingQuantity, ContractedCost = ContractedUnitPrice x PricingQuantity, in every row
  that has both.
- For each commitment: EffectiveCost of its usage, used and unused, = BilledCost of its purchases. Its term is the
  window, so that all of it is in the data.
- The parts of a charge that is split add up to the charge, and their ratios to 1.
- The price of every row is in `price_list`; every sub-account is in `organisation`; seats and tokens are those of the
  bill.
- `invoice_detail` has what the rows with its InvoiceDetailId add up to, in cents, except where an error was planted.
  Differences are within the rounding variance tolerance of FOCUS 1.4, max(100 subunits, 0.5 x sqrt(rows) subunits),
  unless planted: those are at least three times larger.
- The last of several months is open: its invoices are not issued, and nothing is planted in them.
"""


def reference_page() -> str:
    """The page, in Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _INTRODUCTION
    yield "## Scenarios\n"
    yield "| name | company | about |\n|---|---|---|"
    for name in scenario_names():
        scenario = company_of(name).scenario
        yield f"| `{name}` | {scenario.company} | {scenario.about} |"
    yield "\n## FOCUS 1.4 datasets\n"
    yield "Columns and types are those of the specification; datetimes are UTC without zone. Further columns begin with x_.\n"
    for name in FOCUS_DATASETS:
        own = [f"`{c.name}` ({_KINDS[c.kind]}): {c.meaning}" for c in COLUMNS_OF[name] if c.name.startswith("x_")]
        also = f" Also {'; '.join(own)}." if own else ""
        yield f"- `{name}`: {len(COLUMNS_OF[name]) - len(own)} columns.{also}"
    yield "\n## Side tables\n"
    for name, columns in COLUMNS_OF.items():
        if name not in FOCUS_DATASETS:
            yield f"### {name}\n\n| column | type | meaning |\n|---|---|---|"
            yield from (f"| `{c.name}` | {_KINDS[c.kind]} | {c.meaning} |" for c in columns)
            yield ""
    yield "## The truth\n"
    yield "Keys of `truth.json`; each is always there, and a list may be empty. Decimals are texts, dates ISO.\n"
    yield "| key | what it tells |\n|---|---|"
    yield from (f"| `{key}` | {meaning} |" for key, meaning in MEANINGS.items())
    yield "\n## Scenario files\n"
    yield "A scenario is a TOML file in `src/practicum/focus/simulate/scenarios`."
    yield "An unknown word, a wrong value and a loose end are refused.\n"
    yield from _parts(_SCENARIO_PARTS)
    yield "## Provider files\n"
    yield "Who sells what, in `src/practicum/focus/simulate/catalogue`. Several scenarios may use one.\n"
    yield from _parts(_PROVIDER_PARTS)


def _parts(parts: tuple[type[Part], ...]) -> Iterator[str]:
    for part in parts:
        yield f"### {part.__name__}\n"
        yield f"{getdoc(part)}\n"
        yield f"Fields: {', '.join(f'`{name}`' for name in part.model_fields)}.\n"
