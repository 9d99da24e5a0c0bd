"""Accounts, roles, qualifications, declarations of interest, accommodations, consent."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from practicum.people.rules import ROLES


class PersonManager(BaseUserManager["Person"]):
    """Makes accounts for django's own commands; the program itself uses `people.api.register_person`."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email__iexact=username)


class Person(AbstractBaseUser, PermissionsMixin):
    """Someone with an account. Applicant, candidate, holder, examiner: what a person is follows from other rows."""

    personal_data: ClassVar[tuple[str, ...]] = ("email", "name", "employer", "time_zone")

    code = models.CharField(max_length=20, unique=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    employer = models.CharField(max_length=200, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = PersonManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class RoleGrant(models.Model):
    """A role that a person holds from a moment until another (open when null)."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=[(role, role.replace("_", " ")) for role in ROLES])
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role"], condition=models.Q(ended_at=None), name="one_open_grant_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class Qualification(models.Model):
    """A certificate that a person holds: our own credential (`source` is its code) or one recorded at the start."""

    personal_data: ClassVar[tuple[str, ...]] = ("source",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="qualifications")
    programme_code = models.CharField(max_length=40)
    source = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.programme_code}"


class InterestDeclaration(models.Model):
    """Why one person may not judge another: kin, manager, business partner … Same employer is computed, not declared."""

    personal_data: ClassVar[tuple[str, ...]] = ("relation",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="interests")
    about = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=200)
    declared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id} about {self.about_id}"


class Accommodation(models.Model):
    """What a person needs in order to show what they can do. `time_factor` 1.50 means half as much time again."""

    personal_data: ClassVar[tuple[str, ...]] = ("need",)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accommodations")
    need = models.TextField()
    time_factor = models.DecimalField(max_digits=4, decimal_places=2, default=1)
    state = models.CharField(
        max_length=12, default="requested", choices=[(s, s) for s in ("requested", "approved", "declined")]
    )
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(time_factor__gte=1) & models.Q(time_factor__lte=3), name="time_factor_1_to_3"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} x{self.time_factor}"


class Consent(models.Model):
    """A person agreed to a text in a version."""

    personal_data: ClassVar[tuple[str, ...]] = ()

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.purpose}"
