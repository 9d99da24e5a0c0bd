"""The life of a capstone and of a mark; who may mark whom."""

from practicum.kernel.states import StateTable

CAPSTONE_STATES = StateTable(
    noun="capstone",
    initial="draft",
    moves={"draft": ("submitted",), "submitted": ("marked",), "marked": ("final",), "final": ("draft",)},
)
ALLOCATION_STATES = StateTable(
    noun="marking", initial="allocated", moves={"allocated": ("marked", "withdrawn"), "marked": (), "withdrawn": ()}
)
