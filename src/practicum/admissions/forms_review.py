"""Forms of reviewers, and of officers about reviewers. What is asked is decided by the services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from practicum.admissions.models import Review
from practicum.admissions.reading import Choice
from practicum.admissions.services import Score
from practicum.pack.api import ReviewRules


class ScoreApplication(forms.Form):
    """A level and a reason for each criterion. A draft may lack any; the service says what is missing when it is handed in,
    so `required` of a field only says how it is labelled."""

    use_required_attribute = False

    def __init__(self, rules: ReviewRules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._criteria = rules.criteria
        for one in rules.criteria:
            self.fields[f"level-{one.key}"] = forms.TypedChoiceField(
                label=f"{one.title} ({one.weight} %)",
                help_text=one.asks,
                choices=[(str(step.level), f"{step.level} · {step.name}: {step.text}") for step in one.levels],
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect(),
            )
            self.fields[f"reason-{one.key}"] = forms.CharField(
                label=f"{one.title}: why",
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields["comment"] = forms.CharField(
            label="Anything else for the officer",
            max_length=2000,
            widget=forms.Textarea(attrs={"rows": 3}),
            required=False,
        )

    def full_clean(self) -> None:
        wanted = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, required in wanted.items():
            self.fields[name].required = required

    def scores(self) -> dict[str, Score]:
        said = self.cleaned_data
        return {
            one.key: Score(level=said.get(f"level-{one.key}"), reason=said.get(f"reason-{one.key}") or "")
            for one in self._criteria
        }


def drafted(review: Review) -> dict[str, Any]:
    """What the reviewer has kept so far, as the form's first values."""
    draft: Mapping[str, Any] = review.draft
    values: dict[str, Any] = {"comment": draft.get("", "")}
    for key, said in draft.items():
        if key:
            values |= {f"level-{key}": said["level"], f"reason-{key}": said["reason"]}
    return values


class RecuseReview(forms.Form):
    """Why a reviewer cannot judge."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why you cannot review it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: you recognise who applies, or you have no time. Only officers read it.",
    )


def _who(choices: Iterable[Choice], asked: Iterable[str]) -> list[tuple[str, str]]:
    known = set(asked)
    free = [one for one in choices if not one.reader.conflict and one.person.code not in known]
    return [("", "Whoever has least to do")] + [
        (one.person.code, f"{one.person.name} ({one.reader.waiting} waiting)") for one in free
    ]


class ChooseReviewer(forms.Form):
    """Somebody who may review; the list is what the rules leave."""

    use_required_attribute = False

    def __init__(self, choices: Iterable[Choice], asked: Iterable[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reviewer"] = forms.ChoiceField(
            label="Reviewer",
            choices=_who(choices, asked),
            required=False,
            error_messages={"invalid_choice": "This person may not review it, or is not known."},
        )


class ReassignReview(ChooseReviewer):
    """Somebody else, and why."""

    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}), help_text="Only officers read it."
    )
