"""Scene: the lab on billing data, and the capstone with its examiner from outside the cohort."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from practicum.admissions.api import Candidacy
from practicum.cohorts.api import Cohort, seat_of
from practicum.curriculum.api import programme_of
from practicum.focus.api import PSEUDONYM_GROUPS, bill_from_table, simulate_company, write_parquet
from practicum.labs.api import (
    Bill,
    CohortBill,
    LabRationale,
    choose_bill,
    current_labs,
    import_bill,
    issue_variant,
    keep_cohort_bill,
    mark_rationale,
    required_labs,
    simulated_answers,
    submit_lab,
)
from practicum.marking.api import allocate_examiner, eligible_examiners, mark_capstone, rubric_of, submit_capstone
from practicum.people import api as people
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.texts import capstone_text, texts, variant

COHORT_BILL = "Harbour and Pine, two months"


def bring_bill(play: Play) -> Bill | None:
    """Put the file that the visitor named behind the labs that everybody has to pass. It was looked at before."""
    if play.bill is None:
        return None
    manager = play.staff.one(people.PROGRAMME_MANAGER)
    bill = import_bill(actor=manager, path=play.bill, name=play.bill.name, now=play.ago(175))
    required = required_labs(play.version)
    for definition in current_labs():
        if definition.key in required:
            choose_bill(actor=manager, definition=definition, bill=bill, now=play.ago(174))
    return bill


def bring_cohort_bill(play: Play, cohort: Cohort, at: datetime, *, tick: Tick) -> CohortBill:
    """The cohort's organisation brings its export, with names hidden. The labs wait for the facilitator to look at the
    keys: candidates keep the data that they have, and the facilitator has something to decide on."""
    company = simulate_company(scenario="saas", seed=play.seed, months=2, rows=2000)
    groups = [group for group in PSEUDONYM_GROUPS if group != "providers"]
    who = cohort.facilitator
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "export.parquet"
        write_parquet(bill_from_table(company.tables["cost_and_usage"]), path)
        seen = hashlib.sha256(path.read_bytes()).hexdigest()  # of the look, which leaves no trace
        kept = keep_cohort_bill(actor=who, cohort=cohort, path=path, name=COHORT_BILL, groups=groups, seen=seen, now=at)
    tick()
    return kept


def do_labs(play: Play, candidacies: list[Candidacy], at: datetime, left_open: int, *, tick: Tick) -> None:
    """Everybody gets the labs that the weeks ask for; the first `left_open` have not handed in yet. Some try twice."""
    required = [week.lab for week in programme_of(play.version).weeks if week.lab]
    for place, candidacy in enumerate(candidacies):
        for lab in required:
            variant = issue_variant(actor=candidacy.person, candidacy=candidacy, lab=lab, now=at)
            if place < left_open:
                continue
            handed_in = at + timedelta(days=2, hours=place)
            mistakes = 3 if place % 5 == 0 else place % 2
            submit_lab(
                actor=candidacy.person,
                variant=variant,
                answers=simulated_answers(variant, mistakes=mistakes),
                now=handed_in,
            )
            _read_reasons(play, candidacy, at=handed_in + timedelta(hours=6))
            variant.refresh_from_db()
            if variant.state == "returned":
                better = simulated_answers(variant)
                submit_lab(actor=candidacy.person, variant=variant, answers=better, now=handed_in + timedelta(days=1))
        tick()


def _read_reasons(play: Play, candidacy: Candidacy, *, at: datetime) -> None:
    """Who leads the cohort (or a mentor, where there is none) reads why the candidate decided as they did."""
    seat = seat_of(candidacy)
    reader = seat.cohort.facilitator if seat else play.staff.one(people.MENTOR)
    rubrics = {rubric.key: rubric for rubric in programme_of(play.version).rubrics}
    for one in LabRationale.objects.filter(submission__variant__candidacy=candidacy, marked_at=None):
        levels = {criterion.key: play.chance.choice((2, 3, 4)) for criterion in rubrics[one.rubric].criteria}
        comment = "The figures carry the decision. Next: say what would change your mind."
        mark_rationale(actor=reader, rationale=one, levels=levels, comment=comment, now=at)


def do_capstones(
    play: Play, candidacies: list[Candidacy], *, at: datetime, tick: Tick, fails_first: int | None = None
) -> None:
    """Hand in, allocate to somebody who never trained the candidate, mark. One fails at first and mends it."""
    manager = play.staff.one(people.PROGRAMME_MANAGER)
    least = programme_of(play.version).capstone.words_min
    for place, candidacy in enumerate(candidacies):
        title, text = variant("capstone_titles", place), capstone_text(least + 60, place)
        capstone = submit_capstone(
            actor=candidacy.person,
            candidacy=candidacy,
            title=title,
            text=text,
            ai_use="An AI tool checked my spelling; the figures and the reasoning are mine.",
            acknowledged=True,
            now=at + timedelta(hours=place),
        )
        examiners = eligible_examiners(capstone, now=at + timedelta(hours=place))
        examiner = examiners[place % len(examiners)]
        allocation = allocate_examiner(
            actor=manager, capstone=capstone, examiner=examiner, now=at + timedelta(days=1, hours=place)
        )
        poor = place == fails_first
        rubric = rubric_of(candidacy)
        levels = {criterion.key: 1 if poor else play.chance.choice((3, 3, 4, 4)) for criterion in rubric.criteria}
        mark_capstone(
            actor=examiner,
            allocation=allocation,
            levels=levels,
            comment=texts()["failing_mark"] if poor else variant("marks", place),
            now=at + timedelta(days=6, hours=place),
        )
        tick()


def hand_in_only(play: Play, candidacy: Candidacy, *, at: datetime) -> None:
    """A capstone that waits for its examiner, so that there is one to look at."""
    least = programme_of(play.version).capstone.words_min
    capstone = submit_capstone(
        actor=candidacy.person,
        candidacy=candidacy,
        title=variant("capstone_titles", 0),
        text=capstone_text(least + 60, 7),
        ai_use="None.",
        acknowledged=True,
        now=at,
    )
    examiner = eligible_examiners(capstone, now=at)[0]
    allocate_examiner(
        actor=play.staff.one(people.PROGRAMME_MANAGER), capstone=capstone, examiner=examiner, now=at + timedelta(days=1)
    )
    play.shown["examiner"] = examiner
