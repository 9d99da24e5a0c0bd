"""Background work of cohorts."""

from django.utils import timezone
from procrastinate.contrib.django import app

from practicum.cohorts.solving import solve_proposal


@app.task(name="cohorts.solve_stored_proposal", queue="solving")
def solve_stored_proposal(proposal_id: int) -> None:
    """Search for cohorts; a job that is run again starts from the stored instance and finds the same."""
    solve_proposal(proposal_id=proposal_id, now=timezone.now())
