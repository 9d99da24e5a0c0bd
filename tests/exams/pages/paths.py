"""Where the pages of an attempt are, and how its time ends."""

import json
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from practicum.exams.api import Attempt
from practicum.exams.queries import layout_of


def at(attempt: Attempt, name: str, *more: int) -> str:
    return reverse(f"exams:{name}", args=[attempt.code, *more])


def position_of(attempt: Attempt, kind: str) -> int:
    return next(position for position, place in layout_of(attempt.code).items() if place.kind == kind)


def end_the_time(seconds: int = 6) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update practicum_attempt set deadline_at = clock_timestamp() - %s * interval '1 s'", [seconds])


def save(client: Client, attempt: Attempt, position: Any, sequence: Any, values: Any) -> Any:
    """What the script of a question sends."""
    body = json.dumps({"position": position, "sequence": sequence, "values": values})
    return client.post(at(attempt, "responses"), body, content_type="application/json")
