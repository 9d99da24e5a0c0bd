"""Who can be offered a place together with others, for one reason. Pure."""

from practicum.admissions.rules.eligibility import ELIGIBLE

OPEN_FOR_OFFER = ("submitted", "under_review")
AT_ONCE = 500  # more than an intake; what a page can carry
IN_A_REQUEST = 50  # what a request has time for; more are done by a worker (docs/decisions/0034)


def why_no_offer(*, state: str, outcome: str, conflict: str, explained: bool) -> str:
    """Why this application is left out, in a sentence; empty when a place can be offered.

    Only what was computed as eligible: whatever needs judgement is read by itself. `explained`: it was said why places are
    offered without reviews.
    """
    if state == "waitlisted":
        return "It is on the waiting list, which has an order of its own."
    if state not in OPEN_FOR_OFFER:
        return f"It is {state.replace('_', ' ')}."
    if outcome != ELIGIBLE:
        return "A criterion needs judgement or is not met: decide on this one by itself."
    if conflict:
        return f"You may not decide on it: {conflict}. Another officer does."
    if state == "submitted" and not explained:
        return "Nobody has reviewed it: say why it is offered without the reviews."
    return ""
