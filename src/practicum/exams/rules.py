"""The life of an attempt, and when an answer may be recorded."""

from practicum.kernel.states import StateTable

ATTEMPT_STATES = StateTable(
    noun="attempt",
    initial="scheduled",
    moves={
        "scheduled": ("checked_in", "voided", "expired"),
        "checked_in": ("in_progress", "voided", "expired"),
        "in_progress": ("submitted", "expired", "voided"),
        "submitted": ("scored", "voided"),
        "expired": ("scored", "voided"),
        "scored": ("released", "voided"),
        "released": ("under_appeal", "voided"),
        "under_appeal": ("released", "voided"),
        "voided": (),
    },
)
