"""Places that become free, and offers that should be answered soon. Apart from the services: the hourly task calls it too."""

from datetime import datetime, timedelta

from django.db import transaction

from practicum.admissions.events import WaitingEnded
from practicum.admissions.letters import write_to_applicant
from practicum.admissions.models import Application, FreedPlace, Offer
from practicum.admissions.rules import APPLICATION_STATES, stands_until
from practicum.curriculum.api import programme_of
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def free_place(application: Application, offer: Offer, *, now: datetime) -> None:
    """Note that the place of this offer can be passed on, within the transaction that ended it. On the experience route
    there are no seats, so nothing becomes free."""
    if application.route == "cohort":
        FreedPlace.objects.get_or_create(offer=offer, defaults={"freed_at": now})


def remind_offers(now: datetime) -> int:
    """Remind everybody once whose offer is open and soon over; return how many."""
    waiting = Offer.objects.filter(state="open", reminded_at=None, open_until__gt=now).order_by("id")
    return sum(_remind(pk, now) for pk in list(waiting.values_list("id", flat=True)))


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    offer = (
        Offer.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("application__person", "application__programme_version")
        .filter(pk=pk, state="open", reminded_at=None)
        .first()
    )
    if offer is None:
        return False
    days = programme_of(offer.application.programme_version).policies.offer_reminder_days
    if now < offer.open_until - timedelta(days=days):
        return False
    offer.reminded_at = now
    offer.save(update_fields=["reminded_at"])
    write_to_applicant(offer.application, "offer_reminder", now=now, open_until=offer.open_until)
    return True


def end_waiting(now: datetime) -> int:
    """Close every place on the waiting list whose time is over; return how many."""
    waiting = Application.objects.filter(state="waitlisted").order_by("id").values_list("id", flat=True)
    return sum(_end(pk, now) for pk in list(waiting))


@transaction.atomic
def _end(pk: int, now: datetime) -> bool:
    application = (
        Application.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("person", "programme_version")
        .filter(pk=pk, state="waitlisted")
        .first()
    )
    if application is None or application.decided_at is None:
        return False
    days = programme_of(application.programme_version).policies.waitlist.stands_days
    until = stands_until(application.decided_at, days)
    if now < until:
        return False
    application.state = APPLICATION_STATES.move(application.state, "lapsed")
    application.save(update_fields=["state"])
    event = WaitingEnded(application=application.code, person=application.person.code, stood_until=until)
    record(event, actor=SYSTEM_CODE, now=now)
    write_to_applicant(application, "waiting_ended", now=now, stood_until=until)
    return True
