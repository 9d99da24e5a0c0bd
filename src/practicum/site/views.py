"""The site's own pages: the desk, the health check, demo sign-in, and error pages."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views import defaults

from practicum.kernel.errors import NotFound
from practicum.people.api import Person, get_person, require_role, roles_of
from practicum.site.desk import todos_of
from practicum.site.kept import waiting_for
from practicum.site.uploads import too_large

DEMO_SALT = "practicum.demo-sign-in"


@login_required
def desk(request: HttpRequest) -> HttpResponse:
    """Everything that this person has to do next."""
    person = require_role(request.user) if not isinstance(request.user, Person) else request.user
    if waiting_for(request, person):
        link = format_html('<a href="{}">Look at it</a>', reverse("kept"))
        messages.info(request, format_html("Something that you sent too late still waits. {}", link))
    now = timezone.now()
    todos = [(todo, todo.is_overdue(now)) for todo in todos_of(person, now=now)]
    return render(request, "site/desk.html", {"todos": todos, "roles": sorted(roles_of(person))})


def health(request: HttpRequest) -> JsonResponse:
    """Whether this process can reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return JsonResponse({"status": "ok"})


def demo_link(person: Person) -> str:
    """A link that signs `person` in; it works in demo mode only."""
    return f"{settings.PRACTICUM.base_url}/demo/sign-in/{signing.dumps(person.code, salt=DEMO_SALT)}/"


def demo_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link that the demo printed. Outside demo and test mode there is no such page."""
    if not settings.PRACTICUM.demo_sign_in:
        raise NotFound("There is no such page.")
    try:
        code = signing.loads(token, salt=DEMO_SALT, max_age=30 * 24 * 3600)
    except signing.BadSignature:
        raise NotFound("This sign-in link is not valid.", mend="Start the demo again for fresh links.") from None
    login(request, get_person(code), backend="django.contrib.auth.backends.ModelBackend")
    return redirect("desk")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Text beyond the limit, beside a file within its own, is found only while it is parsed."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"title": "Not found", "error": "There is no such page."}, status=404)


def not_permitted(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "pages/error.html", {"title": "Not for you", "error": str(exception)}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Stands for itself: whatever broke may be what other pages are made with."""
    return HttpResponse(render_to_string("site/broken.html"), status=500)
