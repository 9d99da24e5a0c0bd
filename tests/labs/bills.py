"""Small FOCUS files for tests."""

import csv
from collections.abc import Mapping
from pathlib import Path

from practicum.labs.api import Bill, import_bill
from tests.factories.people import NOON, system

ROW = {
    "BilledCost": "10",
    "BillingAccountId": "000123",
    "BillingCurrency": "EUR",
    "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    "BillingPeriodStart": "2026-01-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeFrequency": "Usage-Based",
    "ChargePeriodEnd": "2026-01-06T00:00:00Z",
    "ChargePeriodStart": "2026-01-05T00:00:00Z",
    "CommitmentDiscountId": "",
    "CommitmentDiscountStatus": "",
    "ContractedCost": "11",
    "EffectiveCost": "10",
    "ListCost": "12",
    "ServiceCategory": "Compute",
    "ServiceName": "Virtual Machines",
    "SubAccountId": "0042",
    "Tags": '{"owner": "a"}',
}
# Four services over three days, some without tags, one tax row; no commitment anywhere.
SMALL = (
    {},
    {"ServiceName": "Queues", "EffectiveCost": "4", "BilledCost": "4", "Tags": "{}"},
    {"ServiceName": "Storage", "EffectiveCost": "7", "ChargePeriodStart": "2026-01-06T00:00:00Z", "ListCost": "9.5"},
    {"ServiceName": "Logs", "EffectiveCost": "2", "ChargePeriodStart": "2026-01-07T00:00:00Z", "Tags": ""},
    {"ChargeCategory": "Tax", "BilledCost": "3", "EffectiveCost": "3", "ContractedCost": "3", "ListCost": "3"},
)


def write_csv(path: Path, rows: tuple[Mapping[str, str], ...] = SMALL, *, without: tuple[str, ...] = ()) -> Path:
    """A CSV of rows that differ from `ROW` as given."""
    names = [name for name in ROW if name not in without]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**ROW, **row} for row in rows)
    return path


def imported(tmp_path: Path, *rows: dict[str, str], name: str = "Acme") -> Bill:
    """A bill of these rows, or of SMALL, brought by the system."""
    return import_bill(actor=system(), path=write_csv(tmp_path / "bill.csv", rows or SMALL), name=name, now=NOON)
