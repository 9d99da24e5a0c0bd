"""What the record says of people."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from practicum.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PersonRegistered(Event):
    kind: ClassVar[str] = "people.person_registered"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(Event):
    """A person changed their own name or employer: the one stands on a certificate, the other decides who may judge whom.
    What they were and are stays out of the record."""

    kind: ClassVar[str] = "people.profile_changed"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RoleGranted(Event):
    kind: ClassVar[str] = "people.role_granted"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    role: str


@dataclass(frozen=True, kw_only=True)
class RoleEnded(Event):
    kind: ClassVar[str] = "people.role_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    role: str


@dataclass(frozen=True, kw_only=True)
class QualificationRecorded(Event):
    kind: ClassVar[str] = "people.qualification_recorded"
    subject_fields: ClassVar[tuple[str, ...]] = ("person", "source")
    person: str
    programme: str
    source: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class QualificationEnded(Event):
    kind: ClassVar[str] = "people.qualification_ended"
    subject_fields: ClassVar[tuple[str, ...]] = ("person", "source")
    person: str
    source: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class InterestDeclared(Event):
    kind: ClassVar[str] = "people.interest_declared"
    subject_fields: ClassVar[tuple[str, ...]] = ("person", "about")
    person: str
    about: str
    relation: str


@dataclass(frozen=True, kw_only=True)
class AccommodationRequested(Event):
    kind: ClassVar[str] = "people.accommodation_requested"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str


@dataclass(frozen=True, kw_only=True)
class AccommodationDecided(Event):
    """The need itself stays out of the record: it is health data."""

    kind: ClassVar[str] = "people.accommodation_decided"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    approved: bool
    time_factor: Decimal


@dataclass(frozen=True, kw_only=True)
class ConsentGiven(Event):
    kind: ClassVar[str] = "people.consent_given"
    subject_fields: ClassVar[tuple[str, ...]] = ("person",)
    person: str
    purpose: str
    version: str
