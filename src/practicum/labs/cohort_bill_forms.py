"""Forms of a cohort's own bill: bring one, decide on a lab, delete it."""

from typing import Any

from django import forms

from practicum.focus.api import PSEUDONYM_GROUPS
from practicum.labs.forms import MOST_BYTES
from practicum.labs.rules.cohort_bills import ONCE_MOST, REASON_MOST
from practicum.labs.rules.tasks import Task

# Names of providers are no secret of most organisations, and labs speak of them.
_HIDDEN_FIRST = [key for key in PSEUDONYM_GROUPS if key != "providers"]


class BringBill(forms.Form):
    """A FOCUS export, what to call it, and what to hide in it. `seen` is the hash of the file that was looked at, `once`
    the word of that look: sent twice, it is kept once."""

    name = forms.CharField(
        max_length=200, label="Name", help_text="For example: Acme, spring 2026. Candidates see it.", strip=True
    )
    groups = forms.MultipleChoiceField(
        choices=[(key, group.title) for key, group in PSEUDONYM_GROUPS.items()],
        initial=_HIDDEN_FIRST,
        label="Hide behind pseudonyms",
        help_text="Equal names stay equal, so labs work as before. Amounts and dates, services, regions and the names "
        "of tags stay as they are.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(
        label="File",
        help_text="A FOCUS cost and usage export, version 1.0 to 1.4, as CSV (also gzipped) or Parquet; at most "
        f"{MOST_BYTES // 1_000_000} MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.parquet"}),
    )
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    once = forms.CharField(max_length=ONCE_MOST, required=False, widget=forms.HiddenInput)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size / 1_000_000:,.0f} MB; {MOST_BYTES // 1_000_000} MB are the most. "
                "Export fewer months or fewer columns, or use Parquet."
            )
        return file


class DecideOnLab(forms.Form):
    """Which tasks of a lab the cohort gets, and why not the others. `seen` is the version whose keys were shown."""

    keep = forms.MultipleChoiceField(label="Tasks that the cohort gets", required=False)
    reason = forms.CharField(
        label="Why a task, or the lab, is left out",
        max_length=REASON_MOST,
        required=False,
        help_text="Needed only then. It goes on the record.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, tasks: tuple[Task, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["keep"].choices = [(task.key, task.question) for task in tasks]  # type: ignore[attr-defined]

    @property
    def refused(self) -> list[str]:
        """The tasks without a tick."""
        kept = self.cleaned_data["keep"]
        return [str(key) for key, _ in self.fields["keep"].choices if key not in kept]  # type: ignore[attr-defined]


class DeleteBill(forms.Form):
    """Why the data are deleted now."""

    reason = forms.CharField(
        label="Why it is deleted",
        max_length=REASON_MOST,
        help_text="It goes on the record.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
