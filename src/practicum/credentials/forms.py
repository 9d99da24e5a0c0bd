"""Forms of credentials and awards."""

from django import forms

from practicum.credentials.rules import MAX_REASON, OUTCOMES


class ChangeCredential(forms.Form):
    """Suspend, reinstate or revoke, with a reason."""

    act = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MAX_REASON,
        help_text="The holder gets it in a message, and it stays on record. The public sees the state only.",
    )

    def __init__(self, *args: object, acts: list[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["act"].choices = acts  # type: ignore[attr-defined]


class DecideAward(forms.Form):
    """A person's decision on a candidate."""

    outcome = forms.ChoiceField(
        label="Your decision",
        choices=[(OUTCOMES[0], "Award the credential"), (OUTCOMES[1], "Refuse the credential")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="Reason",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MAX_REASON,
        help_text="In your own words: what in the evidence your decision rests on. It stays on record for good.",
    )


class CompromiseKey(forms.Form):
    """A signing key is lost to somebody else."""

    reason = forms.CharField(label="What happened", widget=forms.Textarea(attrs={"rows": 3}), max_length=MAX_REASON)
