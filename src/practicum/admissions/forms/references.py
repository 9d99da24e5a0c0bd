"""Naming a referee, and the referee's answer."""

from collections.abc import Mapping
from typing import Any

from django import forms

from practicum.admissions.rules import CANNOT_SAY, KNOWN_FOR, RELATION, TEXT_OF_A_REFERENCE
from practicum.pack.api import ReferenceRules


class NameReferee(forms.Form):
    """Somebody who knows the applicant's work."""

    use_required_attribute = False
    name = forms.CharField(label="Their name", max_length=200)
    email = forms.EmailField(label="Their address", help_text="We write to them once you have submitted.")
    relation = forms.CharField(
        label="How they know your work",
        max_length=RELATION[1],
        help_text="For example: my manager from 2022 to 2025. Not family.",
    )


class AnswerReference(forms.Form):
    """What a referee says. The questions are the programme's."""

    use_required_attribute = False
    known_for = forms.ChoiceField(
        label="How long have you known the applicant?", choices=list(KNOWN_FOR.items()), widget=forms.RadioSelect()
    )
    role = forms.CharField(
        label="In what role do you know them?", max_length=RELATION[1], help_text="For example: I was their manager."
    )

    def __init__(self, rules: ReferenceRules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in rules.questions:
            self.fields[f"level.{question.key}"] = forms.ChoiceField(
                label=question.text,
                choices=[*((level.key, level.text) for level in question.levels), (CANNOT_SAY, "I cannot say")],
                widget=forms.RadioSelect(),
            )
        self.fields["text"] = forms.CharField(
            label="In your own words: what have you seen this person do?",
            max_length=TEXT_OF_A_REFERENCE,
            widget=forms.Textarea(attrs={"rows": 6}),
            help_text="Two sentences are enough. Leave out what is confidential, and anybody's health.",
        )

    @property
    def levels(self) -> Mapping[str, str]:
        return {
            name.removeprefix("level."): value for name, value in self.cleaned_data.items() if name.startswith("level.")
        }
