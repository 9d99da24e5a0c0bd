"""Refuses what is too large before it is read: no parser sees it, nothing of it is kept in memory or on disk.

A view may say that it takes files (`pages.api.takes_files`); all others take text only. Django parses a form when it checks
the token against forgery, before any view or sign-in is asked, so this stands above that check.
"""

import codecs
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from practicum.kernel.errors import Refusal
from practicum.pages.api import UploadLimit, in_words, limit_of

# All fields of a form, without its files: what every page takes, from everybody.
TEXT_BYTES: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
_CHUNK = 64 * 1024
# Of a body whose length nobody stated, this much waits in memory; the rest on disk.
_IN_MEMORY = 1024 * 1024


class UploadLimits:
    """413 for a request that is larger than its page takes, by what it says and by what it sends.

    And 400 for a form in another encoding than our pages': no browser sends one, and Python knows encodings that no text can
    be read by, or that make text which no database takes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if request.encoding and codecs.lookup(request.encoding).name not in ("utf-8", "ascii"):
            raise BadRequest("A form in another encoding than UTF-8.")
        stated = _stated(request)
        if stated is not None and stated <= TEXT_BYTES:
            return None
        limit = limit_of(view)
        may = limit is not None and limit.who(request.user)
        most = TEXT_BYTES + (limit.most_bytes if limit is not None and may else 0)
        if stated is None:
            return None if _read_in(request, most) else too_large(request, _said(request, limit, may=may))
        return None if stated <= most else too_large(request, _said(request, limit, may=may))


def too_large(request: HttpRequest, error: Refusal | None = None) -> HttpResponse:
    """The page that says the limit and the mend."""
    error = error or _said(request, None, may=False)
    # The rest of the body is still on its way: it is not read.
    return render(request, "pages/error.html", {"title": "Too large", "error": error}, status=413)


def _said(request: HttpRequest, limit: UploadLimit | None, *, may: bool) -> Refusal:
    if limit is None:
        return Refusal(
            "too_large",
            f"What you sent is larger than this page takes: {in_words(TEXT_BYTES)}.",
            mend="Go back and shorten it; this page takes no files.",
        )
    if may:
        return Refusal(
            "too_large",
            f"What you sent is larger than this page takes: {in_words(limit.most_bytes)} of files.",
            mend=limit.mend,
        )
    if not request.user.is_authenticated:
        return Refusal(
            "too_large", "You are signed out, so this file was not read.", mend="Sign in, then send it once more."
        )
    return Refusal("too_large", "This page takes no files from you.", mend="Its form is for people with another role.")


def _stated(request: HttpRequest) -> int | None:
    """The length that the request states; None for one that comes in chunks without saying how many."""
    given = request.META.get("CONTENT_LENGTH") or ""
    if not given and "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower():
        return None
    # as Django reads it: what is no number is no body
    return int(given) if given.isascii() and given.isdigit() else 0


def _read_in(request: HttpRequest, most: int) -> bool:
    """Read a body of unknown length until it ends or passes `most`; False when it does. Django reads none without a
    length, so what was read is handed on with one."""
    source, size = request.META["wsgi.input"], 0
    kept = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  the request's stream, closed with it
    while chunk := source.read(min(_CHUNK, most + 1 - size)):
        size += len(chunk)
        if size > most:
            kept.close()
            return False
        kept.write(chunk)
    kept.seek(0)
    request.META["CONTENT_LENGTH"] = str(size)
    request._stream = cast("BinaryIO", kept)
    return True
