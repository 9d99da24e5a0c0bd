"""The acts of the results room: each with its record, its refusals and its blocks."""

import pytest

from practicum.results.api import best_result, decision_makers_of_result
from tests.factories.results import make_passed_candidate

pytestmark = pytest.mark.django_db


def test_the_way_to_a_released_pass() -> None:
    candidacy = make_passed_candidate()
    result = best_result(candidacy)
    assert result is not None
    assert result.passed
    assert candidacy.person not in decision_makers_of_result(result)
    assert candidacy.clearances.get().requirement == "capstone"
