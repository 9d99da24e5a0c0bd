"""Reads of reviews: what a reviewer may see, what an officer sees, and who may be asked to review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When

from practicum.admissions.models import Application, CandidacyTrainer, CriterionScore, Review
from practicum.admissions.queries import READERS, eligibility_of
from practicum.admissions.rules import (
    Reader,
    Recommendation,
    names_person,
    recommend,
    review_conflict,
)
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.pack.api import ReviewRules
from practicum.people.api import (
    ADMISSIONS_REVIEWER,
    OPERATOR,
    Person,
    Standing,
    conflict_between,
    declared_pairs,
    people_with_role,
    require_role,
)

# A review in one of these states counts towards the number that the programme asks for.
COUNTED = ("assigned", "handed_in")
# Who holds one of these can look up who applies, and therefore reads nothing blind.
SEE_NAMES = (*READERS, OPERATOR)


def rules_for(application: Application) -> ReviewRules:
    """How applications under this version of the programme are reviewed."""
    return programme_of(application.programme_version).review


def access_review(person: Person, code: str) -> Review:
    """The review, if it is this reviewer's own, open or handed in. Raises NotPermitted, and NotFound for all others."""
    require_role(person, ADMISSIONS_REVIEWER)
    review = own_review(person, code)
    if review.state not in COUNTED:
        raise NotFound(f"There is no review {code} of yours.")
    return review


def own_review(person: Person, code: str) -> Review:
    """A review that was given to this person, whatever became of it: to tell them, and to show what they wrote. Raises
    NotFound for all others'."""
    review = (
        Review.objects.select_related("application__person", "application__programme_version", "reviewer")
        .defer("application__programme_version__learning")
        .filter(code=code, reviewer=person)
        .first()
    )
    if review is None:
        raise NotFound(f"There is no review {code} of yours.")
    return review


def reviews_by(person: Person) -> QuerySet[Review]:
    """Everything that this reviewer was given, what waits first, then the newest."""
    require_role(person, ADMISSIONS_REVIEWER)
    return (
        Review.objects.filter(reviewer=person)
        .select_related("application__programme_version")
        .defer("application__programme_version__learning")
        .order_by(Case(When(state="assigned", then=0), default=1), "-ended_at", "due_at", "id")
    )


def reviews_of(application: Application) -> list[Review]:
    """All reviews of an application with their scores, in the order in which they were assigned."""
    scores = Prefetch("scores", queryset=CriterionScore.objects.order_by("id"))
    return list(application.reviews.select_related("reviewer").prefetch_related(scores))


def levels_of(review: Review) -> dict[str, int]:
    """The levels of a handed-in review, by criterion."""
    return {score.criterion: score.level for score in review.scores.all()}


def recommendation_of(application: Application, reviews: Sequence[Review] | None = None) -> Recommendation:
    """What the reviews of this application come to now. `reviews` are all of them, if the caller has them."""
    found = reviews_of(application) if reviews is None else reviews
    return recommend(
        [levels_of(one) for one in found if one.state == "handed_in"],
        rules_for(application),
        eligibility_of(application),
        waiting=sum(one.state == "assigned" for one in found),
    )


def others_of(review: Review) -> list[Review]:
    """The other reviews of the same application that are in: nothing before one's own is handed in."""
    if review.state != "handed_in":
        return []
    return [one for one in reviews_of(review.application) if one.state == "handed_in" and one.pk != review.pk]


def may_see_scores(reader: Person, reviews: Sequence[Review]) -> bool:
    """Not while a review of one's own is open: nobody's judgement is led by another's."""
    return not any(one.reviewer_id == reader.pk and one.state == "assigned" for one in reviews)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Somebody who holds the role: their load, and why they may not read this application, if so."""

    person: Person
    reader: Reader


def choices_for(application: Application) -> list[Choice]:
    """Everybody with the role of reviewer, as they stand towards this application."""
    applicant, blind = application.person, rules_for(application).blind
    people = (
        people_with_role(ADMISSIONS_REVIEWER)
        .annotate(waiting=Count("reviews", filter=Q(reviews__state="assigned"), distinct=True))
        .annotate(given=Count("reviews", distinct=True))
    )
    see_names = set(
        Person.objects.filter(grants__role__in=SEE_NAMES, grants__ended_at=None).values_list("pk", flat=True)
    )
    trainers = set(CandidacyTrainer.objects.filter(candidacy__person=applicant).values_list("trainer_id", flat=True))
    declared: dict[str, set[str]] = {}
    for declarer, about in declared_pairs():
        declared.setdefault(declarer, set()).add(about)
    # The employer stated in the application counts as much as that of the account.
    stands = [
        _standing(applicant, employer, declared)
        for employer in {applicant.employer, str(application.facts.get("employer") or "")}
    ]
    conflicts = str(application.facts.get("conflicts") or "")
    choices = []
    for one in people:
        judge = _standing(one, one.employer, declared)
        why = review_conflict(
            judging=next((why for stand in stands if (why := conflict_between(judge, stand))), ""),
            trained=one.pk in trainers,
            named=names_person(conflicts, one.name),
            may_look_up=blind and one.pk in see_names,
        )
        choices.append(
            Choice(person=one, reader=Reader(code=one.code, conflict=why, waiting=one.waiting, given=one.given))
        )
    return choices


def _standing(person: Person, employer: str, declared: dict[str, set[str]]) -> Standing:
    return Standing(code=person.code, employer=employer, declared=frozenset(declared.get(person.code, ())))


def decide_by(application: Application) -> datetime | None:
    """Until when the applicant hears from us; None before it is submitted."""
    if application.submitted_at is None:
        return None
    return application.submitted_at + timedelta(days=rules_for(application).decision_days)
