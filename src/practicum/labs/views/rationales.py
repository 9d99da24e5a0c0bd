"""A rationale that waits for a person: read it, give levels on the rubric."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.kernel.errors import Refusal
from practicum.labs.forms import MarkRationale
from practicum.labs.queries import access_rationale, rubric_of
from practicum.labs.rules.tasks import read_tasks
from practicum.labs.services.rationales import mark_rationale
from practicum.labs.views.shared import person_of
from practicum.pages.api import apply_refusal


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rationale(request: HttpRequest, code: str) -> HttpResponse:
    """One rationale with its task, and the form to mark it."""
    person = person_of(request)
    found = access_rationale(person, code)
    variant = found.submission.variant
    rubric = rubric_of(variant.definition.programme_version, found.rubric)
    form = MarkRationale(request.POST if request.method == "POST" else None, rubric=rubric)
    if request.method == "POST" and form.is_valid():
        try:
            mark_rationale(
                actor=person,
                rationale=found,
                levels=form.levels,
                comment=form.cleaned_data["comment"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"{variant.candidacy.person.name} has been told.")
            return redirect("labs:rationale", code)
    task = next((one for one in read_tasks(variant.tasks) if one.key == found.task), None)
    chosen = found.submission.answers.get(found.task, "")
    context = {
        "rationale": found,
        "variant": variant,
        "candidate": variant.candidacy.person,
        "task": task,
        "chosen": next((one.text for one in task.choices if one.key == chosen), chosen) if task else chosen,
        "rubric": rubric,
        "form": form,
    }
    return render(request, "labs/rationale.html", context, status=422 if form.is_bound else 200)
