"""States of a lab variant."""

from practicum.kernel.states import StateTable

VARIANT_STATES = StateTable(
    noun="lab",
    initial="issued",
    moves={"issued": ("submitted",), "submitted": ("passed", "returned"), "returned": ("submitted",), "passed": ()},
)
