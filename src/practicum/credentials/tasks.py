"""Background work of credentials."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.credentials.expiry import expire_credentials


@app.periodic(cron="11 * * * *")
@app.task(name="credentials.expire_overdue_credentials", queueing_lock="expire_overdue_credentials")
def expire_overdue_credentials(timestamp: int) -> None:
    """Once an hour. The public pages tell the date at once; this ends the qualification and writes the record."""
    expire_credentials(now=timezone.now())
