"""The whole play, scene by scene, in the order of the days on which they happen."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from practicum.admissions.api import candidacy_of, import_applicants
from practicum.people import api as people
from practicum.site.demo import applying, awarding, bank, cohorting, examining, weeks, working
from practicum.site.demo.cast import players
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.second_hand import SecondHand
from practicum.site.demo.staff import hire
from practicum.site.demo.stage import wait_for_the_disk

COUNTS = {"certified": 14, "running": 13, "forming": 12, "others": 21}
SCENES = {
    "Staff and programme": 2,
    "Items reviewed, standard set": 91,
    "Applications": sum(COUNTS.values()),
    "Cohorts and their weeks": 15,
    "Labs on billing data": 31,
    "Capstones marked": 16,
    "Exams sat": 16,
    "Awards decided, credentials signed": 14,
}


@dataclass
class Reporter:
    """Tells how far each scene is. `start` gives a scene's tick; two scenes may be played at the same time."""

    start: Callable[[str], Tick]
    end: Callable[[str], None]

    @contextmanager
    def scene(self, name: str) -> Iterator[Tick]:
        yield self.start(name)
        self.end(name)


def build(*, today: datetime, seed: int, bill: Path | None, applicants: Path | None, report: Reporter) -> Play:
    """Play everything. Acts are dated back from `today`; the same seed plays the same people and answers."""
    with SecondHand() as hand:
        return _build(hand, report, today=today, seed=seed, bill=bill, applicants=applicants)


def _build(
    hand: SecondHand, report: Reporter, *, today: datetime, seed: int, bill: Path | None, applicants: Path | None
) -> Play:
    """What a second hand is asked for needs nothing of what happens here until its result is called for."""
    with report.scene("Staff and programme") as tick:
        staff = hire(now=today - timedelta(days=250))
        tick()
        version = bank.load_programme(staff, now=today - timedelta(days=245))
        play = Play(today=today, seed=seed, staff=staff, version=version, bill=bill)
        tick()
        working.bring_bill(play)
    standard = hand.ask(bank.prepare_exam, play, scene=report.scene("Items reviewed, standard set"))
    groups = players(COUNTS, seed=seed)
    with report.scene("Applications") as tick:
        applying.group_applies(play, "certified", groups["certified"], tick)
    with report.scene("Cohorts and their weeks") as tick:
        cohorting.form_cohort(play, "certified", at=play.ago(150), starts_at=play.ago(119))
        cohorting.hold_weeks(play, "certified", until=today, tick=tick)
        cohorting.end_cohort(play, "certified")
    with report.scene("Applications") as tick:
        applying.others_apply(play, groups["others"], tick)
        by_experience = [
            one for application in play.applications["experience"] if (one := candidacy_of(application.person))
        ]
        certified = play.candidacies["certified"]
        examined = [*by_experience, *certified]
        labs = hand.ask(working.do_labs, play, examined, play.ago(92), 0, scene=report.scene("Labs on billing data"))
        applying.group_applies(play, "running", groups["running"], tick)
    with report.scene("Capstones marked") as tick:
        working.do_capstones(play, examined[1:], at=play.ago(60), tick=tick)
    asked = _run_cohort(hand, play, report)
    with report.scene("Applications") as tick:
        applying.group_applies(play, "forming", groups["forming"], tick)
    form = standard.result()
    labs.result()
    wait_for_the_disk(True)
    with report.scene("Exams sat") as tick:
        sitting = examining.sit(play, form, examined[1:], name="Autumn sitting", opens_at=play.ago(45), tick=tick)
        examining.publish_results(play, sitting, at=play.ago(38))
    with report.scene("Awards decided, credentials signed") as tick:
        issued = awarding.award(play, examined[1:], at=play.ago(33), tick=tick, waiting=1)
    examining.appeal(play, examined[1:], at=play.ago(12))
    awarding.take_back(play, issued)
    working.hand_in_only(play, by_experience[0], at=play.ago(4))
    if applicants is not None:
        import_applicants(applicants, actor=play.staff.one(people.ADMISSIONS_OFFICER), now=play.ago(2), dry_run=False)
    cohorting.form_cohort(play, "forming", at=play.ago(5), starts_at=play.ago(-16))
    for act in asked:
        act.result()
    _choose_whom_to_show(play, [credential.person for credential in issued])
    return play


def _run_cohort(hand: SecondHand, play: Play, report: Reporter) -> list["Future[Any]"]:
    """The cohort that runs today; the second hand is still at its labs when this returns."""
    with report.scene("Cohorts and their weeks") as tick:
        cohorting.form_cohort(play, "running", at=play.ago(58), starts_at=play.ago(31))
        cohorting.hold_weeks(play, "running", until=play.today, tick=tick)
        cohort, candidacies = play.cohorts["running"], play.candidacies["running"]
        scene = report.scene("Labs on billing data")
        brought = hand.ask(working.bring_cohort_bill, play, cohort, play.ago(3), scene=scene)
        weeks.live_through(play, cohort, cohorting.members(cohort))
        cohorting.move_a_session(play, "running")
    scene = report.scene("Labs on billing data")
    return [brought, hand.ask(working.do_labs, play, candidacies, play.ago(6), 4, scene=scene)]


def _choose_whom_to_show(play: Play, holders: list[people.Person]) -> None:
    """Whose sign-in link stands for each role."""
    for role in play.staff.by_role:
        play.shown.setdefault(role, play.staff.one(role))
    running = play.cohorts["running"]
    play.shown["facilitator"] = running.facilitator
    seat = cohorting.members(running)[0]
    play.shown["candidate"] = seat.candidacy.person
    if seat.mentor is not None:
        play.shown["mentor"] = seat.mentor
    play.shown["holder"] = holders[0]
