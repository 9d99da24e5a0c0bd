"""Forms of the item bank."""

from django import forms

from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.itembank.queries import names_of
from practicum.itembank.rules import ITEM_STATES
from practicum.itembank.services.assembling import LARGEST_SEED


class FilterItems(forms.Form):
    """Which items to list. Everything is optional."""

    state = forms.ChoiceField(required=False)
    area = forms.ChoiceField(required=False)
    capability = forms.ChoiceField(required=False)
    level = forms.ChoiceField(required=False)

    def __init__(self, *args: object, version: ProgrammeVersion, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        programme = programme_of(version)
        names = names_of(programme)
        choices = {
            "state": list(ITEM_STATES.states),
            "area": [area.key for area in programme.blueprint.areas],
            "capability": list(programme.framework.capability_keys),
            "level": [level.value for level in programme.blueprint.levels],
        }
        for name, values in choices.items():
            field = self.fields[name]
            said = names if name in ("area", "capability") else {}  # “understand” is an area and a level
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
            field.choices = [("", "All"), *((value, said.get(value, value.replace("_", " "))) for value in values)]


class ReviewItem(forms.Form):
    """A reviewer's verdict."""

    verdict = forms.ChoiceField(
        label="Your verdict",
        choices=[
            ("approve", "Approve: the key is right, nothing else is, and it tests what it says"),
            ("revise", "Revise: it goes back to its writer"),
            ("reject", "Reject: it is not fit for the examination, and is retired"),
        ],
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label="Comment",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Needed unless you approve. Say what is wrong and how to mend it.",
    )


class MoveItem(forms.Form):
    """A psychometrician takes an item into use or out of it."""

    state = forms.ChoiceField(
        label="Next state",
        choices=[
            ("pilot", "Pilot: try it out on forms"),
            ("operational", "Operational: it counts"),
            ("retired", "Retired: out of use for good"),
        ],
    )
    reason = forms.CharField(
        label="Reason", required=False, max_length=400, help_text="Needed when you retire the item."
    )


class AssembleTestForm(forms.Form):
    """The seed makes the draw repeatable."""

    seed = forms.IntegerField(
        label="Seed",
        min_value=0,
        max_value=LARGEST_SEED,
        initial=1,
        help_text="A whole number. The same pool and seed give the same form, so that anyone can check the draw.",
    )
    include_unapproved = forms.BooleanField(
        label="Draw from drafts and items in review too",
        required=False,
        help_text="For a trial form. It cannot be published until all of its items are approved.",
    )
