"""How forms look: label, hint, error and field in one order, so that a screen reader hears them so."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from practicum.kernel.errors import Refusal


class PageRenderer(TemplatesSetting):
    """Finds the form templates among ours."""

    form_template_name = "pages/form.html"
    field_template_name = "pages/field.html"


def apply_refusal(form: forms.BaseForm, refusal: Refusal) -> None:
    """Show a refusal beside the field that it names, or above the form."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))


def first_error_id(form: forms.BaseForm) -> str:
    """The id of the first field with an error: where the error summary leads."""
    for name in form.fields:
        if name in form.errors:
            bound: Any = form[name]
            return str(bound.id_for_label)
    return ""
