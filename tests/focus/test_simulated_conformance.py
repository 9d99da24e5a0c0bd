"""Simulated data hold every rule of FOCUS 1.4 that the checker knows: whatever it finds elsewhere is not its own making."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from practicum.focus.api import check_file
from tests.focus.simulations import NAMES, made

DATASETS = ("cost_and_usage", "contract_commitment", "invoice_detail", "billing_period")


@pytest.mark.parametrize("scenario", NAMES)
def test_a_simulated_company_has_no_finding(scenario: str, tmp_path: Path) -> None:
    tables = made(scenario).tables
    for dataset in DATASETS:
        file = tmp_path / f"{dataset}.parquet"
        pq.write_table(tables[dataset], file)
        report = check_file(file, version="1.4")
        assert report.dataset == dataset
        assert report.rows == tables[dataset].num_rows > 0
        assert [(one.rule, one.rows) for one in report.findings] == []
