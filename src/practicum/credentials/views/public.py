"""What anybody may fetch: issuer document, keys, signed credentials and lists, the log. All of it is meant for machines."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practicum.credentials.documents import achievement_of
from practicum.credentials.issuer import issuer_did
from practicum.credentials.queries import (
    did_document,
    get_credential,
    get_signing_key,
    get_version_of,
    latest_checkpoint,
    log_proof,
    status_list,
)
from practicum.credentials.seal import seal_svg
from practicum.credentials.signing.log import CREDENTIAL
from practicum.kernel.errors import NotFound
from practicum.people.api import is_person

# The order in which people expect to read a credential; PostgreSQL keeps another, and a signature does not mind.
_ORDER = ("@context", "id", "type", "name", "issuer", "validFrom", "validUntil", "awardedDate", "credentialSubject")


def ordered(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its head first and its proof last."""
    middle = [key for key in document if key not in _ORDER and key != "proof"]
    keys = [*(key for key in _ORDER if key in document), *middle, *(["proof"] if "proof" in document else [])]
    return {key: document[key] for key in keys}


def published(document: dict[str, Any], *, seconds: int = 0) -> JsonResponse:
    """A document for machines of any origin, which may keep it so many seconds. What is missing is told as JSON too."""
    answer = JsonResponse(ordered(document), json_dumps_params={"indent": 1, "ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = f"public, max-age={seconds}" if seconds else "no-cache"
    return answer


def _missing(error: NotFound) -> JsonResponse:
    answer = JsonResponse({"error": error.message}, status=404)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_safe
def did_json(request: HttpRequest) -> HttpResponse:
    """The issuer document, with every key that ever signed."""
    try:
        return published(did_document(), seconds=300)
    except NotFound as error:
        return _missing(error)


@require_safe
def key_json(request: HttpRequest, name: str) -> HttpResponse:
    """One key by its address, as a Multikey."""
    try:
        key = get_signing_key(name)
        method = next(each for each in did_document()["verificationMethod"] if each["id"] == key.kid)
    except NotFound as error:
        return _missing(error)
    return published({"@context": "https://w3id.org/security/multikey/v1", **method, "controller": issuer_did()})


@require_safe
def credential_json(request: HttpRequest, code: str) -> HttpResponse:
    """The credential as it was signed: for everybody when the holder chose to be listed, since it names them; else for
    the holder alone, who passes it on to whom they like."""
    try:
        held = get_credential(code)
    except NotFound as error:
        return _missing(error)
    if held.listed:
        return published(held.document)
    if not is_person(request.user) or request.user.pk != held.person_id:
        return _missing(
            NotFound("The holder of this credential did not choose to be listed: ask them for the document.")
        )
    answer = published(held.document)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def proof_json(request: HttpRequest, code: str) -> HttpResponse:
    """That the credential stands in the log, for those who check it themselves."""
    try:
        return published(log_proof(kind=CREDENTIAL, subject=get_credential(code).code).to_json())
    except NotFound as error:
        return _missing(error)


@require_safe
def status_json(request: HttpRequest, purpose: str) -> HttpResponse:
    """The newest signed status list."""
    try:
        return published(status_list(purpose), seconds=60)
    except NotFound as error:
        return _missing(error)


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint of the log (C2SP tlog-checkpoint)."""
    answer = HttpResponse(latest_checkpoint(), content_type="text/plain; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def achievement(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """What a version of the scheme certifies: where a credential's achievement leads."""
    version = get_version_of(programme, number)
    return render(request, "credentials/achievement.html", {"achievement": achievement_of(version), "version": version})


@require_safe
def seal(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """The picture of the achievement."""
    answer = HttpResponse(seal_svg(get_version_of(programme, number)), content_type="image/svg+xml")
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cache-Control"] = "public, max-age=86400"
    return answer


def attachment(body: bytes | str, *, kind: str, name: str) -> HttpResponse:
    """A download."""
    answer = HttpResponse(body, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
