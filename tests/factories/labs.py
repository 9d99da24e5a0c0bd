"""Labs for tests, made by the same services as real ones."""

from datetime import datetime

from practicum.admissions.api import Candidacy
from practicum.cohorts.models import LabProgress
from practicum.curriculum.api import ProgrammeVersion
from practicum.labs.api import (
    LabDefinition,
    LabVariant,
    issue_variant,
    load_labs,
    simulated_answers,
    submit_lab,
)
from practicum.pack.api import Lab
from tests.factories.admissions import make_candidacy
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.people import NOON, system
from tests.labs.worked import SEED, worked_lab

FIRST_LAB = "first-bill"


def make_labs(version: ProgrammeVersion | None = None, *, now: datetime = NOON) -> list[LabDefinition]:
    """The lab that everybody has to pass, loaded for a version of the shipped programme: the others take their time."""
    return load_labs(version or make_programme(now), [first_lab()], actor=system(now), now=now)


def make_all_labs(version: ProgrammeVersion, *, now: datetime = NOON) -> list[LabDefinition]:
    """Every shipped lab, loaded for a version of the shipped programme."""
    return load_labs(version, shipped_pack().labs, actor=system(now), now=now)


def first_lab() -> Lab:
    return next(lab for lab in shipped_pack().labs if lab.key == FIRST_LAB)


def make_variant(candidacy: Candidacy | None = None, *, lab: str = FIRST_LAB, now: datetime = NOON) -> LabVariant:
    """A variant on a simulated bill; of a new candidate on the experience route if none is given."""
    candidacy = candidacy or make_candidacy(now=now)
    make_labs(candidacy.programme_version, now=now)
    return issue_variant(actor=candidacy.person, candidacy=candidacy, lab=lab, now=now)


def make_passed_lab(candidacy: Candidacy | None = None, *, lab: str = FIRST_LAB, now: datetime = NOON) -> LabVariant:
    """A lab that its candidate passed with the right answers at the first try."""
    variant = make_variant(candidacy, lab=lab, now=now)
    submit_lab(actor=variant.candidacy.person, variant=variant, answers=simulated_answers(variant), now=now)
    variant.refresh_from_db()
    return variant


def make_worked_variant(candidacy: Candidacy | None = None, *, now: datetime = NOON) -> LabVariant:
    """A variant of the lab that the guide for authors works out: it has every kind of task. On data that carry them all."""
    candidacy = candidacy or make_candidacy(now=now)
    labs = (first_lab(), worked_lab())
    load_labs(candidacy.programme_version, labs, actor=system(now), now=now)
    return issue_variant(actor=system(now), candidacy=candidacy, lab=worked_lab().key, seed=SEED, now=now)


def told_of(variant: LabVariant) -> str:
    """What cohorts were told of a candidate's lab."""
    return LabProgress.objects.get(candidacy=variant.candidacy_id, lab=variant.lab).state
