"""All tables but cost_and_usage and telemetry, which are large; and the truth."""

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from practicum.focus.simulate.side.contracts import commitment_offers, contract_commitments
from practicum.focus.simulate.side.facts import Facts
from practicum.focus.simulate.side.inventory import hardware_assets, licences, price_list, token_usage
from practicum.focus.simulate.side.invoicing import billing_periods, invoice_details, plant_errors, true_lines
from practicum.focus.simulate.side.measuring import carbon
from practicum.focus.simulate.side.ownership import journal, organisation, shared_cost_keys
from practicum.focus.simulate.side.planning import budgets, forecasts, options, units_of_business
from practicum.focus.simulate.side.practice import (
    assessments,
    automations,
    benchmarks,
    initiatives,
    policy_exceptions,
    trainings,
)
from practicum.focus.simulate.tables import table_of
from practicum.focus.simulate.truth import tell_truth
from practicum.focus.simulate.world.tags import tag_policy

LARGE = ("cost_and_usage", "telemetry")


@dataclass(frozen=True)
class Assembled:
    """The small tables by name, and the truth."""

    tables: dict[str, pa.Table]
    truth: dict[str, Any]


def assemble(facts: Facts) -> Assembled:
    """Made once all rows of cost_and_usage are counted."""
    lines, invoice_errors = plant_errors(facts, true_lines(facts))
    postings, journal_errors = journal(facts)
    seats = licences(facts)
    rows: dict[str, list[dict[str, Any]]] = {
        "contract_commitment": contract_commitments(facts),
        "invoice_detail": invoice_details(facts, lines),
        "billing_period": billing_periods(facts),
        "organisation": organisation(facts),
        "tag_policy": tag_policy(facts.world.company),
        "shared_cost_keys": shared_cost_keys(facts),
        "budgets": budgets(facts),
        "forecasts": forecasts(facts),
        "units_of_business": units_of_business(facts),
        "carbon": carbon(facts),
        "licences": seats,
        "token_usage": token_usage(facts),
        "ledger_journal": postings,
        "price_list": price_list(facts),
        "commitment_offers": commitment_offers(facts),
        "options": options(facts),
        "benchmarks": benchmarks(facts),
        "assessments": assessments(facts),
        "trainings": trainings(facts),
        "initiatives": initiatives(facts),
        "policy_exceptions": policy_exceptions(facts),
        "automations": automations(facts),
        "hardware_assets": hardware_assets(facts),
    }
    return Assembled(
        tables={name: table_of(name, its) for name, its in rows.items()},
        truth=tell_truth(facts, invoice_errors, journal_errors, seats),
    )
