"""Background work of admissions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.admissions.lapse import lapse_offers


@app.periodic(cron="7 * * * *")
@app.task(name="admissions.lapse_overdue_offers", queueing_lock="lapse_overdue_offers")
def lapse_overdue_offers(timestamp: int) -> None:
    """Once an hour."""
    lapse_offers(timezone.now())
