"""How far a candidate is with a lab, as the room of labs told: it lies above and cannot be asked."""

from typing import ClassVar

from django.db import models


class LabProgress(models.Model):
    """`state` is that of the candidate's newest variant; empty before anything was handed in, and after its data were deleted.

    A copy of what the records of the labs say, in the same transaction: it has no events of its own.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="lab_progress")
    lab = models.CharField(max_length=60)
    state = models.CharField(max_length=10, blank=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidacy", "lab"], name="one_progress_per_lab")]

    def __str__(self) -> str:
        return f"{self.candidacy_id} {self.lab}: {self.state}"
