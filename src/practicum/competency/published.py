"""The published editions that Practicum knows by key."""

from practicum.competency.finops_2026 import FINOPS_2026
from practicum.competency.models import Framework

PUBLISHED: tuple[Framework, ...] = (FINOPS_2026,)


def published_framework(key: str) -> Framework | None:
    """The published edition with this key, or None: a programme may bring a framework of its own."""
    return next((framework for framework in PUBLISHED if framework.key == key), None)
