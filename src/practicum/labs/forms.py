"""Forms of labs: answers of a candidate, and the upload of a bill."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from practicum.kernel.errors import Refusal
from practicum.labs.rules.answers import MOST_CHARACTERS, read_answer
from practicum.labs.rules.tasks import COUNT, PERCENT, Task
from practicum.pages.api import apply_refusal, render_markdown

# Before it is unpacked. A month of a large organisation as Parquet is well below.
MOST_BYTES = 200_000_000


class LabAnswers(forms.Form):
    """One field per task, named by the task's key. Any text may be kept as a draft; handing in needs what can be read."""

    prefix = "task"

    def __init__(self, tasks: Sequence[Task], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tasks = tasks
        for number, task in enumerate(tasks, start=1):
            points = "1 point" if task.points == 1 else f"{task.points} points"
            shared: dict[str, Any] = {
                "label": f"Task {number} · {points}",
                "help_text": render_markdown(f"{task.question}\n\n{_how(task)}"),
                "required": False,
                "template_name": "labs/task_field.html",
            }
            if task.kind == "choice":
                choices = [("", "Choose one"), *((name, name) for name in task.choices)]
                self.fields[task.key] = forms.ChoiceField(choices=choices, **shared)
            else:
                widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
                self.fields[task.key] = forms.CharField(max_length=MOST_CHARACTERS, widget=widget, **shared)

    def clean(self) -> dict[str, Any]:
        for task in self.tasks:
            try:
                read_answer(task, self.cleaned_data.get(task.key) or "")
            except Refusal as refusal:
                apply_refusal(self, refusal)
        return self.cleaned_data

    def typed(self) -> Mapping[str, str]:
        """What was typed, read or not."""
        return {task.key: str(self.data.get(self.add_prefix(task.key), "")) for task in self.tasks}


class ImportBill(forms.Form):
    """A FOCUS export, and what to call it."""

    name = forms.CharField(
        max_length=200, label="Name", help_text="For example: Acme, March 2026. Candidates see it.", strip=True
    )
    file = forms.FileField(
        label="File",
        help_text="A FOCUS cost and usage export, version 1.0 to 1.4, as CSV (also gzipped) or Parquet; at most 200 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.parquet"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 200 MB. Export fewer months, or use Parquet.")
        return file


def _how(task: Task) -> str:
    """How to write the answer, in one line."""
    if task.kind == "choice":
        return "Choose one of the list."
    unit = {PERCENT: "in percent", COUNT: "as a count"}.get(task.unit, f"in {task.unit}")
    places = {0: "without decimals", 1: "with 1 decimal"}.get(task.decimals, f"with {task.decimals} decimals")
    within = f" Answers within {task.tolerance_percent.normalize():f} % count." if task.tolerance_percent else ""
    return f"Answer {unit}, {places}.{within}"
