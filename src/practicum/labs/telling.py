"""Cohorts are told how far candidates are with their labs: they lie below and cannot ask."""

from collections.abc import Iterable
from datetime import datetime

from practicum.cohorts.api import note_labs
from practicum.labs.models import LabVariant


def tell_progress(variants: Iterable[LabVariant], *, now: datetime) -> None:
    """Tell the state of these variants, which have just changed. Of one that ended nothing counts: its candidate begins
    again."""
    states = {(one.candidacy_id, one.lab): "" if one.state == "ended" else one.state for one in variants}
    note_labs(states, now=now)
