"""Background work of admissions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.admissions.chase import chase_reviews
from practicum.admissions.lapse import lapse_offers


@app.periodic(cron="7 * * * *")
@app.task(name="admissions.lapse_overdue_offers", queueing_lock="lapse_overdue_offers")
def lapse_overdue_offers(timestamp: int) -> None:
    """Once an hour."""
    lapse_offers(timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(name="admissions.chase_late_reviews", queueing_lock="chase_late_reviews")
def chase_late_reviews(timestamp: int) -> None:
    """Once an hour."""
    chase_reviews(timezone.now())
