"""Forms of labs: answers of a candidate, a rationale's mark, a correction, and the upload of a bill."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from practicum.admissions.api import BadSheet, read_table
from practicum.kernel.errors import Refusal
from practicum.labs.rules.answers import RATIONALE_MOST, most_characters, read_answer
from practicum.labs.rules.stating import say_how, say_points
from practicum.labs.rules.tasks import Task
from practicum.labs.rules.typed_tables import write_table
from practicum.pack.api import Rubric
from practicum.pages.api import apply_refusal, render_markdown

# Before it is unpacked. A month of a large organisation as Parquet is well below.
MOST_BYTES = 200_000_000
LAB_MOST_BYTES = 200_000
# The tables of one draft together; each may have 2 MB.
TABLES_MOST_BYTES = 10 * 1024 * 1024
_UPLOAD = ".file"


class LabAnswers(forms.Form):
    """A field per task, named by the task's key; a decision has a second one for its rationale, a table one for a file.
    Any text may be kept as a draft; handing in needs what can be read."""

    prefix = "task"

    def __init__(
        self,
        tasks: Sequence[Task],
        *,
        opened: Collection[tuple[str, int]] = (),
        rubrics: Mapping[str, Rubric] | None = None,
        **kwargs: Any,
    ) -> None:
        """`opened` are the hints that were opened, (task, number); `rubrics` those of decisions, by key."""
        super().__init__(**kwargs)
        self.tasks = tasks
        for number, task in enumerate(tasks, start=1):
            field = _field(task, number)
            # The template of the field shows them.
            field.hints = _hints(task, opened)  # type: ignore[attr-defined]
            field.rubric = (rubrics or {}).get(task.rubric)  # type: ignore[attr-defined]
            self.fields[task.key] = field
            if task.kind == "decision":
                self.fields[task.rationale_field] = forms.CharField(
                    label=f"Task {number}: why you decide so",
                    help_text=f"At least {task.words_min} words. A person reads it on the rubric below the task.",
                    max_length=RATIONALE_MOST,
                    widget=forms.Textarea(attrs={"rows": 8}),
                    required=False,
                )
            if task.kind == "table":
                self.fields[task.key + _UPLOAD] = forms.FileField(
                    label=f"Task {number}: or the table as a file",
                    help_text="CSV or XLSX, at most 2 MB. It takes the place of what stands above.",
                    widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
                    required=False,
                )

    def clean(self) -> dict[str, Any]:
        self._take_files()
        for task in self.tasks:
            try:
                read_answer(task, self.typed())
            except Refusal as refusal:
                apply_refusal(self, refusal)
        return self.cleaned_data

    def _take_files(self) -> None:
        """An uploaded table becomes the text of its task, so that it is kept as a draft and can be changed."""
        for task in self.tasks:
            file = self.cleaned_data.get(task.key + _UPLOAD)
            if not file:
                continue
            try:
                rows = read_table(file.read())
            except BadSheet as error:
                self.add_error(task.key + _UPLOAD, f"{error.message} {error.mend}")
                continue
            changed: Any = self.data
            self.data = changed = changed.copy()
            changed[self.add_prefix(task.key)] = write_table(rows)

    def typed(self) -> Mapping[str, str]:
        """What was typed or uploaded, read or not, field -> text. A field that was not sent at all is as it was before
        (`initial`): a browser sends the empty ones too."""
        return {
            name: str(self.data.get(self.add_prefix(name), self.initial.get(name, ""))).replace("\r\n", "\n")
            for name in self.fields
            if not name.endswith(_UPLOAD)
        }


class MarkRationale(forms.Form):
    """A level for each criterion of the rubric, and what to do next."""

    def __init__(self, *args: Any, rubric: Rubric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [criterion.key for criterion in rubric.criteria]
        for criterion in rubric.criteria:
            choices = [
                (str(step.level), f"{step.level}, {step.name}: {criterion.descriptors.get(step.level, '')}")
                for step in rubric.scale
            ]
            self.fields[criterion.key] = forms.TypedChoiceField(
                label=criterion.name, choices=choices, coerce=int, widget=forms.RadioSelect()
            )
        self.fields["comment"] = forms.CharField(
            label="Comment",
            max_length=10_000,
            widget=forms.Textarea(attrs={"rows": 8}),
            help_text="One strength, and the one step that would lift the reasoning most.",
        )

    @property
    def levels(self) -> dict[str, int]:
        return {key: self.cleaned_data[key] for key in self.keys}


class DrawUpCorrection(forms.Form):
    """The corrected file of a lab, and what was wrong."""

    lab = forms.FileField(
        label="The whole file of the lab, corrected",
        help_text="The file labs/<key>.yaml with the right solution and a new version. A task that is left out is withdrawn.",
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    reason = forms.CharField(
        label="What was wrong",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Candidates and auditors read it as it stands. Do not name the right answer.",
    )

    def clean_lab(self) -> Any:
        file = self.cleaned_data["lab"]
        if file.size > LAB_MOST_BYTES:
            raise forms.ValidationError("The file is larger than 200 kB. Is it the file of a lab?")
        return file


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


@dataclass(frozen=True, kw_only=True)
class ShownHint:
    """A hint as the page shows it: its text once it is opened, else whether it is the next to be."""

    number: int
    name: str  # what the button that opens it says to the server
    text: str
    costs: int
    may_open: bool


def _hints(task: Task, opened: Collection[tuple[str, int]]) -> list[ShownHint]:
    there = [number for number in range(1, len(task.hints) + 1) if (task.key, number) in opened]
    return [
        ShownHint(
            number=number,
            name=f"{task.key} {number}",
            text=hint.text if number in there else "",
            costs=hint.costs,
            may_open=number == len(there) + 1,
        )
        for number, hint in enumerate(task.hints, start=1)
    ]


def _field(task: Task, number: int) -> forms.Field:
    parts = [task.question, task.definition, say_how(task)]
    shared: dict[str, Any] = {
        "label": f"Task {number} · {say_points(task)}",
        "help_text": render_markdown("\n\n".join(part for part in parts if part)),
        "required": False,
        "template_name": "labs/task_field.html",
    }
    if task.kind in ("choice", "decision"):
        choices = [("", "Choose one"), *((choice.key, choice.text) for choice in task.choices)]
        return forms.ChoiceField(choices=choices, **shared)
    most = most_characters(task)
    if task.kind == "number":
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        return forms.CharField(max_length=most, widget=widget, **shared)
    rows = {"set": 6, "table": 8, "sql": 12}[task.kind]
    attrs = {"rows": rows, "spellcheck": "false", "autocomplete": "off", "class": "code"}
    return forms.CharField(
        max_length=most, widget=forms.Textarea(attrs=attrs), initial=task.starter, strip=False, **shared
    )
