"""Forms of a person's own pages, and of the decision on accommodations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from practicum.notices.api import CHOOSABLE, KINDS, NOTICE_STATES, SETTINGS, NoticePreference, setting_for
from practicum.people.models import Person
from practicum.people.rules import zone_choices


class UpdateProfile(forms.Form):
    """A person corrects what we know of them."""

    use_required_attribute = False
    name = forms.CharField(label="Your name", max_length=200, help_text="As it should stand on a certificate.")
    employer = forms.CharField(
        label="Your employer",
        max_length=200,
        required=False,
        help_text="So that nobody is judged by a colleague. Leave it empty if you work for yourself.",
    )
    time_zone = forms.ChoiceField(label="Your time zone", help_text="All times are shown in it.")

    def __init__(self, data: Mapping[str, Any] | None, *, person: Person) -> None:
        initial = {"name": person.name, "employer": person.employer, "time_zone": person.time_zone}
        super().__init__(data, initial=initial)
        zones = dict(zone_choices())
        zones.setdefault(person.time_zone, person.time_zone)
        self.fields["time_zone"].choices = list(zones.items())  # type: ignore[attr-defined]


class DeclareInterest(forms.Form):
    """Whom a person may not judge."""

    use_required_attribute = False
    about = forms.CharField(label="Whom it is about", max_length=254, help_text="Their e-mail address or code.")
    relation = forms.CharField(
        label="What the relation is", max_length=200, help_text="A few words: sister, business partner, former manager."
    )


class DecideAccommodation(forms.Form):
    """The decision on a request, with its reason."""

    use_required_attribute = False
    verdict = forms.ChoiceField(
        label="Decision", choices=[("approve", "Approve"), ("decline", "Decline")], widget=forms.RadioSelect()
    )
    time_factor = forms.DecimalField(
        label="Time factor",
        min_value=Decimal(1),
        max_value=Decimal(3),
        max_digits=4,
        decimal_places=2,
        help_text="1.50 means half as much time again; 1.00 means no more time. Not used when you decline.",
    )
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 4}), help_text="The person reads it."
    )


class ChoosePreferences(forms.Form):
    """How a person wants their letters."""

    use_required_attribute = False
    quiet_from = forms.TimeField(
        label="Quiet hours begin", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_to = forms.TimeField(
        label="Quiet hours end",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="By your own clock. They may go over midnight. The same time twice means none.",
    )

    def __init__(self, data: Mapping[str, Any] | None, *, preference: NoticePreference) -> None:
        kinds = {f"kind-{key}": key for key in CHOOSABLE}
        initial: dict[str, Any] = {name: setting_for(kind, preference.choices) for name, kind in kinds.items()} | {
            "quiet_from": preference.quiet_from,
            "quiet_to": preference.quiet_to,
        }
        super().__init__(data, initial=initial)
        for name, kind in kinds.items():
            known = CHOOSABLE[kind]
            self.fields[name] = forms.ChoiceField(
                label=known.title,
                help_text=known.says,
                choices=[(setting, SETTINGS[setting]) for setting in SETTINGS if setting in known.may],
            )
        self.order_fields([*kinds, "quiet_from", "quiet_to"])

    @property
    def choices(self) -> dict[str, str]:
        """Kind -> setting."""
        return {kind: self.cleaned_data[f"kind-{kind}"] for kind in CHOOSABLE}


class DecideOnNotice(forms.Form):
    """What is to become of a letter."""

    reason = forms.CharField(label="Reason", max_length=500, help_text="It stays on the record.")


class FilterOutbox(forms.Form):
    """Which letters of the outbox are shown."""

    use_required_attribute = False
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *NOTICE_STATES.choices])
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "All"), *((key, kind.title) for key, kind in KINDS.items())]
    )
    search = forms.CharField(label="Name, address or subject", required=False, max_length=100)
