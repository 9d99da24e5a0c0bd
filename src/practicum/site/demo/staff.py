"""The people who run the demonstration's programme: one account a role, and enough of those who teach and mark."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from practicum.curriculum.api import PROGRAMME_CODE
from practicum.people import api as people
from practicum.people.api import Person
from practicum.site.demo.cast import cast


@dataclass
class Staff:
    """Who does what. Facilitators and examiners hold the credential as founding holders."""

    system: Person
    by_role: dict[str, list[Person]] = field(default_factory=dict)

    def one(self, role: str, number: int = 0) -> Person:
        members = self.by_role[role]
        return members[number % len(members)]

    def all(self, role: str) -> list[Person]:
        return self.by_role[role]


def hire(*, now: datetime) -> Staff:
    """Register everybody and grant their roles, as an installation would on its first day."""
    staff = Staff(people.ensure_system_person(now=now))
    for role, entry in cast()["staff"].items():
        for number, name in enumerate(entry["names"], start=1):
            email = f"{role.replace('_', '-')}{number}@practicum.example"
            person = people.register_person(email=email, name=name, employer="", time_zone=entry["zone"], now=now)
            people.grant_role(actor=staff.system, person=person, role=role, now=now)
            staff.by_role.setdefault(role, []).append(person)
    for person in staff.all(people.FACILITATOR) + staff.all(people.EXAMINER):
        people.record_qualification(
            actor=staff.system,
            person=person,
            programme_code=PROGRAMME_CODE,
            source=f"founding holder, {person.code}",
            valid_from=now,
            valid_until=now + timedelta(days=730),
            now=now,
        )
    return staff
