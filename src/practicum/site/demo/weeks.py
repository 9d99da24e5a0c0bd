"""Scene: what people say and do between the sessions of the cohort that runs: posts, reflections, make-up work, pulses."""

from datetime import timedelta

from practicum.cohorts.api import (
    Cohort,
    Seat,
    Session,
    add_recording,
    answer_pulse,
    close_pulses,
    decide_make_up,
    edit_post,
    mark_preparation,
    pin_thread,
    record_attendance,
    remove_post,
    reply_to,
    save_make_up_draft,
    save_reflection,
    save_session_note,
    share_reflection,
    start_thread,
    submit_make_up,
)
from practicum.site.demo.facilitating import facilitate
from practicum.site.demo.play import Play
from practicum.site.demo.texts import texts, variant


def live_through(play: Play, cohort: Cohort, seats: list[Seat]) -> None:
    """Everything is dated after the session that it belongs to, and before today."""
    cohort.refresh_from_db()
    held = [
        session for session in cohort.sessions.order_by("week") if session.starts_at + timedelta(days=2) < play.today
    ]
    for session in held:
        session.cohort = cohort
        _after_session(play, cohort, session, seats)
    _discuss(cohort, held, seats)
    _catch_up(cohort, held, seats)
    facilitate(play, cohort, seats)
    close_pulses(play.today)


def _after_session(play: Play, cohort: Cohort, session: Session, seats: list[Seat]) -> None:
    """The recording, the facilitator's notes, the pulse, and what the candidate whose desk is shown did."""
    end = session.starts_at + timedelta(minutes=session.minutes)
    add_recording(
        actor=cohort.facilitator,
        session=session,
        link=f"https://video.practicum.example/birch/week-{session.week}",
        note=variant("recording_notes", session.week),
        kept_until=(play.today + timedelta(days=120)).date(),
        now=end + timedelta(hours=3),
    )
    notes = variant("session_notes", session.week)
    save_session_note(actor=cohort.facilitator, session=session, text=notes, now=end + timedelta(hours=1))
    # Of the second week too few have answered: its pulse shows why nothing is shown.
    for place, seat in enumerate(seats[:4] if session.week == 2 else seats[:-2]):
        answer_pulse(
            actor=seat.candidacy.person,
            seat=seat,
            week=session.week,
            levels={key: play.chance.choice((2, 3, 3, 4, 4, 5)) for key in ("use", "load", "voice")},
            text=variant("pulse_texts", place // 4 + session.week) if place % 4 == 0 else "",
            now=end + timedelta(hours=2),
        )
    seat = seats[0]
    person, week, at = seat.candidacy.person, session.week, end + timedelta(hours=20)
    parts = frozenset({0, 1}) if week == 3 else frozenset({0, 1, 2})
    mark_preparation(actor=person, seat=seat, week=week, parts=parts, now=at)
    act = share_reflection if week == 2 else save_reflection
    act(actor=person, seat=seat, week=week, text=variant("reflections", week), now=at)


def _discuss(cohort: Cohort, held: list[Session], seats: list[Seat]) -> None:
    """A few threads: one pinned, one with an edit and a mention, one with a post that the facilitator removed."""
    people = [seat.candidacy.person for seat in seats]
    for number, written in enumerate(texts()["threads"]):
        session = held[min(number + 1, len(held) - 1)]
        at = session.starts_at + timedelta(hours=20 + number)
        author = cohort.facilitator if number == 0 else people[number]
        thread = start_thread(
            actor=author, cohort=cohort, week=session.week, title=written["title"], text=written["text"], now=at
        )
        for place, reply in enumerate(written["replies"]):
            said = reply.format(first="@" + people[0].name.lower().replace(" ", "."))
            post = reply_to(
                actor=people[number + place + 2], thread=thread, text=said, now=at + timedelta(hours=place + 1)
            )
        if number == 0:
            pin_thread(actor=author, thread=thread, is_pinned=True, now=at)
        elif number == 1:
            text = f"{written['text']}\n\nEdited: the units are hours."
            edit_post(actor=author, post=thread, title=written["title"], text=text, now=at + timedelta(hours=6))
        else:
            reason = "It named a supplier's price; see the working agreement."
            remove_post(actor=cohort.facilitator, post=post, reason=reason, now=at + timedelta(hours=9))


def _catch_up(cohort: Cohort, held: list[Session], seats: list[Seat]) -> None:
    """Make-up work in each of its states, by four members who missed the third session."""
    session = held[min(2, len(held) - 1)]
    away = seats[3:7]
    at = session.starts_at + timedelta(minutes=session.minutes, hours=2)
    record_attendance(
        actor=cohort.facilitator, session=session, statuses={seat.pk: ("absent", "") for seat in away}, now=at
    )
    for place, seat in enumerate(away):
        person, text = seat.candidacy.person, texts()["make_up"]
        if place == 0:
            save_make_up_draft(actor=person, seat=seat, session=session, text=text[:180], now=at + timedelta(hours=5))
            continue
        written = submit_make_up(
            actor=person, seat=seat, session=session, text=text, now=at + timedelta(hours=5 + place)
        )
        if place > 1:
            accepted = place == 3
            decide_make_up(
                actor=seat.mentor or cohort.facilitator,
                make_up=written,
                outcome="accepted" if accepted else "returned",
                comment=texts()["make_up_accepted" if accepted else "make_up_returned"],
                now=at + timedelta(days=1, hours=place),
            )
