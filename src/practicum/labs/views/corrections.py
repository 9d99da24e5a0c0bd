"""Wrong keys, corrected once: draw up with a preview, then apply or drop. For programme managers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.kernel.errors import NotFound, Refusal
from practicum.labs.forms import LAB_MOST_BYTES, DrawUpCorrection
from practicum.labs.models import LabDefinition
from practicum.labs.queries import access_correction, corrections_of, current_labs
from practicum.labs.rules.correcting import read_preview
from practicum.labs.services.corrections import apply_correction, draw_up_correction, drop_correction
from practicum.labs.views.shared import manages_labs, person_of
from practicum.pack.api import PackInvalid, read_lab
from practicum.pages.api import apply_refusal, takes_files
from practicum.people.api import PROGRAMME_MANAGER, require_role


@login_required
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """The labs of the current programme version, each with its corrections."""
    person = require_role(person_of(request), PROGRAMME_MANAGER)
    labs = [(one, list(corrections_of(person, one))) for one in current_labs()]
    return render(request, "labs/corrections.html", {"labs": labs})


@takes_files(most_bytes=LAB_MOST_BYTES, mend="Is it the file of a lab? Choose labs/<key>.yaml.", who=manages_labs)
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw_up(request: HttpRequest, key: str) -> HttpResponse:
    """Hand in the corrected file of a lab; the preview follows."""
    person = require_role(person_of(request), PROGRAMME_MANAGER)
    definition = _current(key)
    form = DrawUpCorrection(request.POST, request.FILES) if request.method == "POST" else DrawUpCorrection()
    if request.method == "POST" and form.is_valid():
        try:
            correction = draw_up_correction(
                actor=person,
                definition=definition,
                lab=read_lab(f"labs/{key}.yaml", form.cleaned_data["lab"].read()),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
        except PackInvalid as invalid:
            for problem in invalid.problems[:5]:
                form.add_error("lab", str(problem))
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            return redirect("labs:correction", correction.code)
    context = {"definition": definition, "form": form}
    return render(request, "labs/draw_up.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, code: str) -> HttpResponse:
    """Who changes by a correction; apply it or drop it."""
    person = person_of(request)
    found = access_correction(person, code)
    if request.method == "POST":
        if request.POST.get("act") == "apply":
            apply_correction(actor=person, correction=found, now=timezone.now())
            messages.success(request, "The lab is corrected, and everybody concerned has been told.")
        else:
            drop_correction(actor=person, correction=found, now=timezone.now())
            messages.success(request, "The correction was dropped. Nothing has changed.")
        return redirect("labs:correction", code)
    preview = read_preview(found.preview)
    return render(request, "labs/correction.html", {"correction": found, "preview": preview})


def _current(key: str) -> LabDefinition:
    for definition in current_labs():
        if definition.key == key:
            return definition
    raise NotFound("There is no such lab in the current version of the programme.")
