"""What a visitor may bring: a number, a name, or a document."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from practicum.credentials.api import read_document
from practicum.kernel.errors import Refusal
from practicum.kernel.ids import normalize_code

MAX_DOCUMENT = 256 * 1024  # bytes; a credential has about ten thousand, a picture with one inside about forty


class SearchRegister(forms.Form):
    """A certificate number, or a part of a name."""

    q = forms.CharField(
        label="Certificate number or name",
        max_length=200,
        min_length=3,
        help_text="The number stands on the certificate, such as CRE-7K3M9QX2TD. Names are found only of holders who "
        "chose to be listed.",
    )

    def clean_q(self) -> str:
        return " ".join(str(self.cleaned_data["q"]).split())

    @property
    def code(self) -> str:
        """What was typed, read as a number."""
        return normalize_code(self.cleaned_data["q"])


class BringDocument(forms.Form):
    """A signed document, pasted or as a file."""

    text = forms.CharField(
        label="Paste the document",
        required=False,
        strip=True,
        max_length=MAX_DOCUMENT,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="The JSON text of the credential.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        widget=forms.FileInput(attrs={"class": "input"}),
        help_text="The JSON file, or the SVG picture with the document inside. At most 256 KB. Nothing of it is kept.",
    )

    document: Any = None

    def clean(self) -> dict[str, Any]:
        """One of the two, read into `document`."""
        given = super().clean() or self.cleaned_data
        text, file = str(given.get("text") or ""), given.get("file")
        if self.errors:
            return given
        if bool(text) == bool(file):
            self.add_error("text", "Paste the document or choose a file, one of the two.")
            return given
        field = "file" if file else "text"
        try:
            self.document = read_document(_text_of(file) if file else text)
        except Refusal as refusal:
            self.add_error(field, str(refusal))
        return given


def _text_of(file: "UploadedFile[Any]") -> str:
    if (file.size or 0) > MAX_DOCUMENT:
        raise Refusal("too_large", f"The file is larger than {MAX_DOCUMENT // 1024} KB: no credential is.")
    try:
        return bytes(file.read()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(
            "not_text",
            "The file is no text.",
            mend="Bring the JSON file or the SVG picture; a printed page holds no signature.",
        ) from None
