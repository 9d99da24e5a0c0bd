"""Reads of references."""

from datetime import datetime

from django.core import signing
from django.db.models import QuerySet

from practicum.admissions.asking import SALT
from practicum.admissions.models import Application, Reference
from practicum.kernel.errors import NotFound
from practicum.people.api import ADMISSIONS_OFFICER, PROGRAMME_MANAGER, Person, has_role

# Why a link opens nothing, as the page says it.
BROKEN = "This link is not whole. Copy it from the letter again, to its last character."
OVER = "The time to answer is over."
USED = {
    "answered": "You have answered already. Thank you; there is nothing more to do.",
    "declined": "You said that you would rather not answer. There is nothing more to do.",
    "expired": OVER,
    "withdrawn": "The applicant has withdrawn, so no reference is needed any more. There is nothing more to do.",
}


def references_of(application: Application) -> QuerySet[Reference]:
    """The referees of an application as the applicant may see them: never what they said."""
    return application.references.defer("answer").order_by("named_at", "id")


def answers_about(reader: Person, application: Application) -> list[Reference]:
    """References with what was said, for admissions staff; nobody else gets any."""
    if application.person_id == reader.pk or not has_role(reader, ADMISSIONS_OFFICER, PROGRAMME_MANAGER):
        return []
    return list(application.references.order_by("named_at", "id"))


def access_reference(token: str, *, now: datetime) -> Reference:
    """The reference that a signed link opens. Raises NotFound, with words for the referee, when it opens none (any more)."""
    try:
        code, ends = signing.Signer(salt=SALT).unsign_object(token)
        over = now.timestamp() >= int(ends)
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound(BROKEN) from None
    reference = (
        Reference.objects.select_related("application__person", "application__programme_version")
        .defer("application__programme_version__learning")
        .filter(code=code)
        .first()
    )
    if reference is None:
        raise NotFound(BROKEN)
    if reference.state != "asked":
        raise NotFound(USED.get(reference.state, BROKEN))
    if over or reference.expires_at is None or now >= reference.expires_at:
        raise NotFound(OVER)
    return reference
