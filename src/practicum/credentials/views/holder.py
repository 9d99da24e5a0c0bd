"""A credential's own page: the holder's downloads and choices, the registrar's acts."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.badges.api import bake_svg
from practicum.charts.api import to_html
from practicum.credentials.certificate import certificate_pdf
from practicum.credentials.forms import ChangeCredential
from practicum.credentials.issuer import verify_address
from practicum.credentials.queries import access_credential, credentials_of
from practicum.credentials.rules import CREDENTIAL_STATES, standing_in_words
from practicum.credentials.seal import seal_chart, seal_svg
from practicum.credentials.services import (
    reinstate_credential,
    revoke_credential,
    set_listed,
    suspend_credential,
)
from practicum.credentials.views.public import attachment, ordered
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import REGISTRAR, Person, conflict, has_role, require_role

_ACTS = {
    "suspended": ("suspend", "Suspend it: it does not count until it is reinstated"),
    "issued": ("reinstate", "Reinstate it: it counts again"),
    "revoked": ("revoke", "Withdraw it for good"),
}
_SERVICES = {"suspend": suspend_credential, "reinstate": reinstate_credential, "revoke": revoke_credential}
_DONE = {"suspend": "suspended", "reinstate": "reinstated", "revoke": "withdrawn"}


def signed_in(request: HttpRequest) -> Person:
    """The person behind a request that `login_required` let through."""
    return require_role(request.user) if not isinstance(request.user, Person) else request.user


@login_required
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The holder's credentials."""
    now = timezone.now()
    held = [
        (each, standing_in_words(each.state, valid_until=each.valid_until, now=now))
        for each in credentials_of(signed_in(request))
    ]
    return render(request, "credentials/own.html", {"held": held})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: HttpRequest, code: str) -> HttpResponse:
    """One credential; a registrar may change its state here."""
    person, now = signed_in(request), timezone.now()
    held = access_credential(person, code)
    acts = [_ACTS[after] for after in _ACTS if CREDENTIAL_STATES.may_move(held.state, after)]
    is_registrar = has_role(person, REGISTRAR)
    interest = conflict(person, held.person) if is_registrar else ""
    form = ChangeCredential(request.POST if request.method == "POST" else None, acts=acts)
    if request.method == "POST":
        require_role(person, REGISTRAR)
        if form.is_valid():
            act = form.cleaned_data["act"]
            try:
                _SERVICES[act](actor=person, credential=held, reason=form.cleaned_data["reason"], now=now)
            except Refusal as refusal:
                apply_refusal(form, refusal)
            else:
                messages.success(
                    request, f"The credential is {_DONE[act]}. The public status list says so from now on."
                )
                return redirect("credentials:credential", code=code)
    version = held.award.candidacy.programme_version
    context = {
        "credential": held,
        "standing": standing_in_words(held.state, valid_until=held.valid_until, now=now),
        "verify_address": verify_address(held.code),
        "is_holder": held.person_id == person.pk,
        "ring": mark_safe(to_html(seal_chart(version), show_title=False)),  # noqa: S308  charts escape every text
        "programme": programme_of(version),
        "form": form if is_registrar and acts and not interest else None,
        "interest": interest,
    }
    return render(request, "credentials/credential.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """The holder chooses whether the register may name them."""
    person = signed_in(request)
    listed = request.POST.get("listed") == "yes"
    set_listed(actor=person, credential=access_credential(person, code), listed=listed, now=timezone.now())
    said = "The register shows your name from now on." if listed else "The register does not show your name any more."
    messages.success(request, said)
    return redirect("credentials:credential", code=code)


@login_required
@require_safe
def download_json(request: HttpRequest, code: str) -> HttpResponse:
    """The signed document as a file."""
    held = access_credential(signed_in(request), code)
    text = json.dumps(ordered(held.document), indent=1, ensure_ascii=False)
    return attachment(text, kind="application/json; charset=utf-8", name=f"{held.code}.json")


@login_required
@require_safe
def download_svg(request: HttpRequest, code: str) -> HttpResponse:
    """The seal with the signed document baked into it."""
    held = access_credential(signed_in(request), code)
    svg = bake_svg(svg=seal_svg(held.award.candidacy.programme_version), credential=ordered(held.document))
    return attachment(svg, kind="image/svg+xml", name=f"{held.code}.svg")


@login_required
@require_safe
def download_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The certificate on paper."""
    held = access_credential(signed_in(request), code)
    return attachment(certificate_pdf(held), kind="application/pdf", name=f"{held.code}.pdf")
