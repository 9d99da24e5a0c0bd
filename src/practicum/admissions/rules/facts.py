"""What an application says, and whether each field says enough. Pure.

A draft is a mapping of field names to plain values (`None`, or no entry, where nothing was said yet). `keep_field` says
what may stand in a draft at all; `check_draft` says what is missing before it can be submitted; `read_facts` turns a
complete draft into typed `Facts`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from practicum.admissions.rules.hours import HOURS
from practicum.kernel.errors import Refusal
from practicum.pack.api import Programme

# A dimension of complexity that the applicant cannot place: an officer judges it.
UNSURE = "unsure"

ROUTE_TEXTS = {
    "cohort": "With a cohort: weekly sessions with a facilitator, mentors and fellow candidates",
    "experience": "By experience: the same capstone and the same examination, without the cohort",
}
BASELINES = {
    "practitioner": "A FinOps credential at practitioner level",
    "engineer": "A FinOps credential at engineer level",
    "equivalent": "Another credential that I hold to be equivalent",
    "diagnostic": "A pass in the programme's diagnostic test",
    "none": "None of these yet",
}
LANGUAGES = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "fr": "French",
    "ja": "Japanese",
    "pt": "Portuguese",
}
AGREEMENTS = {
    "code_of_conduct": "I accept the code of conduct.",
    "ai_use": "I have read the statement on the use of AI and acknowledge it.",
    "data_use": "I agree that what I enter here is kept and used to decide on my application.",
}

# name -> (least, most) characters of what may be handed in. Long enough to be judged by, short enough to be read.
TEXTS = {
    "job_title": (2, 120),
    "employer": (0, 200),
    "motivation": (40, 3000),
    "baseline_detail": (4, 300),
    "evidence": (40, 6000),
    "conflicts": (2, 1000),
}
NUMBERS = {"years": (0, 60), "practice_months": (0, 600)}
CHOICES: Mapping[str, Mapping[str, str]] = {
    "route": ROUTE_TEXTS,
    "baseline": BASELINES,
    "language": LANGUAGES,
}
FIELDS = (
    "route",
    "employer",
    "language",
    "conflicts",
    "agreed",
    "role_profile",
    "job_title",
    "motivation",
    "complexity",
    "years",
    "practice_months",
    "baseline",
    "baseline_detail",
    "baseline_until",
    "evidence",
    "free_hours",
)
# What each field is called on the pages, in messages and in the guide to imports.
LABELS = {
    "name": "Your name",
    "time_zone": "Your time zone",
    "route": "How you want to reach the examination",
    "employer": "Your employer",
    "language": "Language of your cohort",
    "conflicts": "Conflicts of interest",
    "agreed": "What you agree to",
    "role_profile": "Role profile",
    "job_title": "Your job title",
    "motivation": "Why this programme, and why now",
    "complexity": "Your estate",
    "years": "Years of professional experience",
    "practice_months": "Months of FinOps practice",
    "baseline": "Baseline credential",
    "baseline_detail": "Which credential, and its number",
    "baseline_until": "Valid until",
    "evidence": "Evidence",
    "free_hours": "Hours when you are free every week",
}


@dataclass(frozen=True, kw_only=True)
class FieldProblem:
    """What is wrong with one field, and how to mend it. A dimension of complexity is named `complexity.<key>`."""

    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class DraftRefused(Refusal):
    """The draft cannot be submitted; `problems` names every field at fault, in the order of the form."""

    def __init__(self, problems: tuple[FieldProblem, ...]) -> None:
        first, count = problems[0], len(problems)
        super().__init__(
            "application_incomplete",
            f"{count} answer{'' if count == 1 else 's'} need{'s' if count == 1 else ''} your attention. {first.message}",
            field=first.field,
            mend=first.mend,
        )
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Facts:
    """A complete application. `years` and `practice_months` are whole and rounded down; `complexity` maps each
    dimension of the policies to a band or to `unsure`; `free_hours` are UTC hours of the week."""

    route: str
    employer: str
    language: str
    conflicts: str
    agreed: frozenset[str]
    role_profile: str
    job_title: str
    motivation: str
    complexity: Mapping[str, str]
    years: int
    practice_months: int
    baseline: str
    baseline_detail: str
    baseline_until: date | None
    evidence: str
    free_hours: tuple[int, ...]


def keep_field(name: str, value: Any, programme: Programme) -> Any:
    """`value` as a draft keeps it (plain JSON types). Raises Refusal for what could never be an answer to this field.

    Nothing said (`None`, or an empty text) is kept as nothing: a draft may be incomplete.
    """
    if name not in FIELDS:
        raise Refusal(
            "field_unknown",
            f"The application has no field “{str(name)[:40]}”.",
            field=str(name)[:40],
            mend=f"Use: {', '.join(FIELDS)}.",
        )
    if value is None:
        return None
    if name in TEXTS:
        return _keep_text(name, value)
    if name in NUMBERS:
        return _keep_number(name, value)
    if name in CHOICES:
        return _keep_choice(name, value, CHOICES[name])
    if name == "role_profile":
        return _keep_choice(name, value, {role.key: role.title for role in programme.roles})
    if name == "agreed":
        return sorted(_keep_choice(name, one, AGREEMENTS) for one in set(_strings(name, value)))
    if name == "baseline_until":
        return _keep_date(name, value)
    if name == "free_hours":
        return _keep_hours(name, value)
    return _keep_bands(value, programme)


def check_draft(draft: Mapping[str, Any], programme: Programme) -> tuple[FieldProblem, ...]:
    """Everything that keeps the draft from being submitted, in the order of the form."""
    problems: list[FieldProblem] = []
    for name in FIELDS:
        try:
            keep_field(name, draft.get(name), programme)
        except Refusal as refusal:
            problems.append(FieldProblem(field=refusal.field, message=refusal.message, mend=refusal.mend))
        else:
            problems.extend(_missing_of(name, draft, programme))
    return tuple(problems)


def read_facts(draft: Mapping[str, Any], programme: Programme) -> Facts:
    """The draft as typed facts. Raises DraftRefused with every problem."""
    problems = check_draft(draft, programme)
    if problems:
        raise DraftRefused(problems)
    until = draft.get("baseline_until")
    baseline = draft["baseline"]
    return Facts(
        route=draft["route"],
        employer=draft.get("employer") or "",
        language=draft["language"],
        conflicts=draft["conflicts"],
        agreed=frozenset(draft["agreed"]),
        role_profile=draft["role_profile"],
        job_title=draft["job_title"],
        motivation=draft["motivation"],
        complexity=dict(draft["complexity"]),
        years=draft["years"],
        practice_months=draft["practice_months"],
        baseline=baseline,
        baseline_detail=(draft.get("baseline_detail") or "") if baseline != "none" else "",
        baseline_until=date.fromisoformat(until) if until and baseline != "none" else None,
        evidence=draft["evidence"],
        free_hours=tuple(draft.get("free_hours") or ()),
    )


_TEXT_MENDS = {
    "baseline_detail": "Give its name and its number, so that it can be checked.",
    "job_title": "Write it as it stands on your card.",
    "motivation": "Two or three sentences are enough.",
    "evidence": "Answer what your role profile asks for; leave out what is confidential.",
    "conflicts": "Name them, or write “none”.",
}
_MISSING = {
    "route": ("Choose a route.", "Both lead to the same examination."),
    "language": ("Choose a language.", "Material and examination are in English."),
    "role_profile": ("Choose a role profile.", "The role finder helps; the choice decides preparation only."),
    "years": ("Say how many years.", "Whole years, rounded down; 0 is an answer."),
    "practice_months": ("Say how many months.", "Whole months, rounded down; 0 is an answer."),
    "baseline": ("Choose one answer.", "“None of these yet” is an answer too."),
}


def _missing_of(name: str, draft: Mapping[str, Any], programme: Programme) -> Iterator[FieldProblem]:
    """What is still missing of a field whose value, if any, is one that it can hold."""
    value = draft.get(name)
    if name == "agreed":
        if set(value or ()) != set(AGREEMENTS):
            yield FieldProblem(field=name, message="All agreements are needed.", mend="Read them and tick each one.")
    elif name == "complexity":
        for dimension in programme.policies.eligibility.complexity.points:
            if not (value or {}).get(dimension.key):
                field = f"complexity.{dimension.key}"
                yield FieldProblem(field=field, message="Choose one answer.", mend="“I am not sure” is an answer too.")
    elif name == "free_hours":
        if draft.get("route") != "experience" and not value:
            yield FieldProblem(
                field=name,
                message="A cohort meets at one hour when all are free.",
                mend="Give the hours that suit you every week.",
            )
    elif name == "baseline_detail":
        if draft.get("baseline") not in (None, "", "none"):
            yield from _missing_text(name, value)
    elif name in _TEXT_MENDS:
        yield from _missing_text(name, value)
    elif name in _MISSING and value in (None, ""):
        message, mend = _MISSING[name]
        yield FieldProblem(field=name, message=message, mend=mend)


def _missing_text(name: str, value: Any) -> Iterator[FieldProblem]:
    least = TEXTS[name][0]
    if not value:
        yield FieldProblem(field=name, message="This is still empty.", mend=_TEXT_MENDS[name])
    elif len(value) < least:
        message = f"That is too short: at least {least} characters."
        yield FieldProblem(field=name, message=message, mend=_TEXT_MENDS[name])


def _keep_text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _no_answer(name)
    most = TEXTS[name][1]
    text = value.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal(
            "text_unreadable", "There is a character in it that cannot be stored.", field=name, mend="Type it again."
        )
    if len(text) > most:
        raise Refusal(
            "text_long", f"That is too long: {len(text)} of at most {most} characters.", field=name, mend="Shorten it."
        )
    return text


def _keep_number(name: str, value: Any) -> int:
    least, most = NUMBERS[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise _no_answer(name, "Write a whole number.")
    if not least <= value <= most:
        raise Refusal("number_range", f"{LABELS[name]}: from {least} to {most}.", field=name, mend="Check the number.")
    return value


def _keep_choice(name: str, value: Any, choices: Mapping[str, str]) -> str:
    if value == "":
        return ""
    if not isinstance(value, str) or value not in choices:
        raise Refusal(
            "choice_unknown",
            f"“{str(value)[:40]}” is not one of the choices.",
            field=name,
            mend=f"Use one of: {', '.join(choices)}.",
        )
    return value


def _keep_date(name: str, value: Any) -> str | None:
    if value == "":
        return None
    try:
        return value.isoformat() if type(value) is date else date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        raise _no_answer(name, "Write the date like 2027-03-31.") from None


def _keep_hours(name: str, value: Any) -> list[int]:
    if not isinstance(value, list | tuple | set | frozenset):
        raise _no_answer(name)
    if any(type(hour) is not int or not 0 <= hour < HOURS for hour in value):
        raise Refusal("hour_unknown", "One of these is no hour of the week.", field=name, mend="Choose from the grid.")
    return sorted(set(value))


def _keep_bands(value: Any, programme: Programme) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _no_answer("complexity")
    dimensions = {dimension.key: dimension for dimension in programme.policies.eligibility.complexity.points}
    kept = {}
    for key, band in value.items():
        if key not in dimensions:
            raise Refusal(
                "field_unknown",
                f"There is no question “{str(key)[:40]}”.",
                field="complexity",
                mend=f"Use: {', '.join(dimensions)}.",
            )
        if band not in (None, ""):
            choices = {one.key: one.text for one in dimensions[key].bands} | {UNSURE: "unsure"}
            kept[key] = _keep_choice(f"complexity.{key}", band, choices)
    return kept


def _strings(name: str, value: Any) -> list[str]:
    if not isinstance(value, list | tuple | set | frozenset) or not all(isinstance(one, str) for one in value):
        raise _no_answer(name)
    return list(value)


def _no_answer(name: str, mend: str = "Fill in the form again.") -> Refusal:
    return Refusal("answer_unreadable", f"{LABELS[name]}: that is no answer to this question.", field=name, mend=mend)
