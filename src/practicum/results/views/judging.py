"""The judges' page: one number for each item, in two rounds."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.results.forms import JudgeItems
from practicum.results.queries.judging import access_judging, judging_sheet
from practicum.results.services.judging import record_judgements
from practicum.results.views.person import person_of

ITEMS_A_PAGE = 10


@login_required
@require_http_methods(["GET", "POST"])
def judging(request: HttpRequest, code: str) -> HttpResponse:
    """Ten items at a time; every page is saved by itself, and may be left half done."""
    person = person_of(request)
    form_judged = access_judging(person, code)
    sheet = judging_sheet(form_judged, person)
    page = Paginator(sheet.items, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    items = list(page.object_list)
    form = JudgeItems(items)
    status = 200
    if request.method == "POST":
        if not sheet.round:
            raise Refusal("judging_closed", sheet.closed_reason)
        form = JudgeItems(items, request.POST)
        status = 422
        if form.is_valid():
            try:
                record_judgements(
                    actor=person,
                    form=form_judged,
                    round=sheet.round,
                    probabilities=form.probabilities(),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                left = len(sheet.items) - judging_sheet(form_judged, person).judged
                messages.success(
                    request, f"Saved. {left} still to judge." if left else "Saved. You have judged every item."
                )
                after = page.next_page_number() if page.has_next() and "next" in request.POST else page.number
                return redirect(f"{reverse('results:judging', args=[code])}?page={after}")
    context = {"judged_form": form_judged, "sheet": sheet, "page": page, "form": form, "total": len(sheet.items)}
    return render(request, "results/judging.html", context, status=status)
