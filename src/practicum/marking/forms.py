"""Forms of the marking room. What is asked is decided by the services: these only read what was typed."""

from collections.abc import Iterable
from typing import Any

from django import forms

from practicum.kernel.errors import Refusal
from practicum.marking.queries import ExaminerChoice
from practicum.pack.api import Rubric


class WriteCapstone(forms.Form):
    """The candidate's draft. Nothing is required until it is handed in; then the service refuses with the field."""

    title = forms.CharField(max_length=200, required=False, label="Title", strip=False)
    text = forms.CharField(
        required=False,
        strip=False,
        label="Your brief",
        help_text="Plain text or Markdown (## for headings). Names masked, please: examiners read it without your name.",
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
    )
    ai_use = forms.CharField(
        required=False,
        strip=False,
        label="Where you used AI",
        help_text="Which tool, for what, and how you checked it; or that you used none.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    acknowledged = forms.BooleanField(
        required=False, label="I have read the programme's statement on the use of AI, and I keep to it."
    )


class AllocateExaminer(forms.Form):
    """One of those who may mark; the list is what the rules leave."""

    def __init__(self, choices: Iterable[ExaminerChoice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["examiner"] = forms.ChoiceField(
            label="Examiner",
            choices=[("", "Choose an examiner")] + [(one.person.code, _title(one)) for one in choices],
            error_messages={"invalid_choice": "This person may not mark this capstone, or is not known."},
        )


class ReturnWork(forms.Form):
    """Why an allocation is taken back."""

    allocation = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        strip=False,
        help_text="It goes on the record.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MarkOnRubric(forms.Form):
    """A level and, if wanted, a remark for each criterion; a comment on the whole."""

    def __init__(self, rubric: Rubric, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rubric = rubric
        names = {step.level: step.name for step in rubric.scale}
        for criterion in rubric.criteria:
            self.fields[f"level-{criterion.key}"] = forms.ChoiceField(
                label=f"{criterion.name} ({criterion.weight} % of the mark)",
                choices=[
                    (str(level), f"{level} · {names[level]}: {text}")
                    for level, text in sorted(criterion.descriptors.items())
                ],
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Choose a level for “{criterion.name}”.",
                    "invalid_choice": f"Choose one of the levels for “{criterion.name}”.",
                },
            )
            self.fields[f"remark-{criterion.key}"] = forms.CharField(
                label=f"Remark on {criterion.name.lower()}",
                required=False,
                max_length=10_000,
                strip=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["comment"] = forms.CharField(
            label="Comment on the whole",
            max_length=10_000,
            strip=False,
            help_text="The candidate reads it. Say what carries the decision, and one step that would lift the work most.",
            error_messages={"required": "Give the reason for your marks."},
            widget=forms.Textarea(attrs={"rows": 6}),
        )

    def levels(self) -> dict[str, int]:
        return {one.key: int(self.cleaned_data[f"level-{one.key}"]) for one in self.rubric.criteria}

    def remarks(self) -> dict[str, str]:
        return {one.key: self.cleaned_data[f"remark-{one.key}"] for one in self.rubric.criteria}

    def name_field(self, refusal: Refusal) -> Refusal:
        """The refusal with the form's name of the field: the service names criteria by their keys."""
        if f"level-{refusal.field}" in self.fields:
            refusal.field = f"level-{refusal.field}"
        return refusal


def _title(choice: ExaminerChoice) -> str:
    waiting = "nothing waits" if not choice.load else f"{choice.load} waiting"
    return f"{choice.person.name} ({waiting})" + (f": {choice.note}" if choice.note else "")
