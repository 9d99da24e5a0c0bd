"""A form that comes too late is not lost: who was signed out meanwhile signs in again and sends it then.

It waits in the browser's session, under the name of whoever was signed in at this browser last (a signed cookie; signing out
takes it away). Whoever else signs in there never sees it, and nothing is sent without a press of the button. Each form waits
until it is taken: a second one does not push the first one out.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from practicum.people.api import Person, is_person, require_role

WRITER = "practicum_writer"
WAITS = "forms_that_wait"
SALT = "practicum.writer"
DAYS = 14
MOST = 5  # forms that wait at one browser
MOST_CHARACTERS = (
    256 * 1024
)  # of one form: a session is a row of the database, and whoever has an account may fill many
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  a field's name; each page makes a new one
ACCOUNTS = "/accounts/"
SECRET = "password"  # noqa: S105  a part of the names of fields whose forms are never kept


class KeptForms:
    """Keeps a form that a page answered by asking to sign in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.session.accessed:  # a public page never looks who asks
            return response
        if is_person(request.user):
            _remember(request, response, request.user)
        elif request.path == reverse("account_logout"):
            response.delete_cookie(WRITER)
        elif (
            _asks_to_sign_in(request, response)
            and (writer := _writer(request, days=2 * DAYS))
            and _may_be_kept(request)
        ):
            form = _form(request)
            others = [each for each in request.session.get(WAITS, []) if not _is_same(each, form)]
            request.session[WAITS] = [*others, {**form, "writer": writer, "at": timezone.now().timestamp()}][-MOST:]
            messages.info(request, "You were signed out. What you just sent is kept: sign in, and you can send it.")
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('kept')})}")
        return response


@login_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What waits for this person, to be sent or left."""
    person = request.user if is_person(request.user) else require_role(request.user)
    waiting = waiting_for(request, person)
    if not waiting:
        request.session.pop(WAITS, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    request.session[WAITS] = waiting
    return _show(request, waiting)


def waiting_for(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    """The forms that wait at this browser for this person, the oldest first."""
    oldest = timezone.now().timestamp() - DAYS * 86_400
    return [each for each in request.session.get(WAITS, []) if each["writer"] == person.code and each["at"] > oldest]


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's page for a form whose token against forgery does not fit.

    The usual cause is an old page: its reader has signed in anew since. If the browser says that the form comes from a page
    of ours, its reader may send it once more; from anywhere else it is refused.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and is_person(request.user) and _may_be_kept(request):
        return _show(request, [_form(request)], status=403)
    error = "This form did not come from one of our pages, or your browser sends no cookies."
    context = {"title": "Not accepted", "error": error}
    return render(request, "pages/error.html", context, status=403)


def _show(request: HttpRequest, forms: list[dict[str, Any]], *, status: int = 200) -> HttpResponse:
    return render(
        request, "site/kept.html", {"forms": [{**form, "read": _read(form)} for form in forms]}, status=status
    )


def _form(request: HttpRequest) -> dict[str, Any]:
    """What was sent, where to, and from which of our pages, if the browser says so."""
    came = urlsplit(request.headers.get("Referer", ""))
    page = came._replace(scheme="", netloc="", fragment="").geturl() if came.netloc == request.get_host() else ""
    return {"address": request.get_full_path(), "page": page, "fields": _fields(request)}


def _read(form: dict[str, Any]) -> list[tuple[str, str]]:
    """What its writer knows it by."""
    return [
        (name.replace("_", " ").capitalize(), text)
        for name, values in form["fields"]
        for text in values
        if text.strip()
    ]


def _remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    # The cookie outlives the session that it was set with: a session that ends of age is the one to be ready for.
    if _writer(request, days=DAYS) != person.code:
        response.set_cookie(
            WRITER,
            signing.dumps(person.code, salt=SALT),
            max_age=2 * DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    if request.method == "POST" and response.status_code < 400 and (waiting := request.session.get(WAITS)):
        _take_away(request, person, waiting)


def _take_away(request: HttpRequest, person: Person, waiting: list[dict[str, Any]]) -> None:
    """What was just sent waits no longer; its writer is told of the others. One that was refused goes on waiting."""
    sent = _form(request)
    others = [each for each in waiting if not _is_same(each, sent)]
    if len(others) == len(waiting):
        return
    request.session[WAITS] = others
    if any(each["writer"] == person.code for each in others):
        link = format_html('<a href="{}">Look at it</a>', reverse("kept"))
        messages.info(request, format_html("Something else that you sent too late still waits. {}", link))


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Compared as the session keeps it, where a pair is a list."""
    fields = [[[name, values] for name, values in form["fields"]] for form in (one, other)]
    return bool(one["address"] == other["address"]) and fields[0] == fields[1]


def _writer(request: HttpRequest, *, days: int) -> str:
    """Who was signed in here last, if that was written down so recently."""
    try:
        return str(signing.loads(request.COOKIES.get(WRITER, ""), salt=SALT, max_age=days * 86_400))
    except signing.BadSignature:
        return ""


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    asked = response.headers.get("Location", "").partition("?")[0] == reverse(settings.LOGIN_URL)
    return request.method == "POST" and response.status_code == 302 and asked


def _may_be_kept(request: HttpRequest) -> bool:
    """A form that a person sent from a page; scripts keep their own.

    Nothing that has to do with signing in: a password or the code of a second factor is never kept or shown.
    """
    by_person = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    secret = request.path.startswith(ACCOUNTS) or any(SECRET in name.lower() for name in request.POST)
    fields = _fields(request)
    size = sum(len(name) + sum(map(len, values)) for name, values in fields)
    return by_person and not secret and bool(fields) and size <= MOST_CHARACTERS


def _fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    sent: list[tuple[str, list[Any]]] = list(request.POST.lists())
    return [(name, [str(value) for value in values]) for name, values in sent if name != TOKEN]
