"""Reads of attached files: never their content, except to hand it out."""

from django.db.models import QuerySet

from practicum.admissions.models import Application, EvidenceFile
from practicum.admissions.queries.applications import access_application
from practicum.kernel.errors import NotFound
from practicum.people.api import ADMISSIONS_OFFICER, PROGRAMME_MANAGER, Person, has_role


def evidence_of(application: Application) -> QuerySet[EvidenceFile]:
    """What is attached, first come first, without its content."""
    return application.evidence_files.defer("content").order_by("added_at", "id")


def access_evidence(person: Person, code: str) -> EvidenceFile:
    """The file, for the applicant and, once the application is submitted, for admissions staff. Raises NotFound, so that
    nobody learns which codes exist."""
    file = EvidenceFile.objects.select_related("application").filter(code=code).first()
    if file is not None:
        if file.application.person_id == person.pk:
            return file
        if file.application.submitted_at is not None and has_role(person, ADMISSIONS_OFFICER, PROGRAMME_MANAGER):
            access_application(person, file.application.code)  # not for whoever reviews it without the name
            return file
    raise NotFound(f"There is no file {code} that you may see.")
