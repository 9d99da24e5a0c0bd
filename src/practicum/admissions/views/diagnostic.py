"""The diagnostic test: rendered on the server, one question a page, each answer saved as it is given."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions.api import (
    DiagnosticTest,
    access_diagnostic,
    answer_diagnostic,
    diagnostic_tests_of,
    finish_diagnostic,
    result_of,
    show_question,
    start_diagnostic,
)
from practicum.admissions.rules import needed_right, next_try
from practicum.admissions.views.applicant import signed_in
from practicum.curriculum.api import current_version, programme_of
from practicum.kernel.errors import NotFound, Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import time_factor_of


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """What the test is, and what came of one's own tries."""
    person, now = signed_in(request), timezone.now()
    rules = programme_of(current_version()).policies.diagnostic
    if rules is None:
        raise NotFound("This programme has no diagnostic test.")
    own = list(diagnostic_tests_of(person))
    again = next_try(own[0].started_at, rules) if own else None
    context = {
        "rules": rules,
        "needed": needed_right(rules),
        "minutes": round(rules.minutes * time_factor_of(person)),
        "running": next((test for test in own if test.state == "in_progress" and now < test.ends_at), None),
        "results": [(test, result) for test in own if (result := result_of(test))],
        "again": again if again and now < again else None,
    }
    return render(request, "admissions/diagnostic.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    found = start_diagnostic(actor=signed_in(request), now=timezone.now())
    return redirect("admissions:diagnostic_question", found.code, _first_open(found))


@login_required
@require_safe
def test(request: HttpRequest, code: str) -> HttpResponse:
    """All questions at a glance while it runs; the result afterwards."""
    found = _fresh(request, code)
    rows = [(at, name in found.answers) for at, name in enumerate(found.questions, start=1)]
    context = {
        "test": found,
        "rows": rows,
        "open": sum(not answered for _, answered in rows),
        "result": result_of(found),
    }
    return render(request, "admissions/diagnostic_test.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, code: str, position: int) -> HttpResponse:
    """One question. Saving leads to the next; what was saved is there again after the browser was closed."""
    found = _fresh(request, code)
    if found.state != "in_progress":
        return redirect("admissions:diagnostic_test", code)
    shown = show_question(found, position)
    form = AnswerQuestion(shown.options, request.POST or None, initial={"option": shown.answer})
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            answer_diagnostic(
                actor=signed_in(request), code=code, position=position, option=form.cleaned_data["option"], now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            if position < len(found.questions):
                return redirect("admissions:diagnostic_question", code, position + 1)
            return redirect("admissions:diagnostic_test", code)
    context = {
        "test": found,
        "shown": shown,
        "form": form,
        "number": len(found.questions),
        "before": position - 1,
        "minutes_left": max(int((found.ends_at - timezone.now()).total_seconds() // 60), 0),
    }
    failed = request.method == "POST"
    return render(request, "admissions/diagnostic_question.html", context, status=422 if failed else 200)


@login_required
@require_POST
def finish(request: HttpRequest, code: str) -> HttpResponse:
    finish_diagnostic(actor=signed_in(request), code=code, now=timezone.now())
    messages.success(request, "The test is handed in.")
    return redirect("admissions:diagnostic_test", code)


class AnswerQuestion(forms.Form):
    """One of the answers."""

    use_required_attribute = False
    option = forms.ChoiceField(
        label="Your answer", widget=forms.RadioSelect(), error_messages={"required": "Choose one of the answers."}
    )

    def __init__(self, options: tuple[tuple[str, str], ...], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["option"].choices = options  # type: ignore[attr-defined]


def _fresh(request: HttpRequest, code: str) -> DiagnosticTest:
    """One's own test; one whose time is over is scored first."""
    person, now = signed_in(request), timezone.now()
    found = access_diagnostic(person, code)
    if found.state == "in_progress" and now >= found.ends_at:
        return finish_diagnostic(actor=person, code=code, now=now)
    return found


def _first_open(found: DiagnosticTest) -> int:
    """The first question without an answer, or the last one."""
    return next(
        (at for at, name in enumerate(found.questions, start=1) if name not in found.answers), len(found.questions)
    )
