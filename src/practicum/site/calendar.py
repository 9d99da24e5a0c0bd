"""A person's calendar: what each room puts into it, the private address at which programs read it, and the page about it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.cohorts import api as cohorts
from practicum.kernel.errors import Refusal
from practicum.notices.api import Entry, end_feed, feed_by_secret, feed_of, renew_feed, write_feed
from practicum.people.api import Person, is_person, require_role

# Each room that asks for people's time names it here, as it does for the desk.
SOURCES: tuple[Callable[[Person, datetime], list[Entry]], ...] = (cohorts.meetings_for,)
# A feed keeps what is over for so long: a calendar that asks seldom sees it all the same.
BACK = timedelta(days=365)
SHOWN = 12


def entries_for(person: Person, *, now: datetime) -> list[Entry]:
    """Everything in the person's calendar, the soonest first."""
    found = [entry for source in SOURCES for entry in source(person, now) if entry.starts_at > now - BACK]
    return sorted(found, key=lambda entry: (entry.starts_at, entry.uid))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """What is in the reader's calendar, and its private address: made, renewed or ended here.

    A new address is shown in the answer to the post and never again, because only a digest of it is kept.
    """
    person, now = request.user if is_person(request.user) else require_role(request.user), timezone.now()
    address, error = "", ""
    if request.method == "POST":
        if request.POST.get("act") == "end":
            try:
                end_feed(person_id=person.pk, actor=person.code, now=now)
            except Refusal as refusal:
                error = str(refusal)
            else:
                messages.success(request, "Your calendar address answers no more.")
                return redirect("calendar")
        else:
            secret = renew_feed(person_id=person.pk, actor=person.code, now=now)
            address = settings.PRACTICUM.base_url + reverse("calendar_feed", args=[secret])
    coming = [
        entry for entry in entries_for(person, now=now) if entry.starts_at + timedelta(minutes=entry.minutes) > now
    ]
    context = {
        "feed": feed_of(person.pk),
        "address": address,
        "webcal": "webcal://" + address.split("://", 1)[-1] if address else "",
        "coming": coming[:SHOWN],
        "error": error,
    }
    return render(request, "site/calendar.html", context, status=409 if error else 200)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of whoever the secret belongs to: no sign-in, nothing to write, nothing kept by caches in between."""
    found = feed_by_secret(secret)
    if found is None:
        raise Http404
    now = timezone.now()
    text = write_feed(entries_for(found.person, now=now), name="Practicum", now=now)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Disposition"] = 'inline; filename="practicum.ics"'
    return response
