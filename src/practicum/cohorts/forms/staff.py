"""What those who lead and mentor fill in: the board, office hours, a hand-over; and a candidate who books."""

from collections.abc import Sequence
from typing import Any

from django import forms

from practicum.cohorts.models import Cohort
from practicum.cohorts.rules.concerns import NUDGE_MOST, OTHER, Concern
from practicum.cohorts.rules.links import LINK_MOST
from practicum.cohorts.rules.office_hours import MINUTES, PLACE_MOST, QUESTION_MOST, SLOTS_MOST
from practicum.people.api import Person

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
SHOWN = (
    ("all", "Everybody"),
    ("attention", "Who needs attention"),
    ("quiet", "Who needs attention and was not written to"),
)


class FilterBoard(forms.Form):
    """Whom the board shows."""

    show = forms.ChoiceField(label="Show", choices=SHOWN, required=False)
    mentor = forms.ChoiceField(label="Mentor", required=False)

    def __init__(self, *args: Any, mentors: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All mentors"), *((one.code, one.name) for one in mentors)]
        self.fields["mentor"].choices = choices  # type: ignore[attr-defined]


class NudgeCandidate(forms.Form):
    """A short friendly message."""

    concern = forms.ChoiceField(label="About")
    text = forms.CharField(
        label="Your message",
        max_length=NUDGE_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="It begins with “Dear” and the candidate's name, and ends with yours.",
    )

    def __init__(self, *args: Any, concerns: Sequence[Concern], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [*((one.key, one.text) for one in concerns), (OTHER, "Something else")]
        self.fields["concern"].choices = choices  # type: ignore[attr-defined]


class OfferOfficeHours(forms.Form):
    """One or more office hours in a row, perhaps each week."""

    day = forms.DateField(label="Day", widget=DATE)
    at = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    minutes = forms.IntegerField(label="Minutes each", min_value=MINUTES[0], max_value=MINUTES[1])
    slots = forms.IntegerField(label="How many in a row", min_value=1, max_value=SLOTS_MOST)
    cohort = forms.ChoiceField(
        label="Repeat",
        required=False,
        help_text="Each week at the same time by your clock, also when the clocks change.",
    )
    link = forms.CharField(
        label="Link to meet by", max_length=LINK_MOST, required=False, widget=forms.URLInput(), help_text="https:// …"
    )
    place = forms.CharField(label="Or a place", max_length=PLACE_MOST, required=False)

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohorts = {one.code: one for one in cohorts}
        choices = [("", "Only on this day"), *((one.code, f"Over the weeks of {one.name}") for one in cohorts)]
        self.fields["cohort"].choices = choices  # type: ignore[attr-defined]
        self.fields["at"].help_text = f"By your own clock: {zone.replace('_', ' ')}."

    def clean_cohort(self) -> Cohort | None:
        return self.cohorts.get(self.cleaned_data["cohort"])


class BookOfficeHour(forms.Form):
    """What a candidate wants to talk about."""

    question = forms.CharField(
        label="What do you want to talk about?",
        max_length=QUESTION_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A line or two, so that they can prepare. They read it, and who stands in for them.",
    )


class HandOverWork(forms.Form):
    """When somebody is away, and who stands in."""

    first_day = forms.DateField(label="First day away", widget=DATE)
    last_day = forms.DateField(label="Last day away", widget=DATE, help_text="Back on the day after.")
    stand_in = forms.ChoiceField(label="Who stands in")

    def __init__(self, *args: Any, stand_ins: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {one.code: one for one in stand_ins}
        choices = [("", "Choose"), *((one.code, one.name) for one in stand_ins)]
        self.fields["stand_in"].choices = choices  # type: ignore[attr-defined]

    def clean_stand_in(self) -> Person:
        return self.people[self.cleaned_data["stand_in"]]
