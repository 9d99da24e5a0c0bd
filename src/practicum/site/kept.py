"""A form that comes too late is not lost: who was signed out meanwhile signs in again and sends it then.

It waits in the browser's session, under the name of whoever was signed in at this browser last (a signed cookie; signing out
takes it away). Whoever else signs in there never sees it, and nothing is sent without a press of the button.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from practicum.people.api import Person, is_person, require_role

WRITER = "practicum_writer"
WAITS = "form_that_waits"
SALT = "practicum.writer"
DAYS = 14
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  a field's name; each page makes a new one
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
        elif _asks_to_sign_in(request, response) and (writer := _writer(request)) and _may_be_kept(request):
            request.session[WAITS] = {
                "writer": writer,
                "address": request.get_full_path(),
                "fields": _fields(request),
                "at": timezone.now().timestamp(),
            }
            messages.info(request, "You were signed out. What you just sent is kept: sign in, and you can send it.")
            return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': reverse('kept')})}")
        return response


@login_required
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """What waits for this person, to be sent or left."""
    person = request.user if is_person(request.user) else require_role(request.user)
    waits = request.session.get(WAITS)
    if not waits or waits["writer"] != person.code or timezone.now().timestamp() - waits["at"] > DAYS * 86_400:
        request.session.pop(WAITS, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    return _show(request, waits["address"], waits["fields"])


def refused_token(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In place of Django's page for a form whose token against forgery does not fit.

    The usual cause is an old page: its reader has signed in anew since. If the browser says that the form comes from a page
    of ours, its reader may send it once more; from anywhere else it is refused.
    """
    if request.headers.get("Sec-Fetch-Site") == "same-origin" and is_person(request.user) and _may_be_kept(request):
        return _show(request, request.get_full_path(), _fields(request), status=403)
    error = "This form did not come from one of our pages, or your browser sends no cookies."
    context = {"title": "Not accepted", "error": error}
    return render(request, "pages/error.html", context, status=403)


def _show(
    request: HttpRequest, address: str, fields: list[tuple[str, list[str]]], *, status: int = 200
) -> HttpResponse:
    read = [(name.replace("_", " ").capitalize(), text) for name, values in fields for text in values if text.strip()]
    context = {"address": address, "fields": fields, "read": read}
    return render(request, "site/kept.html", context, status=status)


def _remember(request: HttpRequest, response: HttpResponse, person: Person) -> None:
    if _writer(request) != person.code:
        response.set_cookie(
            WRITER,
            signing.dumps(person.code, salt=SALT),
            max_age=DAYS * 86_400,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    waits = request.session.get(WAITS)
    if waits and request.method == "POST" and request.get_full_path() == waits["address"]:
        del request.session[WAITS]  # it is sent, or something else in its place


def _writer(request: HttpRequest) -> str:
    try:
        return str(signing.loads(request.COOKIES.get(WRITER, ""), salt=SALT, max_age=DAYS * 86_400))
    except signing.BadSignature:
        return ""


def _asks_to_sign_in(request: HttpRequest, response: HttpResponse) -> bool:
    asked = response.headers.get("Location", "").partition("?")[0] == reverse(settings.LOGIN_URL)
    return request.method == "POST" and response.status_code == 302 and asked


def _may_be_kept(request: HttpRequest) -> bool:
    """A form that a person sent from a page; scripts keep their own."""
    by_person = request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    return by_person and bool(_fields(request)) and not any(SECRET in name.lower() for name in request.POST)


def _fields(request: HttpRequest) -> list[tuple[str, list[str]]]:
    sent: list[tuple[str, list[Any]]] = list(request.POST.lists())
    return [(name, [str(value) for value in values]) for name, values in sent if name != TOKEN]
