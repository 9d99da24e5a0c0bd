"""What holds for every simulated company, exactly, whatever the scenario and the seed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import simulate_company
from practicum.focus.simulate.tables import COLUMNS_OF, schema_of
from tests.focus.simulations import NAMES, made, opened, rows_for

# Each query gives the rows that break the rule.
BROKEN = {
    "list cost is list price times quantity": """
        SELECT * FROM cost_and_usage WHERE ListUnitPrice IS NOT NULL AND ListCost <> ListUnitPrice * PricingQuantity""",
    "contracted cost is contracted price times quantity": """
        SELECT * FROM cost_and_usage
        WHERE ContractedUnitPrice IS NOT NULL AND ContractedCost <> ContractedUnitPrice * PricingQuantity""",
    "per commitment effective usage is billed purchase": """
        SELECT CommitmentDiscountId FROM cost_and_usage WHERE CommitmentDiscountId IS NOT NULL GROUP BY ALL
        HAVING sum(EffectiveCost) <> sum(BilledCost)
            OR sum(EffectiveCost) FILTER (ChargeCategory = 'Usage') <> sum(BilledCost) FILTER (ChargeCategory = 'Purchase')""",
    "the contract says what the purchases cost": """
        SELECT * FROM contract_commitment FULL JOIN (
            SELECT CommitmentDiscountId AS id, sum(BilledCost) AS paid FROM cost_and_usage
            WHERE CommitmentDiscountId IS NOT NULL GROUP BY ALL) ON id = ContractCommitmentId
        WHERE paid IS DISTINCT FROM ContractCommitmentCost""",
    "what is neither covered nor covers costs what is billed": """
        SELECT * FROM cost_and_usage WHERE CommitmentDiscountId IS NULL AND BilledCost <> EffectiveCost""",
    "the ratios of what is split add up to one": """
        SELECT ResourceId, ChargePeriodStart FROM cost_and_usage WHERE AllocatedMethodId IS NOT NULL GROUP BY ALL
        HAVING sum(CAST(regexp_extract(AllocatedMethodDetails, 'Ratio":([0-9.]+)', 1) AS DECIMAL(9, 4))) <> 1""",
    "a part is its ratio of the whole": """
        SELECT * FROM (
            SELECT EffectiveCost, sum(EffectiveCost) OVER (PARTITION BY ResourceId, ChargePeriodStart) AS whole,
                CAST(regexp_extract(AllocatedMethodDetails, 'Ratio":([0-9.]+)', 1) AS DECIMAL(9, 4)) AS ratio
            FROM cost_and_usage WHERE AllocatedMethodId IS NOT NULL) WHERE EffectiveCost <> whole * ratio""",
    "only corrections and money back are negative": """
        SELECT * FROM cost_and_usage WHERE BilledCost < 0
        AND ChargeCategory NOT IN ('Credit', 'Adjustment') AND ChargeClass IS DISTINCT FROM 'Correction'""",
    "corrections are of a month that was closed": """
        SELECT * FROM cost_and_usage WHERE (ChargeClass = 'Correction') <> (ChargePeriodStart < BillingPeriodStart)""",
    "charges lie in their period": """
        SELECT * FROM cost_and_usage WHERE ChargePeriodEnd <= ChargePeriodStart OR ChargePeriodStart >= BillingPeriodEnd""",
    "an id is of one row": "SELECT x_ChargeId FROM cost_and_usage GROUP BY ALL HAVING count(*) > 1",
    "a price has one SKU": """
        SELECT SkuPriceId FROM cost_and_usage WHERE SkuPriceId IS NOT NULL GROUP BY ALL
        HAVING count(DISTINCT SkuId) > 1 OR count(DISTINCT ListUnitPrice) > 1""",
    "a price is that of the list": """
        SELECT SkuId FROM cost_and_usage AS c WHERE ListUnitPrice IS NOT NULL AND NOT EXISTS (
            SELECT * FROM price_list AS p WHERE p.sku_id = c.SkuId AND p.list_unit_price = c.ListUnitPrice
            AND (p.region_id IS NULL OR p.region_id = c.RegionId) AND p.unit = c.PricingUnit)""",
    "a sub-account is in the organisation": """
        SELECT SubAccountId FROM cost_and_usage WHERE SubAccountId NOT IN (SELECT sub_account_id FROM organisation)""",
    "telemetry is of resources in the bill": """
        SELECT resource_id FROM telemetry WHERE resource_id NOT IN
            (SELECT ResourceId FROM cost_and_usage WHERE ResourceId IS NOT NULL)""",
    "seats are those of the bill": """
        SELECT * FROM (SELECT month, product_name, sum(purchased) AS seats, sum(purchased * unit_price) AS cost
            FROM licences GROUP BY ALL) AS l
        FULL JOIN (SELECT CAST(BillingPeriodStart AS DATE) AS m, ServiceName, sum(PricingQuantity) AS bought,
            sum(BilledCost) AS paid FROM cost_and_usage WHERE PricingUnit = 'User-Months' GROUP BY ALL) AS c
        ON l.month = c.m AND l.product_name = c.ServiceName
        WHERE seats IS DISTINCT FROM bought OR cost IS DISTINCT FROM paid""",
    "tokens are those of the bill": """
        SELECT * FROM (SELECT day, sum(input_tokens + cached_tokens + output_tokens) AS used FROM token_usage GROUP BY ALL)
        FULL JOIN (SELECT CAST(ChargePeriodStart AS DATE) AS d, sum(ConsumedQuantity) AS billed FROM cost_and_usage
            WHERE ConsumedUnit = 'Tokens' GROUP BY ALL) ON d = day WHERE used IS DISTINCT FROM billed""",
    "a line of an issued invoice has rows, or was planted": """
        SELECT InvoiceDetailId FROM invoice_detail WHERE InvoiceIssueStatus = 'Issued'
        AND InvoiceDetailId NOT IN (SELECT InvoiceDetailId FROM cost_and_usage)
        AND NOT regexp_matches(InvoiceDetailId, '(-2|-S99)$')""",
    "pricing in the billing currency repeats the price": """
        SELECT * FROM cost_and_usage WHERE PricingCurrency = BillingCurrency AND (
            PricingCurrencyListUnitPrice IS DISTINCT FROM ListUnitPrice
            OR PricingCurrencyContractedUnitPrice IS DISTINCT FROM ContractedUnitPrice
            OR PricingCurrencyEffectiveCost <> EffectiveCost)""",
}


def assert_holds(simulation):
    with opened(simulation.tables) as ask:
        for rule, query in BROKEN.items():
            assert ask(query)[:3] == [], rule
    assert list(simulation.tables) == list(COLUMNS_OF)
    for name, table in simulation.tables.items():
        assert table.schema == schema_of(name), name


@pytest.mark.parametrize("scenario", NAMES)
def test_invariants_of_each_scenario(scenario):
    assert_holds(made(scenario))


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**63), st.integers(1, 4), st.integers(0, 1_500))
def test_invariants_of_any_seed(scenario, seed, months, more):
    rows = rows_for(scenario, months, more)
    simulation = simulate_company(scenario=scenario, seed=seed, months=months, rows=rows)
    assert_holds(simulation)
    assert abs(simulation.tables["cost_and_usage"].num_rows / rows - 1) < 0.12
