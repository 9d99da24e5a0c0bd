"""Attach a file."""

from django import forms

from practicum.admissions.rules import KINDS


class AttachFile(forms.Form):
    """One file at a time."""

    use_required_attribute = False
    file = forms.FileField(
        label="File",
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={"class": "input", "accept": ",".join(end for ends, *_ in KINDS.values() for end in ends)}
        ),
        help_text="PDF, PNG, JPEG, DOCX, XLSX or plain text; at most 5 MB.",
    )
