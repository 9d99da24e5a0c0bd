"""All analyses by name, and the one way to ask them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType

from practicum.focus.analyses import choices, numbers
from practicum.focus.analyses.answers import Analysis, Answer
from practicum.focus.analyses.opened import OpenBill, open_bill
from practicum.focus.analyses.telling import CannotTell, UntoldError
from practicum.focus.importing.bill import Bill
from practicum.kernel.errors import Refusal

_ALL = (
    Analysis("billed_cost_total", "number", "currency", "Total billed cost", numbers.billed_cost_total),
    Analysis("effective_cost_total", "number", "currency", "Total effective cost", numbers.effective_cost_total),
    Analysis("list_cost_total", "number", "currency", "Total list cost", numbers.list_cost_total),
    Analysis("contracted_cost_total", "number", "currency", "Total contracted cost", numbers.contracted_cost_total),
    Analysis("usage_billed_total", "number", "currency", "Billed cost of usage", numbers.usage_billed_total),
    Analysis("credit_billed_total", "number", "currency", "Billed cost of credits", numbers.credit_billed_total),
    Analysis("tax_billed_total", "number", "currency", "Billed cost of tax", numbers.tax_billed_total),
    Analysis("distinct_sub_accounts", "number", "count", "Number of sub-accounts", numbers.distinct_sub_accounts),
    Analysis(
        "top_service_effective_share_percent",
        "number",
        "percent",
        "Share of the most costly service in effective cost",
        numbers.top_service_effective_share_percent,
    ),
    Analysis(
        "highest_daily_effective_cost",
        "number",
        "currency",
        "Highest effective cost of a day",
        numbers.highest_daily_effective_cost,
    ),
    Analysis(
        "untagged_usage_effective_percent",
        "number",
        "percent",
        "Share of usage without tags, by effective cost",
        numbers.untagged_usage_effective_percent,
    ),
    Analysis(
        "commitment_utilization_percent",
        "number",
        "percent",
        "Commitment utilisation, by effective cost",
        numbers.commitment_utilization_percent,
    ),
    Analysis(
        "commitment_utilization_counting_unused_percent",
        "number",
        "percent",
        "Commitment utilisation with unused rows counted as used (wrong)",
        numbers.commitment_utilization_counting_unused_percent,
    ),
    Analysis(
        "unused_commitment_effective_cost",
        "number",
        "currency",
        "Effective cost of unused commitments",
        numbers.unused_commitment_effective_cost,
    ),
    Analysis(
        "effective_savings_rate_percent",
        "number",
        "percent",
        "Effective savings rate",
        numbers.effective_savings_rate_percent,
    ),
    Analysis(
        "effective_savings_rate_all_rows_percent",
        "number",
        "percent",
        "Effective savings rate over all rows (wrong)",
        numbers.effective_savings_rate_all_rows_percent,
    ),
    Analysis(
        "service_with_highest_effective_cost",
        "choice",
        "name",
        "Service with the highest effective cost",
        choices.service_with_highest_effective_cost,
    ),
    Analysis(
        "sub_account_with_highest_effective_cost",
        "choice",
        "name",
        "Sub-account with the highest effective cost",
        choices.sub_account_with_highest_effective_cost,
    ),
    Analysis(
        "region_with_highest_effective_cost",
        "choice",
        "name",
        "Region with the highest effective cost",
        choices.region_with_highest_effective_cost,
    ),
    Analysis(
        "date_with_highest_effective_cost",
        "choice",
        "name",
        "Day with the highest effective cost",
        choices.date_with_highest_effective_cost,
    ),
)

ANALYSES: Mapping[str, Analysis] = MappingProxyType({analysis.name: analysis for analysis in _ALL})


def analyse(bill: Bill, names: Iterable[str] | None = None) -> dict[str, Answer | CannotTell]:
    """Ask a bill the named analyses (all of them, if no names are given), in the order of the names.

    Refusals: `unknown_analysis`.
    """
    wanted = list(ANALYSES) if names is None else list(names)
    for name in wanted:
        if name not in ANALYSES:
            raise Refusal(
                "unknown_analysis", f"There is no analysis {name}.", field=name, mend=f"Known: {', '.join(ANALYSES)}."
            )
    with open_bill(bill) as opened:
        return {name: _ask(ANALYSES[name], opened) for name in wanted}


def _ask(analysis: Analysis, opened: OpenBill) -> Answer | CannotTell:
    try:
        found = analysis.function(opened)
        unit = opened.currency() if analysis.unit == "currency" else analysis.unit
    except UntoldError as error:
        return CannotTell(reason=str(error))
    if isinstance(found, Decimal):
        return Answer(value=found, unit=unit)
    value, candidates = found
    return Answer(value=value, unit=unit, candidates=candidates)
