"""All analyses of the library by name, and the one way to ask a bill all that it can carry."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from practicum.focus.analyses import (
    allocation,
    amortisation,
    anomalies,
    break_even,
    budgets,
    carbon,
    chargeback,
    commitments,
    concentration,
    coverage,
    forecasting,
    licences,
    maturity,
    placement,
    reconciliation,
    savings,
    sizing,
    tagging,
    tokens,
    trends,
    unit_economics,
    virtual_currency,
    waste,
)
from practicum.focus.analyses.opened import NO_SIDE, OpenBill, open_bill
from practicum.focus.analyses.telling import CannotTell
from practicum.focus.importing.bill import Bill
from practicum.kernel.errors import Refusal


@dataclass(frozen=True)
class LibraryAnalysis:
    """A named analysis with a result of its own form. `side` are the side tables that it reads."""

    name: str
    title: str
    side: tuple[str, ...]
    function: Callable[[OpenBill], Any]


def _of(function: Callable[..., Any], title: str, *side: str) -> LibraryAnalysis:
    return LibraryAnalysis(name=function.__name__, title=title, side=side, function=function)


_ALL = (
    _of(allocation.allocation, "Allocation with shared costs", "organisation", "shared_cost_keys"),
    _of(allocation.unallocated_share, "Unallocated cost", "organisation"),
    _of(tagging.tag_coverage, "Tag coverage and policy", "tag_policy"),
    _of(amortisation.cash_and_amortised, "Cash and amortised cost"),
    _of(amortisation.cash_by_invoice, "Cash by invoice"),
    _of(amortisation.commitment_balance, "Commitments paid and spread"),
    _of(commitments.commitment_utilisation, "Commitment utilisation"),
    _of(coverage.commitment_coverage, "Commitment coverage"),
    _of(savings.effective_savings_rate, "Effective savings rate"),
    _of(break_even.break_even, "Break-even of commitments", "commitment_offers"),
    _of(sizing.commitment_sizing, "Commitment sizing", "commitment_offers"),
    _of(unit_economics.unit_economics, "Unit economics", "units_of_business", "organisation"),
    _of(forecasting.forecast_accuracy, "Forecast accuracy", "forecasts", "organisation"),
    _of(budgets.budget_variance, "Budget variance", "budgets", "organisation"),
    _of(budgets.burn_rate, "Burn rate", "budgets"),
    _of(anomalies.anomalies, "Anomalies"),
    _of(waste.waste, "Waste and rightsizing", "telemetry"),
    _of(carbon.carbon, "Carbon", "carbon", "units_of_business", "organisation"),
    _of(licences.licence_use, "Licences", "licences"),
    _of(tokens.token_cost, "Token cost", "token_usage"),
    _of(reconciliation.invoice_reconciliation, "Invoice reconciliation", "invoice_detail"),
    _of(chargeback.general_ledger_recharge, "General ledger recharge", "ledger_journal", "organisation"),
    _of(trends.trend, "Trend"),
    _of(concentration.concentration, "Concentration"),
    _of(maturity.maturity, "Maturity", "assessments"),
    _of(placement.placement, "Placement and payback", "options"),
    _of(virtual_currency.virtual_currency, "Virtual currency"),
)

LIBRARY: Mapping[str, LibraryAnalysis] = MappingProxyType({one.name: one for one in _ALL})


def analyse_bill(
    bill: Bill, side: Mapping[str, pa.Table] = NO_SIDE, *, names: Iterable[str] | None = None
) -> dict[str, Any]:
    """Ask a bill the named analyses of the library (all, if no names are given): results, or CannotTell with a reason.

    `side` are the tables of `read_side_tables`. Refusals: `unknown_analysis`.
    """
    wanted = list(LIBRARY) if names is None else list(dict.fromkeys(names))
    for name in wanted:
        if name not in LIBRARY:
            raise Refusal(
                "unknown_analysis", f"There is no analysis {name}.", field=name, mend=f"Known: {', '.join(LIBRARY)}."
            )
    with open_bill(bill, side) as opened:
        return {name: LIBRARY[name].function(opened) for name in wanted}


def as_plain(result: Any) -> Any:
    """A result for JSON: dataclasses as objects, decimals as plain text, dates as ISO, CannotTell by its reason."""
    if isinstance(result, CannotTell):
        return {"cannot_tell": result.reason}
    if is_dataclass(result) and not isinstance(result, type):
        return {one.name: as_plain(getattr(result, one.name)) for one in fields(result)}
    if isinstance(result, Decimal):
        return _text(result) if result.is_finite() else None
    if isinstance(result, date):
        return result.isoformat()
    if isinstance(result, Mapping):
        return {key: as_plain(value) for key, value in result.items()}
    if isinstance(result, list | tuple):
        return [as_plain(value) for value in result]
    return result


def _text(number: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
