"""Writes of credentials."""

from practicum.credentials.services.award import decide_award
from practicum.credentials.services.issue import issue_credential
from practicum.credentials.services.keys import compromise_signing_key, make_signing_key
from practicum.credentials.services.states import (
    reinstate_credential,
    revoke_credential,
    set_listed,
    suspend_credential,
)

__all__ = [
    "compromise_signing_key",
    "decide_award",
    "issue_credential",
    "make_signing_key",
    "reinstate_credential",
    "revoke_credential",
    "set_listed",
    "suspend_credential",
]
