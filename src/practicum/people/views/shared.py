"""What the pages of this room share."""

from django.http import HttpRequest

from practicum.people.models import Person
from practicum.people.queries import is_person, require_role


def signed_in(request: HttpRequest) -> Person:
    """The person behind a page that needs one (the decorator has made sure of it)."""
    return request.user if is_person(request.user) else require_role(request.user)
