"""A candidate's week, make-up work, and what a facilitator keeps of a session: each act, its record, each refusal."""

from datetime import timedelta

import pytest

from practicum.cohorts.api import (
    add_recording,
    decide_make_up,
    mark_preparation,
    record_attendance,
    remove_old_recordings,
    remove_recording,
    save_make_up_draft,
    save_reflection,
    save_session_note,
    share_reflection,
    submit_make_up,
    take_back_reflection,
    trainers_of,
    training_complete,
)
from practicum.cohorts.models import Attendance, SessionNote
from practicum.cohorts.queries.makeup import access_make_up, waiting_make_ups
from practicum.cohorts.queries.week import read_week, recordings_of, shared_reflections
from practicum.kernel.errors import InvalidState, NotFound, NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import notices_to
from practicum.people.api import declare_interest
from tests.factories.cohorts import hold_session, make_manager, make_mentor, make_running_cohort, seats_of
from tests.factories.people import NOON, make_person

pytestmark = pytest.mark.django_db


def kinds(code: str) -> list[str]:
    return list(Record.objects.filter(subjects__contains=[code]).order_by("sequence").values_list("kind", flat=True))


def test_preparation_and_reflection_are_the_candidates_own() -> None:
    cohort = make_running_cohort(10)
    seat, other = seats_of(cohort)[:2]
    person, mentor = seat.candidacy.person, seat.mentor
    own = {"actor": person, "seat": seat, "week": 2, "now": NOON}
    records = Record.objects.count()

    mark_preparation(**own, parts=frozenset({0, 2}))
    mark_preparation(**own, parts=frozenset({1, 2}))
    assert read_week(person, 2, now=NOON).done_parts == {1, 2}
    assert read_week(other.candidacy.person, 2, now=NOON).done_parts == frozenset()
    with pytest.raises(Refusal):
        mark_preparation(**own, parts=frozenset({9}))
    with pytest.raises(NotFound):
        mark_preparation(actor=person, seat=seat, week=99, parts=frozenset(), now=NOON)
    for actor in (other.candidacy.person, mentor, cohort.facilitator):
        with pytest.raises(NotPermitted):
            mark_preparation(actor=actor, seat=seat, week=2, parts=frozenset(), now=NOON)
        with pytest.raises(NotPermitted):
            save_reflection(actor=actor, seat=seat, week=2, text="x", now=NOON)

    save_reflection(**own, text="For myself")
    assert Record.objects.count() == records, "what only its writer sees has no record"
    assert shared_reflections(mentor) == []
    with pytest.raises(Refusal):
        share_reflection(**own, text="  ")
    with pytest.raises(Refusal):
        take_back_reflection(**own)
    share_reflection(**own, text="For my mentor")
    save_reflection(**own, text="For my mentor, and a secret")
    (shown,) = shared_reflections(mentor)
    assert shown.shared_text == "For my mentor"
    assert "shares a reflection" in notices_to(mentor.pk)[0].subject
    strangers = [row.person for row in cohort.mentors.exclude(person=mentor)]
    assert [shared_reflections(one) for one in (*strangers, cohort.facilitator)] == [[]] * (len(strangers) + 1)
    told = Record.objects.get(kind="cohorts.reflection_shared")
    assert told.subjects == [cohort.code], "no candidacy: it enters no decision"
    assert "mentor" not in str(told.data)
    taken = take_back_reflection(**own)
    assert (taken.shared_text, taken.text) == ("", "For my mentor, and a secret")
    assert shared_reflections(mentor) == []


def test_make_up_work_from_the_absence_to_caught_up() -> None:
    cohort = make_running_cohort(10)
    first, second, third = seats_of(cohort)[:3]
    person, mentor = first.candidacy.person, first.mentor
    session = hold_session(cohort, 1, {first.pk: ("absent", ""), second.pk: ("excused", "ill")})
    at = session.starts_at + timedelta(days=1)
    own = {"actor": person, "seat": first, "session": session, "now": at}
    subject = "You missed week 1: how to catch up"
    for seat, times in ((first, 1), (second, 1), (third, 0)):
        assert notices_to(seat.candidacy.person_id).filter(subject=subject).count() == times
    record_attendance(actor=cohort.facilitator, session=session, statuses={first.pk: ("excused", "ill")}, now=at)
    assert notices_to(person.pk).filter(subject=subject).count() == 1, "told once, whatever is corrected"

    with pytest.raises(Refusal, match="sessions that you missed"):
        submit_make_up(actor=third.candidacy.person, seat=third, session=session, text="x", now=at)
    with pytest.raises(NotPermitted):
        save_make_up_draft(**{**own, "actor": second.candidacy.person}, text="x")
    draft = save_make_up_draft(**own, text="First words")
    assert (draft.state, draft.text) == ("open", "")
    with pytest.raises(NotFound):
        access_make_up(mentor, draft.code, now=at)  # a draft is nobody's but its author's
    with pytest.raises(Refusal):
        submit_make_up(**own, text=" ")
    made = submit_make_up(**own, text="My answer")
    for act in (save_make_up_draft, submit_make_up):
        with pytest.raises(InvalidState):
            act(**own, text="Changed")
    assert "make-up work" in notices_to(mentor.pk)[0].subject
    assert [one.is_mine for one in waiting_make_ups(mentor, now=at)] == [True]
    assert [one.is_mine for one in waiting_make_ups(cohort.facilitator, now=at)] == [False]
    for outsider in (make_mentor(), make_person(), second.candidacy.person):
        assert waiting_make_ups(outsider, now=at) == []
        with pytest.raises(NotFound):
            access_make_up(outsider, made.code, now=at)
        with pytest.raises(NotPermitted):
            decide_make_up(actor=outsider, make_up=made, outcome="accepted", comment="", now=at)

    with pytest.raises(Refusal) as caught:
        decide_make_up(actor=mentor, make_up=made, outcome="returned", comment=" ", now=at)
    assert caught.value.field == "comment"
    with pytest.raises(Refusal):
        decide_make_up(actor=mentor, make_up=made, outcome="perfect", comment="x", now=at)
    decide_make_up(actor=mentor, make_up=made, outcome="returned", comment="Name the column.", now=at)
    assert Attendance.objects.get(seat=first, session=session).status == "excused"
    submit_make_up(**own, text="My answer, with the column")
    declare_interest(actor=mentor, about=person, relation="kin", now=at)
    with pytest.raises(NotPermitted, match="relation"):
        decide_make_up(actor=mentor, make_up=made, outcome="accepted", comment="", now=at)
    decide_make_up(actor=cohort.facilitator, make_up=made, outcome="accepted", comment="", now=at)
    kept = Attendance.objects.get(seat=first, session=session)
    assert (kept.status, kept.reason) == ("caught_up", f"Make-up work {made.code}.")
    assert read_week(person, 1, now=at).status == "caught_up"
    assert notices_to(person.pk)[0].subject == "Your make-up work of week 1 is accepted"
    assert kinds(made.code) == [
        "cohorts.make_up_submitted",
        "cohorts.make_up_decided",
        "cohorts.make_up_submitted",
        "cohorts.make_up_decided",
    ]
    assert kinds(first.candidacy.code)[-1] == "cohorts.attendance_recorded"
    assert "column" not in str(list(Record.objects.filter(subjects__contains=[made.code]).values_list("data")))
    with pytest.raises(InvalidState):
        submit_make_up(**own, text="Again")
    assert "7 of 8" not in str(training_complete(first.candidacy))

    # a correction while the work waits: there is nothing left to decide
    waits = submit_make_up(actor=second.candidacy.person, seat=second, session=session, text="x", now=at)
    record_attendance(actor=cohort.facilitator, session=session, statuses={second.pk: ("present", "")}, now=at)
    assert waiting_make_ups(cohort.facilitator, now=at) == []
    with pytest.raises(Refusal, match="corrected"):
        decide_make_up(actor=cohort.facilitator, make_up=waits, outcome="accepted", comment="", now=at)

    late = cohort.sessions.latest("starts_at").starts_at + timedelta(days=60)
    record_attendance(actor=cohort.facilitator, session=session, statuses={second.pk: ("absent", "")}, now=late)
    decide_make_up(actor=make_manager(), make_up=waits, outcome="accepted", comment="", now=late)
    assert dict(trainers_of(second.candidacy.person))[make_manager()] == late, "who decides on training has trained"


def test_notes_and_recordings_are_kept_by_those_who_lead() -> None:
    cohort = make_running_cohort(10)
    session = cohort.sessions.get(week=1)
    session.cohort = cohort
    begun, leader = session.starts_at, cohort.facilitator
    day = (begun + timedelta(days=30)).date()
    link = "https://video.example.org/secret-1"
    given = {"session": session, "link": link, "note": "Part one", "kept_until": day}
    with pytest.raises(Refusal, match="not begun"):
        add_recording(actor=leader, **given, now=begun - timedelta(seconds=1))
    for actor in (seats_of(cohort)[0].candidacy.person, cohort.mentors.first().person, make_person()):
        with pytest.raises(NotPermitted):
            add_recording(actor=actor, **given, now=begun)
        with pytest.raises(NotPermitted):
            save_session_note(actor=actor, session=session, text="x", now=begun)
    one = add_recording(actor=leader, **given, now=begun)
    with pytest.raises(Refusal) as caught:
        add_recording(actor=leader, **given, now=begun)
    assert caught.value.field == "link"
    assert list(recordings_of(session, today=day)) == [one]
    assert list(recordings_of(session, today=day + timedelta(days=1))) == []
    with pytest.raises(Refusal):
        remove_recording(actor=leader, recording=one, reason=" ", now=begun)
    removed = remove_recording(actor=leader, recording=one, reason="Somebody objected.", now=begun)
    assert (removed.link, removed.removal_reason) == ("", "Somebody objected.")
    with pytest.raises(Refusal):
        remove_recording(actor=leader, recording=one, reason="Again", now=begun)
    again = add_recording(actor=leader, **given, now=begun)
    assert remove_old_recordings(begun + timedelta(days=29)) == 0
    assert remove_old_recordings(begun + timedelta(days=31)) == 1
    assert remove_old_recordings(begun + timedelta(days=31)) == 0
    again.refresh_from_db()
    assert again.link == ""
    assert kinds(one.code) == kinds(again.code) == ["cohorts.recording_added", "cohorts.recording_removed"]
    assert "secret-1" not in str(list(Record.objects.values_list("data", flat=True)))

    for text in ("First", "Second"):
        save_session_note(actor=leader, session=session, text=text, now=begun)
    assert SessionNote.objects.get(session=session).text == "Second"
