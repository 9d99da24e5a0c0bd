"""How the examination went for each candidate: passed, not passed and what may follow, or not known yet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import programme_of
from practicum.evidence.rules.pipeline import say_what_may_follow
from practicum.exams.api import Attempt, attempts_free_from
from practicum.results.api import ExamResult


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`sat_at` is the first attempt that counts, `waits_since` the newest, whose result may be out or not."""

    sat_at: datetime
    waits_since: datetime
    passed_at: datetime | None = None
    not_passed_at: datetime | None = None
    may_follow: str = ""


def find_outcomes(candidacies: Iterable[Candidacy], *, now: datetime) -> dict[int, Outcome]:
    """Candidacy -> how the examination went, as candidates know it; nothing for those who have not sat it. Two queries.

    Voided attempts do not count, nor results that are not released. Of several results of an attempt the newest counts.
    """
    attempts: dict[int, list[Attempt]] = {}
    for attempt in Attempt.objects.exclude(state="voided").defer("flags"):
        attempts.setdefault(attempt.candidacy_id, []).append(attempt)
    released = ExamResult.objects.exclude(released_at=None).exclude(attempt__state="voided")
    newest = released.order_by("attempt_id", "-number").distinct("attempt_id")
    rows = newest.values_list("attempt_id", "passed", "released_at")
    results = {key: (passed, at) for key, passed, at in rows if at is not None}
    return {
        one.pk: _outcome(one, attempts[one.pk], results, now)
        for one in candidacies
        if any(attempt.closed_at for attempt in attempts.get(one.pk, ()))
    }


def _outcome(
    candidacy: Candidacy, attempts: list[Attempt], results: dict[int, tuple[bool, datetime]], now: datetime
) -> Outcome:
    closed = sorted((at, one.pk, one.state) for one in attempts if (at := one.closed_at) is not None)
    sat_at, (waits_since, last, state) = closed[0][0], closed[-1]
    known = [results[key] for _, key, _ in closed if key in results]
    passes = [at for passed, at in known if passed]
    if passes or last not in results:
        return Outcome(sat_at=sat_at, waits_since=waits_since, passed_at=min(passes, default=None))
    policy = programme_of(candidacy.programme_version).policies.attempts
    return Outcome(
        sat_at=sat_at,
        waits_since=waits_since,
        not_passed_at=results[last][1],
        may_follow=say_what_may_follow(
            appeals=state == "under_appeal",
            has_booked=any(one.closed_at is None for one in attempts),
            free_from=attempts_free_from(
                [at for one in attempts if (at := one.started_at)],
                most_attempts=policy.max,
                within_months=policy.within_months,
                opens_at=now,
            ),
        ),
    )
