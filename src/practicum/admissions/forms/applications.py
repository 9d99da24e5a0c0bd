"""The steps of the application as forms, and the officer's forms."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from practicum.admissions.rules import (
    AGREEMENTS,
    APPLICATION_STATES,
    BASELINES,
    HOURS,
    LABELS,
    LANGUAGES,
    NUMBERS,
    ROUTE_TEXTS,
    TEXTS,
    UNSURE,
    offset_minutes,
    week_grid,
)
from practicum.pack.api import Programme
from practicum.people.api import Person, zone_choices

TIME_FACTORS = (
    ("1.00", "No more time; something else"),
    ("1.25", "A quarter more time"),
    ("1.50", "Half as much time again"),
    ("2.00", "Twice the time"),
)


class DraftForm(forms.Form):
    """One step. A step is kept though it is incomplete: an empty answer is no error before the application is submitted.

    `required` of a field only says how it is labelled.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, programme: Programme, person: Person, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.adapt(programme, person, now)

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        """Fill in what depends on the programme and the person."""

    def full_clean(self) -> None:
        wanted = {name: field.required for name, field in self.fields.items()}
        for field in self.fields.values():
            field.required = False
        super().full_clean()
        for name, required in wanted.items():
            self.fields[name].required = required

    def as_fields(self) -> dict[str, Any]:
        """The step as `save_draft` takes it: nothing said is None."""
        return {name: None if value == "" else value for name, value in self.cleaned_data.items()}


def _text(name: str, help_text: Any = "", *, rows: int = 0, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(
        label=LABELS[name], help_text=help_text, widget=widget, max_length=TEXTS[name][1], required=required
    )


def _radio(label: str, choices: Iterable[tuple[str, str]], help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(choices), widget=forms.RadioSelect(), help_text=help_text)


class AboutForm(DraftForm):
    """Who the applicant is, the route, and what they agree to."""

    name = forms.CharField(label=LABELS["name"], max_length=200, help_text="As it should stand on a certificate.")
    employer = _text(
        "employer", "Leave it empty if you work for yourself. Nobody of your employer decides on you.", required=False
    )
    time_zone = forms.ChoiceField(label=LABELS["time_zone"])
    route = _radio(LABELS["route"], ROUTE_TEXTS.items(), "Both end in the same credential.")
    language = forms.ChoiceField(
        label=LABELS["language"], choices=list(LANGUAGES.items()), help_text="Material and examination are in English."
    )
    conflicts = _text(
        "conflicts",
        "Do you know anybody well who may train, examine or decide on you: family, a business partner, your manager? "
        "Name them, or write “none”.",
        rows=3,
    )
    agreed = forms.MultipleChoiceField(
        label=LABELS["agreed"],
        choices=list(AGREEMENTS.items()),
        widget=forms.CheckboxSelectMultiple(),
        help_text=SafeString(
            'Read them first: <a href="/programme/policies/">policies, code of conduct, use of AI</a>.'
        ),
    )

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        zones = dict(zone_choices())
        zones.setdefault(person.time_zone, person.time_zone)
        self.fields["time_zone"].choices = list(zones.items())  # type: ignore[attr-defined]


class RoleForm(DraftForm):
    """Which role profile fits."""

    role_profile = _radio(LABELS["role_profile"], ())
    job_title = _text("job_title")
    motivation = _text("motivation", "Two or three sentences are enough.", rows=6)

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        field = self.fields["role_profile"]
        field.choices = [(role.key, role.title) for role in programme.roles]  # type: ignore[attr-defined]
        field.help_text = SafeString(
            'It decides your preparation, never the examination. <a href="/programme/find-my-role/">Find my role</a>'
        )


class EstateForm(DraftForm):
    """How complicated the applicant's estate is: one question for each dimension of the policies."""

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        for dimension in programme.policies.eligibility.complexity.points:
            choices = [*((band.key, band.text) for band in dimension.bands), (UNSURE, "I am not sure")]
            self.fields[f"complexity.{dimension.key}"] = _radio(dimension.text, choices)

    def as_fields(self) -> dict[str, Any]:
        bands = {name.removeprefix("complexity."): value for name, value in self.cleaned_data.items()}
        return {"complexity": bands}


class ExperienceForm(DraftForm):
    """Experience, baseline credential and evidence."""

    years = forms.IntegerField(
        label=LABELS["years"],
        min_value=NUMBERS["years"][0],
        max_value=NUMBERS["years"][1],
        help_text="In technology, finance, procurement or product. Whole years, rounded down.",
    )
    practice_months = forms.IntegerField(
        label=LABELS["practice_months"],
        min_value=NUMBERS["practice_months"][0],
        max_value=NUMBERS["practice_months"][1],
        help_text="Months in which FinOps was part of your work.",
    )
    baseline = _radio(LABELS["baseline"], BASELINES.items())
    baseline_detail = _text("baseline_detail", "So that it can be checked. Not needed for “none”.", required=False)
    baseline_until = forms.DateField(
        label=LABELS["baseline_until"],
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    evidence = _text("evidence", rows=10)

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        role = next((role for role in programme.roles if role.key == self.initial.get("role_profile")), None)
        if role is None:
            hint = "What you did, for whom, and how you know that it worked. Choose a role profile to see what it asks."
            self.fields["evidence"].help_text = hint
        else:
            lines = format_html_join("", "<li>{}</li>", ((line,) for line in role.evidence))
            self.fields["evidence"].help_text = format_html(
                "Your role profile asks for the following; leave out what is confidential.<ul>{}</ul>", lines
            )


class HourGrid(forms.CheckboxSelectMultiple):
    """A week as rows of local hours and columns of weekdays; each box stands for one UTC hour."""

    template_name = "admissions/hour_grid.html"
    offset = 0

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        chosen = {str(one) for one in value or ()}
        rows = [
            {
                "starts": row.starts,
                "cells": [{"hour": c.hour, "label": c.label, "checked": str(c.hour) in chosen} for c in row.cells],
                "is_day": 7 <= int(row.starts[:2]) < 22,
            }
            for row in week_grid(self.offset)
        ]
        night = [row for row in rows if not row["is_day"]]
        context["widget"] |= {
            "day": [row for row in rows if row["is_day"]],
            "night": night,
            "night_open": any(cell["checked"] for row in night for cell in row["cells"]),  # type: ignore[attr-defined]
        }
        return context


class AvailabilityForm(DraftForm):
    """The hours that are free every week."""

    free_hours = forms.TypedMultipleChoiceField(
        label=LABELS["free_hours"],
        coerce=int,
        choices=[(str(hour), str(hour)) for hour in range(HOURS)],
        widget=HourGrid(),
    )

    def adapt(self, programme: Programme, person: Person, now: datetime) -> None:
        offset = offset_minutes(person.time_zone, now=now)
        field = self.fields["free_hours"]
        field.widget.offset = offset
        sign, (hours, minutes) = "+" if offset >= 0 else "−", divmod(abs(offset), 60)
        field.help_text = format_html(
            "Tick each hour when you could meet every week. Times are those of {} today (UTC{}{}:{}). A session lasts "
            "longer than one hour, so tick hours that follow each other. A cohort keeps the time on its facilitator's clock: "
            "in weeks when only one of you has changed clocks, it moves by an hour for you. The more hours you give, the "
            "easier a cohort is found.",
            person.time_zone.replace("_", " "),
            sign,
            hours,
            f"{minutes:02d}",
        )


class AccommodationForm(forms.Form):
    """What the applicant needs. It is handled apart: who decides on the application does not see it there."""

    use_required_attribute = False
    need = forms.CharField(
        label="What do you need, so that you can show what you can do?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
        help_text="For example more time, a screen reader, breaks. Leave it empty if you need nothing.",
    )
    time_factor = forms.TypedChoiceField(
        label="More time in the examination",
        choices=TIME_FACTORS,
        coerce=Decimal,
        initial="1.00",
        widget=forms.RadioSelect(),
    )


class FilterApplications(forms.Form):
    """The officer's filters; every one may be left open."""

    state = forms.ChoiceField(required=False)
    role_profile = forms.ChoiceField(required=False)
    route = forms.ChoiceField(required=False)

    def __init__(self, data: Mapping[str, Any], programme: Programme) -> None:
        super().__init__(data)
        states = [(state, state.replace("_", " ")) for state in APPLICATION_STATES.states if state != "draft"]
        roles = [(role.key, role.title) for role in programme.roles]
        routes = [(route, route) for route in ROUTE_TEXTS]
        for name, every, choices in (
            ("state", "any state", states),
            ("role_profile", "any role", roles),
            ("route", "both routes", routes),
        ):
            self.fields[name].choices = [("", every), *choices]  # type: ignore[attr-defined]
            self.fields[name].widget.attrs["class"] = "input"


class DecideApplication(forms.Form):
    """A decision and its reason."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label="Decision",
        choices=[("offered", "Offer a place"), ("waitlisted", "Put on the waiting list"), ("declined", "Decline")],
        widget=forms.RadioSelect(),
    )
    reason = forms.CharField(
        label="Reason",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The applicant reads it, and it goes on the record. No health data.",
    )
    deviation = forms.CharField(
        label="Why you decide otherwise than recommended",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed only if you do. It goes on the record; the applicant does not read it.",
    )


class SeenDecision(DecideApplication):
    """The decision once more, with what its preview showed: the offer's last moment and the seal of the letter."""

    open_until = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    seal = forms.CharField(max_length=64, widget=forms.HiddenInput)


class WithdrawApplication(forms.Form):
    """An officer withdraws at the applicant's wish."""

    use_required_attribute = False
    reason = forms.CharField(label="At whose wish, and why", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class ImportApplicants(forms.Form):
    """A file of applicants."""

    use_required_attribute = False
    file = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"class": "input", "accept": ".csv,.xlsx,text/csv"}),
        help_text="A workbook (XLSX, its first sheet) or CSV (UTF-8, commas), at most 2 MB and 2,000 applicants.",
    )
    dry_run = forms.BooleanField(label="Check only, write nothing", required=False, initial=True)
