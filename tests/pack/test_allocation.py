from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.pack.api import Blueprint, BlueprintArea, Level, allocate_form


def blueprint(weights: list[int], length: int) -> Blueprint:
    return Blueprint(
        form_length=length,
        minutes=60,
        areas=tuple(
            BlueprintArea(key=f"area-{number}", weight=weight, capabilities=("some",))
            for number, weight in enumerate(weights)
        ),
        levels={Level.APPLY: (0, 100)},
    )


weights_lists = st.lists(st.integers(0, 100), min_size=1, max_size=12).filter(any)


@given(weights=weights_lists, length=st.integers(1, 300))
def test_the_counts_add_up_and_keep_within_one_of_the_exact_share(weights, length):
    counts = list(allocate_form(blueprint(weights, length)).values())
    assert sum(counts) == length
    for weight, count in zip(weights, counts, strict=True):
        assert abs(count - Fraction(weight * length, sum(weights))) < 1
        assert weight or count == 0


@given(weights=weights_lists, length=st.integers(1, 300))
def test_a_heavier_area_never_gets_fewer(weights, length):
    counts = allocate_form(blueprint(weights, length)).values()
    ordered = sorted(zip(weights, counts, strict=True))
    assert all(a[1] <= b[1] for a, b in pairwise(ordered) if a[0] < b[0])


def test_known_counts():
    assert list(allocate_form(blueprint([22, 22, 26, 18, 12], 50)).values()) == [11, 11, 13, 9, 6]
    # Three equal remainders of a third, one item left: the first area gets it.
    assert list(allocate_form(blueprint([1, 1, 1], 10)).values()) == [4, 3, 3]


def test_no_weight_at_all_is_refused():
    with pytest.raises(Refusal, match="weight"):
        allocate_form(blueprint([0, 0], 10))
