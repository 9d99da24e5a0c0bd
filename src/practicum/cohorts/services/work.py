"""Assignments: drafts, submissions, and a mentor's formative feedback."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.cohorts.events import AssignmentSubmitted, FeedbackGiven
from practicum.cohorts.letters import write_to
from practicum.cohorts.models import AssignmentFeedback, AssignmentSubmission, CohortMentor, Seat
from practicum.cohorts.queries.hand_over import hands_of, reader_for
from practicum.cohorts.queries.work import find_assignment, rubric_of
from practicum.cohorts.rules.feedback import check_feedback, check_text
from practicum.cohorts.rules.states import COHORT_STATES, SEAT_STATES, SUBMISSION_STATES
from practicum.curriculum.api import programme_of
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.people.api import FACILITATOR, MENTOR, Person, conflict, require_role


@transaction.atomic
def save_assignment_draft(
    *, actor: Person, seat: Seat, assignment: str, text: str, now: datetime
) -> AssignmentSubmission:
    """Keep what the candidate wrote so far. What was handed in stays as it is until it is handed in again.

    Refuses while the work lies with the mentor (InvalidState): the feedback would be about another text.
    """
    submission = _open_work(actor=actor, seat=seat, assignment=assignment, now=now)
    SUBMISSION_STATES.require(submission.state, ("draft", "returned"), act="changed")
    submission.draft, submission.saved_at = check_text(text, complete=False), now
    submission.save()
    return submission


@transaction.atomic
def submit_assignment(*, actor: Person, seat: Seat, assignment: str, text: str, now: datetime) -> AssignmentSubmission:
    """Hand the work in to the mentor: the first time, or again after feedback. Late work is taken too."""
    submission = _open_work(actor=actor, seat=seat, assignment=assignment, now=now)
    state = SUBMISSION_STATES.move(submission.state, "submitted")
    text = check_text(text, complete=True)
    submission.draft = submission.text = text
    submission.state, submission.saved_at, submission.submitted_at = state, now, now
    submission.save()
    event = AssignmentSubmitted(
        submission=submission.code, candidacy=seat.candidacy.code, assignment=assignment, text_digest=digest(text)
    )
    record(event, actor=actor.code, now=now)
    if seat.mentor is not None:
        title = find_assignment(programme_of(seat.cohort.programme_version), assignment).title
        write_to(
            reader_for(seat.mentor, now),
            subject=f"{actor.name} has handed in an assignment",
            text=f"{actor.name} has handed in “{title}” and waits for your feedback.",
            path=f"/cohorts/inbox/{submission.code}/",
            key=f"submitted {submission.code} {now.isoformat()}",
            kind="work",
            now=now,
        )
    return submission


@transaction.atomic
def give_feedback(
    *, actor: Person, submission: AssignmentSubmission, levels: Mapping[str, int], comment: str, now: datetime
) -> AssignmentFeedback:
    """A mentor of the cohort says on the rubric where the work stands and what to do next. It never counts.

    `levels` maps each criterion to a level of the scale. The seat's mentor, another mentor of the same cohort, or
    who stands in for one of them; not somebody with a conflict of interest.
    """
    require_role(actor, MENTOR, FACILITATOR)
    locked = (
        AssignmentSubmission.objects.select_for_update(no_key=True, of=("self",))
        .select_related("seat__cohort__programme_version", "seat__candidacy__person")
        .get(pk=submission.pk)
    )
    candidate = locked.seat.candidacy.person
    if not CohortMentor.objects.filter(cohort=locked.seat.cohort, person__in=hands_of(actor, now)).exists():
        raise NotPermitted("Only a mentor of the candidate's cohort gives feedback.")
    if why := conflict(actor, candidate):
        raise NotPermitted(f"You may not judge this work: {why}.", mend="Another mentor of the cohort does.")
    state = SUBMISSION_STATES.move(locked.state, "returned")
    rubric = rubric_of(programme_of(locked.seat.cohort.programme_version), locked.assignment)
    comment = check_feedback(rubric, levels, comment)
    feedback = AssignmentFeedback.objects.create(
        submission=locked, mentor=actor, text=locked.text, levels=dict(levels), comment=comment, given_at=now
    )
    locked.state = state
    locked.save(update_fields=["state"])
    event = FeedbackGiven(
        submission=locked.code,
        candidacy=locked.seat.candidacy.code,
        mentor=actor.code,
        rubric=rubric.key,
        text_digest=digest(locked.text),
    )
    record(event, actor=actor.code, now=now)
    write_to(
        candidate,
        subject="There is feedback on your assignment",
        text=f"{actor.name} has read your work and written what to do next. You may revise it and hand it in again.",
        path=f"/journey/assignments/{locked.assignment}/",
        key=f"feedback {locked.code} {now.isoformat()}",
        kind="work",
        now=now,
    )
    return feedback


def _open_work(*, actor: Person, seat: Seat, assignment: str, now: datetime) -> AssignmentSubmission:
    """The candidate's own work on an assignment of their programme, locked; begun if there is none yet."""
    if seat.candidacy.person_id != actor.pk:
        raise NotPermitted("Only the candidate works on their assignment.")
    locked = (
        Seat.objects.select_for_update(no_key=True, of=("self",))
        .select_related("cohort__programme_version")
        .get(pk=seat.pk)
    )
    SEAT_STATES.require(locked.state, ("held", "completed"), act="worked in")
    COHORT_STATES.require(locked.cohort.state, ("running", "completed"), act="worked in")
    find_assignment(programme_of(locked.cohort.programme_version), assignment)
    work = (
        AssignmentSubmission.objects.select_for_update(no_key=True).filter(seat=locked, assignment=assignment).first()
    )
    return work or AssignmentSubmission(code=new_code("ASG"), seat=locked, assignment=assignment, saved_at=now)
