"""The life of a credential."""

from practicum.kernel.states import StateTable

CREDENTIAL_STATES = StateTable(
    noun="credential",
    initial="issued",
    moves={
        "issued": ("suspended", "revoked", "expired", "renewed"),
        "suspended": ("issued", "revoked", "expired"),
        "revoked": (),
        "expired": (),
        "renewed": (),
    },
)
