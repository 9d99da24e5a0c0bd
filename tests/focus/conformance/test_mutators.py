"""Each mutator is found by the rule that it names, on the row that it names, whatever the seed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practicum.focus.api import MUTATORS, check_file, mutate_file
from practicum.kernel.errors import Refusal

from .conforming import DATASETS, write_dataset


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("valid")
    for dataset in DATASETS:
        write_dataset(folder / f"{dataset}.csv", dataset)
    return folder


@pytest.mark.parametrize("name", MUTATORS)
def test_a_mutator_is_found_on_its_row(folder, name):
    _break_and_find(folder, MUTATORS[name], seed=1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(sorted(MUTATORS)), seed=st.integers(0, 2**32))
def test_whatever_the_seed(folder, name, seed):
    _break_and_find(folder, MUTATORS[name], seed=seed)


def _break_and_find(folder, mutator, *, seed):
    name = mutator.name
    out = folder / f"{name}.csv"
    done = mutate_file(folder / f"{mutator.dataset}.csv", mutator=mutator, seed=seed, out=out)
    again = folder / f"{name} again.csv"
    mutate_file(folder / f"{mutator.dataset}.csv", mutator=mutator, seed=seed, out=again)
    assert out.read_bytes() == again.read_bytes()
    charges = folder / "cost_and_usage.csv" if mutator.needs_charges else None
    report = check_file(out, version="1.4", dataset=mutator.dataset, charges=charges)
    found = {finding.rule: finding for finding in report.findings}
    expected = [found[rule] for rule in done.rules if rule in found]
    assert expected, sorted(found)
    for finding in expected:
        # The rule on sums speaks of the effective cost; the billed cost of the purchase was broken.
        assert finding.column == ("EffectiveCost" if name == "commitment_off" else done.column)
        assert finding.mend
        # An invoice is off as a whole: its first line is named.
        assert mutator.needs_charges or set(done.rows) <= set(finding.first_rows)


def test_there_are_many_mutators_for_all_datasets():
    assert len(MUTATORS) >= 20
    assert {mutator.dataset for mutator in MUTATORS.values()} == set(DATASETS)


def test_what_cannot_be_broken_so_is_refused(folder, tmp_path):
    with pytest.raises(Refusal, match="No row of"):
        mutate_file(folder / "billing_period.csv", mutator=MUTATORS["split_off"], seed=1, out=tmp_path / "a.csv")
    with pytest.raises(Refusal, match=r"not a \.csv file"):
        mutate_file(
            folder / "billing_period.csv", mutator=MUTATORS["unknown_status"], seed=1, out=tmp_path / "a.parquet"
        )
