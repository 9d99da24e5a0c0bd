"""Forms of the results room. What is asked is decided by the services: these only read what was typed."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from practicum.results.queries.judging import JudgedItem
from practicum.results.rules import GROUNDS_LEAST, GROUNDS_MOST, REASON_MOST


class JudgeItems(forms.Form):
    """A whole percentage for each item of a page. An item may be left for later."""

    def __init__(self, items: Sequence[JudgedItem], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        for item in items:
            known = item.judged if item.judged is not None else item.own_first
            self.fields[self.name_of(item)] = forms.IntegerField(
                label=f"Of 100 just qualified candidates, how many answer question {item.position} right?",
                required=False,
                min_value=0,
                max_value=100,
                initial=None if known is None else int(known * 100),
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "step": 1}),
                error_messages={"invalid": "Give a whole number from 0 to 100."},
            )

    @staticmethod
    def name_of(item: JudgedItem) -> str:
        return f"item-{item.position}"

    @property
    def rows(self) -> list[tuple[JudgedItem, forms.BoundField]]:
        return [(item, self[self.name_of(item)]) for item in self.items]

    def probabilities(self) -> dict[int, Decimal]:
        """What was given, by item version, as shares."""
        given = {item.version_id: self.cleaned_data[self.name_of(item)] for item in self.items}
        return {version: Decimal(value) / 100 for version, value in given.items() if value is not None}


class DecideCut(forms.Form):
    """Adopt or reject, with the reason. `shown` is the cut score that the page showed."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_MOST,
        strip=False,
        help_text="It goes on the record: what you looked at, and why this cut score is right or is not.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewBorderline(forms.Form):
    note = forms.CharField(
        label="What you found",
        max_length=REASON_MOST,
        strip=False,
        help_text="For example: what you checked of items and sitting, and whether anything speaks against the score.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class LodgeAppeal(forms.Form):
    grounds = forms.CharField(
        label="What went wrong",
        max_length=GROUNDS_MOST,
        strip=False,
        help_text=f"In your own words, at least {GROUNDS_LEAST} characters: what happened, and how it touched your result. "
        "People who took no part in your result read it.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class DecideAppeal(forms.Form):
    outcome = forms.ChoiceField(
        label="Decision",
        choices=[
            ("upheld", "Uphold: the attempt does not count, and the candidate may book another"),
            ("dismissed", "Dismiss: the result stands"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a decision.", "invalid_choice": "Choose one of the two decisions."},
    )
    reason = forms.CharField(
        label="Reason",
        max_length=REASON_MOST,
        strip=False,
        help_text="The candidate reads it.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
