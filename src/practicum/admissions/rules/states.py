"""The life of an application and of an offer."""

from practicum.kernel.states import StateTable

APPLICATION_STATES = StateTable(
    noun="application",
    initial="draft",
    moves={
        "draft": ("submitted", "withdrawn"),
        "submitted": ("under_review", "withdrawn"),
        "under_review": ("offered", "waitlisted", "declined", "withdrawn"),
        "waitlisted": ("offered", "declined", "withdrawn"),
        "offered": ("accepted", "withdrawn", "lapsed"),
        "accepted": ("seated", "withdrawn"),
        "seated": ("withdrawn",),
        "lapsed": ("waitlisted",),
        "declined": (),
        "withdrawn": (),
    },
)
OFFER_STATES = StateTable(
    noun="offer",
    initial="open",
    moves={"open": ("accepted", "refused", "lapsed"), "accepted": (), "refused": (), "lapsed": ()},
)
ROUTES = ("cohort", "experience")

# A person may have one application at a time that is in none of these.
ENDED = ("declined", "withdrawn", "lapsed")
DECISIONS = ("offered", "waitlisted", "declined")
