"""What an applicant is told while the decision is being prepared: what happens now, and by when they hear."""

from datetime import datetime
from zoneinfo import ZoneInfo

from practicum.admissions.models import Application
from practicum.admissions.reading import COUNTED, decide_by, rules_for

_NUMBERS = {2: "Two", 3: "Three", 4: "Four", 5: "Five", 6: "Six", 7: "Seven", 8: "Eight", 9: "Nine"}


def progress_of(application: Application, *, zone: str, now: datetime) -> str:
    """One sentence for an application that waits for its decision, such as “Two reviewers read it; we decide by
    3 December.” Dates are those of `zone`. Empty in every other state."""
    last = decide_by(application)
    if application.state not in ("submitted", "under_review") or last is None:
        return ""
    by = _date(last, zone, now)
    promise = (
        f"we decide by {by}." if now <= last else f"we wanted to decide by {by} and are late; it is not forgotten."
    )
    if application.state == "submitted":
        return f"An officer gives it to {_NUMBERS[rules_for(application).reviewers].lower()} reviewers; {promise}"
    states = [state for state in application.reviews.values_list("state", flat=True) if state in COUNTED]
    number = max(len(states), rules_for(application).reviewers)
    if states.count("handed_in") >= number:
        return f"{_NUMBERS.get(number, str(number))} reviewers have read it; {promise}"
    return f"{_NUMBERS.get(number, str(number))} reviewers read it; {promise}"


def _date(at: datetime, zone: str, now: datetime) -> str:
    """`3 December`, with the year where it is another one than now."""
    local, today = at.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return f"{local.day} {local:%B}" + (f" {local.year}" if local.year != today.year else "")
