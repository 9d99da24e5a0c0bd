"""Programme versions: the pack that people were admitted, taught and judged under, kept for ever."""

from typing import ClassVar

from django.db import models


class ProgrammeVersion(models.Model):
    """One loaded version of a programme pack. `content` is the public part; items go to the item bank."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField()
    learning = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version", "digest"], name="one_row_per_pack_version"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(is_current=True), name="one_current_version_per_programme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
