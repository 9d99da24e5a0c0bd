"""Appeals: the candidate's form, and the decider's page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.results.forms import DecideAppeal, LodgeAppeal
from practicum.results.queries.appeals import access_appeal, appeals_of, blocks_against
from practicum.results.queries.scores import access_result, decision_makers_of_result, score_report
from practicum.results.services.appeals import decide_appeal, lodge_appeal, withdraw_appeal
from practicum.results.views.person import person_of


@login_required
@require_http_methods(["GET", "POST"])
def lodge(request: HttpRequest, code: str) -> HttpResponse:
    """A candidate appeals against their own result, or takes an open appeal back."""
    person = person_of(request)
    result = access_result(person, code)
    if result.attempt.person_id != person.pk:
        raise NotFound("There is no such result of yours.")
    if request.method == "POST" and request.POST.get("act") == "withdraw":
        held = next((one for one in appeals_of(result) if one.state == "lodged"), None)
        if held is None:
            raise NotFound("There is no open appeal of yours.")
        withdraw_appeal(actor=person, appeal=held, now=timezone.now())
        messages.success(request, "Your appeal is withdrawn. The result stands.")
        return redirect("results:report", code=code)
    form = LodgeAppeal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lodge_appeal(actor=person, result=result, grounds=form.cleaned_data["grounds"], now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Your appeal is lodged. People who took no part in your result decide it.")
            return redirect("results:report", code=code)
    context = {"result": result, "report": score_report(result), "form": form}
    return render(request, "results/lodge.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """One appeal with the result it is about; the form for those who may decide, the reasons for those who may not."""
    person = person_of(request)
    appeal = access_appeal(person, code)
    now = timezone.now()
    blocks = blocks_against(appeal, person, now=now)
    form = DecideAppeal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_appeal(
                actor=person,
                appeal=appeal,
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                now=now,
            )
        except Refusal as refusal:
            if refusal.code == "invalid_state":
                raise
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Your decision is on record, and the candidate has been told.")
            return redirect("results:appeal", code=code)
    context = {
        "appeal": appeal,
        "report": score_report(appeal.result),
        "makers": decision_makers_of_result(appeal.result),
        "blocks": blocks,
        "form": form,
    }
    return render(request, "results/appeal.html", context, status=422 if request.method == "POST" else 200)
