"""Background work of cohorts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.cohorts.answering import answer_alternative
from practicum.cohorts.digest import send_digests
from practicum.cohorts.housekeeping import close_pulses, remove_old_recordings
from practicum.cohorts.leaving import end_withdrawn_seats
from practicum.cohorts.reminders import remind_of_inbox
from practicum.cohorts.solving import solve_proposal


@app.task(name="cohorts.solve_stored_proposal", queue="solving")
def solve_stored_proposal(proposal_id: int) -> None:
    """Search for cohorts; a job that is run again starts from the stored instance and the best so far."""
    solve_proposal(proposal_id=proposal_id, now=timezone.now())


@app.task(name="cohorts.answer_stored_alternative", queue="solving")
def answer_stored_alternative(alternative_id: int) -> None:
    """Find the plan that answers a question "what if"; a job that is run again finds the same."""
    answer_alternative(alternative_id=alternative_id)


@app.periodic(cron="20 * * * *")
@app.task(name="cohorts.send_daily_digests", queueing_lock="send_daily_digests")
def send_daily_digests(timestamp: int) -> None:
    """Once an hour, because it is morning somewhere; each person is told once a day."""
    send_digests(timezone.now())


@app.periodic(cron="30 * * * *")
@app.task(name="cohorts.remind_of_what_is_due", queueing_lock="remind_of_what_is_due")
def remind_of_what_is_due(timestamp: int) -> None:
    """Once an hour, because it is morning somewhere; each person is reminded once a day."""
    remind_of_inbox(timezone.now())


@app.task(name="cohorts.end_withdrawn_seat")
def end_withdrawn_seat(application: str) -> None:
    """The seat of an application that was withdrawn a moment ago."""
    end_withdrawn_seats(timezone.now(), application=application)


@app.periodic(cron="10 * * * *")
@app.task(name="cohorts.end_what_is_over", queueing_lock="end_what_is_over")
def end_what_is_over(timestamp: int) -> None:
    """Once an hour: recordings whose last day is over, pulses that nobody can answer any more, seats of the withdrawn."""
    now = timezone.now()
    remove_old_recordings(now)
    close_pulses(now)
    end_withdrawn_seats(now)
