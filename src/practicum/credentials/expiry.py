"""The end of a credential's time."""

from datetime import datetime

from django.db import transaction

from practicum.credentials.models import Credential
from practicum.credentials.signing.moves import move_credential
from practicum.people.api import system_person

EXPIRED = "Its period of validity is over."


def expire_credentials(*, now: datetime) -> int:
    """End every credential whose time is over; each in its own transaction. How many there were."""
    due = Credential.objects.filter(state__in=("issued", "suspended"), valid_until__lte=now)
    expired = 0
    for key in list(due.order_by("id").values_list("pk", flat=True)):
        with transaction.atomic():
            held = Credential.objects.select_for_update().filter(pk=key, state__in=("issued", "suspended")).first()
            if held is not None:
                move_credential(held, "expired", actor=system_person(), reason=EXPIRED, now=now)
                expired += 1
    return expired
