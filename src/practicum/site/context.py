"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from practicum.people.api import is_person
from practicum.site.navigation import navigation_for


def site(request: HttpRequest) -> dict[str, Any]:
    """The mode, the reader's time zone, and the links that the reader may follow (read when a page shows them)."""
    return {
        "demo_mode": settings.PRACTICUM.mode == "demo",
        "zone": request.user.time_zone if is_person(request.user) else "UTC",
        "navigation": SimpleLazyObject(lambda: navigation_for(request.user)),
    }
