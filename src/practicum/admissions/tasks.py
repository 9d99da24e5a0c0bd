"""Background work of admissions."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.admissions.asking import tend_references
from practicum.admissions.chase import chase_reviews
from practicum.admissions.freeing import end_waiting, remind_offers
from practicum.admissions.lapse import lapse_offers
from practicum.admissions.scoring import close_overdue_tests


@app.periodic(cron="7 * * * *")
@app.task(name="admissions.lapse_overdue_offers", queueing_lock="lapse_overdue_offers")
def lapse_overdue_offers(timestamp: int) -> None:
    """Once an hour: who has not answered is reminded, and what is over ends."""
    now = timezone.now()
    remind_offers(now)
    lapse_offers(now)
    end_waiting(now)


@app.periodic(cron="17 * * * *")
@app.task(name="admissions.tend_references", queueing_lock="tend_references")
def tend_asked_references(timestamp: int) -> None:
    """Once an hour: referees are reminded, once, and links end."""
    tend_references(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="admissions.close_overdue_tests", queueing_lock="close_overdue_tests")
def close_diagnostic_tests(timestamp: int) -> None:
    """Every five minutes: diagnostic tests whose time is over are scored."""
    close_overdue_tests(timezone.now())


@app.periodic(cron="23 * * * *")
@app.task(name="admissions.chase_late_reviews", queueing_lock="chase_late_reviews")
def chase_late_reviews(timestamp: int) -> None:
    """Once an hour."""
    chase_reviews(timezone.now())
