"""A person's own letters, and how they want them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.kernel.errors import Refusal
from practicum.notices.api import CHOOSABLE, KINDS, choose_notices, letters_of, preference_of
from practicum.pages.api import apply_refusal
from practicum.people.forms import ChoosePreferences
from practicum.people.views.shared import signed_in

LETTERS_A_PAGE = 25


@login_required
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What was written to the reader, the newest first."""
    found = Paginator(letters_of(signed_in(request).pk), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/letters.html", {"letters": found})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Which letters reach the reader by mail, and when."""
    person = signed_in(request)
    form = ChoosePreferences(request.POST if request.method == "POST" else None, preference=preference_of(person.pk))
    if request.method == "POST" and form.is_valid():
        times = {name: form.cleaned_data[name] for name in ("quiet_from", "quiet_to")}
        try:
            choose_notices(person_id=person.pk, actor=person.code, choices=form.choices, now=timezone.now(), **times)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Saved. It holds for every letter from now on.")
            return redirect("people:preferences")
    fixed = [kind for key, kind in KINDS.items() if key not in CHOOSABLE and key != "digest"]
    context = {"form": form, "fixed": fixed}
    return render(request, "people/preferences.html", context, status=422 if form.errors else 200)
