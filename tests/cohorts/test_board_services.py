"""Nudges, the board's reads, the inbox and its reminder, hand-overs, the load of staff: acts, records, refusals."""

from datetime import UTC, datetime, time, timedelta

import pytest

from practicum.cohorts.api import (
    Cohort,
    decide_make_up,
    end_hand_over,
    hand_over,
    note_reflection_read,
    nudge_candidate,
    record_attendance,
    remind_of_inbox,
    save_reflection,
    share_reflection,
    staff_load,
    submit_make_up,
    todo_for,
    trainers_of,
)
from practicum.cohorts.queries.access import access_cohort, access_submission, cohorts_for
from practicum.cohorts.queries.board import Member, access_board, access_member, board_of
from practicum.cohorts.queries.hand_over import access_hand_over, hand_overs_for, possible_stand_ins
from practicum.cohorts.queries.inbox import read_inbox
from practicum.cohorts.queries.journey import journey_of
from practicum.cohorts.queries.makeup import access_make_up
from practicum.kernel.errors import NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import notices_to
from practicum.people.api import Person, declare_interest
from tests.factories.cohorts import (
    hold_session,
    make_facilitator,
    make_feedback,
    make_manager,
    make_mentor,
    make_running_cohort,
    make_submission,
    seats_of,
)
from tests.factories.people import make_person
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_running_cohort)


def kinds(code: str) -> list[str]:
    return list(Record.objects.filter(subjects__contains=[code]).order_by("sequence").values_list("kind", flat=True))


def row_of(cohort: Cohort, person: Person, at: datetime) -> Member:
    board = board_of(cohort, zone="UTC", now=at)
    return next(one for one in board.members if one.seat.candidacy.person == person)


def test_the_board_tells_why_and_a_nudge_goes_out_once() -> None:
    cohort = Cohort.objects.get()
    seats = seats_of(cohort)
    behind, fine = seats[0], seats[1]
    person, mentor, leader = behind.candidacy.person, behind.mentor, cohort.facilitator
    stranger = next(row.person for row in cohort.mentors.all() if row.person_id != mentor.pk)
    for week in (1, 2):
        session = hold_session(cohort, week, {behind.pk: ("absent", "")})
        save_reflection(actor=fine.candidacy.person, seat=fine, week=week, text="secret words", now=session.starts_at)
    save_reflection(actor=person, seat=behind, week=2, text=" \n", now=session.starts_at)
    at = session.starts_at + timedelta(hours=3)
    made = submit_make_up(actor=person, seat=behind, session=session, text="x", now=at)
    decide_make_up(actor=mentor, make_up=made, outcome="returned", comment="More.", now=at)

    board, part = access_board(leader, cohort.code, zone="UTC", now=at)
    assert part.leads
    first = board.by_need[0]
    assert [one.key for one in first.concerns] == ["missed", "make-up-2", "reflection"], "blank is no reflection"
    assert board.behind[0] == first
    assert [one.key for one in row_of(cohort, fine.candidacy.person, at).concerns] == []
    assert "secret" not in repr(board)
    cells = {cell.week: cell for cell in first.cells}
    assert (cells[1].words, cells[2].words, cells[3].words) == ("absent", "absent, open work", "to come")
    assert "need attention" in board.summary
    mine, _ = access_board(mentor, cohort.code, zone="UTC", now=at)
    assert {one.seat.mentor_id for one in mine.members} == {mentor.pk}
    with pytest.raises(NotPermitted):
        access_board(person, cohort.code, zone="UTC", now=at)
    with pytest.raises(NotFound):
        access_board(make_facilitator(), cohort.code, zone="UTC", now=at)
    with pytest.raises(NotFound):
        access_member(stranger, cohort.code, behind.candidacy.code, zone="UTC", now=at)

    given = {"seat": behind, "concern": "missed", "text": "We missed you: a private word."}
    for actor in (person, stranger, make_person(), make_facilitator()):
        with pytest.raises(NotPermitted):
            nudge_candidate(actor=actor, **given, now=at)
    nudge = nudge_candidate(actor=mentor, **given, now=at)
    assert "private word" in notices_to(person.pk)[0].body
    with pytest.raises(Refusal, match=f"{mentor.name} wrote to them about this on") as caught:
        nudge_candidate(actor=leader, **given, now=at + timedelta(hours=47, minutes=59))
    assert "from" in caught.value.mend
    nudge_candidate(actor=leader, **{**given, "concern": "reflection"}, now=at)
    nudge_candidate(actor=leader, **given, now=at + timedelta(hours=48))
    assert [one.sent_by for one in row_of(cohort, person, at).nudges] == [leader, leader, mentor]
    shown = journey_of(behind.candidacy, now=at + timedelta(days=3))
    assert shown is not None
    assert len(shown.nudges) == 3
    later = journey_of(behind.candidacy, now=at + timedelta(days=17))
    assert later is not None
    assert later.nudges == []
    assert kinds(nudge.code) == ["cohorts.candidate_nudged"]
    assert "private" not in str(Record.objects.get(subjects__contains=[nudge.code]).data)
    with pytest.raises(Refusal):
        nudge_candidate(actor=leader, seat=fine, concern="other", text=" ", now=at)


def test_one_inbox_by_due_date_with_its_reminder_and_the_load_of_staff() -> None:
    cohort = Cohort.objects.get()
    seat = seats_of(cohort)[0]
    person, mentor = seat.candidacy.person, seat.mentor
    other = next(row.person for row in cohort.mentors.all() if row.person_id != mentor.pk)
    session = hold_session(cohort, 1, {seat.pk: ("absent", "")})
    at = datetime.combine(session.starts_at.date() + timedelta(days=1), time(10), UTC)
    submit_make_up(actor=person, seat=seat, session=session, text="x", now=at + timedelta(hours=2))
    make_submission(seat, now=at)
    share_reflection(actor=person, seat=seat, week=1, text="Only for you", now=at + timedelta(hours=1))
    items = read_inbox(mentor, now=at)
    assert [one.kind for one in items] == ["assignment", "reflection", "make_up"]
    assert [one.due_at - at for one in items] == [timedelta(days=5, hours=hour) for hour in (0, 1, 2)]
    assert all(one.is_mine and not one.is_late for one in items)
    assert [(one.is_mine, one.owner) for one in read_inbox(other, now=at)] == [(False, mentor.name)] * 2
    assert [one.kind for one in read_inbox(cohort.facilitator, now=at)] == ["make_up"]
    assert all(one.is_late for one in read_inbox(mentor, now=at + timedelta(days=6)))

    day_before = (at + timedelta(days=4)).replace(hour=7)
    letters = notices_to(mentor.pk).count()
    for moment in (day_before - timedelta(hours=1), day_before, day_before + timedelta(hours=5), day_before):
        remind_of_inbox(moment)
    remind_of_inbox(day_before + timedelta(days=1))
    assert notices_to(mentor.pk).count() == letters + 1
    letter = notices_to(mentor.pk)[0]
    assert letter.subject == "3 things are due tomorrow"
    assert "Only for you" not in letter.body
    assert notices_to(other.pk).filter(subject__contains="due tomorrow").count() == 0

    (reflection,) = seat.reflections.all()
    with pytest.raises(NotPermitted):
        note_reflection_read(actor=other, reflection=reflection, now=at)
    note_reflection_read(actor=mentor, reflection=reflection, now=at)
    assert [one.kind for one in read_inbox(mentor, now=at)] == ["assignment", "make_up"]

    load = {one.person: one for one in staff_load(at + timedelta(days=6))}
    assert (load[mentor].cohorts, load[mentor].mentees, load[mentor].capacity) == (1, 5, 1)
    assert (load[mentor].open_work, load[mentor].overdue, load[other].open_work) == (2, 2, 0)
    assert load[cohort.facilitator].leads == (cohort,)
    assert staff_load(at)[0].away is None


def test_a_stand_in_has_exactly_what_was_handed_over_and_only_then() -> None:
    cohort = Cohort.objects.get()
    seat = seats_of(cohort)[0]
    person, mentor, leader, manager = seat.candidacy.person, seat.mentor, cohort.facilitator, make_manager()
    outsider, partial = make_mentor(), make_mentor()
    declare_interest(actor=partial, about=person, relation="kin", now=cohort.created_at)
    session = hold_session(cohort, 1, {seat.pk: ("absent", "")})
    at = session.starts_at + timedelta(hours=4)
    day = at.date() + timedelta(days=2)
    during, after = at + timedelta(days=3), at + timedelta(days=10)
    work = make_submission(seat, now=at)
    share_reflection(actor=person, seat=seat, week=1, text="Only for you", now=at)
    made = submit_make_up(actor=person, seat=seat, session=session, text="x", now=at)

    able = possible_stand_ins(mentor)
    assert outsider in able
    assert partial not in able
    assert mentor not in able
    given = {"person": mentor, "stand_in": outsider, "first_day": day, "last_day": day + timedelta(days=4), "now": at}
    for actor in (outsider, person, leader):
        with pytest.raises(NotPermitted):
            hand_over(actor=actor, **given)
    for unfit in (partial, person, mentor):
        with pytest.raises(Refusal) as caught:
            hand_over(actor=mentor, **{**given, "stand_in": unfit})
        assert caught.value.field == "stand_in"
    agreed = hand_over(actor=mentor, **given)
    assert agreed.last_day == given["last_day"]
    with pytest.raises(Refusal, match="stands in already"):
        hand_over(actor=manager, **given)
    with pytest.raises(Refusal, match="stands in for"):
        hand_over(actor=outsider, **{**given, "person": outsider, "stand_in": mentor})
    assert "stands in" in notices_to(outsider.pk)[0].subject
    assert hand_overs_for(outsider, at) == hand_overs_for(manager, at) == [agreed]
    assert hand_overs_for(person, at) == []
    with pytest.raises(NotFound):
        access_hand_over(outsider, agreed.code)

    for moment in (at, after):
        assert read_inbox(outsider, now=moment) == []
        assert list(cohorts_for(outsider, now=moment)) == []
        for reach in (access_cohort, access_submission, access_make_up):
            code = {access_cohort: cohort.code, access_submission: work.code}.get(reach, made.code)
            with pytest.raises(NotFound):
                reach(outsider, code, now=moment)
        with pytest.raises(NotPermitted):
            nudge_candidate(actor=outsider, seat=seat, concern="other", text="Hello", now=moment)
    with pytest.raises(NotPermitted):
        make_feedback(work, mentor=outsider, now=after)
    assert {one.kind for one in read_inbox(outsider, now=during)} == {"assignment", "make_up"}, "no shared reflection"
    assert all(one.is_mine and one.owner == mentor.name for one in read_inbox(outsider, now=during))
    assert f"Give feedback to {person.name}" in [one.title for one in todo_for(outsider, during)]
    board, _ = access_board(outsider, cohort.code, zone="UTC", now=during)
    assert {one.seat.mentor_id for one in board.members} == {mentor.pk}
    with pytest.raises(NotPermitted):  # a mentor's stand-in leads nothing
        record_attendance(actor=outsider, session=session, statuses={seat.pk: ("present", "")}, now=during)
    assert outsider not in dict(trainers_of(person)), "nobody has trained who has not acted"
    make_feedback(work, mentor=outsider, now=during)
    assert dict(trainers_of(person))[outsider] == during
    assert [one.away is not None for one in staff_load(during) if one.person == mentor] == [True]

    ended = end_hand_over(actor=manager, hand_over=agreed, now=during)
    assert read_inbox(outsider, now=during) == []
    with pytest.raises(Refusal):
        end_hand_over(actor=mentor, hand_over=ended, now=during)
    with pytest.raises(NotPermitted):
        end_hand_over(actor=outsider, hand_over=ended, now=during)
    assert kinds(agreed.code) == ["cohorts.handed_over", "cohorts.hand_over_ended"]
    assert dict(trainers_of(person))[outsider] == during, "what was done stays done"

    lead = hand_over(
        actor=manager, person=leader, stand_in=mentor, first_day=during.date(), last_day=during.date(), now=during
    )
    decide_make_up(actor=mentor, make_up=made, outcome="accepted", comment="", now=during)
    substitute = seats_of(cohort)[7]
    changed = record_attendance(
        actor=mentor, session=session, statuses={substitute.pk: ("excused", "ill")}, now=during + timedelta(minutes=1)
    )
    assert len(changed) == 1
    assert dict(trainers_of(substitute.candidacy.person))[mentor] >= during
    with pytest.raises(NotPermitted):
        record_attendance(actor=mentor, session=session, statuses={seat.pk: ("present", "")}, now=lead.away_until)
