"""Forms of a person's own pages, and of the decision on accommodations."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

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
