"""What a programme manager fills in about a proposed plan."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from practicum.admissions.api import LANGUAGES, offset_minutes, read_free_hours
from practicum.cohorts.forms import BRING_IN, BRING_IN_WHOM, REASON
from practicum.kernel.errors import Refusal
from practicum.matching.api import hour_name
from practicum.people.api import Person

Choices = Sequence[tuple[str, str]]


def by_name(names: Mapping[str, str], codes: Sequence[str]) -> Choices:
    """Choices of people, in the order of their names."""
    return sorted(((code, names.get(code, code)) for code in codes), key=lambda one: one[1])


class MoveProposed(forms.Form):
    """One person to another proposed cohort, or off the plan."""

    application = forms.ChoiceField(label="Person")
    cohort = forms.TypedChoiceField(label="To", coerce=int)
    may_bring_in = forms.BooleanField(label=BRING_IN, required=False, help_text=BRING_IN_WHOM)
    reason = forms.CharField(label="Reason", max_length=REASON, required=False, help_text="It goes on the record.")

    def __init__(self, *args: Any, people: Choices, cohorts: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = people  # type: ignore[attr-defined]
        self.fields["cohort"].choices = [*cohorts, ("0", "Off the plan: without a seat")]  # type: ignore[attr-defined]


class Ask(forms.Form):
    """A question about the plan; `change` is what the service takes."""

    kind = ""

    @property
    def change(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return {"kind": self.kind, **data}


class AskDrop(Ask):
    kind = "drop"
    staff = forms.ChoiceField(label="Who drops out")

    def __init__(self, *args: Any, staff: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = staff  # type: ignore[attr-defined]


class AskMinimum(Ask):
    kind = "minimum"
    size = forms.IntegerField(label="Members that a cohort needs", min_value=1, max_value=100)


class AskHour(Ask):
    kind = "hour"
    cohort = forms.TypedChoiceField(label="Cohort", coerce=int)
    hour = forms.TypedChoiceField(label="Hour", coerce=int, help_text="Hours in which somebody who can lead is free.")

    def __init__(self, *args: Any, cohorts: Choices, hours: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].choices = cohorts  # type: ignore[attr-defined]
        self.fields["hour"].choices = [(str(hour), hour_name(hour)) for hour in hours]  # type: ignore[attr-defined]


class AskAdd(Ask):
    kind = "add"
    hours = forms.CharField(label="Hours in which they would be free", max_length=2000)
    language = forms.ChoiceField(label="Language", choices=list(LANGUAGES.items()))

    def __init__(self, *args: Any, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offset = offset_minutes(person.time_zone, now=now)
        self.fields["hours"].help_text = f"As your clock shows them ({person.time_zone}), for example: Tue 18-21."

    def clean_hours(self) -> list[int]:
        try:
            hours = list(read_free_hours(self.cleaned_data["hours"], self.offset))
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal
        if not hours:
            raise ValidationError("Name at least one whole hour.")
        return hours


class AskPair(Ask):
    first = forms.ChoiceField(label="One person")
    second = forms.ChoiceField(label="The other person")
    way = forms.ChoiceField(label="They sit", choices=[("together", "together"), ("apart", "apart")])
    reason = forms.CharField(label="Reason", max_length=REASON, help_text="It goes on the record with the plan.")

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first", "second"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    @property
    def change(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"kind": data["way"], "first": data["first"], "second": data["second"]}


class SeatWaiting(forms.Form):
    """Somebody who waits gets a seat in a forming cohort."""

    application = forms.ChoiceField(label="Person who waits")
    reason = forms.CharField(label="Reason", max_length=REASON, help_text="It goes on the record.")
    may_bring_in = forms.BooleanField(label=BRING_IN, required=False, help_text=BRING_IN_WHOM)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["application"].choices = people  # type: ignore[attr-defined]


class DecideRegrouping(forms.Form):
    """Decide on what is proposed for a forming cohort; `seen` names the plan that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(label="Reason", max_length=REASON, help_text="Everybody who moves reads it.")
