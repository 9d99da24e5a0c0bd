"""Award decisions, credentials, status lists, signing keys."""

from typing import ClassVar

from django.db import models

from practicum.credentials.rules import CREDENTIAL_STATES


class AwardDecision(models.Model):
    """A person's decision to award or to refuse, with reasons and the evidence it rests on. A score never awards."""

    personal_data: ClassVar[tuple[str, ...]] = ("reason", "evidence")

    code = models.CharField(max_length=20, unique=True)
    candidacy = models.ForeignKey("practicum.Candidacy", on_delete=models.PROTECT, related_name="award_decisions")
    outcome = models.CharField(max_length=8, choices=[(o, o) for o in ("awarded", "refused")])
    reason = models.TextField()
    evidence = models.JSONField()
    mode = models.CharField(max_length=40)
    decided_by = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["candidacy"], condition=models.Q(outcome="awarded"), name="one_award_per_candidacy"
            )
        ]

    def __str__(self) -> str:
        return self.code


class SigningKey(models.Model):
    """An Ed25519 key. `sealed_private` is encrypted with a key that comes from the environment, never stored here."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    kid = models.CharField(max_length=80, unique=True)
    public_multibase = models.CharField(max_length=80)
    sealed_private = models.BinaryField()
    state = models.CharField(
        max_length=12, default="active", choices=[(s, s) for s in ("active", "retired", "compromised")]
    )
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["state"], condition=models.Q(state="active"), name="one_active_signing_key")
        ]

    def __str__(self) -> str:
        return self.kid


class Credential(models.Model):
    """One issued Open Badge. `document` is what was signed and never changes; the state lives beside it."""

    personal_data: ClassVar[tuple[str, ...]] = ("document", "holder_name", "state_reason")

    code = models.CharField(max_length=20, unique=True)
    award = models.OneToOneField(AwardDecision, on_delete=models.PROTECT, related_name="credential")
    person = models.ForeignKey("practicum.Person", on_delete=models.PROTECT, related_name="credentials")
    holder_name = models.CharField(max_length=200)
    programme_code = models.CharField(max_length=40)
    programme_version = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=CREDENTIAL_STATES.choices, default=CREDENTIAL_STATES.initial)
    state_reason = models.TextField(blank=True)
    state_changed_at = models.DateTimeField()
    listed = models.BooleanField(default=False)  # by name in the public register: the holder's choice
    issued_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    status_index = models.PositiveIntegerField(unique=True)
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()

    class Meta:
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return self.code


class StatusListVersion(models.Model):
    """A signed status list as it stood from a moment on; the newest per purpose is served."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    purpose = models.CharField(max_length=12, choices=[(p, p) for p in ("revocation", "suspension")])
    number = models.PositiveIntegerField()
    document = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["purpose", "number"], name="status_lists_numbered")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class TlogLeaf(models.Model):
    """One entry of the transparency log: an issued credential, a version of a status list, or a key event.

    `leaf_hash` is salted, so that it shows nothing to those who were not given the salt. `checkpoint` is the signed note
    of the log as it stood with this leaf as its last: a log that was rewritten later fits none of them.
    """

    personal_data: ClassVar[tuple[str, ...]] = ()

    index = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=200, db_index=True)
    salt = models.BinaryField()
    leaf_hash = models.BinaryField()
    checkpoint = models.TextField()
    signing_key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        ordering = ["index"]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"
