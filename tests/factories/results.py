"""Cut scores, results and appeals for tests, made by the same services as real ones."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from practicum.admissions.api import Candidacy
from practicum.exams.api import Attempt, Sitting
from practicum.itembank.api import TestForm, places_of
from practicum.people.api import JUDGE, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person
from practicum.results.api import (
    Appeal,
    CutScore,
    ExamResult,
    adopt_cut_score,
    adopted_cut,
    attempt_rows,
    compute_cut_score,
    lodge_appeal,
    open_second_round,
    record_judgements,
    release_results,
    review_borderline,
    score_sitting,
)
from tests.factories.admissions import make_candidacy
from tests.factories.exams import make_closed_attempt, make_sitting
from tests.factories.itembank import make_published_form
from tests.factories.labs import make_passed_lab
from tests.factories.marking import make_marked_capstone
from tests.factories.people import NOON, make_person
from tests.replay import replayed

# Six judges whose cuts on a form of five items are 2.5 to 3.5 points, 3 in the mean.
SHARES = tuple(Decimal(text) for text in ("0.50", "0.55", "0.60", "0.60", "0.65", "0.70"))
GROUNDS = "The page was blank for ten minutes, and no time was given back to me."
AFTER = timedelta(hours=7)  # from the opening of a sitting of `make_sitting` to when its window has closed


def judge_form(form: TestForm, judge: Person, share: Decimal, *, round_: int = 1, now: datetime = NOON) -> None:
    """One judge gives every item the same share."""
    record_judgements(
        actor=judge,
        form=form,
        round=round_,
        probabilities={place.version_id: share for place in places_of(form)},
        now=now,
    )


def make_judges(form: TestForm, shares: Sequence[Decimal] = SHARES, *, now: datetime = NOON) -> list[Person]:
    """Judges who finished the first round."""
    judges = [make_person(JUDGE, now=now) for _ in shares]
    for judge, share in zip(judges, shares, strict=True):
        judge_form(form, judge, share, now=now)
    return judges


@replayed()
def make_judged_form(
    form: TestForm | None = None, shares: Sequence[Decimal] = SHARES, *, now: datetime = NOON
) -> TestForm:
    """A form, another one unless it is given, whose judges have finished both rounds without changing their minds."""
    form = form or make_published_form(another=True, now=now)
    judges = make_judges(form, shares, now=now)
    open_second_round(actor=make_person(PSYCHOMETRICIAN, now=now), form=form, now=now)
    for judge, share in zip(judges, shares, strict=True):
        judge_form(form, judge, share, round_=2, now=now)
    return form


@replayed()
def make_computed_cut(
    form: TestForm | None = None, shares: Sequence[Decimal] = SHARES, *, now: datetime = NOON
) -> CutScore:
    """A computed cut score: 60 % of the points."""
    form = make_judged_form(form, shares, now=now)
    return compute_cut_score(actor=make_person(PSYCHOMETRICIAN, now=now), form=form, now=now)


@replayed()
def make_adopted_cut(
    form: TestForm | None = None, shares: Sequence[Decimal] = SHARES, *, now: datetime = NOON
) -> CutScore:
    """An adopted cut score: 60 % of the points, or the mean of `shares`; the form's own if it has one."""
    form = form or make_published_form(now=now)
    if standing := adopted_cut(form):
        return standing
    cut = make_computed_cut(form, shares, now=now)
    return adopt_cut_score(
        actor=make_person(PROGRAMME_MANAGER, now=now), cut=cut, reason="The panel agreed well.", now=now
    )


@replayed()
def make_scored_sitting(rights: Sequence[int], *, form: TestForm | None = None, now: datetime = NOON) -> Sitting:
    """A sitting whose window has closed and whose attempts, with so many right answers each, are scored."""
    form = make_adopted_cut(form, now=now).form
    sitting = make_sitting(form, opens_at=now, now=now)
    for right in rights:
        make_closed_attempt(sitting=sitting, right=right, now=now)
    score_sitting(actor=make_person(PSYCHOMETRICIAN, now=now), sitting=sitting, now=now + AFTER)
    return sitting


def review_all(sitting: Sitting, *, now: datetime = NOON) -> None:
    """Review every result that lies near the cut score."""
    reviewer = make_person(PSYCHOMETRICIAN, now=now)
    for row in attempt_rows(sitting):
        if row.needs_review and row.result is not None:
            review_borderline(actor=reviewer, result=row.result, note="Nothing speaks against it.", now=now)


def release_sitting(sitting: Sitting, *, now: datetime = NOON) -> list[ExamResult]:
    """Review what lies near the cut score, then release all; `now` is when the sitting began."""
    review_all(sitting, now=now + AFTER)
    return release_results(actor=make_person(PROGRAMME_MANAGER, now=now), sitting=sitting, now=now + AFTER)


@replayed(files=True)
def make_released_result(
    candidacy: Candidacy | None = None, *, right: int = 5, form: TestForm | None = None, now: datetime = NOON
) -> ExamResult:
    """A released result of an attempt with `right` right answers; 3 of 5 are needed on the small form."""
    form = make_adopted_cut(form, now=now).form
    sitting = make_sitting(form, opens_at=now, now=now)
    make_closed_attempt(sitting=sitting, candidacy=candidacy, right=right, now=now)
    score_sitting(actor=make_person(PSYCHOMETRICIAN, now=now), sitting=sitting, now=now + AFTER)
    return release_sitting(sitting, now=now)[0]


@replayed(files=True)
def make_passed_candidate(now: datetime = NOON, person: Person | None = None) -> Candidacy:
    """A candidate of the experience route with everything but the award: lab, capstone, and a released pass.

    The result is released at `now` + 7 hours.
    """
    candidacy = make_candidacy("experience", person, now=now)
    make_passed_lab(candidacy, now=now)
    make_marked_capstone(candidacy, now=now)
    make_released_result(candidacy, now=now)
    return candidacy


def make_appeal(result: ExamResult | None = None, *, now: datetime = NOON) -> Appeal:
    """An appeal against a result that did not pass, lodged a day after its release."""
    result = result or make_released_result(right=0, now=now)
    return lodge_appeal(
        actor=result.attempt.person, result=result, grounds=GROUNDS, now=now + AFTER + timedelta(days=1)
    )


def attempt_of(result: ExamResult) -> Attempt:
    """The attempt as it stands in the database."""
    return Attempt.objects.get(pk=result.attempt_id)
