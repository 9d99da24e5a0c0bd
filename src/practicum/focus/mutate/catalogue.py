"""The mutators, by name. The rules are those of FOCUS 1.4."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from practicum.focus.mutate.mutator import Mutator, change_cell
from practicum.focus.mutate.rows import Row, Rows


def _filled(*names: str) -> Callable[[Row], bool]:
    return lambda row: all(row.get(name) for name in names)


def _is(name: str, value: str) -> Callable[[Row], bool]:
    return lambda row: row.get(name) == value


def _added(name: str, amount: str) -> Callable[[Row], str]:
    return lambda row: format(Decimal(row[name] or 0) + Decimal(amount), "f")


def _of_commitment(category: str) -> Callable[[Row], bool]:
    return lambda row: row.get("ChargeCategory") == category and bool(row.get("CommitmentDiscountId"))


def _priced(row: Row) -> bool:
    return row.get("ChargeCategory") == "Usage" and not row.get("ChargeClass") and bool(row.get("SkuPriceId"))


def _drop_column(rows: Rows) -> tuple[int, ...]:
    rows.names.remove("ServiceName")
    return ()


def _add_column(rows: Rows) -> tuple[int, ...]:
    rows.names.append("CostCentre")
    for row in rows.rows:
        row["CostCentre"] = "4711"
    return ()


def _repeat_row(rows: Rows) -> tuple[int, ...] | None:
    place = rows.pick(lambda _: True)
    if place is None:
        return None
    rows.rows.append(dict(rows.rows[place]))
    return (len(rows.rows),)


def _repeat_id(column: str, same: tuple[str, ...]) -> Callable[[Rows], tuple[int, ...] | None]:
    """A row takes the id of an earlier row that agrees in the columns `same`."""

    def apply(rows: Rows) -> tuple[int, ...] | None:
        pairs = [
            (one, two)
            for two, later in enumerate(rows.rows)
            for one, earlier in enumerate(rows.rows[:two])
            if earlier[column] != later[column] and all(earlier.get(name) == later.get(name) for name in same)
        ]
        if not pairs:
            return None
        one, two = rows.random.choice(pairs)
        rows.rows[two][column] = rows.rows[one][column]
        return (two + 1,)

    return apply


def _other_ratio(row: Row) -> str:
    details = json.loads(row["AllocatedMethodDetails"] or "{}")
    ratio = details["Elements"][0]["AllocatedRatio"]
    details["Elements"][0]["AllocatedRatio"] = ratio / 2
    return json.dumps(details)


def _split_service(rows: Rows) -> tuple[int, ...] | None:
    """One row of a service that has at least three gets another category, with a subcategory that fits it."""
    names = list(rows.values("ServiceName"))
    place = rows.pick(
        lambda row: names.count(str(row["ServiceName"])) > 2 and row["ServiceCategory"] not in ("Other", "Mobile")
    )
    if place is None:
        return None
    rows.rows[place] |= {"ServiceCategory": "Mobile", "ServiceSubcategory": "Other (Mobile)"}
    return (place + 1,)


_CAU = [
    change_cell("missing_value", "a cell is empty that may not be.", "BillingAccountId",
                ("CAU-BillingAccountId-C-001-M",), to=lambda _: None),
    change_cell("wrong_case", "an allowed value is written in lower case.", "ChargeCategory",
                ("CAU-ChargeCategory-C-003-M",), to=lambda row: str(row["ChargeCategory"]).lower()),
    change_cell("unknown_value", "a value stands that FOCUS does not know.", "PricingCategory",
                ("CAU-PricingCategory-C-007-M",), to=lambda _: "Reserved", fits=_filled("PricingCategory")),
    change_cell("decimal_comma", "a cost is written with a comma.", "BilledCost",
                ("CAU-BilledCost-C-001-M", "CAU-BilledCost-C-002-M"),
                to=lambda row: str(row["BilledCost"]).replace(".", ","), fits=lambda row: "." in (row["BilledCost"] or "")),
    change_cell("currency_sign", "a cost is written with a currency sign.", "EffectiveCost",
                ("CAU-EffectiveCost-C-001-M", "CAU-EffectiveCost-C-002-M"), to=lambda row: f"${row['EffectiveCost']}"),
    change_cell("plus_sign", "a positive cost is written with a plus sign.", "ListCost",
                ("CAU-ListCost-C-002-M",), to=lambda row: f"+{row['ListCost']}",
                fits=lambda row: not (row["ListCost"] or "-").startswith("-")),
    change_cell("time_without_zone", "a date and time lacks the Z.", "ChargePeriodStart",
                ("CAU-ChargePeriodStart-C-002-M",), to=lambda row: str(row["ChargePeriodStart"]).removesuffix("Z")),
    change_cell("time_with_space", "a date and time lacks the letter T.", "BillingPeriodStart",
                ("CAU-BillingPeriodStart-C-002-M",), to=lambda row: str(row["BillingPeriodStart"]).replace("T", " ")),
    change_cell("null_word", "an empty cell says NULL.", "ChargeClass", ("ATT-NullHandling-A-002-C",),
                to=lambda _: "NULL", fits=lambda row: not row["ChargeClass"]),
    Mutator("missing_column", "a mandatory column is left out.", "ServiceName", ("CAU-CostAndUsage-D-041-M",), _drop_column),
    Mutator("stray_column", "a column of one's own lacks x_.", "CostCentre", ("ATT-CustomColumnHandling-A-002-M",),
            _add_column),
    change_cell("wrong_product", "a list cost is not price times quantity.", "ListCost", ("CAU-ListCost-C-011-C",),
                to=_added("ListCost", "1"), fits=_filled("ListUnitPrice", "PricingQuantity")),
    change_cell("negative_price", "a unit price is negative.", "ListUnitPrice", ("CAU-ListUnitPrice-C-008-M",),
                to=lambda row: f"-{row['ListUnitPrice']}",
                fits=lambda row: bool(row["ListUnitPrice"]) and Decimal(row["ListUnitPrice"] or 0) > 0),
    change_cell("missing_price", "usage has no list price.", "ListUnitPrice", ("CAU-ListUnitPrice-C-005-C",),
                to=lambda _: None, fits=lambda row: _priced(row) and bool(row["ListUnitPrice"])),
    change_cell("split_off", "the shares of a split charge do not add up.", "AllocatedMethodDetails",
                ("CAU-AllocatedMethodDetailsObject-O-027-M",), to=_other_ratio, fits=_filled("AllocatedMethodDetails")),
    change_cell("commitment_off", "the usage of a commitment does not cost what was bought.", "BilledCost",
                ("CAU-EffectiveCost-C-022-C",), to=_added("BilledCost", "100"), fits=_of_commitment("Purchase")),
    change_cell("commitment_twice", "the purchase of a commitment has an effective cost.", "EffectiveCost",
                ("CAU-EffectiveCost-C-020-C",), to=lambda _: "100", fits=_of_commitment("Purchase")),
    change_cell("purchase_by_usage", "a purchase has the frequency of usage.", "ChargeFrequency",
                ("CAU-ChargeFrequency-C-004-C",), to=lambda _: "Usage-Based", fits=_is("ChargeCategory", "Purchase")),
    change_cell("status_alone", "a status stands without a commitment.", "CommitmentDiscountStatus",
                ("CAU-CommitmentDiscountStatus-C-003-C",), to=lambda _: "Used",
                fits=lambda row: not row.get("CommitmentDiscountId")),
    change_cell("unknown_currency", "a currency is none of ISO 4217.", "BillingCurrency",
                ("CAU-BillingCurrency-C-006-M",), to=lambda _: "USX"),
    change_cell("bad_unit", "a unit is abbreviated and in lower case.", "PricingUnit", ("CAU-PricingUnit-C-003-O",),
                to=lambda _: "hrs", fits=_filled("PricingUnit")),
    change_cell("bad_object", "tags are written with single quotes.", "Tags", ("CAU-Tags-C-001-M",),
                to=lambda _: "{'owner': 'a'}"),
    change_cell("nested_object", "a tag holds an object.", "Tags", ("CAU-Tags-C-001-M",),
                to=lambda _: '{"owner": {"name": "a"}}'),
    change_cell("end_at_start", "a charge ends when it starts.", "ChargePeriodEnd", ("CAU-ChargePeriodEnd-C-004-M",),
                to=lambda row: row["ChargePeriodStart"]),
    change_cell("half_pair", "a region has an id and no name.", "RegionName", ("CAU-RegionName-C-005-C",),
                to=lambda _: None, fits=_filled("RegionId")),
    change_cell("wrong_subcategory", "a subcategory stands under another category.", "ServiceSubcategory",
                ("CAU-ServiceSubcategory-C-004-M",), to=lambda _: "Other (Mobile)",
                fits=lambda row: row["ServiceCategory"] != "Mobile"),
    change_cell("tax_with_sku", "tax has a SKU.", "SkuId", ("CAU-SkuId-C-004-C",), to=lambda _: "SKU-1",
                fits=_is("ChargeCategory", "Tax")),
    change_cell("tax_amortised", "the effective cost of tax is not its billed cost.", "EffectiveCost",
                ("CAU-EffectiveCost-C-017-C",), to=_added("EffectiveCost", "1"), fits=_is("ChargeCategory", "Tax")),
    Mutator("two_categories", "a service has two categories.", "ServiceName", ("CAU-ServiceName-C-005-C",), _split_service),
    Mutator("repeated_row", "a row is there twice.", "", ("ATT-DeliveryHandling-A-001-M",), _repeat_row),
]  # fmt: skip
_OTHERS = [
    change_cell("invoice_off", "an invoice does not reconcile with the charges.", "BilledCost",
                ("IND-BilledCost-C-010-C", "IND-BilledCost-C-013-C"), to=_added("BilledCost", "1000"),
                fits=lambda row: row["InvoiceIssueStatus"] != "Open", dataset="invoice_detail", needs_charges=True),
    Mutator("repeated_invoice_line", "two lines of an invoice have one id.", "InvoiceDetailId",
            ("IND-InvoiceDetailId-C-004-M",), _repeat_id("InvoiceDetailId", ("InvoiceId", "InvoiceIssuerName")),
            dataset="invoice_detail"),
    change_cell("share_as_percent", "a share of 1 is written as percent.", "ContractCommitmentDiscountPercentage",
                ("CCT-ContractCommitmentDiscountPercentage-C-006-M",), to=lambda _: "20",
                fits=_filled("ContractCommitmentDiscountPercentage"), dataset="contract_commitment"),
    Mutator("repeated_commitment", "two commitments have one id.", "ContractCommitmentId",
            ("CCT-ContractCommitmentId-C-005-M",),
            _repeat_id("ContractCommitmentId", ("ServiceProviderName", "ContractCommitmentDiscountPercentage")),
            dataset="contract_commitment"),
    change_cell("unknown_status", "a billing period has a status that FOCUS does not know.", "BillingPeriodStatus",
                ("BIP-BillingPeriodStatus-C-003-M",), to=lambda _: "Reopened", dataset="billing_period"),
]  # fmt: skip
MUTATORS: Mapping[str, Mutator] = MappingProxyType({mutator.name: mutator for mutator in (*_CAU, *_OTHERS)})
