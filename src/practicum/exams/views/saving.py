"""The address that the script saves to: JSON in, a receipt out, nothing acknowledged before it is on disk."""

import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from practicum.exams.closing import expire_if_overdue
from practicum.exams.queries import access_own_attempt, database_clock, layout_of
from practicum.exams.services.recording import Receipt, record_response
from practicum.kernel.errors import NotFound, Refusal, Unavailable
from practicum.people.api import Person, is_person

MOST_VALUES = 20


@never_cache
@require_http_methods(["GET", "POST"])
def responses(request: HttpRequest, code: str) -> JsonResponse:
    """POST `{"position", "sequence", "values"}`: store and give the receipt. GET: the time that is left.

    Statuses: 200 stored (or already stored), 400 not understood, 401 signed out, 404 not yours, 409 closed or time over,
    422 no answer, 503 try again.
    """
    person = request.user
    if not is_person(person):
        return _refuse(401, "signed_out", "You are signed out. Your answers are kept in this browser: sign in again.")
    try:
        if request.method == "GET":
            return _clock(person, code)
        return _save(person, code, request.body)
    except NotFound as missing:
        return _refuse(404, "not_found", str(missing))
    except Refusal as refusal:
        return _refuse(422 if refusal.field else 409, refusal.code, str(refusal))
    except Unavailable as unavailable:
        return _refuse(503, "unavailable", str(unavailable))


def _save(person: Person, code: str, body: bytes) -> JsonResponse:
    sent = _read(body)
    if sent is None:
        return _refuse(400, "not_understood", "A save names a position, a sequence and a list of values.")
    position, sequence, values = sent
    place = layout_of(code).get(position)
    if place is None:
        raise NotFound("There is no such question.")
    answer = place.read_answer(values)
    receipt = record_response(actor=person, attempt_code=code, position=position, answer=answer, sequence=sequence)
    return JsonResponse(_shown(receipt, person=person, values=place.show_answer(receipt.answer)))


def _read(body: bytes) -> tuple[int, int, list[str]] | None:
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict):
        return None
    position, sequence, values = sent.get("position"), sent.get("sequence"), sent.get("values")
    if type(position) is not int or type(sequence) is not int:  # True is an int too, to isinstance
        return None
    if not isinstance(values, list) or len(values) > MOST_VALUES or not all(isinstance(one, str) for one in values):
        return None
    return position, sequence, values


def _clock(person: Person, code: str) -> JsonResponse:
    now = database_clock()
    attempt = expire_if_overdue(access_own_attempt(person, code), now)
    deadline_at = attempt.deadline_at if attempt.state == "in_progress" else None
    remaining = max(deadline_at - now, timedelta(0)) if deadline_at else timedelta(0)
    return JsonResponse({"state": attempt.state, "remaining_seconds": remaining // timedelta(seconds=1)})


def _shown(receipt: Receipt, *, person: Person, values: list[str]) -> dict[str, Any]:
    local = receipt.saved_at.astimezone(ZoneInfo(person.time_zone))
    return {
        "position": receipt.position,
        "sequence": receipt.sequence,
        "values": values,
        "is_new": receipt.is_new,
        "saved_at": receipt.saved_at.isoformat(),
        "saved_at_text": f"{local:%H:%M:%S}",
        "remaining_seconds": receipt.remaining // timedelta(seconds=1),
    }


def _refuse(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"code": code, "message": message}, status=status)
