"""Sessions that are moved, cancelled, and given a place: who may, what is refused, and what every calendar is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from ics import Calendar

from practicum.cohorts.api import (
    Cohort,
    Session,
    cancel_session,
    end_seat,
    meetings_for,
    record_attendance,
    reschedule_session,
    set_join_link,
    training_complete,
)
from practicum.cohorts.queries.meetings import people_of
from practicum.cohorts.queries.stated_hours import broken_by_new_time
from practicum.cohorts.rules.links import check_link
from practicum.cohorts.rules.states import SESSION_STATES
from practicum.cohorts.rules.timetable import move_together, said_moment, session_moments
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import Notice, notices_to
from practicum.people.api import Person
from tests.factories.cohorts import (
    make_facilitator,
    make_forming_cohort,
    make_manager,
    make_running_cohort,
    seats_of,
)
from tests.factories.people import NOON

LINK = "https://meet.example.org/birch"
DAY = timedelta(days=1)


def week(cohort: Cohort, number: int) -> Session:
    return Session.objects.select_related("cohort").get(cohort=cohort, week=number)


def invitations_to(person: Person) -> list[tuple[str, str, int, datetime]]:
    """Method, uid, sequence and beginning of each, in the order in which they were queued."""
    found = []
    for notice in notices_to(person.pk).filter(kind="invitation").order_by("id"):
        calendar = Calendar(notice.calendar)
        (event,) = calendar.events
        sequence = next(int(line.value) for line in event.extra if line.name == "SEQUENCE")
        assert calendar.method == notice.calendar_method
        found.append((notice.calendar_method, event.uid, sequence, event.begin.datetime))
    return found


# --- rules


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"])
def test_sessions_that_move_together_keep_their_new_wall_time(zone: str) -> None:
    for starts_on in (datetime(2027, 2, 23, tzinfo=UTC), datetime(2026, 9, 15, tzinfo=UTC)):
        moments = session_moments(hour=40, starts_on=starts_on.date(), weeks=8, anchor=zone)
        to = moments[2] + timedelta(days=1, hours=1)
        moved = move_together(moments[2:], to, anchor=zone)
        assert moved[0] == to
        walls = {one.astimezone(ZoneInfo(zone)).time() for one in moved}
        assert walls == {to.astimezone(ZoneInfo(zone)).time()}


def test_a_time_that_the_clocks_leap_over_is_refused() -> None:
    day = datetime(2027, 3, 28, tzinfo=UTC).date()
    wall = datetime(2027, 3, 28, 2, 30, tzinfo=UTC).time()
    with pytest.raises(Refusal) as caught:
        said_moment(day, wall, "Europe/Berlin")
    assert caught.value.field == "time"
    assert said_moment(day, wall, "UTC") == datetime(2027, 3, 28, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "link",
    [
        "http://meet.example.org/x",
        "javascript:alert(1)",
        "https://",
        "https:///x",
        "meet.example.org",
        "https://user:password@meet.example.org/",
        "https://meet.example.org/a b",
        "https://meet.example.org/\x00",
        "https://[broken",
        "https://meet.example.org:99999/",
        "https://meet.example.org/" + "x" * 500,
    ],
)
def test_a_link_that_nobody_should_follow_is_refused(link: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_link(link)
    assert caught.value.field == "link"
    assert check_link(f" {LINK} ") == LINK


# --- services


@pytest.mark.django_db
def test_a_cohort_tells_every_calendar_what_becomes_of_its_sessions() -> None:
    cohort = make_running_cohort(10)
    actor = cohort.facilitator
    people = people_of(cohort)
    assert len(people) == 13
    first = seats_of(cohort)[0].candidacy.person
    uids = [str(one.uid) for one in cohort.sessions.order_by("week")]
    assert [(method, uid, sequence) for method, uid, sequence, _ in invitations_to(first)] == [
        ("REQUEST", uid, 0) for uid in uids
    ]
    assert all(len(invitations_to(person)) == 8 for person in people)

    # moved alone, then with all later ones
    before = week(cohort, 3).starts_at
    reschedule_session(actor=actor, session=week(cohort, 3), starts_at=before + DAY, reason="A holiday.", now=NOON)
    assert invitations_to(first)[8:] == [("REQUEST", uids[2], 1, before + DAY)]
    letter = notices_to(first.pk)[0]
    assert letter.subject == f"Moved: {cohort.name}, week 3: {letter.subject.split(': ', 2)[2]}"
    assert "A holiday." in letter.body
    moved = reschedule_session(
        actor=actor, session=week(cohort, 6), starts_at=week(cohort, 6).starts_at + DAY, with_later=True,
        reason="A new hour.", now=NOON,
    )  # fmt: skip
    assert [(one.week, one.state, one.sequence) for one in moved] == [(6, "moved", 1), (7, "moved", 1), (8, "moved", 1)]
    assert len(invitations_to(first)) == 12
    record = records_about(cohort.code).last()
    assert record is not None
    assert (record.kind, list(record.data["sessions"]), record.data["reason"]) == (
        "cohorts.sessions_moved",
        ["6", "7", "8"],
        "A new hour.",
    )
    third = week(cohort, 3)
    assert (third.planned_at, third.change_reason) == (before, "A holiday.")

    # held somewhere
    changed = set_join_link(actor=actor, session=third, link=LINK, place="Bring your bill.", with_later=True, now=NOON)
    assert [one.week for one in changed] == [3, 4, 5, 6, 7, 8]
    assert set_join_link(actor=actor, session=third, link=LINK, place="Bring your bill.", now=NOON) == []
    assert [row[2] for row in invitations_to(first)[12:]] == [2, 1, 1, 2, 2, 2]
    assert LINK in notices_to(first.pk)[0].calendar
    assert LINK not in str(records_about(cohort.code).last().data)  # type: ignore[union-attr]

    # cancelled: nobody has to attend it, and nobody can
    cancel_session(actor=actor, session=week(cohort, 5), reason="Ill.", now=NOON)
    assert invitations_to(first)[-1][:3] == ("CANCEL", uids[4], 2)
    with pytest.raises(InvalidState):
        record_attendance(
            actor=actor, session=week(cohort, 5), statuses={}, now=week(cohort, 5).starts_at + timedelta(hours=1)
        )
    assert "0 of 7 sessions, 6 are needed" in training_complete(seats_of(cohort)[0].candidacy)[0]
    for act in ("reschedule", "cancel", "link"):
        with pytest.raises(Refusal) as caught:
            _do(act, cohort, 5)
        assert caught.value.code == "session_cancelled"

    # the feed carries the same entries
    feed = {entry.uid: entry for entry in meetings_for(first, NOON)}
    assert list(feed) == [str(one.uid) for one in cohort.sessions.order_by("starts_at")]
    assert (feed[uids[4]].status, feed[uids[2]].sequence, feed[uids[2]].place) == ("CANCELLED", 2, LINK)

    # who leaves gets every session to come taken out; facilitator and mentor are told, the others hear nothing
    count = Notice.objects.count()
    end_seat(actor=make_manager(), seat=seats_of(cohort)[0], reason="Moved abroad.", now=NOON)
    assert [row[:2] for row in invitations_to(first)[-7:]] == [("CANCEL", uid) for uid in uids if uid != uids[4]]
    assert Notice.objects.count() == count + 7 + 2
    assert meetings_for(first, NOON) == []


@pytest.mark.django_db
def test_whose_stated_hours_a_new_time_would_break() -> None:
    """Everybody is free on Tuesdays from 15:00 to 19:00 and the session of 90 minutes begins at 15:00, 16:00 or 17:00."""
    cohort = make_forming_cohort(10)
    third = week(cohort, 3)
    day = third.starts_at.replace(hour=0)

    def broken(at: datetime, *, with_later: bool = False) -> list[tuple[str, tuple[int, ...]]]:
        return [(one.part, one.weeks) for one in broken_by_new_time(third, starts_at=at, with_later=with_later)]

    assert [broken(day + timedelta(hours=hour)) for hour in (15, 16, 17)] == [[], [], []]
    assert len(broken(day + timedelta(hours=17, minutes=31))) == 13  # the last minute is outside
    assert len(broken(day + timedelta(hours=14, minutes=59))) == 13
    all_later = broken(day + DAY + timedelta(hours=15), with_later=True)
    assert {weeks for _, weeks in all_later} == {(3, 4, 5, 6, 7, 8)}
    assert [part for part, _ in all_later].count("mentor") == 2
    (named,) = {one.local for one in broken_by_new_time(third, starts_at=third.starts_at + DAY, with_later=False)}
    assert named.startswith("Wednesday")
    cancel_session(actor=cohort.facilitator, session=week(cohort, 4), reason="Ill.", now=NOON)
    assert broken(day + DAY, with_later=True)[0][1] == (3, 5, 6, 7, 8)

    # who is outside already, or has said nothing, is not warned of
    reschedule_session(
        actor=cohort.facilitator, session=third, starts_at=third.starts_at + DAY, reason="A holiday.", now=NOON
    )
    record = records_about(cohort.code).last()
    assert record is not None
    assert record.data["outside"] == 13
    third = week(cohort, 3)
    assert broken(third.starts_at + DAY) == []


def _do(act: str, cohort: Cohort, number: int, *, now: datetime = NOON, actor: Person | None = None) -> None:
    session, by = week(cohort, number), actor or cohort.facilitator
    if act == "reschedule":
        reschedule_session(actor=by, session=session, starts_at=session.starts_at + DAY, reason="Why.", now=now)
    elif act == "cancel":
        cancel_session(actor=by, session=session, reason="Why.", now=now)
    else:
        set_join_link(actor=by, session=session, link=LINK, now=now)


@pytest.mark.django_db
def test_a_forming_cohort_changes_without_letters_and_its_feed_is_tentative() -> None:
    cohort = make_forming_cohort(10)
    person = seats_of(cohort)[0].candidacy.person
    assert {entry.status for entry in meetings_for(person, NOON)} == {"TENTATIVE"}
    hour = cohort.hour
    reschedule_session(
        actor=cohort.facilitator, session=week(cohort, 1), starts_at=week(cohort, 1).starts_at + timedelta(hours=1),
        with_later=True, reason="A better hour.", now=NOON,
    )  # fmt: skip
    cohort.refresh_from_db()
    assert cohort.hour == hour + 1
    assert invitations_to(person) == []

    # who may not, and what is refused
    for actor in (make_facilitator(), cohort.mentors.first().person, person):
        for act in ("reschedule", "cancel", "link"):
            with pytest.raises(NotPermitted):
                _do(act, cohort, 1, actor=actor)
    begun = week(cohort, 1).starts_at + timedelta(minutes=1)
    for act in ("reschedule", "cancel"):
        with pytest.raises(Refusal) as caught:
            _do(act, cohort, 1, now=begun)
        assert caught.value.code == "session_begun"
    _do("link", cohort, 1, now=begun)  # while it runs, its link may still change
    with pytest.raises(Refusal) as caught:
        _do("link", cohort, 1, now=begun + timedelta(hours=3))
    assert caught.value.code == "session_begun"
    third = week(cohort, 3)
    for starts_at, code in (
        (third.starts_at, "same_time"),
        (NOON - DAY, "time_past"),
        (third.starts_at + 7 * DAY, "weeks_disordered"),
        (third.starts_at - 7 * DAY, "weeks_disordered"),
    ):
        with pytest.raises(Refusal) as caught:
            reschedule_session(actor=cohort.facilitator, session=third, starts_at=starts_at, reason="Why.", now=NOON)
        assert caught.value.code == code
    with pytest.raises(Refusal) as caught:
        reschedule_session(
            actor=cohort.facilitator, session=third, starts_at=third.starts_at + DAY, reason=" ", now=NOON
        )
    assert caught.value.field == "reason"
    for number in range(1, 8):
        _do("cancel", cohort, number)
    with pytest.raises(Refusal) as caught:
        _do("cancel", cohort, 8)
    assert caught.value.code == "session_only"


@pytest.mark.django_db
def test_nobody_leads_two_sessions_at_once() -> None:
    cohort = make_forming_cohort(10)
    other = Cohort.objects.get(pk=cohort.pk)
    other.pk, other.code, other.name = None, "COH-OTHER", "Other"
    other.save()
    clash = week(cohort, 2).starts_at + DAY
    Session.objects.create(cohort=other, week=1, starts_at=clash, minutes=90)
    with pytest.raises(Refusal) as caught:
        _do("reschedule", cohort, 2)
    assert caught.value.code == "double_booked"
    assert cohort.facilitator.name in caught.value.message


def test_every_row_of_the_states_is_used() -> None:
    assert SESSION_STATES.moves["cancelled"] == ()
    assert all("cancelled" in SESSION_STATES.moves[state] for state in ("scheduled", "moved"))
