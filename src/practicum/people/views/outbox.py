"""The outbox: what is mailed to people, what it looks like, and what is to become of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from practicum.kernel.errors import Refusal
from practicum.notices.api import KINDS, acts_on, count_by_state, preview, stuck_notices
from practicum.notices.api import outbox as letters_in_outbox
from practicum.pages.api import apply_refusal
from practicum.people.forms import DecideOnNotice, FilterOutbox
from practicum.people.queries import KEEP_OUTBOX, access_notice, require_role
from practicum.people.services import decide_on_notice
from practicum.people.views.shared import signed_in

LETTERS_A_PAGE = 50
ACTS = {
    "hold": "Hold it back",
    "release": "Release it: send it now",
    "cancel": "Cancel it: never send it",
    "note_sent": "It went out: note it as sent",
    "send_again": "It did not reach them: send it again",
}


@login_required
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """All letters with their states; those of which nobody knows whether they went out stand first."""
    require_role(request.user, *KEEP_OUTBOX)
    form = FilterOutbox(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = Paginator(letters_in_outbox(**wanted), LETTERS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "letters": found,
        "counts": sorted(count_by_state().items()),
        "stuck": stuck_notices(now=timezone.now()).count(),
        "kinds": {key: kind.title for key, kind in KINDS.items()},
        "query": "".join(f"{name}={value}&" for name, value in wanted.items() if value and name != "search"),
    }
    return render(request, "people/outbox.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter(request: HttpRequest, code: str) -> HttpResponse:
    """One letter exactly as it goes out, and what may be done with it."""
    person, now = signed_in(request), timezone.now()
    notice = access_notice(person, code)
    act = request.POST.get("act", "") if request.method == "POST" else ""
    form = DecideOnNotice(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            decide_on_notice(actor=person, notice=notice, act=act, reason=form.cleaned_data["reason"], now=now)
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, "Done. It is on the record, with your reason.")
            return redirect("people:letter", code)
    is_busy = notice.state == "sending" and not stuck_notices(now=now).filter(pk=notice.pk).exists()
    acts = [] if is_busy or notice.person_id == person.pk else [(one, ACTS[one]) for one in acts_on(notice.state)]
    context = {
        "notice": notice,
        "kind": KINDS[notice.kind],
        "mail": preview(notice, now=now),
        "acts": acts,
        "is_busy": is_busy,
        "form": form,
    }
    return render(request, "people/letter.html", context, status=422 if form.errors else 200)
