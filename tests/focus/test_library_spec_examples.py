"""Worked examples of the FOCUS specification, rebuilt row by row.

Source of every figure: FOCUS specification 1.2, folder specification/data, the file named with each example
(FinOps Open Cost and Usage Specification, CC BY 4.0); facts only. What the files leave out is added: BillingCurrency
USD, and empty costs that no figure here needs.
"""

from datetime import date

import pytest

from practicum.focus.api import (
    CannotTell,
    cash_and_amortised,
    commitment_balance,
    commitment_coverage,
    commitment_utilisation,
    effective_savings_rate,
    virtual_currency,
)

from .library import D, ask

HOUR = {
    "BillingPeriodStart": "2023-01-01T00:00:00Z",
    "BillingPeriodEnd": "2023-02-01T00:00:00Z",
    "ChargePeriodStart": "2023-01-01T00:00:00Z",
    "ChargePeriodEnd": "2023-01-01T01:00:00Z",
    "CommitmentDiscountId": "my-commitment-discount-id",
}


def row(category, billed, effective, listed=None, held=(None, None, None)):
    quantity, status, unit = held
    pricing = {"Purchase": "Standard"}.get(category, "Committed" if status else "Standard")
    found = HOUR | {
        "ChargeCategory": category,
        "PricingCategory": pricing,
        "BilledCost": billed,
        "EffectiveCost": effective,
        "ListCost": listed,
        "CommitmentDiscountQuantity": quantity,
        "CommitmentDiscountStatus": status,
        "CommitmentDiscountUnit": unit,
    }
    if category == "Usage" and not status:
        found["CommitmentDiscountId"] = None
    return found


# File, rows, then utilisation by cost and by quantity, coverage at effective cost and at list cost, savings rate.
NORMAL, HOURLY = "Normalized Hour", "Hour"
FLEXIBILITY = {
    "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_1_resource.csv": (
        [
            row("Purchase", "0.50", 0, "1.00", (1, None, NORMAL)),
            row("Usage", 0, "0.50", "3.00", (1, "Used", NORMAL)),
            row("Usage", "2.25", "2.25", "2.25"),
        ],
        (100, 100, "18.181818181818", "57.142857142857", "47.619047619048"),
    ),
    "one_hundred_percent_utilization_with_commitment_discount_flexibility_with_2_resources.csv": (
        [
            row("Purchase", "2.00", 0, "4.00", (4, None, NORMAL)),
            row("Usage", 0, "1.00", "2.00", (2, "Used", NORMAL)),
            row("Usage", 0, "1.00", "2.00", (2, "Used", NORMAL)),
        ],
        (100, 100, 100, 100, 50),
    ),
    "one_hundred_percent_utilization_without_commitment_discount_flexibility.csv": (
        [row("Purchase", "1.50", 0, "3.00", (1, None, HOURLY)), row("Usage", 0, "1.50", "3.00", (1, "Used", HOURLY))],
        (100, 100, 100, 100, 50),
    ),
    "zero_percent_utilization_without_commitment_discount_flexibility.csv": (
        [
            row("Purchase", "1.50", 0, "3.00", (1, None, HOURLY)),
            row("Usage", 0, "1.50", "3.00", (1, "Unused", HOURLY)),
            row("Usage", "2.00", "2.00", "2.00"),
        ],
        # 3.50 was spent where 2.00 would have done.
        (0, 0, 0, 0, -75),
    ),
}


@pytest.mark.parametrize("name", FLEXIBILITY)
def test_commitment_flexibility(name):
    rows, figures = FLEXIBILITY[name]
    by_cost, by_quantity, effective, listed, rate = map(D, figures)
    use = ask(commitment_utilisation, rows, only=True)
    assert (use.by_cost_percent, use.by_quantity_percent) == (by_cost, by_quantity)
    cover = ask(commitment_coverage, rows, only=True)
    assert (cover.by_effective_cost_percent, cover.by_on_demand_percent) == (effective, listed)
    assert ask(effective_savings_rate, rows, only=True).percent == rate
    balance = ask(commitment_balance, rows, only=True)
    assert (balance.broken, balance.commitments[0].within_window) == (0, True)
    assert balance.commitments[0].purchased == balance.commitments[0].amortised


@pytest.mark.parametrize(
    ("rows", "used", "waste", "percent"),
    [  # commitment_discount_usage_scenario_1.csv to _4.csv
        ([row("Usage", 0, 1, None, (1, "Used", "USD"))], 1, 0, 100),
        ([row("Usage", 0, 1, None, (1, "Unused", "USD"))], 0, 1, 0),
        (
            [
                row("Usage", 0, "0.75", None, ("0.75", "Used", "USD")),
                row("Usage", 0, "0.25", None, ("0.25", "Unused", "USD")),
            ],
            "0.75",
            "0.25",
            75,
        ),
        ([row("Usage", 0, 1, None, (1, "Used", "USD")), row("Usage", "0.50", "0.50")], 1, 0, 100),
    ],
    ids=["scenario 1", "scenario 2", "scenario 3", "scenario 4"],
)
def test_commitment_usage_scenarios(rows, used, waste, percent):
    use = ask(commitment_utilisation, rows, only=True)
    assert (use.used_cost, use.waste_cost) == (D(used), D(waste))
    assert (use.by_cost_percent, use.by_quantity_percent, use.unit) == (D(percent), D(percent), "USD")


@pytest.mark.parametrize(
    ("paid", "cash"),
    [(["8760"], "8760"), (["1", "1", "1"], "3"), (["4380", "0.5", "0.5", "0.5"], "4381.5")],
    ids=["scenario 1: all upfront", "scenario 2: no upfront", "scenario 3: partial upfront"],
)
def test_commitment_purchase_scenarios(paid, cash):
    """commitment_discount_purchase_scenario_1.csv to _3.csv: cash now, nothing amortised on the purchase itself."""
    rows = [row("Purchase", amount, 0, None, (amount, None, "USD")) for amount in paid]
    both = ask(cash_and_amortised, rows, only=True)
    assert (both.cash, both.amortised) == (D(cash), 0)
    assert isinstance(ask(commitment_utilisation, rows, only=True), CannotTell)
    assert ask(commitment_balance, rows, only=True).commitments[0].purchased == D(cash)


def saas(category, billing, start, billed, effective):
    return {
        "ChargeCategory": category,
        "BillingPeriodStart": f"{billing}-01T00:00:00Z",
        "ChargePeriodStart": f"{start}-01T00:00:00Z",
        "ChargePeriodEnd": f"{start}-02T00:00:00Z",
        "BilledCost": billed,
        "EffectiveCost": effective,
    }


USED_MONTHS = (("2025-04", 48), ("2025-05", 120), ("2025-06", 60))


def test_spend_agreement_billed_as_it_goes():
    """saas_spend_agreements_a1.csv: 1,200 a year is promised; 228 is used, 972 comes at the end as a fee."""
    rows = [saas("Usage", month, month, cost, cost) for month, cost in USED_MONTHS]
    both = ask(cash_and_amortised, [*rows, saas("Usage", "2026-03", "2025-04", 972, 972)], only=True)
    assert (both.cash, both.amortised) == (1200, 1200)
    # The fee is charged for the whole year: it counts where that begins, and is paid where it is billed.
    assert [(one.month, one.cash, one.amortised) for one in both.months] == [
        (date(2025, 4, 1), 48, 1020),
        (date(2025, 5, 1), 120, 120),
        (date(2025, 6, 1), 60, 60),
        (date(2026, 3, 1), 972, 0),
    ]


def test_spend_agreement_paid_upfront():
    """saas_spend_agreements_b1.csv: 1,200 is paid at once and covers what is used, and the fee for what is not."""
    rows = [saas("Purchase", "2025-04", "2025-04", 1200, 0)]
    rows += [saas("Usage", month, month, 0, cost) for month, cost in USED_MONTHS]
    both = ask(cash_and_amortised, [*rows, saas("Usage", "2026-03", "2025-04", 0, 972)], only=True)
    assert (both.cash, both.amortised) == (1200, 1200)
    assert [(one.cash, one.amortised) for one in both.months] == [(1200, 1020), (0, 120), (0, 60), (0, 0)]


def test_seats_billed_by_the_month():
    """simple_saas_agreements_c.csv: 505, 650 and 635 seats at 20."""
    months = (("2025-04", 505), ("2025-05", 650), ("2025-06", 635))
    rows = [saas("Usage", month, month, seats * 20, seats * 20) for month, seats in months]
    both = ask(cash_and_amortised, rows, only=True)
    assert [one.cash for one in both.months] == [10100, 13000, 12700]
    assert both.cash == both.amortised == 35800


def token(units, effective, listed):
    return {
        "ChargeCategory": "Usage",
        "BilledCost": 0,
        "EffectiveCost": effective,
        "ListCost": listed,
        "PricingCurrency": "Token",
        "PricingCurrencyEffectiveCost": units,
        "PricingUnit": "Execution",
        "PricingQuantity": units,
    }


def purchase(billed):
    return {
        "ChargeCategory": "Purchase",
        "BilledCost": billed,
        "EffectiveCost": 0,
        "ListCost": 200000,
        "PricingCurrency": "USD",
        "PricingCurrencyEffectiveCost": 0,
        "PricingUnit": "Token",
        "PricingQuantity": 100000,
    }


@pytest.mark.parametrize(
    ("rows", "figures"),
    [
        # virtual_currency_pricing_model_a1.csv and _a2.csv: tokens at 2.
        (
            [purchase(200000), token(245, 490, 490), token(10, 20, 20), token(360, 720, 720)],
            (615, 1230, 2, 2, 2, 99385),
        ),
        # _b1.csv and _b2.csv: tokens at 1 by contract, 2 at list.
        (
            [purchase(100000), token(245, 245, 490), token(10, 10, 20), token(360, 360, 720)],
            (615, 615, 1, 2, 1, 99385),
        ),
        # _b1.csv and _b3.csv: and one product takes fewer tokens by contract.
        (
            [purchase(100000), token(245, 245, 490), token(10, 10, 20), token(240, 240, 720)],
            (495, 495, 1, "2.484848484848", 1, 99505),
        ),
    ],
    ids=["model a", "model b", "model b, negotiated quantity"],
)
def test_virtual_currency(rows, figures):
    (use,) = ask(virtual_currency, rows, only=True).currencies
    assert use.pricing_currency == "Token"
    told = (use.consumed, use.effective_cost, use.rate, use.list_rate, use.purchase_rate, use.left)
    assert told == tuple(map(D, figures))
