"""The life of a notice."""

from practicum.kernel.states import StateTable

NOTICE_STATES = StateTable(
    noun="notice",
    initial="queued",
    moves={"queued": ("sending",), "sending": ("sent", "queued", "failed"), "sent": (), "failed": ("queued",)},
)
