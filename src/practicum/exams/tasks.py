"""Background work of examinations."""

from procrastinate.contrib.django import app

from practicum.exams.closing import expire_overdue
from practicum.exams.queries import database_clock


@app.periodic(cron="* * * * *")
@app.task(name="exams.expire_overdue_attempts", queueing_lock="expire_overdue_attempts")
def expire_overdue_attempts(timestamp: int) -> None:
    """Once a minute. Pages close an overdue attempt too, as soon as anybody looks at it."""
    expire_overdue(database_clock())
