"""Errors meant for people become pages with the right status; a bug stays a 500."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practicum.kernel.errors import NotFound, NotPermitted, PracticumError, Refusal, Unavailable

_STATUS: tuple[tuple[type[PracticumError], int, str], ...] = (
    (NotFound, 404, "Not found"),
    (NotPermitted, 403, "Not for you"),
    (Refusal, 409, "That cannot be done"),
    (Unavailable, 503, "Not available just now"),
)


class PersonalPages:
    """Keeps what a signed-in person saw out of every cache: the next one at the same browser signs in first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # A view that says itself how long it keeps (public documents) never looked who asks.
        if request.session.accessed and request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class ErrorPages:
    """Renders PracticumError; the transaction of the act has been rolled back by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        for kind, status, title in _STATUS:
            if isinstance(error, kind):
                return render(request, "pages/error.html", {"title": title, "error": error}, status=status)
        return None
