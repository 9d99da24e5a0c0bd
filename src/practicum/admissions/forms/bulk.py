"""A decision on many applications."""

from collections.abc import Iterable
from typing import Any

from django import forms

from practicum.admissions.models import Application


class OfferPlaces(forms.Form):
    """Which applications, and the reason that each applicant reads."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The same for all. Each applicant reads it, and it goes on the record.",
    )
    deviation = forms.CharField(
        label="Why without the reviews",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where reviews are not in or do not recommend a place. On the record; applicants do not read it.",
    )
    codes = forms.MultipleChoiceField(
        label="Applications", widget=forms.CheckboxSelectMultiple(), error_messages={"required": "Choose at least one."}
    )

    def __init__(self, found: Iterable[Application], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["codes"].choices = [  # type: ignore[attr-defined]
            (one.code, f"{one.person.name}, {one.person.employer or 'no employer'} ({_standing(one)})") for one in found
        ]


def _standing(application: Application) -> str:
    words = application.state.replace("_", " ")
    return f"{words}, accepted elsewhere" if application.accepted_on else words
