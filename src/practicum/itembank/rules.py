"""The life of items and test forms."""

from practicum.kernel.states import StateTable

ITEM_STATES = StateTable(
    noun="item",
    initial="draft",
    moves={
        "draft": ("in_review", "retired"),
        "in_review": ("approved", "draft", "retired"),
        "approved": ("pilot", "operational", "retired"),
        "pilot": ("operational", "retired"),
        "operational": ("retired",),
        "retired": (),
    },
)
FORM_STATES = StateTable(
    noun="test form",
    initial="assembled",
    moves={"assembled": ("published", "discarded"), "published": ("retired",), "discarded": (), "retired": ()},
)
