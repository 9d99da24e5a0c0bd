"""Forms of examinations."""

from django import forms

from practicum.itembank.api import TestForm


class CheckIn(forms.Form):
    """What a candidate acknowledges before an examination."""

    conduct = forms.BooleanField(label="I have read the code of conduct and keep to it.")
    ai_use = forms.BooleanField(
        label="I have read the statement on AI. In the examination I use no AI tool and no help from others."
    )


class ScheduleSitting(forms.Form):
    """A form in a window of time; times are in the manager's own zone, which the view activates."""

    form = forms.ChoiceField(label="Test form", help_text="Published forms only.")
    name = forms.CharField(label="Name", max_length=120, help_text="As candidates see it, such as “November sitting”.")
    opens_at = forms.DateTimeField(
        label="Opens", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    closes_at = forms.DateTimeField(
        label="Closes",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Candidates with an accommodation get the same extension of this window as of their minutes.",
    )

    def __init__(self, *args: object, published: list[TestForm], zone: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["form"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  as declared above
        field.choices = [
            (form.code, f"{form.code}: {form.programme_version}, {form.minutes} minutes") for form in published
        ]
        self.fields["opens_at"].help_text = f"Times are in your zone, {zone}."


class VoidAttempt(forms.Form):
    """Why an attempt does not count."""

    reason = forms.CharField(
        label="Reason",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes on the record. The attempt will not be scored and uses up none of the attempts allowed.",
    )
