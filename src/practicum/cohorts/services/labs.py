"""What the room of labs tells: how far candidates are with their labs."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.cohorts.models import LabProgress


@transaction.atomic
def note_labs(states: Mapping[tuple[int, str], str], *, now: datetime) -> None:
    """Note the state of labs: (candidacy, lab) -> state. Told whenever one changes, in the transaction of the change,
    whose event is the record of it."""
    LabProgress.objects.bulk_create(
        [
            LabProgress(candidacy_id=candidacy, lab=lab, state=state, noted_at=now)
            for (candidacy, lab), state in sorted(states.items())
        ],
        update_conflicts=True,
        unique_fields=["candidacy", "lab"],
        update_fields=["state", "noted_at"],
    )
