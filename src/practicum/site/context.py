"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    person = request.user if request.user.is_authenticated else None
    return {
        "demo_mode": settings.PRACTICUM.mode == "demo",
        "zone": person.time_zone if person else "UTC",
    }
