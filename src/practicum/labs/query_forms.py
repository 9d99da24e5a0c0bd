"""Forms of the query desk: a query, and how its result is drawn."""

from typing import Any

from django import forms

from practicum.focus.api import QueryResult
from practicum.labs.rules.drawing import KINDS, pick_columns


class RunQuery(forms.Form):
    """One query, as it is typed."""

    sql = forms.CharField(
        label="Your query",
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 8, "class": "code", "spellcheck": "false", "autocomplete": "off", "autocapitalize": "off"}
        ),
        error_messages={"required": "There is no query. Write a SELECT."},
    )


class DrawResult(forms.Form):
    """Which columns of a result are drawn, and how."""

    kind = forms.ChoiceField(label="Draw as", choices=KINDS)
    label = forms.TypedChoiceField(label="Names from", coerce=int)
    value = forms.TypedChoiceField(label="Values from", coerce=int)

    def __init__(self, *args: Any, result: QueryResult, **kwargs: Any) -> None:
        picked = pick_columns(result.columns, result.types) or (0, 0)
        kwargs["initial"] = {"kind": KINDS[0][0], "label": picked[0], "value": picked[1]}
        super().__init__(*args, **kwargs)
        numbers = [place for place, kind in enumerate(result.types) if kind == "number"]
        self.fields["label"].choices = list(enumerate(result.columns))  # type: ignore[attr-defined]
        self.fields["value"].choices = [(place, result.columns[place]) for place in numbers]  # type: ignore[attr-defined]
