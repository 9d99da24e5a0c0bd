"""The life of a notice."""

from practicum.kernel.states import StateTable

NOTICE_STATES = StateTable(
    noun="letter",
    initial="queued",
    moves={
        "queued": ("sending", "held", "cancelled"),
        # until a person releases it
        "held": ("queued", "cancelled"),
        # until the day's digest takes it in
        "gathered": ("digested", "cancelled"),
        # handed to the mail server; whether it went out is not known until the server has answered
        "sending": ("sent", "queued", "failed"),
        "sent": (),
        "digested": (),
        "failed": ("queued", "cancelled"),
        # on the person's page only, as they asked
        "kept": (),
        "cancelled": (),
    },
)
# What a person may do with a letter from the outbox -> the states in which, and the state after it.
ACTS = {
    "hold": (("queued",), "held"),
    "release": (("held",), "queued"),
    "cancel": (("queued", "held", "gathered", "failed"), "cancelled"),
    "note_sent": (("sending",), "sent"),
    "send_again": (("sending", "failed"), "queued"),
}
# Letters whose text has reached the person, or stands on their page: not what waits or was stopped.
SHOWN_TO_PERSON = ("sent", "digested", "kept", "sending", "failed")


def acts_on(state: str) -> tuple[str, ...]:
    """What a person may do with a letter in this state."""
    return tuple(act for act, (states, _) in ACTS.items() if state in states)
