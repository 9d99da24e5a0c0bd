"""What those who lead fill in about when and where a session is held."""

from typing import Any

from django import forms

from practicum.cohorts.forms.cohort import DATE, REASON
from practicum.cohorts.rules.links import LINK_MOST
from practicum.cohorts.rules.timetable import said_moment
from practicum.kernel.errors import Refusal


class MoveSession(forms.Form):
    """A session is held at another time, said by the reader's clock."""

    date = forms.DateField(label="New day", widget=DATE)
    time = forms.TimeField(label="New time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    with_later = forms.BooleanField(
        label="Move all later sessions by the same step",
        required=False,
        help_text="They keep their new hour by the cohort's clock when the clocks change.",
    )
    reason = forms.CharField(label="Reason", max_length=REASON, help_text="Everybody in the cohort reads it.")

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["time"].help_text = f"By your own clock: {zone.replace('_', ' ')}."

    def is_sure_of(self, move: str) -> bool:
        """Whether the box was ticked for this very move, and not for another time."""
        return bool(self.data.get(self.add_prefix("sure")) == move)

    def ask_to_be_sure_of(self, move: str, people: int) -> None:
        """Show the box, empty, beside what was typed."""
        self.fields["sure"] = forms.BooleanField(
            label="Move it all the same",
            required=False,
            widget=forms.CheckboxInput(attrs={"value": move}, check_test=lambda _: False),
        )
        who = "one person" if people == 1 else f"{people} people"
        self.add_error("sure", f"This breaks what {who} said. Tick the box if you move it knowing that.")

    def clean(self) -> dict[str, Any]:
        """Adds `starts_at`."""
        cleaned = super().clean() or {}
        if "date" in cleaned and "time" in cleaned:
            try:
                cleaned["starts_at"] = said_moment(cleaned["date"], cleaned["time"], self.zone)
            except Refusal as refusal:
                self.add_error("time", str(refusal))
            except OverflowError:  # the first and the last day that a calendar can hold
                self.add_error("date", "Choose a day of our time.")
        return cleaned


class SetJoinLink(forms.Form):
    """Where a session is held."""

    link = forms.CharField(
        label="Link to join by",
        max_length=LINK_MOST,
        required=False,
        help_text="A whole address that begins with https://. It goes into everybody's calendar.",
        widget=forms.URLInput(),
    )
    place = forms.CharField(label="Place and notes", max_length=300, required=False)
    with_later = forms.BooleanField(label="Also for all later sessions", required=False)
