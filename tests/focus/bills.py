"""Small bills for tests."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

PRESENT = {
    "BilledCost": "10",
    "BillingAccountId": "000123",
    "BillingAccountName": "Acme",
    "BillingCurrency": "USD",
    "BillingPeriodEnd": "2026-02-01T00:00:00Z",
    "BillingPeriodStart": "2026-01-01T00:00:00Z",
    "ChargeCategory": "Usage",
    "ChargeClass": "",
    "ChargeDescription": "machine",
    "ChargeFrequency": "Usage-Based",
    "ChargePeriodEnd": "2026-01-06T00:00:00Z",
    "ChargePeriodStart": "2026-01-05T00:00:00Z",
    "CommitmentDiscountCategory": "",
    "CommitmentDiscountId": "",
    "CommitmentDiscountStatus": "",
    "CommitmentDiscountType": "",
    "ContractedCost": "10",
    "ContractedUnitPrice": "5",
    "EffectiveCost": "10",
    "HostProviderName": "Fjord Cloud",
    "InvoiceDetailId": "D1",
    "InvoiceIssuerName": "Fjord Cloud Ltd",
    "ListCost": "12",
    "ListUnitPrice": "6",
    "PricingCategory": "Standard",
    "PricingQuantity": "2",
    "PricingUnit": "Hours",
    "RegionId": "north-1",
    "RegionName": "North",
    "ServiceCategory": "Compute",
    "ServiceName": "Virtual Machines",
    "ServiceProviderName": "Fjord Cloud",
    "ServiceSubcategory": "Virtual Machines",
    "SkuId": "S1",
    "SkuPriceId": "S1-OD",
    "SubAccountId": "0042",
    "SubAccountName": "checkout",
    "Tags": '{"owner": "a"}',
}


def csv_text(rows: Iterable[Mapping[str, str]], *, without: Iterable[str] = (), delimiter: str = ",") -> str:
    """A CSV of rows that differ from a clean row as given; new names become new columns."""
    rows = list(rows)
    extra = dict.fromkeys(name for row in rows for name in row if name not in PRESENT)
    names = [name for name in (*PRESENT, *extra) if name not in set(without)]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n", delimiter=delimiter)
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({**PRESENT, "ChargeDescription": f"machine {number}"} | row)
    return out.getvalue()


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path
