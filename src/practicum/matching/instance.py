"""What is asked: people who want a seat, people who can teach, and the rules of a cohort.

The JSON form is public: other programs write it. Hours are UTC hours of the week, 0 to 167; hour 0 is Monday 00:00.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from practicum.matching import values
from practicum.matching.humane import is_humane, offset_text, offsets
from practicum.matching.result import Cohort
from practicum.matching.values import wrong

HOURS_IN_WEEK = 168
CANDIDATES_PER_MENTOR = 5
HUMANE = (6, 23)  # local hours of the day, from and to, unless an instance says otherwise
Pair = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """One who wants a seat.

    An empty employer means none: no quota and no conflict of interest come from it. `zone` is an IANA name or an
    offset such as `+05:30`; where it is given, hours that are not humane by that clock are not used.
    """

    id: str
    hours: frozenset[int]
    language: str
    role: str = ""
    seniority: str | int = ""
    employer: str = ""
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Staff:
    """A facilitator or a mentor. `capacity` counts cohorts; nobody is in two cohorts in the same hour."""

    id: str
    hours: frozenset[int]
    language: str
    employer: str = ""
    capacity: int = 1
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One question to the solver.

    `together` and `apart` hold pairs of applicants; `conflicts` holds pairs (applicant, staff member) who must not
    meet, beside those who share an employer. Pairs of `together` chain: a-b and b-c keep a, b and c together, in one
    cohort or without a seat. Without any mentor in the instance, none are required. `humane` is the range of local
    clock hours, from and to, in which people with a zone may be asked to meet; `on` is the day whose daylight saving
    counts. `published` is the plan that people know already: whoever can stay there without costing anybody a seat,
    stays. It may name people who are gone.
    """

    applicants: tuple[Applicant, ...]
    facilitators: tuple[Staff, ...]
    mentors: tuple[Staff, ...] = ()
    size: tuple[int, int] = (10, 20)
    employer_max: int = 2
    together: tuple[Pair, ...] = ()
    apart: tuple[Pair, ...] = ()
    conflicts: tuple[Pair, ...] = ()
    humane: tuple[int, int] = HUMANE
    on: date | None = None
    published: tuple[Cohort, ...] = ()

    def __post_init__(self) -> None:
        _validate(self)

    @classmethod
    def from_json(cls, data: object) -> "Instance":
        """Read the public form. Raises Refusal with the path of the value at fault (`applicants[3].hours`) as field."""
        top = values.mapping(data, "")
        values.only_known(top, "", _FIELDS | _PAIR_FIELDS)
        return cls(
            size=values.two_integers(top.get("size", [10, 20]), "size", "the least and the most"),
            employer_max=values.integer(top.get("employer_max", 2), "employer_max"),
            applicants=tuple(
                _applicant(row, f"applicants[{i}]")
                for i, row in enumerate(values.listed(values.required(top, "applicants", ""), "applicants"))
            ),
            facilitators=_staff(values.required(top, "facilitators", ""), "facilitators"),
            mentors=_staff(top.get("mentors") or [], "mentors"),
            humane=values.two_integers(
                top.get("humane", list(HUMANE)), "humane", "from and to, in local hours of the day"
            ),
            on=_day(top.get("on")),
            published=_published(top.get("published") or []),
            **{name: values.pairs(top.get(name) or [], name) for name in sorted(_PAIR_FIELDS)},
        )

    def to_json(self) -> dict[str, Any]:
        """The public form; what is beyond the least form is written only where it is used."""
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
                    **_zone_json(a),
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
        if self.humane != HUMANE or any(one.zone for _, rows in _people(self) for one in rows):
            data["humane"] = list(self.humane)
        if self.on:
            data["on"] = self.on.isoformat()
        if self.published:
            data["published"] = [cohort.to_json() for cohort in self.published]
        return data

    def humane_only(self) -> "Instance":
        """The same instance with only those hours that are humane for each person."""

        def kept(person: Applicant | Staff) -> frozenset[int]:
            return frozenset(h for h in person.hours if is_humane(h, zone=person.zone, on=self.on, humane=self.humane))

        if not any(one.zone for _, rows in _people(self) for one in rows):
            return self
        return replace(
            self,
            applicants=tuple(replace(a, hours=kept(a)) for a in self.applicants),
            facilitators=tuple(replace(s, hours=kept(s)) for s in self.facilitators),
            mentors=tuple(replace(s, hours=kept(s)) for s in self.mentors),
        )


_FIELDS = {"size", "employer_max", "applicants", "facilitators", "mentors", "humane", "on", "published"}
_PAIR_FIELDS = {"together", "apart", "conflicts"}


def hour_name(hour: int) -> str:
    """`16` -> `Mon 16:00 UTC`."""
    return f"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[hour // 24]} {hour % 24:02d}:00 UTC"


def _validate(instance: Instance) -> None:
    low, high = instance.size
    if low < 1:
        raise wrong("size[0]", "must be at least 1")
    if high < low:
        raise wrong("size[1]", f"is {high}, less than the least size {low}")
    if instance.employer_max < 1:
        raise wrong("employer_max", "must be at least 1")
    if not 0 <= instance.humane[0] < instance.humane[1] <= 24:
        raise wrong("humane", "must run from an earlier to a later hour of the day", "Write [6, 23].")
    seen: dict[str, set[str]] = {}
    for name, rows in _people(instance):
        ids = seen.setdefault(name, set())
        for i, row in enumerate(rows):
            if row.id in ids:
                raise wrong(f"{name}[{i}].id", f"{row.id!r} occurs twice")
            ids.add(row.id)
            _validate_person(instance, row, f"{name}[{i}]")
    staff = seen["facilitators"] | seen["mentors"]
    for i, applicant in enumerate(instance.applicants):
        if applicant.id in staff:
            raise wrong(f"applicants[{i}].id", f"{applicant.id!r} is also a facilitator or mentor")
    _validate_pairs(instance, applicants=seen["applicants"], staff=staff)


def _validate_person(instance: Instance, row: Applicant | Staff, path: str) -> None:
    if not row.id:
        raise wrong(f"{path}.id", "is empty")
    outside = sorted(hour for hour in row.hours if not 0 <= hour < HOURS_IN_WEEK)
    if outside:
        raise wrong(f"{path}.hours", f"holds {outside[0]}", "Hours of the week run from 0 to 167, in UTC.")
    if not row.language:
        raise wrong(f"{path}.language", "is empty")
    if isinstance(row, Staff) and row.capacity < 0:
        raise wrong(f"{path}.capacity", "is negative")
    if row.zone:
        try:
            offsets(row.zone, instance.on)
        except ValueError as error:
            raise wrong(f"{path}.zone", f"is wrong: {error}", "Write Europe/Berlin or +05:30.") from None


def _validate_pairs(instance: Instance, *, applicants: set[str], staff: set[str]) -> None:
    for name in sorted(_PAIR_FIELDS):
        second = staff if name == "conflicts" else applicants
        for i, (left, right) in enumerate(getattr(instance, name)):
            for place, one, known in ((0, left, applicants), (1, right, second)):
                if one not in known:
                    raise wrong(f"{name}[{i}][{place}]", f"names {one!r}, whom the instance does not know")
            if left == right:
                raise wrong(f"{name}[{i}]", f"pairs {left!r} with the same person")
    apart = {frozenset(pair) for pair in instance.apart}
    for i, pair in enumerate(instance.together):
        if frozenset(pair) in apart:
            raise wrong(
                f"together[{i}]", f"{pair[0]!r} and {pair[1]!r} must be apart as well", "Remove one of the two."
            )


def _people(instance: Instance) -> tuple[tuple[str, Sequence[Applicant | Staff]], ...]:
    return (
        ("applicants", instance.applicants),
        ("facilitators", instance.facilitators),
        ("mentors", instance.mentors),
    )


def _applicant(data: object, path: str) -> Applicant:
    row = values.mapping(data, path)
    values.only_known(row, path, {"id", "hours", "role", "seniority", "language", "employer", "zone", "utc_offset"})
    seniority = row.get("seniority", "")
    if isinstance(seniority, bool) or not isinstance(seniority, str | int):
        raise wrong(f"{path}.seniority", "must be a text or a whole number")
    return Applicant(
        id=values.text(values.required(row, "id", path), f"{path}.id"),
        hours=values.hours(values.required(row, "hours", path), f"{path}.hours"),
        language=values.text(values.required(row, "language", path), f"{path}.language"),
        role=values.text(row.get("role", ""), f"{path}.role"),
        seniority=seniority,
        employer=values.text(row.get("employer") or "", f"{path}.employer"),
        zone=_zone(row, path),
    )


def _staff(data: object, name: str) -> tuple[Staff, ...]:
    people = []
    for i, item in enumerate(values.listed(data, name)):
        path = f"{name}[{i}]"
        row = values.mapping(item, path)
        # role and seniority may stand here (one table of people, exported thrice); they decide nothing for staff
        known = {"id", "hours", "language", "employer", "capacity", "role", "seniority", "zone", "utc_offset"}
        values.only_known(row, path, known)
        people.append(
            Staff(
                id=values.text(values.required(row, "id", path), f"{path}.id"),
                hours=values.hours(values.required(row, "hours", path), f"{path}.hours"),
                language=values.text(values.required(row, "language", path), f"{path}.language"),
                employer=values.text(row.get("employer") or "", f"{path}.employer"),
                capacity=values.integer(row.get("capacity", 1), f"{path}.capacity"),
                zone=_zone(row, path),
            )
        )
    return tuple(people)


def _zone(row: Mapping[str, Any], path: str) -> str:
    """`zone` as it stands; `utc_offset`, a number of hours, as the zone that it makes."""
    if row.get("utc_offset") is None:
        return values.text(row.get("zone") or "", f"{path}.zone")
    ahead = row["utc_offset"]
    if isinstance(ahead, bool) or not isinstance(ahead, int | float) or not -14 <= ahead <= 14:
        raise wrong(f"{path}.utc_offset", "must be a number of hours from -14 to 14", "Write 5.5 for UTC+05:30.")
    if row.get("zone"):
        raise wrong(f"{path}.zone", "stands beside utc_offset", "Give one of the two.")
    return offset_text(ahead)


def _day(data: object) -> date | None:
    if data is None:
        return None
    try:
        return date.fromisoformat(values.text(data, "on"))
    except ValueError:
        raise wrong("on", "is no date", "Write 2027-03-01.") from None


def _published(data: object) -> tuple[Cohort, ...]:
    plan = []
    for i, item in enumerate(values.listed(data, "published")):
        path = f"published[{i}]"
        row = values.mapping(item, path)
        hour = values.integer(values.required(row, "hour", path), f"{path}.hour")
        if not 0 <= hour < HOURS_IN_WEEK:
            raise wrong(f"{path}.hour", f"is {hour}", "Hours of the week run from 0 to 167, in UTC.")
        ids = {
            name: tuple(
                values.text(one, f"{path}.{name}[{j}]")
                for j, one in enumerate(values.listed(values.required(row, name, path), f"{path}.{name}"))
            )
            for name in ("mentors", "members")
        }
        plan.append(
            Cohort(
                hour=hour,
                language=values.text(values.required(row, "language", path), f"{path}.language"),
                facilitator=values.text(values.required(row, "facilitator", path), f"{path}.facilitator"),
                mentors=ids["mentors"],
                members=ids["members"],
            )
        )
    return tuple(plan)


def _zone_json(person: Applicant | Staff) -> dict[str, str]:
    return {"zone": person.zone} if person.zone else {}


def _staff_json(staff: Staff) -> dict[str, Any]:
    return {
        "id": staff.id,
        "hours": sorted(staff.hours),
        "language": staff.language,
        "employer": staff.employer,
        "capacity": staff.capacity,
        **_zone_json(staff),
    }
