"""Forms of reviewers, and of officers about reviewers. What is asked is decided by the services."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from practicum.admissions.models import Review
from practicum.admissions.reading import Choice
from practicum.admissions.services import Score
from practicum.kernel.canonical import digest
from practicum.pack.api import ReviewRules


class ScoreApplication(forms.Form):
    """A level and a reason for each criterion. A draft may lack any; the service says what is missing when it is handed in,
    so `required` of a field only says how it is labelled."""

    use_required_attribute = False

    def __init__(self, rules: ReviewRules, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = rules
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
        # Which draft was open here: another window may save one meanwhile.
        self.fields["seen"] = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    @property
    def seen(self) -> str:
        """The digest of the draft that the form was filled from."""
        return str(self.cleaned_data.get("seen") or digest({}))

    def typed(self) -> dict[str, str]:
        """What was sent, field -> text, whether it can be read or not."""
        return {name: str(self.data.get(name, "")) for name in self.fields}

    def show_over(self, review: Review) -> None:
        """From now on the form is filled over what `review` holds."""
        changed: Any = self.data
        self.data = changed = changed.copy()
        changed["seen"] = digest(review.draft)

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
            for one in self.rules.criteria
        }


def drafted(review: Review) -> dict[str, Any]:
    """What the reviewer has kept so far, as the form's first values."""
    draft: Mapping[str, Any] = review.draft
    values: dict[str, Any] = {"comment": draft.get("", ""), "seen": digest(draft)}
    for key, said in draft.items():
        if key:
            values |= {f"level-{key}": said["level"], f"reason-{key}": said["reason"]}
    return values


def in_words(rules: ReviewRules, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Values of the form (field -> value) to read: a row for each criterion with anything in it, and the comment."""
    rows = []
    for one in rules.criteria:
        level = str(values.get(f"level-{one.key}") or "")
        chosen = next((f"{step.level} · {step.name}" for step in one.levels if str(step.level) == level), "")
        rows.append({"title": one.title, "level": chosen, "text": str(values.get(f"reason-{one.key}") or "")})
    rows.append({"title": "For the officer", "level": "", "text": str(values.get("comment") or "")})
    return [row for row in rows if row["level"] or row["text"].strip()]


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
