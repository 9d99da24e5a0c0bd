"""What a cohort's people are told of its own bill, in the transaction of the act that it tells of."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from practicum.cohorts.api import Cohort
from practicum.labs.models import BillKeeping, CohortBill, CohortLab
from practicum.notices.api import Draft, queue_notices
from practicum.people.api import Person


def tell_kept(keeping: BillKeeping, *, labs: int, now: datetime) -> None:
    """Who brought the file need not wait at the page."""
    text = (
        f"“{keeping.name}” is kept for {keeping.cohort.name}, and the file that you uploaded is removed. "
        + (f"It carries {labs} lab{'' if labs == 1 else 's'}. " if labs else "It carries no lab; the page says why. ")
        + ("Nobody gets one before the cohort's facilitator has looked at its keys." if labs else "")
    )
    subject = f"The bill “{keeping.name}” is kept"
    path = reverse("labs:cohort_bill", args=[keeping.code])
    draft = _draft(keeping.asked_by, subject, text, path, key=f"kept {keeping.code}", kind="work")
    queue_notices([draft], now=now)


def tell_not_kept(keeping: BillKeeping, *, now: datetime) -> None:
    """The page says why: the reason may speak of what is in the file, so it does not go by mail."""
    text = (
        f"“{keeping.name}” could not be kept for {keeping.cohort.name}. Nothing of the file is there any more. "
        "The page says what went wrong, and what to do."
    )
    subject = f"The bill “{keeping.name}” could not be kept"
    path = reverse("labs:cohort_bill", args=[keeping.code])
    draft = _draft(keeping.asked_by, subject, text, path, key=f"not kept {keeping.code}", kind="work")
    queue_notices([draft], now=now)


def tell_first_lab(lab: CohortLab, *, now: datetime) -> None:
    """Candidates and mentors, once a bill: with the first lab that is confirmed on it."""
    brought = lab.cohort_bill
    name, cohort, title = brought.bill.name, brought.cohort, lab.definition.title
    subject = f"{cohort.name} gets labs on a bill of its own"
    deleted = "The data are deleted when the cohort ends, or before."
    candidates = (
        f"Your organisation has brought a bill of its own, “{name}”, and your facilitator has confirmed the first lab on "
        f"it: “{title}”. If you have not begun it yet, you get it on that bill when you start. What you have begun stays "
        f"on the data that it began with. More labs may follow; your page of labs says which data each has. {deleted}"
    )
    mentors = (
        f"{cohort.name} works on a bill of its organisation, “{name}”. The facilitator has confirmed the first lab on it: "
        f"“{title}”. Candidates who start it from now on get that bill, and what you read of theirs may speak of it. "
        f"{deleted}"
    )
    path = reverse("labs:index")
    drafts = [
        _draft(person, subject, text, path, key=f"first lab {brought.code} {person.code}")
        for people, text in ((_candidates(cohort), candidates), (_mentors(cohort), mentors))
        for person in people
    ]
    queue_notices(_once(drafts), now=now)


def tell_deleted(brought: CohortBill, *, actor: Person | None, reason: str, now: datetime) -> None:
    """Everybody who was told of the bill; and the facilitator, when it was not their own doing."""
    name, cohort = brought.bill.name, brought.cohort
    subject = f"The data of “{name}” were deleted"
    why = f"The data of “{name}” of {cohort.name} were deleted. {reason}"
    theirs = (
        f"{why} What you handed in and your points remain, and a lab that you passed stays passed. One that you began on "
        "this bill and had not passed has ended: start it again from your page of labs, on other data."
    )
    staff = (
        f"{why} What candidates handed in and their points remain. Labs that were not passed begin again on other data."
    )
    told = brought.told_at is not None
    drafts = []
    if actor is None or actor.pk != cohort.facilitator_id:
        path = reverse("labs:cohort_bill", args=[brought.code])
        drafts.append(_draft(cohort.facilitator, subject, staff, path, key=_gone(brought, cohort.facilitator)))
    if told:
        path = reverse("labs:index")
        drafts += [_draft(one, subject, theirs, path, key=_gone(brought, one)) for one in _candidates(cohort)]
        drafts += [_draft(one, subject, staff, path, key=_gone(brought, one)) for one in _mentors(cohort)]
    queue_notices(_once(drafts), now=now)


def _gone(brought: CohortBill, person: Person) -> str:
    return f"deleted {brought.code} {person.code}"


def _once(drafts: Iterable[Draft]) -> list[Draft]:
    """One for each key: a person may be two things in a cohort."""
    found: dict[str, Draft] = {}
    for draft in drafts:
        found.setdefault(draft.dedupe_key, draft)
    return list(found.values())


def _candidates(cohort: Cohort) -> list[Person]:
    seats = cohort.seats.exclude(state="left").filter(candidacy__ended_at=None)
    return [seat.candidacy.person for seat in seats.select_related("candidacy__person").order_by("pk")]


def _mentors(cohort: Cohort) -> list[Person]:
    return [row.person for row in cohort.mentors.select_related("person").order_by("pk")]


def _draft(person: Person, subject: str, text: str, path: str, *, key: str, kind: str = "news") -> Draft:
    return Draft(
        person_id=person.pk,
        to_address=person.email,
        subject=subject,
        body=f"Dear {person.name},\n\n{text.strip()}\n\n{settings.PRACTICUM.base_url}{path}\n",
        dedupe_key=f"labs bill {key}",
        kind=kind,
    )
