"""The life of a cut score, a result and an appeal."""

from practicum.kernel.states import StateTable

CUT_STATES = StateTable(
    noun="cut score",
    initial="computed",
    moves={"computed": ("adopted", "rejected"), "adopted": ("replaced",), "rejected": (), "replaced": ()},
)
APPEAL_STATES = StateTable(
    noun="appeal",
    initial="lodged",
    moves={"lodged": ("upheld", "dismissed", "withdrawn"), "upheld": (), "dismissed": (), "withdrawn": ()},
)
