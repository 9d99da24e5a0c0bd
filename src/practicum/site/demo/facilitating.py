"""Scene: what those who lead and mentor the running cohort do besides: a word to somebody, office hours, a hand-over."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from practicum.cohorts.api import (
    Cohort,
    Seat,
    book_office_hour,
    hand_over,
    nudge_candidate,
    offer_office_hours,
    save_reflection,
)
from practicum.people.api import Person
from practicum.site.demo.play import Play
from practicum.site.demo.texts import texts, variant


def facilitate(play: Play, cohort: Cohort, seats: list[Seat]) -> None:
    """The mentor whose desk is shown offers time and stands in for another one; the fourth member gets a friendly word."""
    behind = seats[3]
    nudge_candidate(
        actor=behind.mentor or cohort.facilitator,
        seat=behind,
        concern="absent",
        text=texts()["nudge"],
        now=play.ago(3),
    )
    _reflect(play, cohort, seats)
    host = seats[0].mentor or cohort.facilitator
    _keep_office_hours(play, cohort, seats, host)
    away = next(row.person for row in cohort.mentors.select_related("person").order_by("pk") if row.person != host)
    first_day = play.today.astimezone(ZoneInfo(away.time_zone)).date()
    hand_over(
        actor=away,
        person=away,
        stand_in=host,
        first_day=first_day,
        last_day=first_day + timedelta(days=4),
        now=play.ago(1),
    )


def _reflect(play: Play, cohort: Cohort, seats: list[Seat]) -> None:
    """Most keep their journal; the board sees that of the others nothing is there, and never what is written."""
    held = cohort.sessions.filter(starts_at__lt=play.ago(2)).order_by("-week")[:2]
    for session in held:
        for place, seat in enumerate(seats):
            if place not in (0, 3, 7):
                text = variant("reflections", place + session.week)
                at = session.starts_at + timedelta(hours=26)
                save_reflection(actor=seat.candidacy.person, seat=seat, week=session.week, text=text, now=at)


def _keep_office_hours(play: Play, cohort: Cohort, seats: list[Seat], host: Person) -> None:
    """Two in a row each week, on the day after the session; two of them are booked."""
    day = _day_after_next_session(cohort, play.today, host)
    slots = offer_office_hours(
        actor=host,
        day=day.date(),
        at=time(10),
        minutes=25,
        slots=2,
        cohort=cohort,
        link="https://video.practicum.example/birch/office-hour",
        now=play.ago(2),
    )
    for seat, slot, question in zip((seats[0], seats[5]), slots, texts()["questions"], strict=False):
        book_office_hour(actor=seat.candidacy.person, seat=seat, office_hour=slot, question=question, now=play.ago(1))


def _day_after_next_session(cohort: Cohort, today: datetime, host: Person) -> datetime:
    coming = cohort.sessions.filter(starts_at__gt=today).earliest("starts_at").starts_at
    return coming.astimezone(ZoneInfo(host.time_zone)) + timedelta(days=1)
