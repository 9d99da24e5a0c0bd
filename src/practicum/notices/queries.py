"""Reads of the outbox."""

from django.db.models import QuerySet

from practicum.notices.models import Notice


def notices_to(person_id: int) -> QuerySet[Notice]:
    return Notice.objects.filter(person_id=person_id).order_by("-queued_at", "-id")
