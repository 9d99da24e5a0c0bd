"""What tests of cohorts may ask for."""

import pytest

from practicum.cohorts.api import Cohort


@pytest.fixture
def running() -> Cohort:
    """The running cohort that the module stands on: all its sessions are over, and it was never completed."""
    return Cohort.objects.get(state="running")
