"""The append-only record and the head of its chain. Triggers refuse every change of a record (see migrations)."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Record(models.Model):
    """One decision or piece of evidence. `hash` covers every other field and the hash before it."""

    personal_data: ClassVar[tuple[str, ...]] = ("data",)

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    kind = models.CharField(max_length=80, db_index=True)
    subjects = ArrayField(models.CharField(max_length=80))
    data = models.JSONField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["sequence"]
        indexes = [GinIndex(fields=["subjects"], name="record_subjects")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.kind}"


class LedgerHead(models.Model):
    """The one row that writers lock: it orders the chain."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="ledger_has_one_head")]

    def __str__(self) -> str:
        return f"head at {self.sequence}"
