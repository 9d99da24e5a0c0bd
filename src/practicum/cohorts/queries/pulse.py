"""What a closed pulse says, where it may be shown."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from practicum.cohorts.models import Cohort, Pulse, Session
from practicum.cohorts.rules.pulse import LEAST_ANSWERS, may_show, open_window
from practicum.curriculum.api import programme_of
from practicum.pack.api import PulseQuestion
from practicum.psychometrics.api import Estimate, Refused, rating_mean


@dataclass(frozen=True, kw_only=True)
class PulseFigure:
    """One question with the mean of its answers."""

    question: PulseQuestion
    mean: Estimate


@dataclass(frozen=True, kw_only=True)
class PulseReport:
    """One week's pulse. `refused` says why nothing is shown; else there are figures, and texts in an order of chance."""

    week: int
    closes_at: datetime
    answers: int
    figures: tuple[PulseFigure, ...]
    texts: tuple[str, ...]
    refused: str


def read_pulse(session: Session, *, now: datetime) -> PulseReport:
    """The pulse of a session's week. While it is open nobody learns how many have answered, let alone what.

    Seen twice, before and after somebody's answer, a mean would tell that answer. So it is shown only when it can no
    longer change.
    """
    closes_at = open_window(session.starts_at, session.minutes)[1]
    pulse = Pulse.objects.filter(cohort=session.cohort, week=session.week).first()
    refused = ""
    if now < closes_at:
        refused = "The pulse is not over. Results are shown when nobody can answer any more."
    elif pulse is not None and pulse.closed_at is None:
        refused = "The pulse is over; the answers are being summed up. Look again in an hour."
    elif pulse is None or not may_show(pulse.answers):
        refused = f"Fewer than {LEAST_ANSWERS} people answered. Nothing is shown, so that nobody can be recognised."
    if refused or pulse is None:
        return PulseReport(week=session.week, closes_at=closes_at, answers=0, figures=(), texts=(), refused=refused)
    texts = list(pulse.texts)
    secrets.SystemRandom().shuffle(texts)
    return PulseReport(
        week=session.week,
        closes_at=closes_at,
        answers=pulse.answers,
        figures=_figures(session.cohort, pulse),
        texts=tuple(texts),
        refused="",
    )


def _figures(cohort: Cohort, pulse: Pulse) -> tuple[PulseFigure, ...]:
    figures = []
    for question in programme_of(cohort.programme_version).pulse:
        mean = rating_mean(pulse.counts.get(question.key, []), lowest=1)
        if not isinstance(mean, Refused):
            figures.append(PulseFigure(question=question, mean=mean))
    return tuple(figures)
