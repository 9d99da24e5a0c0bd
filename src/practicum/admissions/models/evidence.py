"""Files that an applicant attached."""

from typing import ClassVar

from django.db import models

from practicum.admissions.models.application import Application
from practicum.admissions.rules import KINDS


class EvidenceFile(models.Model):
    """One file, kept in the database: saved, backed up and removed together with the application that it belongs to, and
    under no path that a web server could be led to. Read `content` only to hand it out."""

    personal_data: ClassVar[tuple[str, ...]] = ("name", "content")

    code = models.CharField(max_length=20, unique=True)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="evidence_files")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=8, choices=[(kind, words[2]) for kind, words in KINDS.items()])
    size = models.PositiveIntegerField()  # bytes
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [models.UniqueConstraint(fields=["application", "sha256"], name="a_file_once_per_application")]

    def __str__(self) -> str:
        return self.code
