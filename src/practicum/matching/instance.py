"""What is asked: people who want a seat, people who can teach, and the rules of a cohort.

The JSON form is public: other programs write it. Hours are UTC hours of the week, 0 to 167; hour 0 is Monday 00:00.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from practicum.kernel.errors import Refusal

HOURS_IN_WEEK = 168
CANDIDATES_PER_MENTOR = 5
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One who wants a seat. An empty employer means none: no quota and no conflict of interest come from it."""

    id: str
    hours: frozenset[int]
    language: str
    role: str = ""
    seniority: str | int = ""
    employer: str = ""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A facilitator or a mentor. `capacity` counts cohorts; nobody is in two cohorts in the same hour."""

    id: str
    hours: frozenset[int]
    language: str
    employer: str = ""
    capacity: int = 1


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One question to the solver.

    `together` and `apart` hold pairs of applicants; `conflicts` holds pairs (applicant, staff member) who must not
    meet, beside those who share an employer. Pairs of `together` chain: a-b and b-c keep a, b and c together, in one
    cohort or without a seat. Without any mentor in the instance, none are required.
    """

    applicants: tuple[Applicant, ...]
    facilitators: tuple[Staff, ...]
    mentors: tuple[Staff, ...] = ()
    size: tuple[int, int] = (10, 20)
    employer_max: int = 2
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    conflicts: tuple[Pair, ...] = ()

    def __post_init__(self) -> None:
        _validate(self)

    @classmethod
    def from_json(cls, data: object) -> "Instance":
        """Read the public form. Raises Refusal with the path of the value at fault (`applicants[3].hours`) as field."""
        top = _mapping(data, "")
        _known(top, "", {"size", "employer_max", "applicants", "facilitators", "mentors"} | _PAIR_FIELDS)
        size = _list(top.get("size", [10, 20]), "size")
        if len(size) != 2:
            raise _wrong("size", "needs two numbers, the least and the most", "Write [10, 20].")
        return cls(
            size=(_integer(size[0], "size[0]"), _integer(size[1], "size[1]")),
            employer_max=_integer(top.get("employer_max", 2), "employer_max"),
            applicants=tuple(
                _applicant(row, f"applicants[{i}]")
                for i, row in enumerate(_list(_required(top, "applicants", ""), "applicants"))
            ),
            facilitators=_staff(_required(top, "facilitators", ""), "facilitators"),
            mentors=_staff(top.get("mentors") or [], "mentors"),
            **{name: _pairs(top.get(name) or [], name) for name in sorted(_PAIR_FIELDS)},
        )

    def to_json(self) -> dict[str, Any]:
        """The public form; `conflicts` is written only when there are any."""
        data: dict[str, Any] = {
            "size": list(self.size),
            "employer_max": self.employer_max,
            "applicants": [
                {
                    "id": a.id,
                    "hours": sorted(a.hours),
                    "role": a.role,
                    "seniority": a.seniority,
                    "language": a.language,
                    "employer": a.employer,
                }
                for a in self.applicants
            ],
            "facilitators": [_staff_json(s) for s in self.facilitators],
            "mentors": [_staff_json(s) for s in self.mentors],
            "together": [list(pair) for pair in self.together],
            "apart": [list(pair) for pair in self.apart],
        }
        if self.conflicts:
            data["conflicts"] = [list(pair) for pair in self.conflicts]
        return data


_PAIR_FIELDS = {"together", "apart", "conflicts"}


def hour_name(hour: int) -> str:
    """`16` -> `Mon 16:00 UTC`."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[hour // 24]} {hour % 24:02d}:00 UTC"


def _validate(instance: Instance) -> None:
    low, high = instance.size
    if low < 1:
        raise _wrong("size[0]", "must be at least 1")
    if high < low:
        raise _wrong("size[1]", f"is {high}, less than the least size {low}")
    if instance.employer_max < 1:
        raise _wrong("employer_max", "must be at least 1")
    seen: dict[str, set[str]] = {}
    for name, rows in _people(instance):
        ids = seen.setdefault(name, set())
        for i, row in enumerate(rows):
            path = f"{name}[{i}]"
            if not row.id:
                raise _wrong(f"{path}.id", "is empty")
            if row.id in ids:
                raise _wrong(f"{path}.id", f"{row.id!r} occurs twice")
            ids.add(row.id)
            outside = sorted(hour for hour in row.hours if not 0 <= hour < HOURS_IN_WEEK)
            if outside:
                raise _wrong(f"{path}.hours", f"holds {outside[0]}", "Hours of the week run from 0 to 167, in UTC.")
            if not row.language:
                raise _wrong(f"{path}.language", "is empty")
            if isinstance(row, Staff) and row.capacity < 0:
                raise _wrong(f"{path}.capacity", "is negative")
    staff = seen["facilitators"] | seen["mentors"]
    for i, applicant in enumerate(instance.applicants):
        if applicant.id in staff:
            raise _wrong(f"applicants[{i}].id", f"{applicant.id!r} is also a facilitator or mentor")
    _validate_pairs(instance, applicants=seen["applicants"], staff=staff)


def _validate_pairs(instance: Instance, *, applicants: set[str], staff: set[str]) -> None:
    for name in sorted(_PAIR_FIELDS):
        second = staff if name == "conflicts" else applicants
        for i, (left, right) in enumerate(getattr(instance, name)):
            for place, one, known in ((0, left, applicants), (1, right, second)):
                if one not in known:
                    raise _wrong(f"{name}[{i}][{place}]", f"names {one!r}, whom the instance does not know")
            if left == right:
                raise _wrong(f"{name}[{i}]", f"pairs {left!r} with the same person")
    apart = {frozenset(pair) for pair in instance.apart}
    for i, pair in enumerate(instance.together):
        if frozenset(pair) in apart:
            raise _wrong(
                f"together[{i}]", f"{pair[0]!r} and {pair[1]!r} must be apart as well", "Remove one of the two."
            )


def _people(instance: Instance) -> tuple[tuple[str, Sequence[Applicant | Staff]], ...]:
    return (
        ("applicants", instance.applicants),
        ("facilitators", instance.facilitators),
        ("mentors", instance.mentors),
    )


def _applicant(data: object, path: str) -> Applicant:
    row = _mapping(data, path)
    _known(row, path, {"id", "hours", "role", "seniority", "language", "employer"})
    seniority = row.get("seniority", "")
    if isinstance(seniority, bool) or not isinstance(seniority, str | int):
        raise _wrong(f"{path}.seniority", "must be a text or a whole number")
    return Applicant(
        id=_text(_required(row, "id", path), f"{path}.id"),
        hours=_hours(_required(row, "hours", path), f"{path}.hours"),
        language=_text(_required(row, "language", path), f"{path}.language"),
        role=_text(row.get("role", ""), f"{path}.role"),
        seniority=seniority,
        employer=_text(row.get("employer") or "", f"{path}.employer"),
    )


def _staff(data: object, name: str) -> tuple[Staff, ...]:
    people = []
    for i, item in enumerate(_list(data, name)):
        path = f"{name}[{i}]"
        row = _mapping(item, path)
        # role and seniority may stand here (one table of people, exported thrice); they decide nothing for staff
        _known(row, path, {"id", "hours", "language", "employer", "capacity", "role", "seniority"})
        people.append(
            Staff(
                id=_text(_required(row, "id", path), f"{path}.id"),
                hours=_hours(_required(row, "hours", path), f"{path}.hours"),
                language=_text(_required(row, "language", path), f"{path}.language"),
                employer=_text(row.get("employer") or "", f"{path}.employer"),
                capacity=_integer(row.get("capacity", 1), f"{path}.capacity"),
            )
        )
    return tuple(people)


def _staff_json(staff: Staff) -> dict[str, Any]:
    return {
        "id": staff.id,
        "hours": sorted(staff.hours),
        "language": staff.language,
        "employer": staff.employer,
        "capacity": staff.capacity,
    }


def _pairs(data: object, name: str) -> tuple[Pair, ...]:
    pairs = []
    for i, item in enumerate(_list(data, name)):
        pair = _list(item, f"{name}[{i}]")
        if len(pair) != 2:
            raise _wrong(f"{name}[{i}]", "needs exactly two ids")
        pairs.append((_text(pair[0], f"{name}[{i}][0]"), _text(pair[1], f"{name}[{i}][1]")))
    return tuple(pairs)


def _hours(data: object, path: str) -> frozenset[int]:
    return frozenset(_integer(hour, f"{path}[{i}]") for i, hour in enumerate(_list(data, path)))


def _wrong(field: str, problem: str, mend: str = "") -> Refusal:
    return Refusal("invalid_instance", f"{field or 'The instance'} {problem}.", field=field, mend=mend)


def _required(row: Mapping[str, Any], name: str, path: str) -> Any:
    if name not in row:
        raise _wrong(f"{path}.{name}".lstrip("."), "is missing")
    return row[name]


def _known(row: Mapping[str, Any], path: str, names: set[str]) -> None:
    for name in row:
        if name not in names:
            raise _wrong(f"{path}.{name}".lstrip("."), "is not a known field", f"Known: {', '.join(sorted(names))}.")


def _mapping(data: object, path: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise _wrong(path, "must be an object")
    return data


def _list(data: object, path: str) -> Sequence[Any]:
    if not isinstance(data, list | tuple):
        raise _wrong(path, "must be a list")
    return data


def _text(data: object, path: str) -> str:
    if not isinstance(data, str):
        raise _wrong(path, "must be a text")
    return data


def _integer(data: object, path: str) -> int:
    if isinstance(data, bool) or not isinstance(data, int):
        raise _wrong(path, "must be a whole number")
    return data
