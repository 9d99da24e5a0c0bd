"""The candidacy that an accepted application opens."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.rules import ROUTES


class Candidacy(models.Model):
    """A person in the programme: from the seat on (cohort route) or from acceptance on (experience route)."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=20, unique=True)
    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="candidacy")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="candidacies")
    programme_version = models.ForeignKey("practicum.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    route = models.CharField(max_length=12, choices=[(r, r) for r in ROUTES])
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    awarded_at = models.DateTimeField(null=True)  # the credential rests on it from then on

    def __str__(self) -> str:
        return self.code
