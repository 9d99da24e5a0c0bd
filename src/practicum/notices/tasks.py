"""Background work of the outbox."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from practicum.notices.delivery import deliver_notice


@app.task(name="notices.send_notice", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_notice(notice_id: int) -> None:
    """Deliver one notice; a mail server that does not answer is asked again, later and later."""
    deliver_notice(notice_id=notice_id, now=timezone.now())
