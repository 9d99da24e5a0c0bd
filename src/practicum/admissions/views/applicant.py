"""The applicant's pages: one page for each step, then one page that says how things stand."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions import forms
from practicum.admissions.api import (
    Application,
    DraftRefused,
    answer_offer,
    applications_of,
    candidacy_of,
    draft_of,
    open_offer,
    save_draft,
    start_application,
    submit_application,
    withdraw_application,
)
from practicum.admissions.progress import progress_of
from practicum.admissions.queries import (
    evidence_of,
    may_be_withdrawn,
    own_application,
    place_of,
    references_of,
    require_unawarded,
    seat_due,
)
from practicum.admissions.rules import APPLICATION_STATES, ENDED, NAMING, FieldProblem, check_draft
from practicum.admissions.words import OWN_PAGES, STEPS, describe, label_of, step_of
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import Person, is_person, request_accommodation, require_role

STEP_FORMS: dict[str, type[forms.DraftForm]] = {
    "about": forms.AboutForm,
    "role": forms.RoleForm,
    "estate": forms.EstateForm,
    "experience": forms.ExperienceForm,
    "availability": forms.AvailabilityForm,
}


def signed_in(request: HttpRequest) -> Person:
    """The person behind a page that needs one (the decorator has made sure of it)."""
    return request.user if is_person(request.user) else require_role(request.user)


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How to apply, and the applications that the reader has."""
    applications = list(applications_of(request.user)) if is_person(request.user) else []
    live = next((one for one in applications if one.state not in ENDED), None)
    context = {"programme": programme_of(current_version()), "applications": applications, "live": live}
    return render(request, "admissions/overview.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    application = start_application(actor=signed_in(request), now=timezone.now())
    return redirect("admissions:step", application.code, "about")


@login_required
@require_safe
def application(request: HttpRequest, code: str) -> HttpResponse:
    """How the application stands, what comes next, and by when."""
    found = own_application(signed_in(request), code)
    return _show_application(request, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """One step of the form. Saved though incomplete; `?check=1` shows what it still lacks."""
    person, now = signed_in(request), timezone.now()
    found = own_application(person, code)
    programme = programme_of(found.programme_version)
    if key not in STEP_FORMS or key not in _steps_of(found):
        raise NotFound("The application has no such step.")
    APPLICATION_STATES.require(found.state, ("draft",), act="changed")
    given: dict[str, Any] = {"programme": programme, "person": person, "now": now, "initial": _initial(found, person)}
    if request.method != "POST":
        form = STEP_FORMS[key](**given)
        if "check" in request.GET:
            form = STEP_FORMS[key](_as_post(form), **given)
            _tell_problems(form, [one for one in check_draft(draft_of(found), programme) if step_of(one.field) == key])
        return _show_step(request, found, key, form)
    form = STEP_FORMS[key](request.POST, **given)
    if form.is_valid():
        try:
            save_draft(actor=person, application=found, fields=form.as_fields(), now=now)
        except DraftRefused as refused:
            _tell_problems(form, refused.problems)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            return _go_on(request, own_application(person, code), key)
    return _show_step(request, found, key, form, status=422)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def accommodation(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for what one needs. It goes to its own decision, apart from the application."""
    person = signed_in(request)
    found = own_application(person, code)
    APPLICATION_STATES.require(found.state, ("draft",), act="changed")
    form = forms.AccommodationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not form.cleaned_data["need"].strip():
            return _go_on(request, found, "accommodation")
        try:
            request_accommodation(
                actor=person,
                need=form.cleaned_data["need"],
                time_factor=form.cleaned_data["time_factor"],
                now=timezone.now(),
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Your request is on its way. It is decided apart from your application.")
            return _go_on(request, found, "accommodation")
    asked = person.accommodations.order_by("-requested_at", "-id")
    return _show_step(request, found, "accommodation", form, status=422 if form.errors else 200, asked=asked)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """All answers on one page; submitting names every one that needs attention and leads there."""
    person, now = signed_in(request), timezone.now()
    found = own_application(person, code)
    problems: tuple[FieldProblem, ...] = ()
    if request.method == "POST":
        try:
            submit_application(actor=person, application=found, now=now)
        except DraftRefused as refused:
            problems = refused.problems
        else:
            messages.success(request, "Your application is submitted. We have sent you a message.")
            return redirect("admissions:application", code)
    APPLICATION_STATES.require(found.state, ("draft",), act="changed")
    context = {
        "application": found,
        "steps": progress(found, "check"),
        "answers": [
            {"key": key, "title": STEPS[key], "answers": answers}
            for key, answers in describe(found, zone=person.time_zone, now=now).items()
        ],
        "person": person,
        "asked": person.accommodations.order_by("-requested_at", "-id"),
        "evidence": list(evidence_of(found)),
        "references": list(references_of(found)),
        "problems": [
            {"url": _field_url(found, one.field), "label": label_of(one, found), "text": str(one)} for one in problems
        ],
    }
    return render(request, "admissions/check.html", context, status=422 if problems else 200)


@login_required
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Accept or refuse the offer."""
    person = signed_in(request)
    found = own_application(person, code)
    said = request.POST.get("answer")
    if said not in ("accept", "refuse"):
        error = Refusal("answer_missing", "Choose whether you accept or refuse.", field="answer")
        return _show_application(request, found, error, status=422)
    try:
        answer_offer(actor=person, application=found, accept=said == "accept", now=timezone.now())
    except Refusal as refusal:
        return _show_application(request, own_application(person, code), refusal, status=409)
    messages.success(request, "You accepted your place." if said == "accept" else "You refused the place.")
    return redirect("admissions:application", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Asked once more, then done."""
    person = signed_in(request)
    found = own_application(person, code)
    if request.method == "POST":
        withdraw_application(actor=person, application=found, now=timezone.now())
        messages.success(request, "Your application is withdrawn.")
        return redirect("admissions:application", code)
    require_unawarded(found)
    APPLICATION_STATES.move(found.state, "withdrawn")
    return render(request, "admissions/withdraw.html", {"application": found})


def _show_application(
    request: HttpRequest, found: Application, error: Refusal | None = None, status: int = 200
) -> HttpResponse:
    person = found.person
    programme, now = programme_of(found.programme_version), timezone.now()
    offer = open_offer(found) if found.state == "offered" else None
    context = {
        "application": found,
        "programme": programme,
        "offer": offer,
        "offer_over": offer is not None and offer.open_until <= now,
        "candidacy": candidacy_of(person) if found.state in ("accepted", "seated") else None,
        "line": place_of(found),
        "seat_due": seat_due(found) if found.state == "accepted" else None,
        "evidence": list(evidence_of(found)),
        "references": list(references_of(found)),
        "may_name": found.state in NAMING and programme.policies.references is not None,
        "now": now,
        "missing": len(check_draft(draft_of(found), programme)) if found.state == "draft" else 0,
        "answers": [
            {"title": STEPS[key], "answers": answers}
            for key, answers in describe(found, zone=person.time_zone, now=now).items()
        ],
        "may_withdraw": may_be_withdrawn(found),
        "error": error,
        "progress": progress_of(found, zone=person.time_zone, now=now),
    }
    return render(request, "admissions/application.html", context, status=status)


def _show_step(
    request: HttpRequest, found: Application, key: str, form: Any, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "application": found,
        "key": key,
        "title": STEPS[key],
        "form": form,
        "steps": progress(found, key),
        "has_diagnostic": programme_of(found.programme_version).policies.diagnostic is not None,
        **more,
    }
    return render(request, "admissions/step.html", context, status=status)


def _steps_of(found: Application) -> list[str]:
    """The steps of this application: nobody asks for weekly hours where there is no cohort."""
    asks_referees = programme_of(found.programme_version).policies.references is not None
    left_out = {"availability": found.route != "cohort", "referees": not asks_referees}
    return [key for key in STEPS if not left_out.get(key)]


def progress(found: Application, now_at: str) -> list[dict[str, Any]]:
    """The steps with what each still lacks, for the list at the head of the page."""
    lacking = {step_of(one.field) for one in check_draft(draft_of(found), programme_of(found.programme_version))}
    return [
        {
            "key": key,
            "title": STEPS[key],
            "url": _step_url(found, key),
            "class": "now" if key == now_at else "next" if key in lacking or key in OWN_PAGES else "done",
        }
        for key in _steps_of(found)
    ]


def _go_on(request: HttpRequest, found: Application, key: str) -> HttpResponse:
    """To the next step, or back to the application when the applicant wants to come back later."""
    if request.POST.get("then") == "later":
        messages.success(request, "Your answers are saved. Come back whenever it suits you.")
        return redirect("admissions:application", found.code)
    steps = _steps_of(found)
    after = steps.index(key) + 1 if key in steps else len(steps)
    return redirect(
        _step_url(found, steps[after]) if after < len(steps) else reverse("admissions:check", args=[found.code])
    )


def _step_url(found: Application, key: str) -> str:
    if key in OWN_PAGES:
        return reverse(f"admissions:{key}", args=[found.code])
    return reverse("admissions:step", args=[found.code, key])


def _field_url(found: Application, field: str) -> str:
    return f"{_step_url(found, step_of(field))}?check=1#id_{field}"


def _initial(found: Application, person: Person) -> dict[str, Any]:
    draft = draft_of(found)
    bands = {f"complexity.{key}": band for key, band in (draft.get("complexity") or {}).items()}
    return {**draft, **bands, "name": person.name, "employer": person.employer, "time_zone": person.time_zone}


def _as_post(form: forms.DraftForm) -> QueryDict:
    """What the form shows, as if it had been sent: so that it can show what is missing beside each field."""
    data = QueryDict(mutable=True)
    for name in form.fields:
        value = form.get_initial_for_field(form.fields[name], name)
        if isinstance(value, list | tuple):
            data.setlist(name, [str(one) for one in value])
        elif value is not None:
            data[name] = str(value)
    return data


def _tell_problems(form: forms.DraftForm, problems: Any) -> None:
    for problem in problems:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
