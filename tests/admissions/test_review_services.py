"""Each act of reviewing: what it does, what it records, what it refuses."""

from collections import Counter
from datetime import timedelta

import pytest

from practicum.admissions.api import (
    Application,
    Review,
    Score,
    access_application,
    access_review,
    add_reviewer,
    chase_reviews,
    decide_application,
    hand_in_review,
    list_applications,
    note_trainers,
    preview_decision,
    reassign_review,
    recommendation_of,
    recuse_review,
    reviews_by,
    reviews_of,
    save_review_draft,
    todo_for,
    withdraw_application,
)
from practicum.admissions.progress import progress_of
from practicum.admissions.reading import choices_for, may_see_scores, others_of
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import notices_to
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    ADMISSIONS_REVIEWER,
    PROGRAMME_MANAGER,
    Person,
    declare_interest,
    end_role,
    grant_role,
)
from tests.factories.admissions import make_candidacy, make_reviewed_application, make_submitted_application
from tests.factories.cohorts import make_forming_cohort
from tests.factories.people import NOON, make_person, system
from tests.factories.reviews import hand_in, make_reviewers, open_reviews, scores_at

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def states(application: Application) -> list[tuple[str, str]]:
    return [(one.reviewer.name, one.state) for one in reviews_of(application)]


def kinds(code: str) -> list[str]:
    return [kind.removeprefix("admissions.") for kind in records_about(code).values_list("kind", flat=True)]


def letters(person: Person) -> list[str]:
    return [notice.subject.partition(":")[0] for notice in notices_to(person.pk)]


# Who is asked


def test_two_reviewers_are_asked_at_once_with_even_load_and_a_date() -> None:
    make_reviewers(3)
    applications = [make_reviewed_application() for _ in range(6)]
    asked = Counter(one.reviewer_id for application in applications for one in reviews_of(application))
    assert sorted(asked.values()) == [4, 4, 4]
    first = reviews_of(applications[0])
    assert [(one.state, one.blind, one.due_at) for one in first] == [("assigned", True, NOON + 10 * DAY)] * 2
    assert kinds(first[0].code) == ["reviewer_assigned"]
    assert "An application waits for your review" in letters(first[0].reviewer)
    assert not any(applications[0].person.name in notice.body for notice in notices_to(first[0].reviewer_id))
    assert verify_ledger().verified


def test_nobody_in_conflict_is_asked_for_each_reason() -> None:
    applicant = make_person(employer="Acme")
    earlier = make_candidacy(person=applicant)
    colleague = make_person(role=ADMISSIONS_REVIEWER, employer=" ACME ")
    former = make_person(role=ADMISSIONS_REVIEWER, employer="Old Employer")
    kin, trainer, named, officer, free = make_reviewers(5)
    declare_interest(actor=kin, about=applicant, relation="sister", now=NOON)
    note_trainers(actor=system(), candidacy=earlier, trainers=[trainer, trainer], now=NOON)
    note_trainers(actor=system(), candidacy=earlier, trainers=[trainer], now=NOON)
    assert kinds(earlier.code).count("trainers_noted") == 1
    grant_role(actor=system(), person=officer, role=ADMISSIONS_OFFICER, now=NOON)
    withdraw_application(actor=applicant, application=earlier.application, now=NOON)
    application = make_reviewed_application(
        applicant, employer="old employer", conflicts=f"{named.name.upper()} is my friend."
    )
    application.person.employer = "Acme"
    application.person.save()
    why = {one.person.pk: one.reader.conflict for one in choices_for(application)}
    assert why == {
        colleague.pk: "they have the same employer",
        former.pk: "they have the same employer",
        kin.pk: "a relation between them is declared",
        trainer.pk: "they trained the applicant",
        named.pk: "the applicant names them as a conflict of interest",
        officer.pk: "the review is blind, and another role of theirs shows who applies",
        free.pk: "",
    }
    assert free.name in dict(states(application))
    for person in (kin, trainer, named, officer, former):
        assert person.name not in dict(states(application))


def test_where_too_few_may_read_the_hourly_task_asks_whoever_comes_later() -> None:
    application = make_reviewed_application()
    assert reviews_of(application) == []
    assert chase_reviews(NOON) == 0
    make_reviewers(2)
    assert chase_reviews(NOON + DAY) == 2
    assert chase_reviews(NOON + DAY) == 0


# Reading without names


def test_a_reviewer_reaches_their_own_review_and_nothing_that_names_the_applicant() -> None:
    make_reviewers()
    application = make_reviewed_application()
    mine, second = reviews_of(application)
    one, two, other = mine.reviewer, second.reviewer, make_person(role=ADMISSIONS_REVIEWER)
    assert access_review(one, mine.code) == mine
    for person in (two, other, make_person(role=ADMISSIONS_OFFICER)):
        with pytest.raises((NotFound, NotPermitted)):
            access_review(person, mine.code)
    with pytest.raises(NotFound):
        access_application(one, application.code)
    grant_role(actor=system(), person=one, role=PROGRAMME_MANAGER, now=NOON)  # a role that shows names comes later
    with pytest.raises(NotFound):
        access_application(one, application.code)
    assert list(list_applications(one)) == []
    assert [review.code for review in reviews_by(one)] == [mine.code]
    end_role(actor=system(), person=one, role=ADMISSIONS_REVIEWER, now=NOON)
    with pytest.raises(NotPermitted):
        access_review(one, mine.code)
    with pytest.raises(NotPermitted):
        hand_in(mine, 3)


# Scores


def test_a_draft_is_kept_incomplete_and_counts_for_nothing() -> None:
    make_reviewers()
    application = make_reviewed_application()
    review, _ = reviews_of(application)
    scores = {"practice": Score(level=None, reason="So far \x00 this."), "estate": Score(level=99, reason="Odd.")}
    kept = save_review_draft(actor=review.reviewer, review=review, scores=scores, comment="Later.", now=NOON)
    assert kept.draft == {"practice": {"level": None, "reason": "So far  this."}, "": "Later."}
    assert recommendation_of(application).n == 0
    assert kinds(review.code) == ["reviewer_assigned"]


def test_scores_are_handed_in_once_recorded_and_hidden_from_others_until_they_have() -> None:
    make_reviewers()
    application = make_reviewed_application()
    first, second = reviews_of(application)
    done = hand_in(first, 3)
    assert (done.state, done.scores.count(), done.draft) == ("handed_in", 5, {})
    record = records_about(first.code).last()
    assert record is not None
    assert (record.data["percent"], record.data["levels"][0]) == ("75.0", ["practice", 3])
    assert "The text shows it" not in str(record.data)
    assert others_of(second) == []
    assert others_of(done) == []
    assert not may_see_scores(second.reviewer, reviews_of(application))
    with pytest.raises(InvalidState):
        hand_in(first, 4)
    done_too = hand_in(second, 2)
    assert [one.code for one in others_of(done_too)] == [first.code]
    told = recommendation_of(application)
    assert (told.outcome, str(told.percent), told.n) == ("offered", "62.5", 2)


@pytest.mark.parametrize(
    ("score", "field"),
    [
        (None, "level-estate"),
        (Score(level=None, reason="A reason long enough."), "level-estate"),
        (Score(level=5, reason="A reason long enough."), "level-estate"),
        (Score(level=-1, reason="A reason long enough."), "level-estate"),
        (Score(level=True, reason="A reason long enough."), "level-estate"),
        (Score(level=2, reason=" short \x00 "), "reason-estate"),
    ],
)
def test_what_is_no_score_is_refused_by_name(score: Score | None, field: str) -> None:
    make_reviewers()
    review, _ = reviews_of(make_reviewed_application())
    scores = scores_at(2, review.application)
    scores.pop("estate")
    if score is not None:
        scores["estate"] = score
    with pytest.raises(Refusal) as refused:
        hand_in_review(actor=review.reviewer, review=review, scores=scores, now=NOON)
    assert refused.value.field == field
    assert Review.objects.get(pk=review.pk).state == "assigned"


def test_a_conflict_that_comes_up_keeps_the_reviewer_from_handing_in() -> None:
    make_reviewers()
    application = make_reviewed_application()
    review, _ = reviews_of(application)
    declare_interest(actor=application.person, about=review.reviewer, relation="neighbour", now=NOON)
    with pytest.raises(NotPermitted, match="declared"):
        hand_in(review, 3)


def test_two_who_disagree_bring_in_a_third_and_no_fourth() -> None:
    make_reviewers(4)
    application = make_reviewed_application()
    first, second = reviews_of(application)
    hand_in(first, 4)
    hand_in(second, 1)
    (third,) = open_reviews(application)
    assert third.reviewer_id not in (first.reviewer_id, second.reviewer_id)
    hand_in(third, 2)
    assert open_reviews(application) == []
    assert recommendation_of(application).n == 3


# Giving back, reassigning, being late


def test_a_reviewer_who_cannot_judge_is_replaced_at_once() -> None:
    make_reviewers(3)
    application = make_reviewed_application()
    review, _ = reviews_of(application)
    with pytest.raises(Refusal) as refused:
        recuse_review(actor=review.reviewer, review=review, reason=" ", now=NOON)
    assert refused.value.field == "reason"
    recuse_review(actor=review.reviewer, review=review, reason="I recognise the estate.", now=NOON)
    assert sorted(state for _, state in states(application)) == ["assigned", "assigned", "recused"]
    assert kinds(review.code)[-1] == "review_ended"
    with pytest.raises(NotFound):
        access_review(review.reviewer, review.code)
    with pytest.raises(InvalidState):
        hand_in(review, 3)


def test_an_officer_reassigns_or_asks_one_more_and_nobody_in_conflict() -> None:
    make_reviewers(4)
    application = make_reviewed_application()
    review, other = reviews_of(application)
    officer = make_person(role=ADMISSIONS_OFFICER)
    made = reassign_review(actor=officer, review=review, reason="On leave.", now=NOON)
    assert made is not None
    assert letters(review.reviewer)[0] == "A review was given to somebody else"
    for to, code in ((review.reviewer, "reviewer_in_conflict"), (officer, "not_a_reviewer")):
        with pytest.raises(Refusal) as refused:
            reassign_review(actor=officer, review=other, reason="Late.", to=to, now=NOON)
        assert refused.value.code == code
    with pytest.raises(InvalidState):
        reassign_review(actor=officer, review=review, reason="Again.", now=NOON)
    add_reviewer(actor=officer, application=application, now=NOON)
    with pytest.raises(Refusal, match="Nobody without a conflict"):
        add_reviewer(actor=officer, application=application, now=NOON)
    assert reassign_review(actor=officer, review=made, reason="Late.", now=NOON) is None
    with pytest.raises(NotPermitted):
        add_reviewer(actor=make_person(role=PROGRAMME_MANAGER), application=application, now=NOON)
    kin = make_person(role=ADMISSIONS_OFFICER)
    declare_interest(actor=kin, about=application.person, relation="sister", now=NOON)
    with pytest.raises(NotPermitted):
        reassign_review(actor=kin, review=other, reason="Late.", now=NOON)


def test_late_reviews_are_reminded_of_then_given_to_somebody_else_then_shown_to_the_officer() -> None:
    make_reviewers(3)
    application = make_reviewed_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    first, second = reviews_of(application)
    hand_in(second, 3)
    assert chase_reviews(NOON + 6 * DAY) == 0
    assert [chase_reviews(NOON + 7 * DAY) for _ in range(2)] == [1, 0]
    assert letters(first.reviewer)[0] == "A review is due soon"
    assert kinds(first.code)[-1] == "reviewer_reminded"
    assert chase_reviews(NOON + 10 * DAY) == 2  # taken back, and given on
    (third,) = open_reviews(application)
    assert third.due_at == NOON + 20 * DAY
    assert dict(states(application))[first.reviewer.name] == "reassigned"
    late = NOON + 20 * DAY
    assert [chase_reviews(late) for _ in range(2)] == [1, 0]  # nobody is left: reminded once
    assert letters(third.reviewer)[0] == "A review is overdue"
    assert any(todo.title.startswith("Settle an overdue review") for todo in todo_for(officer, late))
    assert [todo.due_at for todo in todo_for(third.reviewer, late)] == [late]


# The decision


def test_the_recommendation_is_followed_or_left_with_a_reason_on_the_record() -> None:
    make_reviewers()
    application = make_reviewed_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    for review in reviews_of(application):
        hand_in(review, 3)
    asked = {"actor": officer, "application": application, "reason": "By the criteria.", "now": NOON}
    with pytest.raises(Refusal) as refused:
        decide_application(outcome="declined", **asked)  # type: ignore[arg-type]
    assert (refused.value.code, refused.value.field) == ("deviation_missing", "deviation")
    with pytest.raises(Refusal) as refused:
        decide_application(outcome="declined", deviation="x" * 2001, **asked)  # type: ignore[arg-type]
    assert refused.value.field == "deviation"
    decide_application(outcome="declined", deviation="The number was forged.", **asked)  # type: ignore[arg-type]
    data = records_about(application.code).last().data  # type: ignore[union-attr]
    assert (data["recommendation"], data["reviews"], data["deviation"]) == ("offered", 2, "The number was forged.")


def test_a_decision_or_a_withdrawal_ends_what_is_open() -> None:
    make_reviewers()
    first, second = make_reviewed_application(), make_reviewed_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    with pytest.raises(Refusal, match="0 of 2 reviews are in"):
        decide_application(actor=officer, application=first, outcome="offered", reason="Fits.", now=NOON)
    decide_application(
        actor=officer, application=first, outcome="waitlisted", reason="Full.", deviation="No seat.", now=NOON
    )
    withdraw_application(actor=second.person, application=second, now=NOON)
    for application in (first, second):
        assert {state for _, state in states(application)} == {"closed"}
    assert letters(reviews_of(first)[0].reviewer)[0] == "A review is no longer needed"
    # moving up from the waiting list needs no second reason
    decide_application(actor=officer, application=first, outcome="offered", reason="A place is free.", now=NOON + DAY)


def test_who_was_asked_to_review_does_not_decide() -> None:
    reviewer, _ = make_reviewers()
    application = make_reviewed_application()
    grant_role(actor=system(), person=reviewer, role=ADMISSIONS_OFFICER, now=NOON)
    with pytest.raises((NotFound, NotPermitted)):
        decide_application(actor=reviewer, application=application, outcome="declined", reason="No.", now=NOON)


def test_the_letter_that_was_seen_is_the_letter_that_is_sent() -> None:
    make_reviewers()
    application = make_reviewed_application()
    officer = make_person(role=ADMISSIONS_OFFICER)
    for review in reviews_of(application):
        hand_in(review, 3)
    asked = {"actor": officer, "application": application, "outcome": "offered", "reason": "It fits."}
    seen = preview_decision(**asked, now=NOON)  # type: ignore[arg-type]
    assert Application.objects.get(pk=application.pk).state == "under_review"
    given = {"open_until": seen.open_until, "seal": seen.seal}
    with pytest.raises(Refusal) as refused:  # two hours later the offer would end later than the letter said
        decide_application(**asked, **given, now=NOON + timedelta(hours=2))  # type: ignore[arg-type]
    assert refused.value.code == "letter_changed"
    decide_application(**asked, **given, now=NOON + timedelta(minutes=20))  # type: ignore[arg-type]
    sent = notices_to(application.person_id)[0]
    assert (sent.subject, sent.body, sent.to_address) == (
        seen.letter.subject,
        seen.letter.body,
        seen.letter.to_address,
    )


# What the applicant is told


def test_the_applicant_always_reads_what_happens_and_by_when() -> None:
    make_reviewers(3)
    application = make_submitted_application()

    def told(days: int = 0, zone: str = "UTC") -> str:
        fresh = Application.objects.get(pk=application.pk)
        return progress_of(fresh, zone=zone, now=NOON + days * DAY)

    assert told() == "An officer gives it to two reviewers; we decide by 22 September."
    application = make_reviewed_application()
    assert told() == "Two reviewers read it; we decide by 22 September."
    assert told(zone="Pacific/Auckland") == "Two reviewers read it; we decide by 23 September."
    assert told(22).endswith("we wanted to decide by 22 September and are late; it is not forgotten.")
    assert told(-300).endswith("by 22 September 2026.")
    [todo] = todo_for(application.person, NOON)
    assert (todo.title, todo.detail, todo.due_at) == ("Follow your application", told(), NOON + 21 * DAY)
    first, second = reviews_of(application)
    hand_in(first, 4)
    hand_in(second, 1)
    assert told() == "Three reviewers read it; we decide by 22 September."
    hand_in(open_reviews(application)[0], 3)
    assert told() == "Three reviewers have read it; we decide by 22 September."


def test_a_cohort_tells_who_trains_its_members() -> None:
    cohort = make_forming_cohort()
    trainers = {cohort.facilitator_id, *cohort.mentors.values_list("person_id", flat=True)}
    for seat in cohort.seats.select_related("candidacy"):
        assert set(seat.candidacy.trainers.values_list("trainer_id", flat=True)) == trainers
