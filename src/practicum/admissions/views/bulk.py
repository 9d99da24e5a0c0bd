"""Many applications at once: places offered for one reason, and tables taken away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions import forms
from practicum.admissions.api import (
    OfferLine,
    access_offer_round,
    export_applications,
    list_for_offer,
    offer_places,
    open_offer_rounds,
    preview_offers,
    read_offer_round,
    request_offers,
)
from practicum.admissions.queries import READERS
from practicum.admissions.rules import AT_ONCE, IN_A_REQUEST
from practicum.admissions.sheets import MEDIA_TYPES
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import ADMISSIONS_OFFICER, require_role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: HttpRequest) -> HttpResponse:
    """Choose applications, see what would happen to each, then confirm."""
    actor = require_role(request.user, ADMISSIONS_OFFICER)
    found = list(list_for_offer(actor)[:AT_ONCE])
    if request.method != "POST":
        form = forms.OfferPlaces(found, initial={"codes": [one.code for one in found]})
        under_way = open_offer_rounds(actor)
        return render(request, "admissions/offers.html", {"form": form, "found": found, "under_way": under_way})
    form = forms.OfferPlaces(found, request.POST)
    lines: list[OfferLine] = []
    if form.is_valid():
        codes, why = form.cleaned_data["codes"], {key: form.cleaned_data[key] for key in ("reason", "deviation")}
        try:
            if request.POST.get("act") == "confirm":
                if len(codes) > IN_A_REQUEST:
                    asked = request_offers(actor=actor, codes=codes, **why, now=timezone.now())
                    return redirect("admissions:offer_round", asked.code)
                report = offer_places(actor=actor, codes=codes, **why, now=timezone.now())
                messages.success(request, _told(report.offered, report.accepted))
                for line in report.left_out:
                    messages.warning(request, f"{line.application.person.name}: {line.why_not}")
                return redirect("admissions:list")
            lines = preview_offers(actor=actor, codes=codes, deviation=why["deviation"])
        except Refusal as refusal:
            apply_refusal(form, refusal)
    context = {
        "form": form,
        "found": found,
        "offered": [line for line in lines if not line.why_not],
        "left_out": [line for line in lines if line.why_not],
        "previewed": bool(lines),
    }
    return render(request, "admissions/offers.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def offer_round(request: HttpRequest, code: str) -> HttpResponse:
    """How far a worker is with the places of a round; at the end what became of each."""
    found = access_offer_round(require_role(request.user, ADMISSIONS_OFFICER), code)
    report = read_offer_round(found)
    context = {"round": found, "report": report, "told": _told(report.offered, report.accepted)}
    return render(request, "admissions/offer_round.html", context)


@login_required
@require_safe
def offer_progress(request: HttpRequest, code: str) -> HttpResponse:
    """The same for the script of that page."""
    found = access_offer_round(require_role(request.user, ADMISSIONS_OFFICER), code)
    report = read_offer_round(found)
    answer = JsonResponse({"done": found.ended_at is not None, "share": report.share, "number": report.done})
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The list, as it was filtered, as a file. It goes on the record who took it."""
    reader = require_role(request.user, *READERS)
    filters = forms.FilterApplications(request.POST, programme_of(current_version()))
    wanted = filters.cleaned_data if filters.is_valid() else {}
    file_format = request.POST.get("format", "")
    content = export_applications(actor=reader, file_format=file_format, filters=wanted, now=timezone.now())
    answer = HttpResponse(content, content_type=MEDIA_TYPES[file_format])
    answer["Content-Disposition"] = f'attachment; filename="applications.{file_format}"'
    return answer


def _told(offered: int, accepted: int) -> str:
    places = "A place was offered to 1 person" if offered == 1 else f"Places were offered to {offered} people"
    already = f"; {accepted} had accepted before and wait for a seat" if accepted else ""
    return f"{places}{already}."
