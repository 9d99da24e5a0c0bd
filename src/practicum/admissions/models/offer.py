"""A place that is offered."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.rules import OFFER_STATES


class Offer(models.Model):
    """A place, open until a moment."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=OFFER_STATES.choices, default=OFFER_STATES.initial)
    made_at = models.DateTimeField()
    open_until = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="open"), name="one_open_offer_per_application"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.state}"
