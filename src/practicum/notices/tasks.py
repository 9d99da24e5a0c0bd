"""Background work of the outbox."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from practicum.notices.delivery import NotSent, deliver_notice
from practicum.notices.digest import make_digest
from practicum.notices.models import Notice

TRIES = 8
AGAIN = RetryStrategy(max_attempts=TRIES, exponential_wait=4, retry_exceptions=[NotSent])


@app.task(name="notices.send_notice", queue="mail", retry=AGAIN, pass_context=True)
def send_notice(context: JobContext, notice_id: int) -> None:
    """Deliver one notice; a mail server that does not answer is asked again, later and later, for about a day."""
    # attempts counts those before this one
    is_last = context.job is not None and context.job.attempts >= TRIES
    deliver_notice(notice_id=notice_id, now=timezone.now(), is_last_try=is_last)


@app.task(name="notices.send_digest", queue="mail")
def send_digest(person_id: int) -> None:
    """Put what was gathered for a person into one mail, and send it."""
    notice = make_digest(person_id=person_id, now=timezone.now())
    if notice is not None:
        send_notice.defer(notice_id=notice.pk)


def schedule(notices: Iterable[Notice], *, now: datetime) -> None:
    """Have a worker send the notices when they are due, in the transaction of the act."""
    by_moment: defaultdict[datetime | None, list[dict[str, Any]]] = defaultdict(list)
    for one in notices:
        by_moment[one.due_at if one.due_at > now else None].append({"notice_id": one.pk})
    for moment, jobs in by_moment.items():
        send_notice.configure(schedule_at=moment).batch_defer(*jobs)


def schedule_digests(wanted: Iterable[tuple[int, datetime]]) -> None:
    """Have a worker gather a person's digest at a moment. A second job for the same one finds nothing to gather."""
    for person_id, moment in wanted:
        send_digest.configure(schedule_at=moment).defer(person_id=person_id)
