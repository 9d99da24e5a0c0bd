"""States of proposals, cohorts, seats, work and office hours, and what attendance can be."""

from practicum.kernel.states import StateTable

PROPOSAL_STATES = StateTable(
    noun="proposal",
    initial="solving",
    moves={
        "solving": ("proposed", "discarded"),
        "proposed": ("confirmed", "discarded"),
        "confirmed": (),
        "discarded": (),
    },
)
ALTERNATIVE_STATES = StateTable(
    noun="alternative",
    initial="asked",
    moves={"asked": ("answered", "impossible"), "answered": ("adopted",), "impossible": (), "adopted": ()},
)
COHORT_STATES = StateTable(
    noun="cohort",
    initial="forming",
    moves={"forming": ("running", "cancelled"), "running": ("completed",), "completed": (), "cancelled": ()},
)
SEAT_STATES = StateTable(
    noun="seat", initial="held", moves={"held": ("completed", "left"), "completed": (), "left": ()}
)
SUBMISSION_STATES = StateTable(
    noun="assignment",
    initial="draft",
    moves={"draft": ("submitted",), "submitted": ("returned",), "returned": ("submitted",)},
)
MAKE_UP_STATES = StateTable(
    noun="make-up work",
    initial="open",
    moves={"open": ("submitted",), "submitted": ("returned", "accepted"), "returned": ("submitted",), "accepted": ()},
)
SESSION_STATES = StateTable(
    noun="session",
    initial="scheduled",
    moves={"scheduled": ("moved", "cancelled"), "moved": ("moved", "cancelled"), "cancelled": ()},
)
OFFICE_HOUR_STATES = StateTable(
    noun="office hour", initial="offered", moves={"offered": ("cancelled",), "cancelled": ()}
)
BOOKING_STATES = StateTable(noun="booking", initial="booked", moves={"booked": ("cancelled",), "cancelled": ()})
ATTENDANCE = ("present", "excused", "absent", "caught_up")
# Cohorts that still take a person's time: the others neither count against a capacity nor block an hour.
LIVE = ("forming", "running")
