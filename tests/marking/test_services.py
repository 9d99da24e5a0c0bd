"""The acts of the marking room: each with its record, its refusals and its blocks."""

from datetime import timedelta
from decimal import Decimal

import pytest

from practicum.cohorts.api import complete_cohort
from practicum.curriculum.api import ProgrammeVersion, programme_of
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.marking.api import (
    Capstone,
    CapstoneSubmission,
    MarkAllocation,
    allocate_examiner,
    capstone_of,
    eligible_examiners,
    examiner_choices,
    examiners_of,
    mark_capstone,
    reopen_capstone,
    save_capstone_draft,
    submit_capstone,
    todo_for,
    withdraw_allocation,
)
from practicum.notices.api import notices_to
from practicum.pack.api import Mode
from practicum.people.api import (
    EXAMINER,
    FACILITATOR,
    PROGRAMME_MANAGER,
    Person,
    declare_interest,
    end_role,
    grant_role,
)
from tests.factories.admissions import make_candidacy
from tests.factories.cohorts import hold_session, make_running_cohort, seats_of
from tests.factories.marking import (
    COMMENT,
    make_allocation,
    make_levels,
    make_mark,
    make_marked_capstone,
    make_submitted_capstone,
    make_text,
)
from tests.factories.people import NOON, make_person, system

pytestmark = pytest.mark.django_db


def kinds(capstone: Capstone) -> list[str]:
    records = records_about(capstone.code).filter(kind__startswith="marking.")
    return [record.kind.removeprefix("marking.") for record in records]


def fresh(capstone: Capstone) -> Capstone:
    return Capstone.objects.get(pk=capstone.pk)


# The candidate


def test_a_draft_is_kept_however_unfinished_and_leaves_no_record() -> None:
    candidacy = make_candidacy()
    assert capstone_of(candidacy) is None
    first = save_capstone_draft(actor=candidacy.person, candidacy=candidacy, title="", text="half a", now=NOON)
    again = save_capstone_draft(
        actor=candidacy.person, candidacy=candidacy, title="T", text="half a thought", ai_use="none", now=NOON
    )
    assert first == again == capstone_of(candidacy)
    assert (again.title, again.text, again.ai_use, again.state) == ("T", "half a thought", "none", "draft")
    assert kinds(again) == []


def test_handing_in_keeps_the_text_as_it_was_and_goes_on_record() -> None:
    capstone = make_submitted_capstone()
    assert (capstone.state, capstone.number, capstone.submitted_at) == ("submitted", 1, NOON)
    kept = CapstoneSubmission.objects.get(capstone=capstone)
    assert (kept.number, kept.words, kept.text) == (1, 3000, make_text())
    record = records_about(capstone.code).get()
    assert record.kind == "marking.capstone_submitted"
    assert record.actor == capstone.candidacy.person.code
    assert capstone.candidacy.code in record.subjects
    assert record.data["words"] == 3000
    assert "word word" not in str(record.data)


@pytest.mark.parametrize("act", ["save", "submit"])
def test_nobody_else_writes_a_capstone(act: str) -> None:
    candidacy, stranger = make_candidacy(), make_person(PROGRAMME_MANAGER)
    with pytest.raises(NotPermitted):
        if act == "save":
            save_capstone_draft(actor=stranger, candidacy=candidacy, title="", text="", now=NOON)
        else:
            submit_capstone(
                actor=stranger,
                candidacy=candidacy,
                title="T",
                text=make_text(),
                ai_use="none",
                acknowledged=True,
                now=NOON,
            )
    assert not Capstone.objects.exists()


def test_a_refused_submission_changes_nothing() -> None:
    candidacy = make_candidacy()
    draft = save_capstone_draft(actor=candidacy.person, candidacy=candidacy, title="T", text="short", now=NOON)
    with pytest.raises(Refusal) as refused:
        submit_capstone(
            actor=candidacy.person,
            candidacy=candidacy,
            title="T",
            text="short",
            ai_use="none",
            acknowledged=True,
            now=NOON,
        )
    assert refused.value.code == "words_out_of_range"
    assert (fresh(draft).state, fresh(draft).number) == ("draft", 0)
    assert not CapstoneSubmission.objects.exists()
    assert kinds(draft) == []


def test_what_was_handed_in_is_not_changed_any_more() -> None:
    capstone = make_submitted_capstone()
    with pytest.raises(InvalidState):
        save_capstone_draft(
            actor=capstone.candidacy.person, candidacy=capstone.candidacy, title="T", text="other", now=NOON
        )
    assert fresh(capstone).text == make_text()


# Allocation


def test_an_examiner_is_asked_and_told_without_a_name() -> None:
    allocation = make_allocation()
    capstone = allocation.capstone
    assert kinds(capstone) == ["capstone_submitted", "examiner_allocated"]
    assert records_about(capstone.code).last().data["trainer_rule"] == "enforced"  # type: ignore[union-attr]
    letter = notices_to(allocation.examiner_id).get()
    assert capstone.code in letter.body
    assert capstone.candidacy.person.name not in letter.body + letter.subject
    assert examiners_of(capstone.candidacy) == [allocation.examiner]


def test_only_a_programme_manager_allocates() -> None:
    capstone, examiner = make_submitted_capstone(), make_person(EXAMINER)
    with pytest.raises(NotPermitted):
        allocate_examiner(actor=examiner, capstone=capstone, examiner=examiner, now=NOON)
    assert not MarkAllocation.objects.exists()


def test_who_may_not_mark_and_why() -> None:
    candidacy = make_candidacy(person=make_person(employer="Halden Outfitters", role=EXAMINER))
    capstone = make_submitted_capstone(candidacy)
    manager = make_person(PROGRAMME_MANAGER)
    colleague = make_person(EXAMINER, employer=" halden outfitters ")
    cousin, busy, free = make_person(EXAMINER), make_person(EXAMINER), make_person(EXAMINER)
    declare_interest(actor=cousin, about=candidacy.person, relation="cousin", now=NOON)
    make_allocation(examiner=busy)
    blocks = {choice.person: choice.blocks for choice in examiner_choices(capstone, now=NOON)}
    assert blocks[candidacy.person] == ("nobody judges themselves",)
    assert blocks[colleague] == ("they have the same employer",)
    assert blocks[cousin] == ("a relation between them is declared",)
    assert eligible_examiners(capstone, now=NOON) == [free, busy]
    for examiner in (candidacy.person, colleague, cousin, manager):
        with pytest.raises(NotPermitted):
            allocate_examiner(actor=manager, capstone=capstone, examiner=examiner, now=NOON)
    assert kinds(capstone) == ["capstone_submitted"]


def test_trainers_are_barred_for_two_years_unless_the_mode_relaxes_it() -> None:
    cohort = make_running_cohort()
    seat = seats_of(cohort)[0]
    trainers = [cohort.facilitator, *(row.person for row in cohort.mentors.select_related("person"))]
    for trainer in trainers:
        grant_role(actor=system(), person=trainer, role=EXAMINER, now=NOON)
    capstone = make_submitted_capstone(seat.candidacy)
    manager, outsider = make_person(PROGRAMME_MANAGER), make_person(EXAMINER)
    assert eligible_examiners(capstone, now=NOON) == [outsider]
    for trainer in trainers:
        with pytest.raises(NotPermitted, match="trained the candidate within the last 2 years"):
            allocate_examiner(actor=manager, capstone=capstone, examiner=trainer, now=NOON)
    end = cohort.sessions.order_by("starts_at").last()
    assert end is not None
    over = end.starts_at + timedelta(minutes=end.minutes)
    for week in range(1, 9):
        hold_session(cohort, week)
    complete_cohort(actor=manager, cohort=cohort, now=over)
    assert eligible_examiners(capstone, now=over + timedelta(days=729)) == [outsider]
    assert set(eligible_examiners(capstone, now=over + timedelta(days=731))) == {outsider, *trainers}
    # The same people under a programme whose certificate ends a training.
    version = ProgrammeVersion.objects.get(pk=seat.candidacy.programme_version_id)
    relaxed = programme_of(version).model_copy(update={"mode": Mode.ASSESSMENT_BASED_CERTIFICATE, "digest": "relaxed"})
    ProgrammeVersion.objects.filter(pk=version.pk).update(content=relaxed.to_json(), digest="relaxed")
    allocation = allocate_examiner(actor=manager, capstone=fresh(capstone), examiner=trainers[0], now=NOON)
    assert records_about(capstone.code).last().data["trainer_rule"] == "relaxed"  # type: ignore[union-attr]
    assert make_mark(allocation).percent == Decimal("75.00")


def test_nobody_is_asked_twice_nor_more_than_three() -> None:
    allocation = make_allocation()
    manager = make_person(PROGRAMME_MANAGER)
    with pytest.raises(Refusal) as refused:
        allocate_examiner(actor=manager, capstone=allocation.capstone, examiner=allocation.examiner, now=NOON)
    assert refused.value.code == "examiner_asked"
    for _ in range(2):
        make_allocation(allocation.capstone)
    with pytest.raises(Refusal) as refused:
        make_allocation(allocation.capstone)
    assert refused.value.code == "examiners_enough"


def test_a_draft_or_a_final_capstone_is_not_allocated() -> None:
    candidacy = make_candidacy()
    draft = save_capstone_draft(actor=candidacy.person, candidacy=candidacy, title="", text="", now=NOON)
    for capstone in (draft, make_marked_capstone()):
        with pytest.raises(InvalidState):
            make_allocation(capstone)


def test_an_allocation_is_taken_back_with_a_reason() -> None:
    allocation = make_allocation()
    for actor, reason, error in (
        (make_person(EXAMINER), "mine", NotPermitted),
        (allocation.examiner, "  ", Refusal),
    ):
        with pytest.raises(error):
            withdraw_allocation(actor=actor, allocation=allocation, reason=reason, now=NOON)
    withdraw_allocation(actor=allocation.examiner, allocation=allocation, reason="I know the author.", now=NOON)
    assert kinds(allocation.capstone)[-1] == "allocation_withdrawn"
    assert examiners_of(allocation.capstone.candidacy) == []
    with pytest.raises(InvalidState):
        make_mark(MarkAllocation.objects.get())
    again = make_allocation(allocation.capstone, examiner=allocation.examiner)
    assert again.pk != allocation.pk


# Marks


def test_a_passing_mark_is_final_and_opens_the_gate() -> None:
    mark = make_mark()
    capstone = fresh(mark.allocation.capstone)
    assert (capstone.state, capstone.percent, capstone.passed) == ("final", Decimal("75.00"), True)
    clearance = capstone.candidacy.clearances.get()
    assert (clearance.requirement, clearance.source) == ("capstone", capstone.code)
    assert kinds(capstone) == ["capstone_submitted", "examiner_allocated", "capstone_marked", "capstone_decided"]
    decided = records_about(capstone.code).get(kind="marking.capstone_decided")
    assert decided.data["percent"] == "75.00"
    assert decided.data["pass_percent"] == 65
    assert COMMENT not in str([record.data for record in records_about(capstone.code)])
    letter = notices_to(capstone.candidacy.person_id).first()
    assert letter is not None
    assert "75" not in letter.body
    assert verify_ledger().verified


def test_a_failed_capstone_is_worked_on_and_handed_in_again() -> None:
    first = make_marked_capstone(level=2)
    candidate = first.candidacy.person
    assert (first.state, first.passed, first.candidacy.clearances.count()) == ("final", False, 0)
    with pytest.raises(NotPermitted):
        reopen_capstone(actor=make_person(), capstone=first, now=NOON)
    draft = reopen_capstone(actor=candidate, capstone=first, now=NOON)
    assert (draft.state, draft.percent, draft.passed, draft.text) == ("draft", None, None, make_text())
    second = make_submitted_capstone(first.candidacy)
    assert second.number == 2
    examiner = examiners_of(first.candidacy)[0]
    passed = make_mark(make_allocation(second, examiner=examiner), level=4)
    assert fresh(second).passed
    assert passed.percent == Decimal(100)
    assert kinds(first)[4:] == [
        "capstone_reopened", "capstone_submitted", "examiner_allocated", "capstone_marked", "capstone_decided",
    ]  # fmt: skip
    assert list(CapstoneSubmission.objects.values_list("number", flat=True)) == [1, 2]


def test_a_passed_capstone_is_not_opened_again() -> None:
    capstone = make_marked_capstone()
    with pytest.raises(Refusal) as refused:
        reopen_capstone(actor=capstone.candidacy.person, capstone=capstone, now=NOON)
    assert refused.value.code == "capstone_passed"


def test_two_examiners_mark_blind_and_agree() -> None:
    first = make_allocation()
    second = make_allocation(first.capstone)
    make_mark(first, level=3)
    assert fresh(first.capstone).state == "marked"
    make_mark(second, level=3, story=4)
    capstone = fresh(first.capstone)
    # 75 and 78.75 per cent
    assert (capstone.state, capstone.percent, capstone.passed) == ("final", Decimal("76.87"), True)
    assert set(examiners_of(capstone.candidacy)) == {first.examiner, second.examiner}


def test_when_two_lie_apart_a_third_decides() -> None:
    first = make_allocation()
    second = make_allocation(first.capstone)
    make_mark(first, level=3)
    make_mark(second, level=2)
    assert (fresh(first.capstone).state, fresh(first.capstone).passed) == ("marked", None)
    make_mark(make_allocation(first.capstone), level=2, numbers=3)
    capstone = fresh(first.capstone)
    assert (capstone.state, capstone.percent, capstone.passed) == ("final", Decimal("56.25"), False)


def test_when_the_second_examiner_returns_the_work_the_first_mark_stands() -> None:
    first = make_allocation()
    second = make_allocation(first.capstone)
    make_mark(first, level=3)
    withdraw_allocation(actor=second.examiner, allocation=second, reason="No time.", now=NOON)
    assert (fresh(first.capstone).state, fresh(first.capstone).passed) == ("final", True)


def test_marking_is_refused_to_others_twice_and_after_a_declaration() -> None:
    allocation = make_allocation()
    levels = make_levels(3)
    with pytest.raises(NotPermitted):
        mark_capstone(actor=make_person(EXAMINER), allocation=allocation, levels=levels, comment=COMMENT, now=NOON)
    declare_interest(
        actor=allocation.examiner, about=allocation.capstone.candidacy.person, relation="my sister", now=NOON
    )
    with pytest.raises(NotPermitted, match="a relation between them is declared"):
        make_mark(allocation)
    other = make_allocation()
    make_mark(other)
    with pytest.raises(InvalidState):
        make_mark(other)
    third = make_allocation()
    end_role(actor=system(), person=third.examiner, role=EXAMINER, now=NOON)
    with pytest.raises(NotPermitted):
        make_mark(third)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"levels": make_levels(3, plan=9)}, "plan"),
        ({"levels": {}}, "diagnosis"),
        ({"comment": " "}, "comment"),
        ({"comment": "a\x00"}, "comment"),
        ({"remarks": {"plan": "x" * 20_000}}, "remark-plan"),
        ({"remarks": {"charm": "x"}}, ""),
    ],
)
def test_a_mark_that_lacks_something_is_refused_whole(changes: dict[str, object], field: str) -> None:
    allocation = make_allocation()
    facts = {"levels": make_levels(3), "comment": COMMENT, "remarks": {}, **changes}
    with pytest.raises(Refusal) as refused:
        mark_capstone(actor=allocation.examiner, allocation=allocation, now=NOON, **facts)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert fresh(allocation.capstone).state == "submitted"


# The desk


def titles(person: Person) -> list[str]:
    return [todo.title for todo in todo_for(person, NOON)]


def test_the_desk_says_whose_turn_it_is() -> None:
    candidacy = make_candidacy()
    manager, examiner = make_person(PROGRAMME_MANAGER), make_person(EXAMINER)
    assert titles(candidacy.person) == ["Begin your capstone"]
    save_capstone_draft(actor=candidacy.person, candidacy=candidacy, title="", text="", now=NOON)
    assert titles(candidacy.person) == ["Finish your capstone"]
    capstone = make_submitted_capstone(candidacy)
    assert titles(candidacy.person) == []
    assert titles(manager) == ["Allocate an examiner to 1 capstone"]
    allocation = make_allocation(capstone, examiner=examiner)
    assert (titles(manager), titles(examiner)) == ([], ["Mark 1 capstone"])
    make_mark(allocation, level=2)
    assert titles(examiner) == []
    assert titles(candidacy.person) == ["Read the comments on your capstone and work on it again"]
    reopen_capstone(actor=candidacy.person, capstone=capstone, now=NOON)
    assert titles(candidacy.person) == ["Hand in your capstone again"]
    assert titles(make_person(FACILITATOR)) == []
