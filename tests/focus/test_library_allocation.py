"""What goes into an allocation comes out of it; tags count as the policy says."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import CannotTell, allocation, concentration, share_cost, tag_coverage, unallocated_share
from practicum.kernel.errors import Refusal

from .library import D, ask, side, unused, usage

WEIGHTS = st.dictionaries(st.text("abcde", min_size=1, max_size=3), st.decimals(0, 1000, places=3), min_size=1)
AMOUNTS = st.decimals(min_value=-(10**9), max_value=10**9, places=4)


@settings(max_examples=100, deadline=None)
@given(amount=AMOUNTS, weights=WEIGHTS, method=st.sampled_from(["proportional", "even"]), places=st.integers(4, 12))
def test_what_goes_in_comes_out(amount, weights, method, places):
    if method == "proportional" and not any(weights.values()):
        with pytest.raises(Refusal, match="weights are 0"):
            share_cost(amount, weights, method=method, places=places)
        return
    shares = share_cost(amount, weights, method=method, places=places)
    assert sum(shares.values()) == amount
    assert set(shares) == set(weights)
    whole = len(weights) if method == "even" else sum(weights.values())
    for name, share in shares.items():
        fair = amount * (1 if method == "even" else weights[name]) / whole
        assert abs(share - fair) < D(10) ** -places + D(10) ** -10
        assert method == "even" or weights[name] > 0 or share == 0


@settings(max_examples=50, deadline=None)
@given(amount=AMOUNTS, cuts=st.lists(st.integers(0, 10000), max_size=4))
def test_fixed_percentages(amount, cuts):
    edges = [0, *sorted(cuts), 10000]
    weights = {str(n): D(b - a) / 100 for n, (a, b) in enumerate(pairwise(edges))}
    assert sum(share_cost(amount, weights, method="fixed", places=4).values()) == amount
    weights["0"] += 1
    with pytest.raises(Refusal, match="add up to 101"):
        share_cost(amount, weights, method="fixed", places=4)


def test_cents_go_to_the_largest_remainders_then_by_name():
    assert share_cost(D("100.00"), dict.fromkeys("cba", D(1)), method="even", places=2) == {
        "a": D("33.34"),
        "b": D("33.33"),
        "c": D("33.33"),
    }
    assert share_cost(D("0.05"), {"a": D(1), "b": D(3)}, method="proportional", places=2) == {
        "a": D("0.01"),
        "b": D("0.04"),
    }
    assert share_cost(D("-0.05"), {"a": D(1), "b": D(3)}, method="proportional", places=2)["b"] == D("-0.04")


@pytest.mark.parametrize(
    ("amount", "weights", "method", "code"),
    [
        ("1", {}, "even", "no_shares"),
        ("1", {"a": D(-1), "b": D(2)}, "proportional", "negative_weight"),
        ("0.001", {"a": D(1)}, "even", "too_fine"),
    ],
)
def test_refusals_of_a_split(amount, weights, method, code):
    with pytest.raises(Refusal) as refused:
        share_cost(D(amount), weights, method=method, places=2)
    assert refused.value.code == code


def account(number, unit, product, *, shared="false"):
    return {
        "sub_account_id": number,
        "product": product,
        "business_unit": unit,
        "cost_centre": f"CC-{number}",
        "is_shared": shared,
    }


ORGANISATION = [
    account(1, "shop", "checkout"),
    account(2, "lab", "reports"),
    account(3, None, "platform", shared="true"),
    account(4, None, None),
]
KEYS = [
    {"pool": "platform", "business_unit": unit, "method": "proportional", "share_percent": None}
    for unit in ("shop", "lab")
]
# Own cost 60 and 20, 40 of a pool, 8 by a tag only, 2 of nobody.
ROWS = [
    usage(60, SubAccountId=1, Tags=""),
    usage(20, SubAccountId=2, Tags='{"business_unit": "shop"}'),
    usage(40, SubAccountId=3, Tags=""),
    usage(8, SubAccountId=4, Tags='{"business_unit": "lab", "product": "reports"}'),
    usage(2, SubAccountId=4, Tags="no JSON"),
]


def test_allocation_of_a_bill():
    told = ask(allocation, ROWS, side(organisation=ORGANISATION, shared_cost_keys=KEYS))
    assert (told.total, told.unallocated, told.rows) == (130, 2, 5)
    assert sum(unit.total for unit in told.units) + told.unallocated == told.total
    units = {unit.business_unit: unit for unit in told.units}
    # The organisation goes before the tag: the 20 of account 2 are the lab's. 40 * 28 / 88 and 40 * 60 / 88.
    assert (units["lab"].direct, units["shop"].direct) == (28, 60)
    assert (units["lab"].shared, units["shop"].shared) == (D("12.727272727273"), D("27.272727272727"))
    plain = ask(allocation, ROWS, side(organisation=ORGANISATION, shared_cost_keys=KEYS), use_tags=False)
    assert (plain.unallocated, plain.pools[0].shares) == (10, {"lab": D(10), "shop": D(30)})


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        (KEYS[:1] + [KEYS[1] | {"method": "even"}], "gives the pool platform 2 methods"),
        ([KEYS[0] | {"method": "fixed", "share_percent": 90}], "add up to 90"),
        ([KEYS[0] | {"pool": "other"}], "gives the pool platform 0 methods"),
        ([KEYS[0] | {"method": "by mood"}], "the method by mood"),
    ],
)
def test_pools_without_clear_keys_are_not_split(keys, reason):
    assert reason in ask(allocation, ROWS, side(organisation=ORGANISATION, shared_cost_keys=keys)).reason


def test_an_organisation_with_an_account_twice_would_count_cost_twice():
    twice = side(organisation=[*ORGANISATION, account(1, "lab", "x")], shared_cost_keys=KEYS)
    assert "sub-account 1 twice" in ask(allocation, ROWS, twice).reason


def test_unallocated_share():
    told = ask(unallocated_share, ROWS, side(organisation=ORGANISATION))
    assert (told.unallocated, told.unallocated_percent) == (2, D("1.538461538462"))
    assert told.direct_percent == D("67.692307692308")  # 88 / 130
    by_tags = ask(unallocated_share, ROWS)
    assert by_tags.unallocated == 102
    assert isinstance(ask(unallocated_share, ROWS, without=["Tags"]), CannotTell)


POLICY = [
    {"tag_key": "owner", "allowed_value": None, "required": "true"},
    {"tag_key": "stage", "allowed_value": "prod", "required": "true"},
    {"tag_key": "stage", "allowed_value": "test", "required": "true"},
    {"tag_key": "note", "allowed_value": None, "required": "false"},
]
TAGGED = [
    usage(50, ResourceId="a", Tags='{"owner": "x", "stage": "prod"}'),
    usage(30, ResourceId="b", Tags='{"owner": "x", "stage": "Prod"}'),
    usage(15, ResourceId="c", Tags='{"Owner": "x", "stage": "test"}'),
    usage(5, ResourceId="c", Tags="{"),
    usage(99, ResourceId="", Tags=""),
    usage(99, ChargeCategory="Tax", ResourceId="", Tags=""),
    unused(99, 99, ResourceId="c", Tags=""),
]


def test_tags_by_policy_letter_by_letter():
    told = ask(tag_coverage, TAGGED, side(tag_policy=POLICY))
    assert (told.rows, told.resources, told.cost, told.unreadable) == (4, 3, 100, 1)
    keys = {one.key: one for one in told.keys}
    assert (keys["owner"].by_cost_percent, keys["owner"].by_resource_percent) == (80, D("66.666666666667"))
    assert (keys["stage"].by_cost_percent, keys["stage"].wrong_values) == (95, ("Prod",))
    assert (keys["note"].required, keys["note"].by_cost_percent) == (False, 0)
    assert (told.compliant_by_cost_percent, told.compliant_by_resource_percent) == (50, D("33.333333333333"))


def test_tags_without_a_policy_show_the_keys_that_are_used():
    told = ask(tag_coverage, TAGGED)
    assert [one.key for one in told.keys] == ["Owner", "owner", "stage"]
    assert told.compliant_by_cost_percent is None


def test_concentration():
    rows = [
        usage(70, ServiceName="a"),
        usage(20, ServiceName="b"),
        usage(10, ServiceName="c"),
        usage(-5, ServiceName="d"),
    ]
    told = ask(concentration, rows)
    assert (told.values, told.left_out, told.cost, told.herfindahl, told.for_80_percent) == (3, 1, 100, D("0.54"), 2)
    assert [share.running_percent for share in told.shares] == [70, 90, 100]
    assert isinstance(ask(concentration, rows[3:]), CannotTell)
