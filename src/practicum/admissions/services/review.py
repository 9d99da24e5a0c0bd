"""The reviewers' own acts, and what officers change about who reviews."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from practicum.admissions.assign import end_review, fill_reviews, give_review, write_to_reviewer
from practicum.admissions.events import ReviewHandedIn, TrainersNoted
from practicum.admissions.models import Application, Candidacy, CandidacyTrainer, CriterionScore, Review
from practicum.admissions.reading import access_review, choices_for, reviews_of, rules_for
from practicum.admissions.rules import APPLICATION_STATES, REVIEW_STATES, choose_readers, tenths, weigh
from practicum.kernel.canonical import digest
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import record
from practicum.pack.api import ReviewCriterion
from practicum.people.api import ADMISSIONS_OFFICER, Person, conflict, require_role

REASON_AT_LEAST, REASON_AT_MOST = 10, 2000


@dataclass(frozen=True, kw_only=True)
class Score:
    """One criterion as the reviewer judges it. `level` is None while nothing is chosen."""

    level: int | None
    reason: str


Scores = Mapping[str, Score]  # by key of the criterion


@transaction.atomic
def save_review_draft(
    *, actor: Person, review: Review, scores: Scores, comment: str, now: datetime, seen: str = ""
) -> Review:
    """Keep what was entered, complete or not. Nobody else sees it, and nothing of it counts.

    `seen` is the digest of the draft that was entered upon (`drafted`); Refusal `draft_changed` when another window has
    saved something else since.
    """
    locked = _lock_own(actor, review, act="changed")
    draft = _draft(locked, scores, comment)
    _check_seen(locked, draft, seen)
    locked.draft = draft
    locked.save(update_fields=["draft"])
    return locked


@transaction.atomic
def hand_in_review(
    *, actor: Person, review: Review, scores: Scores, comment: str = "", now: datetime, seen: str = ""
) -> Review:
    """Give the scores: a level and a reason for each criterion. They are never changed afterwards.

    Where two reviewers then lie further apart than the programme allows, one more is asked. Raises Refusal with the field
    (`level-<criterion>`, `reason-<criterion>`), NotPermitted for a conflict of interest that has come up since. `seen` as
    for `save_review_draft`: what another window saved is not dropped unread.
    """
    locked = _lock_own(actor, review, act="handed in")
    application = locked.application
    APPLICATION_STATES.require(application.state, ("under_review",), act="reviewed")
    choice = next((one for one in choices_for(application) if one.person.pk == actor.pk), None)
    if choice is not None and choice.reader.conflict:
        raise NotPermitted(
            f"You may not review this application: {choice.reader.conflict}.", mend="Say that you cannot review it."
        )
    rules = rules_for(application)
    _check_seen(locked, _draft(locked, scores, comment), seen)
    rows = [_checked(one, scores.get(one.key), locked) for one in rules.criteria]
    CriterionScore.objects.bulk_create(rows)
    locked.state, locked.ended_at = REVIEW_STATES.move(locked.state, "handed_in"), now
    locked.comment, locked.draft = _clean(comment), {}
    locked.save(update_fields=["state", "ended_at", "comment", "draft"])
    levels = {row.criterion: row.level for row in rows}
    event = ReviewHandedIn(
        review=locked.code,
        application=application.code,
        reviewer=actor.code,
        levels=tuple(levels.items()),
        percent=tenths(weigh(levels, rules)),
        reasons_digest=digest({**{row.criterion: row.reason for row in rows}, "": locked.comment}),
    )
    record(event, actor=actor.code, now=now)
    fill_reviews(application, actor=actor.code, now=now)
    return locked


@transaction.atomic
def recuse_review(*, actor: Person, review: Review, reason: str, now: datetime) -> Review:
    """The reviewer cannot judge, and says why; somebody else is asked at once."""
    locked = _lock_own(actor, review, act="given back")
    reason = _needed(reason, "Say why you cannot review it.")
    end_review(locked, "recused", actor=actor.code, now=now, note=reason)
    fill_reviews(locked.application, actor=actor.code, now=now)
    return locked


@transaction.atomic
def reassign_review(
    *, actor: Person, review: Review, reason: str, now: datetime, to: Person | None = None
) -> Review | None:
    """An officer takes an open review back and gives it to `to`, or to the least loaded of those who may.

    Returns the new review; None where nobody is left (then the hourly task tries again).
    """
    application = _lock_for_officer(actor, review.application)
    locked = next((one for one in reviews_of(application) if one.pk == review.pk), None)
    if locked is None or locked.state != "assigned":
        raise InvalidState("review", locked.state if locked else "gone", "reassigned")
    reason = _needed(reason, "Say why it is given to somebody else.")
    chosen = _choose(application, to)
    end_review(locked, "reassigned", actor=actor.code, now=now, note=reason)
    write_to_reviewer(
        locked,
        "A review was given to somebody else",
        "you need not read it any more: another reviewer reads the application now.",
        now=now,
    )
    return give_review(application, chosen, actor=actor.code, now=now) if chosen else None


@transaction.atomic
def add_reviewer(*, actor: Person, application: Application, now: datetime, to: Person | None = None) -> Review:
    """An officer asks one more person, or the least loaded of those who may. Raises Refusal `nobody_free`."""
    locked = _lock_for_officer(actor, application)
    chosen = _choose(locked, to)
    if chosen is None:
        raise Refusal(
            "nobody_free",
            "Nobody without a conflict of interest is left to ask.",
            field="reviewer",
            mend="Give somebody the role of admissions reviewer.",
        )
    return give_review(locked, chosen, actor=actor.code, now=now)


@transaction.atomic
def note_trainers(*, actor: Person, candidacy: Candidacy, trainers: Iterable[Person], now: datetime) -> None:
    """The room of cohorts tells who trains a candidate, at the seat and whenever that changes. Noted once each, for good:
    they never review an application of the same person."""
    known = set(candidacy.trainers.values_list("trainer_id", flat=True))
    new = [one for one in dict.fromkeys(trainers) if one.pk not in known]
    if not new:
        return
    CandidacyTrainer.objects.bulk_create(
        CandidacyTrainer(candidacy=candidacy, trainer=one, noted_at=now) for one in new
    )
    event = TrainersNoted(candidacy=candidacy.code, trainers=tuple(one.code for one in new))
    record(event, actor=actor.code, now=now)


def _draft(review: Review, scores: Scores, comment: str) -> dict[str, Any]:
    return {
        one.key: {"level": scores[one.key].level, "reason": _clean(scores[one.key].reason)}
        for one in rules_for(review.application).criteria
        if one.key in scores and _is_level(scores[one.key].level, one, may_lack=True)
    } | {"": _clean(comment)}


def _check_seen(review: Review, draft: dict[str, Any], seen: str) -> None:
    if seen and seen != digest(review.draft) and draft != review.draft:
        raise Refusal(
            "draft_changed",
            "Another window saved this review after you opened it here.",
            mend="Compare it with what you typed, then send once more: what stands in the form counts.",
        )


def _choose(application: Application, to: Person | None) -> Person | None:
    """The person asked for, if they may; or the least loaded."""
    choices = choices_for(application)
    taken = set(application.reviews.values_list("reviewer__code", flat=True))
    if to is None:
        found = choose_readers([one.reader for one in choices], number=1, taken=taken)
        return next((one.person for one in choices if found and one.person.code == found[0].code), None)
    choice = next((one for one in choices if one.person.pk == to.pk), None)
    if choice is None:
        raise Refusal("not_a_reviewer", "This person is no admissions reviewer.", field="reviewer")
    if choice.reader.conflict or to.code in taken:
        why = choice.reader.conflict or "they have been asked already"
        raise Refusal("reviewer_in_conflict", f"This person may not review it: {why}.", field="reviewer")
    return to


def _lock_own(actor: Person, review: Review, *, act: str) -> Review:
    """The reviewer's own open review; the application is locked with it, always first."""
    application = _lock_application(review.application_id)
    locked = Review.objects.select_for_update(of=("self",)).select_related("reviewer").get(pk=review.pk)
    if locked.reviewer_id != actor.pk:
        raise NotFound(f"There is no review {review.code} of yours.")
    REVIEW_STATES.require(locked.state, ("assigned",), act=act)
    access_review(actor, locked.code)  # the role may have ended meanwhile
    locked.application = application
    return locked


def _lock_for_officer(actor: Person, application: Application) -> Application:
    require_role(actor, ADMISSIONS_OFFICER)
    locked = _lock_application(application.pk)
    if why := conflict(actor, locked.person):
        raise NotPermitted(f"You may not choose who reviews this application: {why}.", mend="Another officer does.")
    APPLICATION_STATES.require(locked.state, ("under_review",), act="given to a reviewer")
    return locked


def _lock_application(pk: int) -> Application:
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("person", "programme_version")
        .defer("programme_version__learning")
        .get(pk=pk)
    )


def _checked(criterion: ReviewCriterion, score: Score | None, review: Review) -> CriterionScore:
    if score is None or score.level is None or not _is_level(score.level, criterion):
        raise Refusal(
            "level_missing",
            f"Choose a level for “{criterion.title}”.",
            field=f"level-{criterion.key}",
            mend=f"One of 0 to {criterion.levels[-1].level}.",
        )
    reason = _clean(score.reason)
    if not REASON_AT_LEAST <= len(reason) <= REASON_AT_MOST:
        raise Refusal(
            "reason_missing",
            f"Say why for “{criterion.title}”, in {REASON_AT_LEAST} to {REASON_AT_MOST} characters.",
            field=f"reason-{criterion.key}",
            mend="Name what in the application shows it.",
        )
    return CriterionScore(review=review, criterion=criterion.key, level=score.level, reason=reason)


def _is_level(level: Any, criterion: ReviewCriterion, *, may_lack: bool = False) -> bool:
    if level is None:
        return may_lack
    return type(level) is int and 0 <= level <= criterion.levels[-1].level


def _needed(reason: str, message: str) -> str:
    reason = _clean(reason)
    if not reason:
        raise Refusal("reason_missing", message, field="reason", mend="A sentence is enough.")
    return reason


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()[:REASON_AT_MOST]
