"""Offers that nobody answered in time. Apart from the services, because the hourly task calls it too."""

from datetime import datetime

from django.db import transaction

from practicum.admissions.events import OfferLapsed
from practicum.admissions.freeing import free_place
from practicum.admissions.letters import write_to_applicant
from practicum.admissions.models import Offer
from practicum.admissions.rules import APPLICATION_STATES, OFFER_STATES
from practicum.ledger.api import record
from practicum.people.api import SYSTEM_CODE


def lapse_offers(now: datetime) -> int:
    """Lapse every open offer whose time is over; return how many. Each in a transaction of its own.

    An offer that somebody answers at the same moment is left to them.
    """
    overdue = Offer.objects.filter(state="open", open_until__lte=now).order_by("id").values_list("id", flat=True)
    return sum(_lapse_offer(pk, now) for pk in list(overdue))


@transaction.atomic
def _lapse_offer(pk: int, now: datetime) -> bool:
    offer = (
        Offer.objects.select_for_update(skip_locked=True, of=("self", "application"))
        .select_related("application__person")
        .filter(pk=pk, state="open")
        .first()
    )
    if offer is None:
        return False
    application = offer.application
    offer.state, offer.answered_at = OFFER_STATES.move(offer.state, "lapsed"), now
    offer.save(update_fields=["state", "answered_at"])
    application.state = APPLICATION_STATES.move(application.state, "lapsed")
    application.save(update_fields=["state"])
    event = OfferLapsed(application=application.code, person=application.person.code, open_until=offer.open_until)
    record(event, actor=SYSTEM_CODE, now=now)
    free_place(application, offer, now=now)
    write_to_applicant(application, "lapsed", now=now, open_until=offer.open_until)
    return True
