"""Each company has a story, and the data tell it: growth, weekday, season, migration, launch, commitments, currency."""

from decimal import Decimal

from tests.focus.simulations import made, opened

USAGE = "FROM cost_and_usage WHERE ChargeCategory = 'Usage' AND CommitmentDiscountStatus IS DISTINCT FROM 'Unused'"


def by(simulation, what, value="sum(ListCost)", where=""):
    with opened(simulation.tables) as ask:
        rows = ask(f"SELECT {what}, {value} {USAGE} {where} GROUP BY 1 ORDER BY 1")
    return [row[1] for row in rows]


def test_weekends_are_quieter_in_the_baseline():
    monday_to_sunday = by(made("baseline", 5, 2, 6_000), "isodow(ChargePeriodStart)")
    assert sum(monday_to_sunday[5:]) / 2 < Decimal("0.9") * sum(monday_to_sunday[:5]) / 5


def test_the_scale_up_grows_and_launches_a_product():
    simulation = made("saas", 5, 4, 9_000)
    months = by(simulation, "month(ChargePeriodStart)")
    assert months[3] > Decimal("1.15") * months[0]
    [launch] = simulation.truth["launches"]
    where = "AND SubAccountId IN (SELECT sub_account_id FROM organisation WHERE product = 'automation')"
    [first] = by(simulation, "1", "CAST(min(ChargePeriodStart) AS DATE)", where)
    assert str(first) >= launch["on"]


def test_december_is_the_retailers_month():
    shops = """AND SubAccountId IN (SELECT sub_account_id FROM organisation
        WHERE environment = 'production' AND NOT is_shared)"""
    months = by(made("retailer", 5, 4, 20_000), "date_trunc('month', ChargePeriodStart)", where=shops)
    assert months[2] > Decimal("1.15") * months[0]
    assert months[2] > months[3]


def test_the_manufacturer_moves_and_runs_both_for_a_while():
    simulation = made("enterprise", 5, 4, 20_000)
    [planning, _] = simulation.truth["migrations"]
    where = """AND SubAccountId IN (SELECT sub_account_id FROM organisation
        WHERE product = 'planning' AND provider = '{}') AND ResourceId NOT LIKE '%/commitment-%'"""
    old, new = (
        by(simulation, "month(ChargePeriodStart)", where=where.format(p)) for p in ("Basalt Data Centre", "Larch Cloud")
    )
    assert planning["source"] == "Basalt Data Centre"
    assert old[3] < Decimal("0.8") * old[0]
    assert new[3] > 2 * new[0]


def test_credits_of_the_data_cloud_are_not_money():
    simulation = made("consultancy", 5)
    with opened(simulation.tables) as ask:
        rows = ask("""
            SELECT DISTINCT PricingCurrency, ListUnitPrice / PricingCurrencyListUnitPrice,
                ContractedUnitPrice / PricingCurrencyContractedUnitPrice
            FROM cost_and_usage WHERE PricingCurrency <> BillingCurrency""")
        issuers = ask("SELECT count(DISTINCT InvoiceIssuerName) FROM cost_and_usage")
    assert rows == [("Loom Credits", 3.0, 2.4)]
    assert issuers[0][0] >= 5


def test_failed_calls_cost_the_ai_company():
    simulation = made("ai-product", 5, 3)
    with opened(simulation.tables) as ask:
        [(failing,)] = ask("""
            SELECT count(*) FROM (SELECT day, sum(failed_requests) / sum(requests) AS part FROM token_usage GROUP BY ALL)
            WHERE part > 0.2""")
    assert failing == 4


def test_the_public_body_tags_and_the_consultancy_does_not():
    parts = {}
    for scenario in ("public-body", "consultancy"):
        simulation = made(scenario, 5, 2, 6_000)
        parts[scenario] = len(simulation.truth["tag_gaps"]) / len(simulation.truth["owners"])
    assert parts["public-body"] < 0.12
    assert parts["consultancy"] > 0.25
