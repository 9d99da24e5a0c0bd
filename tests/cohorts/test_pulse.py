"""The pulse: nobody answers twice, nothing points at a person, and nothing is shown too early or of too few."""

import json
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from practicum.cohorts.api import Cohort, answer_pulse, close_pulses, todo_for
from practicum.cohorts.models import Pulse
from practicum.cohorts.queries.pulse import read_pulse
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.ledger.api import Record
from practicum.notices.api import Notice
from practicum.psychometrics.api import Estimate, rating_mean
from tests.factories.cohorts import make_running_cohort, seats_of
from tests.factories.people import sign_in

pytestmark = pytest.mark.django_db
GOOD = {"use": 4, "load": 2, "voice": 5}


@pytest.fixture
def cohort() -> Cohort:
    """Its first session ended a few hours ago, by the clock: pages go by it too."""
    made = make_running_cohort(10, timezone.now() - timedelta(days=40))
    session = made.sessions.get(week=1)
    session.starts_at = timezone.now() - timedelta(hours=4)
    session.save()
    return made


def answer(cohort: Cohort, number: int, text: str = "", **levels: int) -> None:
    seat = seats_of(cohort)[number]
    answer_pulse(
        actor=seat.candidacy.person, seat=seat, week=1, levels={**GOOD, **levels}, text=text, now=timezone.now()
    )


def test_what_is_stored_is_the_same_whoever_came_last(cohort: Cohort) -> None:
    records, notices = Record.objects.count(), Notice.objects.count()
    answer(cohort, 4, "a text", use=1)
    answer(cohort, 0)
    answer(cohort, 2, use=5)
    with pytest.raises(Refusal, match="already"):
        answer(cohort, 0)
    assert (Record.objects.count(), Notice.objects.count()) == (records, notices), "no trace beside the sums"
    pulse = Pulse.objects.get()
    seats = [seat.pk for seat in seats_of(cohort)]
    assert pulse.answered == sorted([seats[0], seats[2], seats[4]]), "sorted: the order of answers is not kept"
    assert pulse.counts["use"] == [1, 0, 0, 1, 1]
    assert pulse.texts == ["a text"]
    named = {field.name for field in Pulse._meta.get_fields()}
    assert named == {"id", "cohort", "week", "counts", "texts", "answers", "answered", "closed_at"}, (
        "no time, no person"
    )
    pointing = [
        model.__name__
        for model in apps.get_app_config("practicum").get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model is Pulse and not field.auto_created
    ]
    assert pointing == [], "no row points at a pulse"


def test_results_come_when_it_is_closed_and_from_five_on(cohort: Cohort) -> None:
    session = cohort.sessions.get(week=1)
    over = session.starts_at + timedelta(minutes=session.minutes, days=5)
    for number in range(4):
        answer(cohort, number, f"text {number}")
    for now in (timezone.now(), over - timedelta(seconds=1)):
        report = read_pulse(session, now=now)
        assert (report.answers, report.texts) == (0, ()), "not even the number while it is open"
        assert "not over" in report.refused
    assert "summed up" in read_pulse(session, now=over).refused
    assert close_pulses(over - timedelta(seconds=1)) == 0
    assert close_pulses(over) == 1
    assert close_pulses(over) == 0
    pulse = Pulse.objects.get()
    assert (pulse.answered, pulse.counts, pulse.texts, pulse.answers) == ([], {}, [], 0), "too few: nothing is kept"
    report = read_pulse(session, now=over)
    assert "Fewer than 5" in report.refused
    closed = Record.objects.get(kind="cohorts.pulse_closed")
    assert closed.data["answers"] == 0
    assert closed.subjects == [cohort.code]
    with pytest.raises(Refusal):
        answer(cohort, 7)


def test_five_answers_are_shown_with_mean_interval_and_number(cohort: Cohort) -> None:
    for number, level in enumerate((1, 2, 3, 4, 5)):
        answer(cohort, number, "<b>bold</b>" if number == 1 else "", use=level)
    session = cohort.sessions.get(week=1)
    over = session.starts_at + timedelta(minutes=session.minutes, days=5)
    close_pulses(over)
    report = read_pulse(session, now=over)
    assert (report.refused, report.answers) == ("", 5)
    assert report.figures[0].mean.value == pytest.approx(3)
    assert 1 <= report.figures[0].mean.low < 3 < report.figures[0].mean.high <= 5
    assert Pulse.objects.get().answered == [], "who answered is forgotten"
    session.starts_at -= timedelta(days=6)  # the page goes by the clock
    session.save()
    url = f"/cohorts/{cohort.code}/weeks/1/pulse/"
    page = sign_in(cohort.facilitator).get(url).content.decode()
    for expected in ("5 answers", "<svg", "Data as a table", "&lt;b&gt;bold"):
        assert expected in page
    assert Client().get(url).status_code == 302
    for person in (cohort.mentors.first().person, seats_of(cohort)[0].candidacy.person):
        assert sign_in(person).get(url).status_code == 403


def test_only_members_answer_within_the_window(cohort: Cohort) -> None:
    seat, other = seats_of(cohort)[:2]
    own = {"actor": seat.candidacy.person, "seat": seat, "levels": GOOD, "text": "", "now": timezone.now()}
    for actor in (other.candidacy.person, seat.mentor, cohort.facilitator):
        with pytest.raises(NotPermitted):
            answer_pulse(**{**own, "actor": actor}, week=1)
    with pytest.raises(Refusal, match="not open"):
        answer_pulse(**own, week=2)
    for levels in ({}, {**GOOD, "use": 9}, {**GOOD, "other": 1}):
        with pytest.raises(Refusal):
            answer_pulse(**{**own, "levels": levels}, week=1)
    with pytest.raises(Refusal):
        answer_pulse(**{**own, "text": "x" * 1001}, week=1)
    assert not Pulse.objects.filter(answers__gt=0).exists()


def test_the_page_asks_once(cohort: Cohort) -> None:
    person = seats_of(cohort)[0].candidacy.person
    client, url = sign_in(person), "/journey/week/1/pulse/"
    assert "Say how week 1 was" in [todo.title for todo in todo_for(person, timezone.now())]
    assert "Send without my name" in client.get(url).content.decode()
    for wrong in ({}, {"use": "9", "load": "1", "voice": "1"}, {"use": "x", "load": "1", "voice": "1"}):
        assert client.post(url, wrong).status_code == 422
    good = {"use": "4", "load": "1", "voice": "5", "text": "Fine."}
    assert client.post(url, {**good, "text": "a\x00"}).status_code == 422
    assert client.post(url, good).status_code == 302
    assert client.post(url, good).status_code == 422
    assert "Say how week 1 was" not in [todo.title for todo in todo_for(person, timezone.now())]
    assert "nothing to answer" in client.get(url).content.decode()
    assert json.dumps(Pulse.objects.get().texts) == '["Fine."]'


def test_the_mean_of_ratings_stays_on_the_scale() -> None:
    same = rating_mean([0, 0, 0, 0, 6])
    assert isinstance(same, Estimate)
    assert (same.value, same.high) == (5, 5)
    assert same.low < 5, "six people who agree prove no certainty"
    assert not isinstance(rating_mean([0, 0, 0, 0, 0]), Estimate)
    for counts in ([1], [1, -1], [1, 1.5]):
        with pytest.raises(Refusal):
            rating_mean(counts)
