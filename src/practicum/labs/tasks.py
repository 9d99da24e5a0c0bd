"""Background work of labs."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.labs.deleting import delete_bills_of_ended_cohorts, sweep_uploads_and_leavings


@app.periodic(cron="40 * * * *")
@app.task(name="labs.delete_bills_of_ended_cohorts", queueing_lock="delete_bills_of_ended_cohorts")
def delete_bills(timestamp: int) -> None:
    """Once an hour: the bills of cohorts that were completed or cancelled, and files that killed processes have left."""
    delete_bills_of_ended_cohorts(timezone.now())
    sweep_uploads_and_leavings()
