"""The truth of a simulation is in its data: found again by queries that know nothing of how the data were made."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.focus.api import simulate_company
from tests.focus.simulations import NAMES, made, opened, rows_for

MONTHS = 3
PLANTED = (
    *("owners", "shared_costs", "tag_gaps", "tag_typos", "idle_resources", "oversized_resources", "commitments"),
    *("anomalies", "invoice_errors", "journal_errors", "credits", "refunds", "corrections", "late_rows"),
    *("unused_licences",),
)
# Beside those, what only some companies have.
SOME = {"virtual_currency": {"saas", "consultancy"}, "launches": {"retailer", "saas", "enterprise"}} | {
    "migrations": {"enterprise"},
    "split_resources": {"baseline", "retailer", "saas", "enterprise", "consultancy"},
}
Ask = Callable[[str], list]


def owners(truth, ask: Ask):
    found = {row[0] for row in ask("SELECT DISTINCT ResourceId FROM cost_and_usage WHERE ResourceId LIKE '%/r-%'")}
    assert found <= set(truth["owners"])
    told = ask("""
        SELECT ResourceId, o.business_unit, o.product, any_value(Tags) FROM cost_and_usage
        JOIN organisation AS o ON o.sub_account_id = SubAccountId
        WHERE ResourceId LIKE '%/r-%' AND o.product IS NOT NULL GROUP BY ALL""")
    for resource, unit, product, _ in told:
        assert truth["owners"][resource] == {"business_unit": unit, "product": product}


def tags(truth, ask: Ask):
    gaps = ask("""
        WITH r AS (SELECT ResourceId, any_value(CAST(Tags AS JSON)) AS tags FROM cost_and_usage
            WHERE ResourceId LIKE '%/r-%' GROUP BY ALL)
        SELECT ResourceId, list(DISTINCT tag_key ORDER BY tag_key) FROM r, tag_policy
        WHERE tags IS NULL OR NOT list_contains(list_transform(json_keys(tags), lambda k: lower(k)), tag_key)
        GROUP BY ALL""")
    alive = {row[0] for row in ask("SELECT DISTINCT ResourceId FROM cost_and_usage")}
    told = {one["resource_id"]: one["missing"] for one in truth["tag_gaps"] if one["resource_id"] in alive}
    assert dict(gaps) == told
    typos = ask("""
        WITH r AS (SELECT DISTINCT ResourceId, CAST(Tags AS JSON) AS tags FROM cost_and_usage
            WHERE ResourceId LIKE '%/r-%' AND Tags IS NOT NULL),
        t AS (SELECT ResourceId, unnest(json_keys(tags)) AS k, tags FROM r),
        v AS (SELECT ResourceId, k, json_extract_string(tags, '$.' || k) AS v FROM t)
        SELECT ResourceId, CASE WHEN k IN (SELECT tag_key FROM tag_policy) THEN v ELSE k END FROM v
        WHERE k NOT IN (SELECT tag_key FROM tag_policy) OR NOT EXISTS (
            SELECT * FROM tag_policy WHERE tag_key = k AND (allowed_value IS NULL OR allowed_value = v))""")
    assert dict(typos) == {o["resource_id"]: o["written"] for o in truth["tag_typos"] if o["resource_id"] in alive}


def waste(truth, ask: Ask):
    costs = dict(ask("SELECT ResourceId, sum(EffectiveCost) FROM cost_and_usage GROUP BY ALL"))
    idle = ask("""
        SELECT resource_id FROM telemetry GROUP BY ALL
        HAVING max(requests) = 0 OR NOT bool_or(attached)""")
    assert {row[0] for row in idle} == {one["resource_id"] for one in truth["idle_resources"]}
    small = ask("""
        SELECT resource_id FROM telemetry GROUP BY ALL HAVING max(requests) > 0 AND max(cpu_p95_percent) < 20
        AND max(memory_p95_percent) < 40""")
    assert {row[0] for row in small} == {one["resource_id"] for one in truth["oversized_resources"]}
    for one in truth["idle_resources"] + truth["oversized_resources"]:
        assert costs[one["resource_id"]] == Decimal(one["effective_cost"])
    for one in truth["oversized_resources"]:
        assert 0 < Decimal(one["saving"]) < Decimal(one["effective_cost"])


def anomalies(truth, ask: Ask):
    """A burst is its resources; any other stands out against the days before and after."""
    for one in truth["anomalies"]:
        where = f"""ServiceName = '{one["service"]}' AND SubAccountId = '{one["sub_account_id"]}'
            AND ChargeClass IS NULL"""
        days = f"ChargePeriodStart BETWEEN '{one['start']}' AND '{one['end']}'"
        [(inside, outside)] = ask(f"""
            SELECT sum(EffectiveCost) FILTER ({days}) / count(DISTINCT ChargePeriodStart) FILTER ({days}),
                coalesce(sum(EffectiveCost) FILTER (NOT {days})
                    / count(DISTINCT ChargePeriodStart) FILTER (NOT {days}), 0)
            FROM cost_and_usage WHERE {where}""")
        assert inside > 1.2 * outside, one
        [(total, length)] = ask(f"""
            SELECT sum(EffectiveCost), count(DISTINCT ChargePeriodStart) FROM cost_and_usage WHERE {where} AND {days}""")
        assert 0 < Decimal(one["cost"]) <= total
        if "resources" in one:
            [(cost, first, last)] = ask(f"""
                SELECT sum(EffectiveCost), CAST(min(ChargePeriodStart) AS DATE), CAST(max(ChargePeriodStart) AS DATE)
                FROM cost_and_usage WHERE list_contains({one["resources"]}, ResourceId)""")
            assert (str(first), str(last)) == (one["start"], one["end"])
            assert cost == Decimal(one["cost"])
        else:
            # What is left is an ordinary day.
            assert float(total - Decimal(one["cost"])) / length < 2 * outside, one


def commitments(truth, ask: Ask):
    used = ask("""
        SELECT CommitmentDiscountId, sum(EffectiveCost) FILTER (CommitmentDiscountStatus = 'Used'), sum(EffectiveCost)
        FROM cost_and_usage WHERE CommitmentDiscountStatus IS NOT NULL GROUP BY ALL""")
    told = {o["commitment_id"]: (Decimal(o["used"]), Decimal(o["purchased"])) for o in truth["commitments"]}
    assert {row[0]: row[1:] for row in used} == told
    for one in truth["commitments"]:
        utilisation = Decimal(one["utilisation"])
        assert utilisation < Decimal("0.9") if one["state"] == "over" else utilisation > Decimal("0.9"), one


def invoices(truth, ask: Ask):
    """The rule of FOCUS 1.4 by its text: IND-BilledCost-C-013."""
    apart = ask("""
        WITH c AS (SELECT InvoiceId, sum(BilledCost) AS cost, count(*) AS n FROM cost_and_usage GROUP BY ALL),
        i AS (SELECT InvoiceId, sum(BilledCost) AS cost FROM invoice_detail WHERE InvoiceIssueStatus <> 'Open' GROUP BY ALL)
        SELECT InvoiceId, i.cost - c.cost FROM i JOIN c USING (InvoiceId)
        WHERE abs(i.cost - c.cost) > greatest(100 * 0.01, sqrt(n) * 0.5 * 0.01)""")
    told = {one["invoice"]: Decimal(one["amount"]) for one in truth["invoice_errors"]}
    assert {row[0] for row in apart} == set(told)
    for invoice, difference in apart:
        assert abs(difference - told[invoice]) < 1


def journal(truth, ask: Ask):
    apart = ask("""
        WITH c AS (SELECT CAST(BillingPeriodStart AS DATE) AS month, cost_centre, sum(EffectiveCost) AS cost
            FROM cost_and_usage JOIN organisation ON sub_account_id = SubAccountId GROUP BY ALL),
        j AS (SELECT month, cost_centre, sum(amount) AS amount FROM ledger_journal GROUP BY ALL)
        SELECT c.month, c.cost_centre, round(coalesce(amount, 0) - cost, 2) FROM c LEFT JOIN j USING (month, cost_centre)
        WHERE abs(coalesce(amount, 0) - cost) > 0.01""")
    told = {(o["month"], o["cost_centre"], Decimal(o["amount"])) for o in truth["journal_errors"]}
    assert len(apart) == len(told)
    for month, centre, difference in apart:
        assert any((str(month), centre) == o[:2] and abs(difference - o[2]) <= Decimal("0.01") for o in told)


def charges(truth, ask: Ask):
    for key, where in (
        ("credits", "ChargeCategory = 'Credit'"),
        ("refunds", "ChargeCategory = 'Adjustment'"),
        ("corrections", "ChargeClass = 'Correction'"),
    ):
        found = ask(f"SELECT x_ChargeId, BilledCost FROM cost_and_usage WHERE {where}")
        assert dict(found) == {one["charge_id"]: Decimal(one["billed_cost"]) for one in truth[key]}
    late = ask("""
        SELECT x_ChargeId, date_diff('day', ChargePeriodEnd, x_DeliveredAt) FROM cost_and_usage
        WHERE ChargeClass IS NULL AND x_DeliveredAt > ChargePeriodEnd + INTERVAL 2 DAY""")
    assert dict(late) == {one["charge_id"]: one["days_late"] for one in truth["late_rows"]}


def shared_costs(truth, ask: Ask):
    pools = ask("""
        SELECT product, sum(EffectiveCost) FROM cost_and_usage JOIN organisation ON sub_account_id = SubAccountId
        WHERE is_shared GROUP BY ALL""")
    assert dict(pools) == {one["pool"]: Decimal(one["effective_cost"]) for one in truth["shared_costs"]}
    for one in truth["shared_costs"]:
        assert abs(sum(map(Decimal, one["shares"].values())) - Decimal(one["effective_cost"])) < Decimal("0.0001")
        keys = ask(f"SELECT business_unit FROM shared_cost_keys WHERE pool = '{one['pool']}'")
        assert {row[0] for row in keys} == set(one["shares"])


def the_rest(truth, ask: Ask):
    virtual = ask("""
        SELECT PricingCurrency, sum(EffectiveCost), sum(PricingCurrencyEffectiveCost) FROM cost_and_usage
        WHERE PricingCurrency <> BillingCurrency GROUP BY ALL""")
    told = {(o["currency"], Decimal(o["effective_cost"]), Decimal(o["units"])) for o in truth["virtual_currency"]}
    assert set(virtual) == told
    split = ask("""
        SELECT ResourceId, sum(EffectiveCost) FROM cost_and_usage WHERE AllocatedMethodId IS NOT NULL GROUP BY ALL""")
    assert dict(split) == {o["resource_id"]: Decimal(o["effective_cost"]) for o in truth["split_resources"]}
    for one in truth["launches"]:
        [(first, last)] = ask(f"SELECT min(day), max(day) FROM units_of_business WHERE product = '{one['product']}'")
        assert str(first) == one["on"] if one["kind"] == "launched" else str(last) < one["on"]
    seats = ask("""
        SELECT product_name, sum(purchased - active_users), sum((purchased - active_users) * unit_price) FROM licences
        WHERE month = (SELECT max(month) FROM licences) GROUP BY ALL""")
    assert {(name, int(n), cost) for name, n, cost in seats} == {
        (o["product_name"], o["seats"], Decimal(o["cost"])) for o in truth["unused_licences"]
    }


CHECKS = (owners, tags, waste, anomalies, commitments, invoices, journal, charges, shared_costs, the_rest)


@pytest.mark.parametrize("scenario", NAMES)
def test_the_truth_is_found_in_each_scenario(scenario):
    simulation = made(scenario, 3, MONTHS)
    truth = simulation.truth
    assert [key for key in PLANTED if not truth[key]] == []
    assert {key for key, who in SOME.items() if scenario in who} == {key for key in SOME if truth[key]}
    with opened(simulation.tables) as ask:
        for check in CHECKS:
            check(truth, ask)


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 2**63), st.integers(1, 4), st.integers(0, 3_000))
def test_the_truth_is_found_with_any_seed(scenario, seed, months, more):
    rows = rows_for(scenario, months, more)
    simulation = simulate_company(scenario=scenario, seed=seed, months=months, rows=rows)
    with opened(simulation.tables) as ask:
        for check in CHECKS:
            check(simulation.truth, ask)
