"""An application in words, for the applicant who checks it and the officer who reads it."""

from dataclasses import dataclass
from datetime import datetime

from practicum.admissions.models import Application
from practicum.admissions.queries import draft_of
from practicum.admissions.rules import (
    AGREEMENTS,
    BASELINES,
    HOURS,
    LABELS,
    LANGUAGES,
    ROUTE_TEXTS,
    UNSURE,
    FieldProblem,
    local_label,
    offset_minutes,
)
from practicum.curriculum.api import programme_of

STEPS = {
    "about": "About you",
    "role": "Your role",
    "estate": "Your estate",
    "experience": "Your experience and evidence",
    "availability": "Your availability",
    "files": "Your files",
    "referees": "Your referees",
    "accommodation": "What you need",
}
# Steps with a page of their own, which are never lacking.
OWN_PAGES = ("files", "referees", "accommodation")
_STEP_OF = {
    "route": "about",
    "employer": "about",
    "language": "about",
    "conflicts": "about",
    "agreed": "about",
    "role_profile": "role",
    "job_title": "role",
    "motivation": "role",
    "years": "experience",
    "practice_months": "experience",
    "baseline": "experience",
    "baseline_detail": "experience",
    "baseline_until": "experience",
    "evidence": "experience",
    "free_hours": "availability",
}


def step_of(field: str) -> str:
    """The step that asks for a field."""
    return _STEP_OF.get(field, "estate")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One answer as people read it; `text` is empty where nothing was said."""

    field: str
    label: str
    text: str


def label_of(problem: FieldProblem, application: Application) -> str:
    """What the field of a problem is called."""
    dimensions = _dimensions(application)
    return dimensions.get(problem.field) or LABELS[problem.field]


def describe(application: Application, *, zone: str, now: datetime) -> dict[str, list[Answer]]:
    """All answers by step. Hours of the week are told in `zone`."""
    programme = programme_of(application.programme_version)
    draft = draft_of(application)
    texts = {
        "route": ROUTE_TEXTS.get(draft.get("route") or "", ""),
        "language": LANGUAGES.get(draft.get("language") or "", ""),
        "agreed": " ".join(AGREEMENTS[key] for key in AGREEMENTS if key in (draft.get("agreed") or ())),
        "role_profile": next((role.title for role in programme.roles if role.key == draft.get("role_profile")), ""),
        "baseline": BASELINES.get(draft.get("baseline") or "", ""),
        "free_hours": ", ".join(_in_order(draft.get("free_hours") or [], zone, now)),
    }
    steps: dict[str, list[Answer]] = {step: [] for step in STEPS if step not in OWN_PAGES}
    for field, step in _STEP_OF.items():
        value = draft.get(field)
        text = texts[field] if field in texts else "" if value is None else str(value)
        steps[step].append(Answer(field=field, label=LABELS[field], text=text))
    bands = {
        f"complexity.{dimension.key}": {band.key: f"{band.text} ({band.points})" for band in dimension.bands}
        for dimension in programme.policies.eligibility.complexity.points
    }
    said = draft.get("complexity") or {}
    for field, label in _dimensions(application).items():
        band = said.get(field.removeprefix("complexity."), "")
        text = "Not sure" if band == UNSURE else bands[field].get(band, "")
        steps["estate"].append(Answer(field=field, label=label, text=text))
    if draft.get("route") == "experience":
        del steps["availability"]
    return steps


def _dimensions(application: Application) -> dict[str, str]:
    points = programme_of(application.programme_version).policies.eligibility.complexity.points
    return {f"complexity.{dimension.key}": dimension.text for dimension in points}


def _in_order(hours: list[int], zone: str, now: datetime) -> list[str]:
    """UTC hours as local times, in the order of the local week."""
    offset = offset_minutes(zone, now=now)
    ordered = sorted(hours, key=lambda hour: (hour * 60 + offset) % (HOURS * 60))
    return [local_label(hour, offset) for hour in ordered]
