"""Attached files: the applicant's page, and handing them out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practicum.admissions import forms
from practicum.admissions.api import access_evidence, add_evidence, evidence_of, remove_evidence
from practicum.admissions.queries import own_application
from practicum.admissions.rules import APPLICATION_STATES, BYTES_OF_A_FILE, FILES_AT_MOST, KINDS
from practicum.admissions.views.applicant import progress, signed_in
from practicum.kernel.errors import Refusal
from practicum.pages.api import apply_refusal, takes_files


@takes_files(most_bytes=BYTES_OF_A_FILE, mend="Save the file smaller, or attach the part that matters.")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, code: str) -> HttpResponse:
    """What is attached to one's own draft; attach one more."""
    person = signed_in(request)
    found = own_application(person, code)
    APPLICATION_STATES.require(found.state, ("draft",), act="changed")
    form = forms.AttachFile(request.POST, request.FILES) if request.method == "POST" else forms.AttachFile()
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(BYTES_OF_A_FILE + 1)
        try:
            file = add_evidence(actor=person, application=found, name=upload.name, content=content, now=timezone.now())
        except Refusal as refusal:
            apply_refusal(form, refusal)
        else:
            messages.success(request, f"“{file.name}” is attached.")
            return redirect("admissions:files", code)
    attached = list(evidence_of(found))
    context = {
        "application": found,
        "steps": progress(found, "files"),
        "form": form,
        "attached": attached,
        "most": FILES_AT_MOST,
        "full": len(attached) >= FILES_AT_MOST,
    }
    return render(request, "admissions/files.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def remove(request: HttpRequest, code: str, file: str) -> HttpResponse:
    person = signed_in(request)
    remove_evidence(actor=person, application=own_application(person, code), code=file, now=timezone.now())
    messages.success(request, "The file is removed.")
    return redirect("admissions:files", code)


@login_required
@require_safe
def download(request: HttpRequest, file: str) -> HttpResponse:
    """Hand the file out as a download that no browser runs anything of, and that no cache keeps."""
    found = access_evidence(signed_in(request), file)
    answer = HttpResponse(bytes(found.content), content_type=KINDS[found.kind][1])
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=found.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Cache-Control"] = "private, no-store"
    return answer
