"""Pseudonyms: the same for the same, different for different, nothing left of what was hidden, and nothing else touched."""

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.focus.api import PSEUDONYM_GROUPS, Bill, bill_from_table, find_remaining, pseudonymise, simulate_company
from practicum.kernel.errors import Refusal

KEY, OTHER = b"k" * 32, b"o" * 32
ALL = frozenset(PSEUDONYM_GROUPS)
TEXTS = ("SubAccountId", "BillingAccountId", "ResourceId", "InvoiceIssuerName", "ChargeDescription", "x_team")
# Long enough to be no part of a pseudonym by chance.
NAMES = st.text(min_size=8, max_size=14).filter(str.strip)
VALUES = st.recursive(
    NAMES | st.integers(10**8, 10**12) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=4,
)
TAGS = st.dictionaries(st.text(max_size=4), VALUES, max_size=3)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """Some rows; names repeat within and between columns. Tags may be written with or without escapes, or be no JSON."""
    pool = draw(st.lists(NAMES.filter(lambda name: "\x00" not in name), min_size=1, max_size=4))
    name = st.none() | st.sampled_from(pool)
    tags = st.none() | TAGS.map(json.dumps) | NAMES
    rows = draw(st.lists(st.tuples(tags, *(name for _ in TEXTS)), min_size=1, max_size=4))
    columns: dict[str, Any] = {"Tags": [row[0] for row in rows]}
    for place, column in enumerate(TEXTS, start=1):
        columns[column] = [row[place] for row in rows]
    table = pa.table({key: pa.array(value, pa.string()) for key, value in columns.items()})
    table = table.append_column("BilledCost", pa.array([Decimal(place) for place in range(len(rows))]))
    table = table.append_column("ChargePeriodStart", pa.array([datetime(2026, 1, 5)] * len(rows)))  # noqa: DTZ001 as bills
    return Bill(table=table, version="1.4", version_reason="", found_columns=frozenset(TEXTS), source_sha256="a file")


def leaves(value: Any) -> list[str]:
    """Texts and numbers of a JSON value, without the names of keys."""
    if isinstance(value, Mapping):
        return [one for inner in value.values() for one in leaves(inner)]
    if isinstance(value, list):
        return [one for inner in value for one in leaves(inner)]
    return [] if value is None or isinstance(value, bool) or value == "" else [str(value)]


def shape(value: Any) -> Any:
    """A JSON value with every text and number replaced by one mark."""
    if isinstance(value, Mapping):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return value if value is None or isinstance(value, bool) or value == "" else "*"


def read(text: str) -> Any:
    try:
        found = json.loads(text)
    except ValueError:
        return text
    return found if isinstance(found, dict) else text


def equal_cells(table: pa.Table, columns: tuple[str, ...]) -> list[list[bool]]:
    """Which cells of these columns equal which: what joins, groups and counts depend on."""
    cells = [cell for name in columns if name in table.column_names for cell in table.column(name).to_pylist()]
    return [[one == other for other in cells] for one in cells]


@given(bill=bills())
def test_same_in_same_out_and_another_key_gives_others(bill: Bill) -> None:
    hidden = pseudonymise(bill, key=KEY, groups=ALL)
    assert hidden.table.equals(pseudonymise(bill, key=KEY, groups=ALL).table)
    others = pseudonymise(bill, key=OTHER, groups=ALL)
    for column in (*TEXTS, "Tags"):
        if column in bill.columns:
            ours, theirs = (one.table.column(column).drop_null().to_pylist() for one in (hidden, others))
            for mine, other in zip(ours, theirs, strict=True):
                assert set(leaves(read(mine))).isdisjoint(leaves(read(other)))


@given(bill=bills())
def test_nothing_of_what_is_hidden_remains(bill: Bill) -> None:
    hidden = pseudonymise(bill, key=KEY, groups=ALL)
    for column in (*TEXTS, "Tags"):
        before = {one for text in bill.table.column(column).drop_null().to_pylist() for one in leaves(read(text))}
        after = {one for text in hidden.table.column(column).drop_null().to_pylist() for one in leaves(read(text))}
        assert before.isdisjoint(after)
        assert all(not any(one in other for one in before) for other in after)
    assert hidden.source_sha256 == ""


@given(bill=bills())
def test_joins_empty_cells_and_the_form_of_tags_survive(bill: Bill) -> None:
    hidden = pseudonymise(bill, key=KEY, groups=ALL)
    for group in PSEUDONYM_GROUPS.values():
        columns = tuple(name for name, kind in group.shapes_in(bill.columns).items() if kind == "text")
        assert equal_cells(bill.table, columns) == equal_cells(hidden.table, columns)
    for before, after in zip(*(one.table.column("Tags").to_pylist() for one in (bill, hidden)), strict=True):
        if before is not None and isinstance(read(before), dict):
            assert shape(read(after)) == shape(read(before))
        else:
            assert (after is None) == (before is None)


@given(bill=bills(), groups=st.sets(st.sampled_from(sorted(ALL))))
def test_what_no_chosen_group_names_stays_as_it_is(bill: Bill, groups: set[str]) -> None:
    hidden = pseudonymise(bill, key=KEY, groups=groups)
    chosen = {name for key in groups for name in PSEUDONYM_GROUPS[key].shapes_in(bill.columns)}
    assert hidden.columns == bill.columns
    assert hidden.found_columns == bill.found_columns
    for name in bill.columns:
        if name not in chosen:
            assert hidden.table.column(name).equals(bill.table.column(name))


def test_a_whole_company_keeps_its_amounts_dates_and_groups() -> None:
    company = simulate_company(scenario="baseline", seed=3, months=1, rows=1500)
    bill = bill_from_table(company.tables["cost_and_usage"])
    hidden = pseudonymise(bill, key=KEY, groups=ALL)
    for name in bill.columns:
        kind = bill.table.schema.field(name).type
        if not pa.types.is_string(kind):
            assert hidden.table.column(name).equals(bill.table.column(name))
    for name in ("SubAccountId", "ResourceId", "ServiceProviderName", "InvoiceId", "CommitmentDiscountId", "Tags"):
        assert pc.count_distinct(hidden.table.column(name)) == pc.count_distinct(bill.table.column(name))
        before, after = (set(one.table.column(name).drop_null().to_pylist()) for one in (bill, hidden))
        assert before
        assert before.isdisjoint(after - {"{}"})
    sums = [
        sorted(
            one.table.group_by("SubAccountId").aggregate([("EffectiveCost", "sum")])["EffectiveCost_sum"].to_pylist()
        )
        for one in (bill, hidden)
    ]
    assert sums[0] == sums[1]


def test_numbers_of_contracts_stay_and_those_of_tags_do_not() -> None:
    rows = {name: ["1"] for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")}
    rows |= {
        "Tags": ['{"cost centre": 4711, "pro\\u0064": true, "n": null}'],
        "ContractApplied": ['{"Elements": [{"ContractId": "C-77", "Cost": 12.50}]}'],
    }
    hidden = pseudonymise(bill_from_table(pa.table(rows)), key=KEY, groups=ALL).table.to_pylist()[0]
    tags, contract = json.loads(hidden["Tags"]), hidden["ContractApplied"]
    assert tags["cost centre"].startswith("tag-")
    assert (tags["prod"], tags["n"]) == (True, None)
    assert "12.50" in contract
    assert "C-77" not in contract


def test_values_that_still_stand_elsewhere_are_told() -> None:
    rows = {name: ["1", "1"] for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")}
    rows |= {
        "SubAccountId": ["111122223333", "42"],
        "ResourceId": ["arn:cloud:111122223333:vm/i-1", "vm 42"],
        "ServiceName": ["Machines", "Machines"],
    }
    bill = bill_from_table(pa.table(rows))
    assert [(one.column, one.values) for one in find_remaining(bill, groups={"accounts"})] == [("ResourceId", 1)]
    assert find_remaining(bill, groups={"accounts", "resources"}) == ()
    assert find_remaining(bill, groups=()) == ()


def test_refusals() -> None:
    bill = bill_from_table(
        pa.table({name: ["1"] for name in ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")})
    )
    with pytest.raises(Refusal) as short:
        pseudonymise(bill, key=b"short", groups=())
    with pytest.raises(Refusal) as unknown:
        pseudonymise(bill, key=KEY, groups={"accounts", "salaries"})
    assert (short.value.code, unknown.value.code, unknown.value.field) == ("key_short", "group_unknown", "groups")
