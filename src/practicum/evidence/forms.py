"""What an auditor may ask for."""

import re
from datetime import UTC, datetime, time, timedelta

from django import forms

from practicum.evidence.queries.story import LedgerFilter
from practicum.kernel.ids import normalize_code

MAX_SEQUENCE = 2**63 - 1


class FindCredential(forms.Form):
    """A credential by its number."""

    code = forms.CharField(label="Certificate number", max_length=40, help_text="Such as CRE-7K3M9QX2TD.")

    def clean_code(self) -> str:
        """The number as it is kept."""
        code = normalize_code(self.cleaned_data["code"])
        if not re.fullmatch("CRE-[0-9A-Z]{4,20}", code):
            raise forms.ValidationError("This is no certificate number. It looks like CRE-7K3M9QX2TD.")
        return code


class FilterLedger(forms.Form):
    """Which records to show. Days are counted in UTC."""

    kind = forms.CharField(label="Kind begins with", max_length=80, required=False)
    code = forms.CharField(label="About or by (code)", max_length=80, required=False)
    since = forms.DateField(label="From day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    before = forms.IntegerField(required=False, min_value=1, max_value=MAX_SEQUENCE, widget=forms.HiddenInput)

    def asked(self) -> LedgerFilter:
        """The filter; the last day is included."""
        given = self.cleaned_data
        since, until = given.get("since"), given.get("until")
        return LedgerFilter(
            kind=given.get("kind") or "",
            code=given.get("code") or "",
            since=datetime.combine(since, time(), UTC) if since else None,
            until=datetime.combine(until, time(), UTC) + timedelta(days=1) if until and until.year < 9999 else None,
            before=given.get("before"),
        )
