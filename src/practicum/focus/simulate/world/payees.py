"""Whom the company pays: its providers, and the vendors of its licences."""

from dataclasses import dataclass

from practicum.focus.simulate.calendar import Window
from practicum.focus.simulate.scenarios_reading import Company
from practicum.focus.simulate.world.accounts import Accounts


@dataclass(frozen=True)
class Payee:
    """Somebody whose service is billed. `code` begins the numbers of their invoices."""

    name: str
    issuer: str
    code: str
    billing_account: str
    account_type: str
    tax_percent: int

    def invoice(self, window: Window, month: int) -> str:
        """The number of the invoice of a month."""
        return f"INV-{self.code}-{window.month_labels[month]}"

    def line(self, window: Window, month: int, line: str) -> str:
        """The id of a line of the invoice of a month."""
        return f"{self.invoice(window, month)}-{line}"


def payees_of(company: Company, accounts: Accounts) -> tuple[Payee, ...]:
    """The providers in their order, then the vendors by name."""
    providers = [
        Payee(p.name, p.issuer, p.key.upper(), billing, p.account_type, p.tax_percent)
        for p, billing in zip(company.providers, accounts.billing, strict=True)
    ]
    vendors = [
        Payee(name, name, _code(name), f"{_code(name)}-{accounts.billing[0][:6]}", "Customer", 0)
        for name in sorted({licence.vendor for licence in company.scenario.licences})
    ]
    return (*providers, *vendors)


def _code(name: str) -> str:
    return "".join(c for c in name.upper() if c.isalnum())[:8]
