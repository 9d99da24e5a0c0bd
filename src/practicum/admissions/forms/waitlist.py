"""The officer's forms about the waiting list."""

from django import forms


class ReasonForm(forms.Form):
    """An act and its reason."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), help_text="It goes on the record."
    )


class MoveOnWaitlist(ReasonForm):
    """Another place in the line."""

    place = forms.IntegerField(label="New place", min_value=1, max_value=10_000)
    field_order = ["place", "reason"]
