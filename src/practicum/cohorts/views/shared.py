"""What the pages of this room share."""

from django import forms
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from practicum.charts.api import Chart, to_html
from practicum.people.api import Person, is_person, require_role


def signed_in(request: HttpRequest) -> Person:
    """The person behind a page that needs one (the decorator has made sure of it)."""
    return request.user if is_person(request.user) else require_role(request.user)


def as_figure(chart: Chart, *, show_title: bool = True) -> SafeString:
    """A chart with its table, as part of a page: the library escapes every text in it."""
    return mark_safe(to_html(chart, show_title=show_title))  # noqa: S308


def status_of(form: forms.BaseForm) -> int:
    """422 for a form that was sent and is refused."""
    return 422 if form.is_bound and form.errors else 200
