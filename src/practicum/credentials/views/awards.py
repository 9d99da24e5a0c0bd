"""Award decisions: who waits for one, what it rests on, the decision, and the issuing that follows."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.credentials.forms import CompromiseKey, DecideAward
from practicum.credentials.issuer import key_name
from practicum.credentials.queries import (
    access_award,
    access_candidate,
    awards_to_issue,
    candidates_to_decide,
    decided_awards,
    find_credentials,
    get_signing_key,
    signing_keys,
)
from practicum.credentials.services import compromise_signing_key, decide_award, issue_credential, make_signing_key
from practicum.credentials.summary import summarise_evidence
from practicum.credentials.views.holder import signed_in
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal
from practicum.people.api import AUDITOR, DECIDER, OPERATOR, REGISTRAR, has_role, require_role, roles_of

PAGE = 25


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Candidates who wait for a decision, awards to issue, decisions made; registrars look up credentials here."""
    person = require_role(signed_in(request), DECIDER, REGISTRAR, AUDITOR)
    roles = roles_of(person)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200]
    context = {
        "waiting": candidates_to_decide() if roles & {DECIDER, AUDITOR} else (),
        "to_issue": awards_to_issue(),
        "may_issue": bool(roles & {DECIDER, REGISTRAR}),
        "decided": Paginator(decided_awards(person), PAGE).get_page(request.GET.get("page")),
        "may_search": REGISTRAR in roles,
        "text": text,
        "found": find_credentials(text)[:PAGE] if text and REGISTRAR in roles else (),
    }
    return render(request, "credentials/awards.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, code: str) -> HttpResponse:
    """All the evidence on one candidate, and the decision."""
    person, now = signed_in(request), timezone.now()
    candidacy = access_candidate(person, code)
    summary = summarise_evidence(candidacy, now=now)
    blocks, lacks = summary.blocks_for(person, now=now), summary.lacks_for(person, now=now)
    form = DecideAward(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            award = decide_award(
                actor=person, candidacy=candidacy, outcome=given["outcome"], reason=given["reason"], now=now
            )
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            said = "You awarded the credential." if award.outcome == "awarded" else "You refused the credential."
            messages.success(request, f"{said} Your reason is on record.")
            return redirect("credentials:award", code=award.code)
    may_decide = has_role(person, DECIDER) and not summary.is_awarded and candidacy.ended_at is None
    context = {
        "candidacy": candidacy,
        "summary": summary,
        "blocks": blocks if may_decide else (),
        "lacks": lacks,
        "form": form if may_decide and not blocks else None,
    }
    return render(request, "credentials/candidate.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One decision, with the evidence as it stood."""
    person = signed_in(request)
    found = access_award(person, code)
    context = {
        "award": found,
        "credential": getattr(found, "credential", None),
        "may_issue": found.outcome == "awarded" and has_role(person, DECIDER, REGISTRAR),
    }
    return render(request, "credentials/award.html", context)


@login_required
@require_POST
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Sign and publish the credential of an award."""
    person = signed_in(request)
    issued = issue_credential(actor=person, award=access_award(person, code), now=timezone.now())
    messages.success(request, f"The credential {issued.code} is issued; its holder gets a message.")
    return redirect("credentials:credential", code=issued.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The signing keys. A new one takes over at once; the one before it goes on verifying."""
    person = require_role(signed_in(request), OPERATOR)
    if request.method == "POST":
        made = make_signing_key(actor=person, now=timezone.now())
        messages.success(request, f"The key {made.kid} signs from now on.")
        return redirect("credentials:keys")
    rows = [(key, key_name(key.kid)) for key in signing_keys()]
    return render(request, "credentials/keys.html", {"keys": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def compromise(request: HttpRequest, name: str) -> HttpResponse:
    """A key is lost to somebody else: asked for a reason, because nothing that it signed verifies afterwards."""
    person = require_role(signed_in(request), OPERATOR)
    key = get_signing_key(name)
    form = CompromiseKey(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            compromise_signing_key(actor=person, key=key, reason=form.cleaned_data["reason"], now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "The key is marked as compromised. Nothing that it signed verifies any more.")
            return redirect("credentials:keys")
    context = {"key": key, "name": name, "form": form}
    return render(request, "credentials/compromise.html", context, status=422 if form.errors else 200)
