"""The admissions officer's pages: the list, one application, and the import."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions import forms
from practicum.admissions.api import (
    Application,
    ImportReport,
    access_application,
    count_by_state,
    eligibility_of,
    import_applicants,
    import_columns,
    list_applications,
    recommendation_of,
    reviews_of,
    start_review,
    template_header,
    withdraw_application,
)
from practicum.admissions.queries import READERS, answers_about, evidence_of, may_be_withdrawn, place_of
from practicum.admissions.reading import COUNTED, decide_by, may_see_scores
from practicum.admissions.rules import APPLICATION_STATES, DECISIONS, KNOWN_FOR
from practicum.admissions.sheets import BYTES_AT_MOST
from practicum.admissions.words import STEPS, describe
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.pages.api import apply_refusal, takes_files
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    OPERATOR,
    PROGRAMME_MANAGER,
    Person,
    conflict,
    has_role,
    require_role,
)

PAGE = 50


@login_required
@require_safe
def applications(request: HttpRequest) -> HttpResponse:
    """Submitted applications, the longest waiting first."""
    reader = require_role(request.user, *READERS)
    programme = programme_of(current_version())
    filters = forms.FilterApplications(request.GET, programme)
    wanted = filters.cleaned_data if filters.is_valid() else {}
    page = Paginator(list_applications(reader, **wanted), PAGE).get_page(request.GET.get("page"))
    context = {
        "filters": filters,
        "page": page,
        "counts": count_by_state(reader),
        "roles": {role.key: role.title for role in programme.roles},
        "query": "&".join(f"{key}={value}" for key, value in wanted.items() if value),
        "wanted": {key: value for key, value in wanted.items() if value},
        "may_offer": has_role(reader, ADMISSIONS_OFFICER),
        "may_import": has_role(reader, ADMISSIONS_OFFICER, PROGRAMME_MANAGER),
    }
    return render(request, "admissions/list.html", context, status=200 if filters.is_valid() else 422)


@login_required
@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """The facts, what was computed from them, and the decision."""
    reader, found = access_submitted(request, code)
    return show_application(request, reader, found)


@login_required
@require_POST
def review(request: HttpRequest, code: str) -> HttpResponse:
    reader, found = access_submitted(request, code)
    start_review(actor=reader, application=found, now=timezone.now())
    messages.success(request, "The application is under review.")
    return redirect("admissions:review", code)


@login_required
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """At the applicant's wish."""
    reader, found = access_submitted(request, code)
    form = _withdrawal(request.POST)
    if form.is_valid():
        try:
            withdraw_application(
                actor=reader, application=found, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "The application is withdrawn.")
            return redirect("admissions:review", code)
    return show_application(request, reader, found, withdrawal=form)


@takes_files(most_bytes=BYTES_AT_MOST, mend="Bring the applicants in several files.")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Upload a file of applicants; checked only, or taken in as a whole."""
    actor = require_role(request.user, ADMISSIONS_OFFICER, PROGRAMME_MANAGER, OPERATOR)
    programme = programme_of(current_version())
    form = forms.ImportApplicants(request.POST or None, request.FILES or None)
    report: ImportReport | None = None
    if request.method == "POST":
        form = forms.ImportApplicants(request.POST, request.FILES)
        if form.is_valid():
            content = form.cleaned_data["file"].read(BYTES_AT_MOST + 1)
            dry_run = form.cleaned_data["dry_run"]
            report = import_applicants(content, actor=actor, now=timezone.now(), dry_run=dry_run)
            if report.is_clean and not dry_run:
                taken = "1 applicant is" if report.rows == 1 else f"{report.rows} applicants are"
                messages.success(request, f"{taken} taken in.")
                # an operator takes applicants in and may not read them
                return redirect("admissions:list" if has_role(actor, *READERS) else "admissions:import")
    failed = form.is_bound and (bool(form.errors) or (report is not None and not report.is_clean))
    context = {
        "form": form,
        "report": report,
        "columns": import_columns(programme),
        "may_read": has_role(actor, *READERS),
    }
    return render(request, "admissions/import.html", context, status=422 if failed else 200)


@login_required
@require_safe
def import_template(request: HttpRequest) -> HttpResponse:
    """The first line of a file of applicants."""
    require_role(request.user, ADMISSIONS_OFFICER, PROGRAMME_MANAGER, OPERATOR)
    answer = HttpResponse(template_header(programme_of(current_version())), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="applicants.csv"'
    return answer


def _withdrawal(sent: QueryDict | None = None) -> forms.WithdrawApplication:
    """It stands beside the decision, which asks for a reason as well: ids of its own."""
    return forms.WithdrawApplication(sent, auto_id="withdraw_%s")


def access_submitted(request: HttpRequest, code: str) -> tuple[Person, Application]:
    """The reader and the submitted application that they may read."""
    reader = require_role(request.user, *READERS)
    found = access_application(reader, code)
    if found.state == "draft":
        raise NotFound(f"There is no submitted application {code}.")  # a draft is the applicant's own
    if found.person_id == reader.pk:  # staff apply too: who reviews them, and what they wrote, is not for their eyes
        raise NotPermitted("This is your own application.", mend="You see how it stands where every applicant does.")
    return reader, found


def show_application(
    request: HttpRequest,
    reader: Person,
    found: Application,
    *,
    decision: forms.DecideApplication | None = None,
    withdrawal: forms.WithdrawApplication | None = None,
    status: int = 422,
) -> HttpResponse:
    """The officer's page of an application; with a form that was sent, that form as it was, and `status`."""
    decides = has_role(reader, ADMISSIONS_OFFICER)
    open_for = [outcome for outcome in DECISIONS if APPLICATION_STATES.may_move(found.state, outcome)]
    may_review = decides and found.state == "submitted"
    may_withdraw = decides and may_be_withdrawn(found)
    why_not = conflict(reader, found.person) if decides and (open_for or may_review or may_withdraw) else ""
    now = timezone.now()
    reviews = reviews_of(found)
    context: dict[str, Any] = {
        "application": found,
        "reviews": reviews,
        "asked": sum(one.state in COUNTED for one in reviews),
        "recommendation": recommendation_of(found, reviews) if found.state == "under_review" else None,
        "scores_shown": may_see_scores(reader, reviews),
        "decide_by": decide_by(found),
        "answers": [
            {"title": STEPS[key], "answers": answers}
            for key, answers in describe(found, zone=found.person.time_zone, now=now).items()
        ],
        "eligibility": eligibility_of(found),
        "conflict": why_not,
        "decision": decision or (forms.DecideApplication() if decides and open_for and not why_not else None),
        "may_review": may_review and not why_not,
        "withdrawal": withdrawal or (_withdrawal() if may_withdraw and not why_not else None),
        "evidence": list(evidence_of(found)) if has_role(reader, ADMISSIONS_OFFICER, PROGRAMME_MANAGER) else [],
        "references": _references(reader, found),
        "line": place_of(found),
        "records": records_about(found.code),
    }
    return render(request, "admissions/review.html", context, status=status if decision or withdrawal else 200)


def _references(reader: Person, found: Application) -> list[dict[str, Any]]:
    """What referees said, in the words of the questions they were asked."""
    rules = programme_of(found.programme_version).policies.references
    questions = rules.questions if rules else ()
    shown = []
    for reference in answers_about(reader, found):
        said = reference.answer or {}
        levels = [
            {
                "question": question.text,
                "level": next(
                    (one.text for one in question.levels if one.key == said.get("levels", {}).get(question.key)),
                    "I cannot say",
                ),
            }
            for question in questions
        ]
        known_for = KNOWN_FOR.get(said.get("known_for", ""), "")
        shown.append({"reference": reference, "said": said, "known_for": known_for, "levels": levels if said else []})
    return shown
