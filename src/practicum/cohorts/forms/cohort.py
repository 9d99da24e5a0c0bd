"""What people fill in about cohorts, their sessions and their work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from practicum.admissions.api import LANGUAGES, offset_minutes, read_free_hours
from practicum.cohorts.models import Cohort, Seat, StaffAvailability
from practicum.cohorts.rules.availability import CAPACITY_MOST, write_free_hours
from practicum.cohorts.rules.discussion import POST_MOST, TITLE_MOST
from practicum.cohorts.rules.feedback import COMMENT_MOST, TEXT_MOST
from practicum.cohorts.rules.formation import NAME_MOST, SECONDS, SEED_MOST
from practicum.cohorts.rules.links import LINK_MOST
from practicum.cohorts.rules.pulse import LEVELS
from practicum.cohorts.rules.pulse import TEXT_MOST as PULSE_TEXT_MOST
from practicum.cohorts.rules.recording import NOTE_MOST
from practicum.cohorts.rules.states import ATTENDANCE
from practicum.cohorts.rules.training import REASON_MOST
from practicum.cohorts.rules.week import MAKE_UP_MOST, NOTES_MOST, REFLECTION_MOST
from practicum.kernel.errors import Refusal
from practicum.pack.api import PulseQuestion, Rubric
from practicum.people.api import Person

REASON = 500
BRING_IN = "Bring in another mentor if all of them are full"
BRING_IN_WHOM = (
    "One who is free at its hour, has room for one more cohort and no conflict of interest with its members."
)
DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SayAvailability(forms.Form):
    """A facilitator or mentor says when they can take how many cohorts."""

    free_hours = forms.CharField(
        label="Hours in which a cohort may meet",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label="Language of the cohort", choices=list(LANGUAGES.items()))
    capacity = forms.IntegerField(
        label="Cohorts at the same time",
        min_value=1,
        max_value=CAPACITY_MOST,
        help_text="Those you have now count too.",
    )

    def __init__(self, *args: Any, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offset = offset_minutes(person.time_zone, now=now)
        self.fields["free_hours"].help_text = (
            f"Weekdays and times as your clock shows them today ({person.time_zone.replace('_', ' ')}), for example: "
            "Tue 18-21; Sat 07:30-10. A session must fit in as a whole. A range ends at 24 at the latest."
        )

    def clean_free_hours(self) -> tuple[int, ...]:
        try:
            return read_free_hours(self.cleaned_data["free_hours"], self.offset)
        except Refusal as refusal:
            raise ValidationError(str(refusal)) from refusal

    @classmethod
    def initial_for(cls, said: StaffAvailability | None, person: Person) -> dict[str, Any]:
        """What was said before, by the clock of the day on which it was said."""
        if said is None:
            return {"capacity": 1, "language": "en"}
        offset = offset_minutes(person.time_zone, now=said.said_at)
        return {
            "free_hours": write_free_hours(said.free_hours, offset),
            "language": said.language,
            "capacity": said.capacity,
        }


class ProposeCohorts(forms.Form):
    """The programme manager asks the solver."""

    starts_on = forms.DateField(
        label="Planned start",
        widget=DATE,
        help_text="Hours are taken as those of that season: people name them by the clock on their wall.",
    )
    seconds = forms.IntegerField(
        label="Seconds to search",
        min_value=SECONDS[0],
        max_value=SECONDS[1],
        help_text="It ends sooner when it has proven that nobody more can be placed.",
    )
    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=SEED_MOST,
        help_text="The same people and the same number give the same cohorts.",
    )


class ConfirmProposal(forms.Form):
    """The programme manager makes the proposed cohorts real; each may be given a name."""

    starts_on = forms.DateField(
        label="Start", widget=DATE, help_text="The first session is in the week from this day on."
    )

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [f"name-{number}" for number in range(1, len(names) + 1)]
        for number, (key, name) in enumerate(zip(self.keys, names, strict=True), start=1):
            label = "Name" if len(names) == 1 else f"Name of cohort {number}"
            self.fields[key] = forms.CharField(label=label, max_length=NAME_MOST, initial=name)

    @property
    def names(self) -> list[str]:
        return [self.cleaned_data[key] for key in self.keys]


class GiveReason(forms.Form):
    """An act that needs a reason and nothing else."""

    reason = forms.CharField(label="Reason", max_length=REASON)


class MoveMember(forms.Form):
    """A member goes to another forming cohort."""

    to_cohort = forms.ChoiceField(label="To the cohort")
    reason = forms.CharField(label="Reason", max_length=REASON, help_text="The candidate reads it.")
    may_bring_in = forms.BooleanField(label=BRING_IN, required=False, help_text=BRING_IN_WHOM)

    def __init__(self, *args: Any, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohorts = {one.code: one for one in cohorts}
        self.fields["to_cohort"].choices = [(one.code, one.name) for one in cohorts]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Cohort:
        return self.cohorts[self.cleaned_data["to_cohort"]]


class RecordAttendance(forms.Form):
    """One session: a status and a reason for each member. What is left open stays as it is."""

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = list(seats)
        choices = [("", "not recorded"), *((status, status.replace("_", " ")) for status in ATTENDANCE)]
        for seat in self.seats:
            name = seat.candidacy.person.name
            self.fields[f"{seat.pk}-status"] = forms.ChoiceField(
                label=f"Attendance of {name}", choices=choices, required=False
            )
            self.fields[f"{seat.pk}-reason"] = forms.CharField(
                label=f"Reason for {name}", max_length=REASON_MOST, required=False
            )

    @property
    def rows(self) -> list[tuple[Seat, forms.BoundField, forms.BoundField]]:
        return [(seat, self[f"{seat.pk}-status"], self[f"{seat.pk}-reason"]) for seat in self.seats]

    @property
    def statuses(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        return {
            seat.pk: (data[f"{seat.pk}-status"], data[f"{seat.pk}-reason"])
            for seat in self.seats
            if data[f"{seat.pk}-status"]
        }


class WriteAssignment(forms.Form):
    """The candidate's text. It may be saved empty; whether it can be handed in is the service's rule."""

    text = forms.CharField(
        label="Your text",
        required=False,
        max_length=TEXT_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="Markdown: headings, lists and tables are shown as such to your mentor.",
    )


class SayPrepared(forms.Form):
    """The parts of a week's preparation that are done."""

    parts = forms.TypedMultipleChoiceField(
        label="Done", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [(str(n), str(n)) for n in range(most)]  # type: ignore[attr-defined]


class WriteReflection(forms.Form):
    """The candidate's private journal of a week."""

    text = forms.CharField(
        label="Your reflection",
        required=False,
        max_length=REFLECTION_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Only you see it, unless you choose to share it with your mentor.",
    )


class WriteMakeUp(forms.Form):
    """The answer to a make-up prompt."""

    text = forms.CharField(
        label="Your answer",
        required=False,
        max_length=MAKE_UP_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="Markdown: lists and tables are shown as such.",
    )


class DecideMakeUp(forms.Form):
    """Accept make-up work, or return it."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("accepted", "Accept: the session counts as attended"),
            ("returned", "Return: something is missing"),
        ],
        widget=forms.RadioSelect(),
    )
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=COMMENT_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="The candidate reads it. Whoever returns the work says what is missing.",
    )


class WriteNotes(forms.Form):
    """The facilitator's notes on a session."""

    text = forms.CharField(
        label="Your notes",
        required=False,
        max_length=NOTES_MOST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Seen by those who lead this cohort. They are printed with the run sheet.",
    )


class AddRecording(forms.Form):
    """A link to the recording of a session."""

    link = forms.CharField(
        label="Link", max_length=LINK_MOST, widget=forms.URLInput(), help_text="It begins with https://."
    )
    note = forms.CharField(
        label="Note",
        max_length=NOTE_MOST,
        required=False,
        help_text="For example a password, or where the group work begins.",
    )
    kept_until = forms.DateField(
        label="Kept until", widget=DATE, help_text="The link is taken away after this day. Two years are the most."
    )


class StartThread(forms.Form):
    """A new thread in the discussion of a week."""

    title = forms.CharField(label="Title", max_length=TITLE_MOST)
    text = forms.CharField(
        label="Text",
        max_length=POST_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Markdown. Name people with their handle, such as @ada.example; they are told.",
    )


class WritePost(forms.Form):
    """A reply, or a post that is edited."""

    text = forms.CharField(
        label="Text",
        max_length=POST_MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Markdown. Name people with their handle, such as @ada.example; they are told.",
    )


class AnswerPulse(forms.Form):
    """Three questions from 1 to 5, and a free text."""

    def __init__(self, *args: Any, questions: Sequence[PulseQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [question.key for question in questions]
        for question in questions:
            ends = {LEVELS[0]: f"1, {question.low}", LEVELS[-1]: f"5, {question.high}"}
            self.fields[question.key] = forms.TypedChoiceField(
                label=question.text,
                choices=[(str(level), ends.get(level, str(level))) for level in LEVELS],
                coerce=int,
                widget=forms.RadioSelect(),
            )
        self.fields["text"] = forms.CharField(
            label="What should we keep, or change?",
            required=False,
            max_length=PULSE_TEXT_MOST,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="It is shown word for word, among the others in an order of chance. Leave out what points at you.",
        )

    @property
    def levels(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in self.keys}


class GiveFeedback(forms.Form):
    """A level for each criterion of the rubric, and what to do next."""

    def __init__(self, *args: Any, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [criterion.key for criterion in rubric.criteria]
        for criterion in rubric.criteria:
            choices = [
                (str(step.level), f"{step.level}, {step.name}: {criterion.descriptors.get(step.level, '')}")
                for step in rubric.scale
            ]
            self.fields[criterion.key] = forms.TypedChoiceField(
                label=criterion.name, choices=choices, coerce=int, widget=forms.RadioSelect()
            )
        self.fields["comment"] = forms.CharField(
            label="Comment",
            max_length=COMMENT_MOST,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text="One strength, and the one step that would lift the work most.",
        )

    @property
    def levels(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in self.keys}
