"""Who asks."""

from django.http import HttpRequest

from practicum.people.api import Person, is_person, require_role


def person_of(request: HttpRequest) -> Person:
    """The person; behind `login_required` there is one."""
    return request.user if is_person(request.user) else require_role(request.user)
