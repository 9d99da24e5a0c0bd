"""The life of an application and of an offer."""

from practicum.kernel.states import StateTable

APPLICATION_STATES = StateTable(
    noun="application",
    initial="draft",
    moves={
        "draft": ("submitted", "withdrawn"),
        "submitted": ("under_review", "withdrawn"),
        "under_review": ("offered", "waitlisted", "declined", "withdrawn"),
        "waitlisted": ("offered", "declined", "withdrawn", "lapsed"),
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
# A review is one reviewer's reading of one application. Only one that is handed in counts.
REVIEW_STATES = StateTable(
    noun="review",
    initial="assigned",
    moves={
        "assigned": ("handed_in", "recused", "reassigned", "closed"),
        "handed_in": (),
        "recused": (),
        "reassigned": (),
        "closed": (),
    },
)
ROUTES = ("cohort", "experience")

# A person may have one application at a time that is in none of these.
ENDED = ("declined", "withdrawn", "lapsed")
DECISIONS = ("offered", "waitlisted", "declined")
