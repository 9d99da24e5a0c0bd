"""Office hours: offered and taken back by their host, booked and given back by candidates."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.admissions.api import candidacy_of
from practicum.cohorts.api import (
    Seat,
    book_office_hour,
    cancel_booking,
    cancel_office_hour,
    offer_office_hours,
    seat_of,
)
from practicum.cohorts.forms import BookOfficeHour, GiveReason, OfferOfficeHours
from practicum.cohorts.queries.hand_over import cohorts_of
from practicum.cohorts.queries.office_hours import (
    access_booking,
    access_office_hour,
    bookable_office_hour,
    free_slots,
    own_bookings,
    slots_offered,
    stood_in_for,
)
from practicum.cohorts.rules.office_hours import closes_at
from practicum.cohorts.views.shared import signed_in, status_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import FACILITATOR, MENTOR, Person, require_role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office_hours(request: HttpRequest) -> HttpResponse:
    """What the reader offers, who booked it, and the form for more."""
    person, now = require_role(request.user, FACILITATOR, MENTOR), timezone.now()
    cohorts = list(cohorts_of(person).order_by("starts_on", "name"))
    form = OfferOfficeHours(
        request.POST if request.method == "POST" else None,
        cohorts=cohorts,
        zone=person.time_zone,
        initial={"minutes": 20, "slots": 3},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = offer_office_hours(actor=person, now=now, **form.cleaned_data)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            said = "One office hour is" if len(made) == 1 else f"{len(made)} office hours are"
            messages.success(request, f"{said} offered to the candidates of your cohorts.")
            return redirect("cohorts:office_hours")
    context = {"slots": slots_offered(person, now=now), "others": stood_in_for(person, now=now), "form": form}
    return render(request, "cohorts/office_hours.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once more, with the reason."""
    person, now = signed_in(request), timezone.now()
    found = access_office_hour(person, code, now=now)
    form = GiveReason(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            cancel_office_hour(actor=person, office_hour=found, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Cancelled. Whoever had booked it has been told.")
            return redirect("cohorts:office_hours")
    context = {
        "title": "Cancel an office hour",
        "text": "Whoever has booked it is told the reason and can book another one.",
        "button": "Cancel the office hour",
        "back": "/cohorts/office-hours/",
        "form": form,
    }
    return render(request, "cohorts/ask.html", context, status=status_of(form))


@login_required
@require_safe
def book(request: HttpRequest) -> HttpResponse:
    """The candidate's office hours: what is booked, and what is free."""
    person, now = signed_in(request), timezone.now()
    seat = _own_seat(person)
    booked = own_bookings(seat, now=now)
    taken = {slot.office_hour.host_id for slot in booked}
    context = {
        "seat": seat,
        "booked": booked,
        "free": [slot for slot in free_slots(seat, now=now) if slot.office_hour.host_id not in taken],
    }
    return render(request, "cohorts/book.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def book_one(request: HttpRequest, code: str) -> HttpResponse:
    """Book one office hour, with a question."""
    person, now = signed_in(request), timezone.now()
    seat = _own_seat(person)
    found = bookable_office_hour(seat, code)
    form = BookOfficeHour(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            book_office_hour(
                actor=person, seat=seat, office_hour=found, question=form.cleaned_data["question"], now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"Booked. {found.host.name} has been told.")
            return redirect("cohorts:book")
    context = {"office_hour": found, "closes_at": closes_at(found.starts_at), "form": form}
    return render(request, "cohorts/book_one.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request: HttpRequest, code: str) -> HttpResponse:
    """The candidate cancels a booking: asked once more."""
    person, now = signed_in(request), timezone.now()
    found = access_booking(person, code)
    error = None
    if request.method == "POST":
        try:
            cancel_booking(actor=person, booking=found, now=now)
        except Refusal as refusal:
            error = refusal
        else:
            messages.success(request, f"Cancelled. {found.office_hour.host.name} has been told.")
            return redirect("cohorts:book")
    context = {"booking": found, "closes_at": closes_at(found.office_hour.starts_at), "error": error}
    return render(request, "cohorts/give_back.html", context, status=422 if error else 200)


def _own_seat(person: Person) -> Seat:
    candidacy = candidacy_of(person)
    seat = seat_of(candidacy) if candidacy is not None else None
    if seat is None:
        raise NotFound("Only candidates with a seat in a cohort book office hours.")
    return seat
