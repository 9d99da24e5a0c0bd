"""States of a lab variant, of the correction of a lab, and of a cohort's own bill with its labs."""

from practicum.kernel.states import StateTable

# Ended: its data were deleted before it was passed. The candidate may begin the lab again, on other data.
VARIANT_STATES = StateTable(
    noun="lab",
    initial="issued",
    moves={
        "issued": ("submitted", "ended"),
        "submitted": ("passed", "returned"),
        "returned": ("submitted", "ended"),
        "passed": (),
        "ended": (),
    },
)


def variant_state_shown(state: str) -> str:
    """The state in the words of the person who works on it: whoever has been issued a lab has begun it."""
    return "begun" if state == VARIANT_STATES.initial else state


CORRECTION_STATES = StateTable(
    noun="correction",
    initial="drawn_up",
    moves={"drawn_up": ("applied", "dropped"), "applied": (), "dropped": ()},
)

# An upload, until a worker has made a bill of it; whoever ends it otherwise keeps nothing of the file.
BILL_KEEPING_STATES = StateTable(
    noun="bill on its way",
    initial="asked",
    moves={"asked": ("kept", "failed", "given_up"), "kept": (), "failed": (), "given_up": ()},
)

COHORT_BILL_STATES = StateTable(noun="bill", initial="kept", moves={"kept": ("deleted",), "deleted": ()})

# What is proposed is computed again when the lab was corrected; so is what a person has decided on before.
COHORT_LAB_STATES = StateTable(
    noun="lab on the bill",
    initial="proposed",
    moves={
        "not_carried": ("proposed", "not_carried"),
        "proposed": ("proposed", "not_carried", "confirmed", "refused"),
        "confirmed": ("proposed", "not_carried", "refused"),
        "refused": ("proposed", "not_carried", "confirmed"),
    },
)
