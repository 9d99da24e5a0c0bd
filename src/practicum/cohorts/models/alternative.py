"""Another plan beside the one that is proposed: what if?"""

from typing import ClassVar

from django.db import models

from practicum.cohorts.models.proposal import Proposal
from practicum.cohorts.rules.states import ALTERNATIVE_STATES


class Alternative(models.Model):
    """What a programme manager asked of a proposal, and the plan that answers it. It changes nothing until it is adopted.

    `base_digest` is the digest of the plan from which it departs: once that has changed, it cannot be adopted any more.
    """

    personal_data: ClassVar[tuple[str, ...]] = ("change", "reason", "instance", "result", "words")

    code = models.CharField(max_length=20, unique=True)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="alternatives")
    state = models.CharField(max_length=10, choices=ALTERNATIVE_STATES.choices, default=ALTERNATIVE_STATES.initial)
    change = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    base_digest = models.CharField(max_length=64)
    instance = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    words = models.JSONField(default=list)  # the difference in sentences, or why there is no such plan
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.code
