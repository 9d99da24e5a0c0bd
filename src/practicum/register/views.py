"""The public register and the verification page. Nothing that a visitor brings is kept.

Certificate numbers have 50 random bits: they cannot be counted through, and guessing one is hopeless at any rate that a
web server answers, so look-ups are not limited here.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.credentials.api import (
    Credential,
    VerificationAnswer,
    find_public_credential,
    get_credential,
    listed_holders,
    standing_in_words,
    verify_document,
)
from practicum.curriculum.api import programme_of
from practicum.pages.api import anybody, takes_files
from practicum.register.forms import MAX_DOCUMENT, BringDocument, SearchRegister

MAX_FOUND = 50


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The register: by certificate number for every credential, by name for holders who chose to be listed."""
    form = SearchRegister(request.GET or None)
    found: list[tuple[Credential, str]] = []
    more = False
    if form.is_valid():
        now = timezone.now()
        if exact := find_public_credential(form.code):
            return redirect("register:credential", code=exact.code)
        rows = list(listed_holders(form.cleaned_data["q"])[: MAX_FOUND + 1])
        more = len(rows) > MAX_FOUND
        found = [
            (each, standing_in_words(each.state, valid_until=each.valid_until, now=now)) for each in rows[:MAX_FOUND]
        ]
    context = {"form": form, "found": found, "more": more, "searched": form.is_bound and form.is_valid()}
    return render(request, "register/search.html", context, status=422 if form.errors else 200)


@require_safe
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """The public page of one credential: every check made again now."""
    held = get_credential(code)
    answer = verify_document(held.document, now=timezone.now())
    return render(request, "register/credential.html", _context(held, answer, with_name=held.listed))


@takes_files(
    most_bytes=MAX_DOCUMENT, mend="No credential is as large: choose the JSON file or the picture.", who=anybody
)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a document that the visitor brings."""
    form = BringDocument(request.POST, request.FILES) if request.method == "POST" else BringDocument()
    if not form.is_valid():
        return render(request, "register/verify.html", {"form": form}, status=422 if form.errors else 200)
    answer = verify_document(form.document, now=timezone.now())
    if answer.credential is not None and "register" not in answer.failed:
        # who brings the very document knows the name already
        return render(request, "register/credential.html", _context(answer.credential, answer, with_name=True))
    return render(request, "register/foreign.html", {"answer": answer})


def _context(held: Credential, answer: VerificationAnswer, *, with_name: bool) -> dict[str, object]:
    version = held.award.candidacy.programme_version
    return {
        "credential": held,
        "answer": answer,
        "with_name": with_name,
        "programme": programme_of(version),
        "version": version,
    }
