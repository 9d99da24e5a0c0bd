"""Clearance, sittings and bookings: each act, its record, each refusal."""

from datetime import datetime, timedelta

import pytest

from practicum.exams.api import (
    Sitting,
    access_sitting,
    book_attempt,
    bookable_sittings,
    grant_clearance,
    missing_for_exam,
    schedule_sitting,
    void_attempt,
)
from practicum.itembank.api import places_of
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import records_about
from practicum.notices.api import notices_to
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, PSYCHOMETRICIAN
from tests.factories.admissions import make_candidacy
from tests.factories.exams import (
    clear_capstone,
    give_time_factor,
    make_booked_attempt,
    make_cleared_candidacy,
    make_closed_attempt,
    make_sitting,
)
from tests.factories.itembank import make_assembled_form, make_published_form
from tests.factories.labs import make_passed_lab
from tests.factories.looking import kinds_about
from tests.factories.people import make_person
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_published_form)
HOUR = timedelta(hours=1)


def test_a_clearance_is_granted_once_and_recorded(now: datetime) -> None:
    candidacy, examiner = make_candidacy(), make_person(EXAMINER)
    assert "A capstone that an examiner passed." in missing_for_exam(candidacy)
    for _ in range(2):
        grant_clearance(actor=examiner, candidacy=candidacy, requirement="capstone", source="CAP-1", now=now)
    assert "A capstone that an examiner passed." not in missing_for_exam(candidacy)
    assert kinds_about("CAP-1", "exams") == ["clearance_granted"]


def test_who_may_not_clear(now: datetime) -> None:
    candidacy = make_candidacy(person=make_person(EXAMINER))
    facts = {"candidacy": candidacy, "source": "CAP-1", "now": now}
    for actor in (candidacy.person, make_person(PSYCHOMETRICIAN)):
        with pytest.raises(NotPermitted):
            grant_clearance(actor=actor, requirement="capstone", **facts)
    with pytest.raises(Refusal) as refused:
        grant_clearance(actor=make_person(EXAMINER), requirement="luck", **facts)
    assert refused.value.field == "requirement"


def test_the_gate_asks_for_training_lab_and_capstone(now: datetime) -> None:
    assert missing_for_exam(make_candidacy("cohort")) == [
        "A seat in a cohort.",
        "The lab “first-bill” is not passed.",
        "A capstone that an examiner passed.",
    ]
    candidacy = make_candidacy()  # of the experience route: no training is asked
    clear_capstone(candidacy)
    assert len(missing_for_exam(candidacy)) == 1
    make_passed_lab(candidacy)
    assert missing_for_exam(candidacy) == []


def test_a_sitting_is_on_record(now: datetime) -> None:
    sitting = make_sitting(now=now)
    assert kinds_about(sitting.code, "exams") == ["sitting_scheduled"]
    assert access_sitting(sitting.scheduled_by, sitting.code) == sitting


def test_refused_sittings(now: datetime) -> None:
    form = make_published_form(now=now)
    for name, hours, opens_in, field in (
        (" ", 6, 0, "name"),
        ("x" * 121, 6, 0, "name"),
        ("A", 1, 0, "closes_at"),
        ("A", 6, -10, "closes_at"),
    ):
        opens_at = now + opens_in * HOUR
        with pytest.raises(Refusal) as refused:
            schedule_sitting(
                actor=make_person(PROGRAMME_MANAGER),
                form=form,
                name=name,
                opens_at=opens_at,
                closes_at=opens_at + hours * HOUR,
                now=now,
            )
        assert refused.value.field == field
    assert not Sitting.objects.exists()


def test_a_sitting_needs_a_published_form_and_a_manager(now: datetime) -> None:
    form = make_assembled_form(now=now)
    window = {"opens_at": now, "closes_at": now + 6 * HOUR, "now": now}
    with pytest.raises(Refusal, match="published"):
        schedule_sitting(actor=make_person(PROGRAMME_MANAGER), form=form, name="A", **window)
    with pytest.raises(NotPermitted):
        schedule_sitting(actor=make_person(PSYCHOMETRICIAN), form=form, name="A", **window)


def test_a_booking_carries_the_accommodation_into_minutes_and_window(now: datetime) -> None:
    candidacy = make_cleared_candidacy()
    give_time_factor(candidacy.person, "1.25")
    attempt = make_booked_attempt(candidacy=candidacy)
    assert (attempt.number, attempt.minutes, str(attempt.time_factor)) == (1, 94, "1.25")
    assert attempt.window_closes_at == now + 7.5 * HOUR
    assert kinds_about(attempt.code, "exams") == ["attempt_booked"]
    assert records_about(attempt.code)[0].data["minutes"] == 94
    subjects = {notice.subject for notice in notices_to(candidacy.person.pk)}
    assert "Your examination is booked: September sitting" in subjects


def test_the_gate_is_closed_until_everything_is_done(now: datetime) -> None:
    candidacy, sitting = make_candidacy(), make_sitting()
    with pytest.raises(Refusal, match="capstone"):
        book_attempt(actor=candidacy.person, sitting=sitting, candidacy=candidacy, now=now)


def test_nobody_books_for_others_but_a_manager_does(now: datetime) -> None:
    candidacy, sitting = make_cleared_candidacy(), make_sitting()
    with pytest.raises(NotPermitted):
        book_attempt(actor=make_person(), sitting=sitting, candidacy=candidacy, now=now)
    attempt = book_attempt(actor=sitting.scheduled_by, sitting=sitting, candidacy=candidacy, now=now)
    assert attempt.person == candidacy.person


def test_one_booking_at_a_time(now: datetime) -> None:
    attempt = make_booked_attempt()
    with pytest.raises(Refusal, match="already"):
        make_booked_attempt(make_sitting(attempt.sitting.form), attempt.candidacy)


def test_three_attempts_in_twelve_months_and_voided_ones_do_not_count(now: datetime) -> None:
    candidacy, form = make_cleared_candidacy(), make_published_form()
    days = timedelta(days=1)
    attempts = []
    for number in range(3):
        moment = now + number * days
        sitting = make_sitting(form, opens_at=moment, now=moment)
        attempts.append(make_closed_attempt({}, sitting=sitting, candidacy=candidacy, now=moment))
    later = make_sitting(form, opens_at=now + 5 * days)
    with pytest.raises(Refusal, match="3 attempts within 12 months"):
        make_booked_attempt(later, candidacy, now=now + 4 * days)
    void_attempt(actor=later.scheduled_by, attempt=attempts[1], reason="Fire alarm", now=now + 4 * days)
    assert make_booked_attempt(later, candidacy, now=now + 4 * days).number == 4


def test_who_worked_on_the_items_cannot_sit_them(now: datetime) -> None:
    sitting = make_sitting()
    reviewer = places_of(sitting.form)[0].version.reviews.all()[0].reviewer
    candidacy = make_cleared_candidacy(reviewer)
    with pytest.raises(Refusal, match="worked on items"):
        book_attempt(actor=reviewer, sitting=sitting, candidacy=candidacy, now=now)


def test_sittings_on_offer_leave_out_what_is_over_or_booked(now: datetime) -> None:
    form, candidacy = make_published_form(), make_cleared_candidacy()
    over = make_sitting(form, opens_at=now - 10 * HOUR, now=now - 10 * HOUR)
    soon, late = make_sitting(form, opens_at=now + HOUR), make_sitting(form, opens_at=now + 9 * HOUR)
    assert bookable_sittings(candidacy, now) == [soon, late]
    assert over not in bookable_sittings(candidacy, now)
    give_time_factor(candidacy.person, "3")  # the window of the first now lasts 18 hours
    assert bookable_sittings(candidacy, now) == [over, soon, late]
    make_booked_attempt(soon, candidacy)
    assert bookable_sittings(candidacy, now) == [over, late]
