"""Scene: the exam, sat by simulated candidates through the same door as real ones; results; an appeal."""

import math
from datetime import datetime, timedelta

from practicum.admissions.api import Candidacy
from practicum.exams.api import (
    Attempt,
    Sitting,
    book_attempt,
    check_in,
    record_response,
    schedule_sitting,
    start_attempt,
    submit_attempt,
)
from practicum.itembank.api import ItemVersion, TestForm, places_of
from practicum.people import api as people
from practicum.results.api import (
    ExamResult,
    attempt_rows,
    best_result,
    lodge_appeal,
    release_results,
    review_borderline,
    score_attempt,
)
from practicum.site.demo.play import Play, Tick
from practicum.site.demo.texts import texts

# How hard each cognitive level is for the simulated candidates, in logits.
_HARDNESS = {"understand": -0.9, "apply": -0.3, "analyse": 0.3}


def sit(
    play: Play, form: TestForm, candidacies: list[Candidacy], *, name: str, opens_at: datetime, tick: Tick
) -> Sitting:
    """A sitting over three days. The last two of the candidates know less than the others."""
    sitting = schedule_sitting(
        actor=play.staff.one(people.PROGRAMME_MANAGER),
        form=form,
        name=name,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=3),
        now=opens_at - timedelta(days=10),
    )
    for place, candidacy in enumerate(candidacies):
        weak = len(candidacies) > 4 and place >= len(candidacies) - 2
        ability = -1.3 if weak else play.chance.gauss(1.7, 0.45)
        at = opens_at + timedelta(hours=2 + place * 4)
        _take(play, sitting, form, candidacy, ability=ability, at=at)
        tick()
    return sitting


def _take(
    play: Play, sitting: Sitting, form: TestForm, candidacy: Candidacy, *, ability: float, at: datetime
) -> Attempt:
    person = candidacy.person
    attempt = book_attempt(actor=person, sitting=sitting, candidacy=candidacy, now=sitting.opens_at - timedelta(days=6))
    check_in(actor=person, attempt=attempt, conduct=True, ai_use=True, now=at)
    attempt = start_attempt(actor=person, attempt=attempt, now=at + timedelta(minutes=2))
    places = list(places_of(form))
    pace = attempt.minutes * 60 * 0.85 / len(places)
    for place in places:
        knows = play.chance.random() < 1 / (1 + math.exp(_HARDNESS[place.version.item.level] - ability))
        record_response(
            actor=person,
            attempt_code=attempt.code,
            position=place.position,
            answer=_answer(play, place.version, knows=knows),
            sequence=1,
            now=at + timedelta(minutes=2, seconds=pace * place.position),
        )
    return submit_attempt(
        actor=person, attempt=attempt, now=at + timedelta(minutes=2, seconds=pace * (len(places) + 1))
    )


def _answer(play: Play, version: ItemVersion, *, knows: bool) -> str | list[str]:
    """The key, or a wrong answer of the item's kind. Only the play may look at keys: its people are not real."""
    if version.kind == "numeric":
        return str(version.key["value"]) if knows else f"{float(version.key['value']) * 1.5 + 1:.2f}"
    options = [option["id"] for option in version.options]
    if version.kind == "multiple_choice":
        right = list(version.key)
        return right if knows else play.chance.sample([one for one in options if one != right[0]], len(right))
    return str(version.key) if knows else play.chance.choice([one for one in options if one != version.key])


def publish_results(play: Play, sitting: Sitting, *, at: datetime) -> list[ExamResult]:
    """Score every attempt and let a person release them."""
    psychometrician = play.staff.one(people.PSYCHOMETRICIAN)
    results = [
        score_attempt(actor=psychometrician, attempt=attempt, now=at) for attempt in sitting.attempts.order_by("pk")
    ]
    for row in attempt_rows(sitting):
        if row.needs_review and row.result is not None:
            note = "The answers and the clock were looked through; nothing speaks against the score."
            review_borderline(actor=psychometrician, result=row.result, note=note, now=at + timedelta(days=1))
    release_results(actor=play.staff.one(people.PROGRAMME_MANAGER), sitting=sitting, now=at + timedelta(days=2))
    return results


def appeal(play: Play, candidacies: list[Candidacy], *, at: datetime) -> None:
    """One of those who failed appeals."""
    for candidacy in candidacies:
        result = best_result(candidacy)
        if result is not None and not result.passed:
            lodge_appeal(actor=candidacy.person, result=result, grounds=texts()["appeal"], now=at)
            return
