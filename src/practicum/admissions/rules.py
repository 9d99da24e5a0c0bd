"""The life of an application. (Eligibility is decided in this file too: see below.)"""

from practicum.kernel.states import StateTable

APPLICATION_STATES = StateTable(
    noun="application",
    initial="draft",
    moves={
        "draft": ("submitted", "withdrawn"),
        "submitted": ("under_review", "withdrawn"),
        "under_review": ("offered", "waitlisted", "declined", "withdrawn"),
        "waitlisted": ("offered", "declined", "withdrawn"),
        "offered": ("accepted", "declined", "withdrawn", "lapsed"),
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
