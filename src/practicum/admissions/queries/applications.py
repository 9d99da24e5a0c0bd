"""Reads of admissions."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from practicum.admissions.models import Application, Candidacy, Offer, Review
from practicum.admissions.rules import APPLICATION_STATES, ELIGIBLE, ENDED, OPEN_FOR_OFFER, Eligibility
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import Todo
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    PROGRAMME_MANAGER,
    SYSTEM_CODE,
    Person,
    has_role,
    require_role,
)

# Who may read applications of others. Only officers decide.
READERS = (ADMISSIONS_OFFICER, PROGRAMME_MANAGER, AUDITOR)
# Fields with a column of their own; every other one lives in `facts`.
COLUMNS = {"route": "route", "role_profile": "role_profile", "motivation": "statement", "language": "language",
            "free_hours": "free_hours"}  # fmt: skip


def require_unawarded(application: Application) -> None:
    """Refuse `award_stands` where a credential was awarded: what it rests on is not withdrawn from under it."""
    if _is_awarded(application):
        raise Refusal(
            "award_stands",
            "The credential rests on this application.",
            mend="Whoever wants to give the credential up asks the registrar to withdraw it.",
        )


def may_be_withdrawn(application: Application) -> bool:
    return APPLICATION_STATES.may_move(application.state, "withdrawn") and not _is_awarded(application)


def _is_awarded(application: Application) -> bool:
    return Candidacy.objects.filter(application=application).exclude(awarded_at=None).exists()


def access_application(person: Person, code: str) -> Application:
    """The application, if it is the person's own or they may read those of others. Raises NotFound, so that nobody
    learns which codes exist."""
    application = (
        Application.objects.select_related("person", "programme_version", "decided_by")
        .defer("programme_version__learning", "programme_version__content")
        .filter(code=code)
        .first()
    )
    if application is None or (
        application.person_id != person.pk
        and not (has_role(person, *READERS) and not reads_blind(person).filter(application=application).exists())
    ):
        raise NotFound(f"There is no application {code} that you may see.")
    return application


def reads_blind(person: Person) -> QuerySet[Review]:
    """Reviews that this person was given without the name: whatever role they get later, it stays hidden from them."""
    return person.reviews.filter(blind=True)


def own_application(person: Person, code: str) -> Application:
    """The person's own application. Raises NotFound for anybody else's, whatever their role."""
    application = access_application(person, code)
    if application.person_id != person.pk:
        raise NotFound(f"There is no application {code} of yours.")
    return application


def applications_of(person: Person) -> QuerySet[Application]:
    """The person's applications, newest first."""
    found = person.applications.select_related("programme_version").defer(
        "programme_version__learning", "programme_version__content"
    )
    return found.order_by("-created_at", "-id")


def live_application(person: Person, version: ProgrammeVersion) -> Application | None:
    """The one application to this version that has not ended."""
    return applications_of(person).filter(programme_version=version).exclude(state__in=ENDED).first()


def list_applications(
    reader: Person, *, state: str = "", role_profile: str = "", route: str = ""
) -> QuerySet[Application]:
    """Applications that were submitted, the longest waiting first. Raises NotPermitted."""
    if reader.code != SYSTEM_CODE:
        require_role(reader, *READERS)
    wanted = {"state": state, "role_profile": role_profile, "route": route}
    return (
        Application.objects.filter(submitted_at__isnull=False, **{key: value for key, value in wanted.items() if value})
        .exclude(pk__in=reads_blind(reader).values("application_id"))
        .select_related("person")
        .order_by("submitted_at", "id")
    )


def list_for_offer(reader: Person) -> QuerySet[Application]:
    """Applications that were computed as eligible and can be offered a place, the longest waiting first."""
    return list_applications(reader).filter(state__in=OPEN_FOR_OFFER, eligibility__outcome=ELIGIBLE)


def count_by_state(reader: Person) -> dict[str, int]:
    """How many submitted applications stand in each state."""
    require_role(reader, *READERS)
    rows = Application.objects.filter(submitted_at__isnull=False).order_by().values("state").annotate(n=Count("id"))
    return {row["state"]: row["n"] for row in rows}


def accepted_applications(version: ProgrammeVersion) -> QuerySet[Application]:
    """Those on the cohort route who accepted their offer and wait for a seat, the first to submit first."""
    return (
        Application.objects.filter(programme_version=version, state="accepted", route="cohort")
        .select_related("person")
        .order_by("submitted_at", "id")
    )


def first_seat_due(version: ProgrammeVersion) -> tuple[int, datetime | None]:
    """How many wait for a seat, and by when the first of them is to have one or to hear why not."""
    found = (
        accepted_applications(version)
        .order_by()
        .aggregate(
            waiting=Count("id", distinct=True), first=Min("offers__answered_at", filter=Q(offers__state="accepted"))
        )
    )
    return found["waiting"], _seat_due(version, found["first"])


def seat_due(application: Application) -> datetime | None:
    """By when somebody who accepted has a seat or hears what keeps them waiting; None before they accept."""
    answered = application.offers.filter(state="accepted").order_by("answered_at").values_list("answered_at", flat=True)
    return _seat_due(application.programme_version, answered.last())


def _seat_due(version: ProgrammeVersion, accepted_at: datetime | None) -> datetime | None:
    days = programme_of(version).policies.cohort.seat_days
    return accepted_at + timedelta(days=days) if accepted_at is not None else None


def open_offer(application: Application) -> Offer | None:
    return application.offers.filter(state="open").first()


def candidacy_of(person: Person) -> Candidacy | None:
    """The person's live candidacy, the newest if there should be several."""
    return (
        person.candidacies.filter(ended_at=None)
        .select_related("application", "programme_version")
        .defer("programme_version__learning", "programme_version__content")
        .order_by("-opened_at", "-id")
        .first()
    )


def get_candidacy(code: str) -> Candidacy:
    """The candidacy with this code, ended or not. Raises NotFound. Whoever calls it must have checked who asks."""
    candidacy = Candidacy.objects.select_related("person", "application", "programme_version").filter(code=code).first()
    if candidacy is None:
        raise NotFound(f"There is no candidacy {code}.")
    return candidacy


def draft_of(application: Application) -> dict[str, Any]:
    """What the application says, by the names of `rules.FIELDS`."""
    columns = {name: getattr(application, column) for name, column in COLUMNS.items()}
    return {**application.facts, **columns}


def eligibility_of(application: Application) -> Eligibility | None:
    """What was computed when the application was submitted."""
    return Eligibility.from_data(application.eligibility) if application.eligibility else None


def todo_on_applications(person: Person, now: datetime) -> list[Todo]:
    """What waits for this person in admissions: their own application, and those of others if they decide on them."""
    todos = []
    waiting = Application.objects.filter(person=person, state__in=("draft", "offered")).prefetch_related("offers")
    for application in waiting:
        if application.state == "draft":
            url = reverse("admissions:application", args=[application.code])
            todos.append(
                Todo(title="Finish your application", url=url, detail="It is saved as a draft.", room="admissions")
            )
        for offer in application.offers.all():
            if offer.state == "open" and offer.open_until > now:
                todos.append(
                    Todo(
                        title="Answer your offer of a place",
                        url=reverse("admissions:application", args=[application.code]),
                        due_at=offer.open_until,
                        room="admissions",
                    )
                )
    if has_role(person, ADMISSIONS_OFFICER):
        counts = count_by_state(person)
        for state, title in (("submitted", "Start the review of"), ("under_review", "Decide on")):
            if number := counts.get(state):
                noun = "application" if number == 1 else "applications"
                url = f"{reverse('admissions:list')}?state={state}"
                todos.append(Todo(title=f"{title} {number} {noun}", url=url, room="admissions"))
    return todos
