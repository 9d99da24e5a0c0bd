"""States of a lab variant, and of the correction of a lab."""

from practicum.kernel.states import StateTable

VARIANT_STATES = StateTable(
    noun="lab",
    initial="issued",
    moves={"issued": ("submitted",), "submitted": ("passed", "returned"), "returned": ("submitted",), "passed": ()},
)

CORRECTION_STATES = StateTable(
    noun="correction",
    initial="drawn_up",
    moves={"drawn_up": ("applied", "dropped"), "applied": (), "dropped": ()},
)
