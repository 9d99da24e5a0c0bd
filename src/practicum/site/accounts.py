"""What we add to allauth: a name at sign-up, a code for the person, the record of the new account, and our own address.

allauth takes the site's name from the request. Whoever asks may write another host into it, of those that we answer to, or
another port: neither may stand in a letter with a secret link, and neither may begin a new count of failed attempts.
"""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from practicum.kernel.errors import Refusal
from practicum.kernel.ids import new_code
from practicum.people.api import Person, check_address, check_name, note_registration


class SignUpExtras(forms.Form):
    """Asked beside address and password."""

    name = forms.CharField(max_length=200, label="Your name", help_text="As it should stand on a certificate.")
    field_order = ["name", "email", "password1", "password2"]

    def clean_name(self) -> str:
        """As it is kept."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        try:
            check_name(name)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return name

    def signup(self, request: HttpRequest, user: Person) -> None:
        """allauth wants this hook; the adapter has already done the work."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Makes a Person the way `people` does."""

    def clean_email(self, email: str) -> str:
        """As `people` takes it: allauth alone would take one that no mail can be made for."""
        check_address(email)
        cleaned: str = super().clean_email(email)
        return cleaned

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """With links to our own address."""
        home = urlsplit(settings.PRACTICUM.base_url)
        links = {
            name: urlsplit(value)._replace(scheme=home.scheme, netloc=home.netloc).geturl()
            for name, value in context.items()
            if name.endswith("_url") and value
        }
        site = SimpleNamespace(name=home.netloc, domain=home.netloc)
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count for each account, by whatever name the site was called."""
        return str(credentials.get("email", "")).lower()

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        now = timezone.now()
        user.code, user.created_at = new_code("PER"), now
        user.name = form.cleaned_data["name"]
        with transaction.atomic():
            saved: Person = super().save_user(request, user, form, commit)
            note_registration(person=saved, now=now)
        return saved
