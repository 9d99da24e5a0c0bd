"""The day's digest: what a person wants once a day, in one mail."""

from datetime import datetime

from django.db import transaction

from practicum.kernel.ids import new_code
from practicum.notices.models import Notice
from practicum.notices.rules.states import NOTICE_STATES


@transaction.atomic
def make_digest(*, person_id: int, now: datetime) -> Notice | None:
    """Put what is gathered and due into one notice, which is queued; nothing when nothing is there any more."""
    gathered = list(
        Notice.objects.select_for_update()
        .filter(person_id=person_id, state="gathered", due_at__lte=now)
        .order_by("queued_at", "id")
    )
    if not gathered:
        return None
    number = len(gathered)
    digest = Notice.objects.create(
        code=new_code("MSG", length=20),
        person_id=person_id,
        kind="digest",
        to_address=gathered[-1].to_address,
        subject=gathered[0].subject if number == 1 else f"Your day: {number} letters",
        body="\n\n".join(f"{one.subject}\n{'=' * min(len(one.subject), 60)}\n\n{one.body.strip()}" for one in gathered)
        + "\n",
        dedupe_key=f"digest {gathered[0].pk}",
        queued_at=now,
        due_at=now,
    )
    state = NOTICE_STATES.move("gathered", "digested")
    Notice.objects.filter(pk__in=[one.pk for one in gathered]).update(state=state, digest=digest, sent_at=now)
    return digest
