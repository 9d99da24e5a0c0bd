"""All background tasks, so that the worker knows them, and the reaper that re-runs what a killed worker left."""

from datetime import UTC, datetime

from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.admissions import tasks as admissions_tasks
from practicum.admissions.api import carry_out_offers
from practicum.cohorts import tasks as cohorts_tasks
from practicum.credentials import tasks as credentials_tasks
from practicum.exams import tasks as exams_tasks
from practicum.labs import tasks as labs_tasks
from practicum.labs.api import carry_out_keeping
from practicum.notices import tasks as notices_tasks

__all__ = [
    "admissions_tasks",
    "clear_sessions",
    "cohorts_tasks",
    "credentials_tasks",
    "exams_tasks",
    "keep_cohort_bill",
    "labs_tasks",
    "notices_tasks",
    "offer_places",
    "rerun_stalled_jobs",
]


@app.task(name="site.offer_places")
def offer_places(round_id: int) -> None:
    """Offer the places of a round; a job that is run again goes on where the first one stopped."""
    carry_out_offers(round_id=round_id, now=timezone.now())


@app.task(name="site.keep_cohort_bill", queue="bills")
def keep_cohort_bill(keeping_id: int) -> None:
    """Make a cohort's bill of an upload; a job that is run again begins anew, and finds nothing to do once it is kept."""
    carry_out_keeping(keeping_id=keeping_id, now=timezone.now())


@app.periodic(cron="17 3 * * *")
@app.task(name="site.clear_sessions", queueing_lock="clear_sessions", pass_context=False)
def clear_sessions(timestamp: int) -> None:
    """Sessions that ended are forgotten once a day, with whatever waited in them."""
    SessionStore.clear_expired()


@app.periodic(cron="* * * * *")
@app.task(name="site.rerun_stalled_jobs", queueing_lock="rerun_stalled_jobs", pass_context=False)
async def rerun_stalled_jobs(timestamp: int) -> None:
    """Jobs whose worker stopped sending its heartbeat go back into the queue, once a minute."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=30):
        await app.job_manager.retry_job(job, retry_at=datetime.now(UTC))
