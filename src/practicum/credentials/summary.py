"""All the evidence of one candidate in one place: what a decider reads, and what is kept with the decision."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from practicum.admissions.api import Application, Candidacy, Eligibility, eligibility_of
from practicum.cohorts.api import Attendance, Seat, seat_of, trainers_of
from practicum.credentials.models import AwardDecision
from practicum.credentials.rules import AwardFacts, ResultFacts, award_blocks, award_lacks
from practicum.curriculum.api import programme_of
from practicum.exams.api import missing_for_exam
from practicum.kernel.canonical import plain
from practicum.labs.api import LabStanding, telling_standings
from practicum.marking.api import Capstone, MarkAllocation, allocations_now, capstone_of, examiners_of
from practicum.pack.api import Programme
from practicum.people.api import Person, conflict, trained_recently
from practicum.results.api import ScoreReport, best_result, score_report


@dataclass(frozen=True, kw_only=True)
class AwardSummary:
    """What a decision on one candidate rests on.

    `attendance` maps each status to the number of sessions (empty on the experience route); `trainers` are those who
    trained the candidate and until when; `missing` says in sentences what an award still lacks.
    """

    candidacy: Candidacy
    application: Application
    programme: Programme
    eligibility: Eligibility | None
    seat: Seat | None
    attendance: dict[str, int]
    labs: tuple[LabStanding, ...]
    capstone: Capstone | None
    marks: tuple[MarkAllocation, ...]
    report: ScoreReport | None
    trainers: tuple[tuple[Person, datetime], ...]
    examiners: tuple[Person, ...]
    gate: tuple[str, ...]
    decisions: tuple[AwardDecision, ...]

    @property
    def is_awarded(self) -> bool:
        return any(decision.outcome == "awarded" for decision in self.decisions)

    def facts_for(self, decider: Person, *, now: datetime) -> AwardFacts:
        """What the rules ask of this decider and this candidate."""
        years = self.programme.policies.impartiality.trainer_years
        result = self.report.result if self.report else None
        return AwardFacts(
            conflict=conflict(decider, self.candidacy.person),
            trained_recently=trained_recently(
                [until for trainer, until in self.trainers if trainer.pk == decider.pk], years=years, now=now
            ),
            trainer_years=years,
            examined=any(examiner.pk == decider.pk for examiner in self.examiners),
            missing=self.gate,
            result=ResultFacts(code=result.code, passed=result.passed, released=result.released_at is not None)
            if result
            else None,
            awarded_already=self.is_awarded,
            ended=self.candidacy.ended_at is not None,
        )

    def blocks_for(self, decider: Person, *, now: datetime) -> tuple[str, ...]:
        """Why this decider may not decide, in sentences."""
        return award_blocks(self.facts_for(decider, now=now))

    def lacks_for(self, decider: Person, *, now: datetime) -> tuple[str, ...]:
        """What an award still lacks, in sentences."""
        return award_lacks(self.facts_for(decider, now=now))

    def to_json(self) -> dict[str, Any]:
        """The evidence as it stands, in JSON's own types, to be kept with the decision. No names, no texts, no answers."""
        told: dict[str, Any] = {
            "application": self.application.code,
            "admitted_because": self.application.decision_reason,
            "eligibility": self.eligibility.as_data() if self.eligibility else None,
            "route": self.candidacy.route,
            "cohort": self.seat.cohort.code if self.seat else None,
            "attendance": self.attendance,
            "labs": [
                {
                    "lab": lab.definition.key,
                    "state": lab.state,
                    "percent": None if lab.best_percent is None else f"{lab.best_percent:.2f}",
                    "submissions": len(lab.submissions),
                    "hints": lab.hints,
                    "minutes": lab.minutes_worked,
                }
                for lab in self.labs
            ],
            "capstone": self.capstone
            and {
                "code": self.capstone.code,
                "passed": self.capstone.passed,
                "percent": self.capstone.percent,
                "marks": [
                    {"examiner": one.examiner.code, "percent": one.mark.percent}
                    for one in self.marks
                    if one.state == "marked"
                ],
            },
            "exam": self.report and _exam(self.report),
            "gate_2_lacks": list(self.gate),
            "trainers": [{"person": trainer.code, "until": until} for trainer, until in self.trainers],
            "examiners": [examiner.code for examiner in self.examiners],
        }
        return {key: plain(value) for key, value in told.items()}


def _exam(report: ScoreReport) -> dict[str, Any]:
    result, precision = report.result, report.precision
    return {
        "result": result.code,
        "attempt": result.attempt.code,
        "form": result.attempt.sitting.form.code,
        "raw_score": result.raw_score,
        "raw_max": result.raw_max,
        "passed": result.passed,
        "cut_score": result.cut_score.value,
        "cut_method": result.cut_score.method,
        "cut_standard_error": result.cut_score.standard_error,
        "sem": precision.sem,
        "sem_n": precision.n,
        "sem_method": precision.method,
        "borderline": precision.is_borderline,
    }


def summarise_evidence(candidacy: Candidacy, *, now: datetime) -> AwardSummary:
    """Gather the evidence on a candidate from the rooms that hold it. A constant number of queries."""
    person = candidacy.person
    seat, capstone, result = seat_of(candidacy), capstone_of(candidacy), best_result(candidacy)
    statuses = Attendance.objects.filter(seat=seat).values_list("status", flat=True) if seat else ()
    examiners = {examiner.pk: examiner for examiner in examiners_of(candidacy)}
    if result is not None:
        # who scored, reviewed or released this very result took part in the examination, too
        for part in (result.scored_by, result.reviewed_by, result.released_by):
            if part is not None:
                examiners.setdefault(part.pk, part)
    return AwardSummary(
        candidacy=candidacy,
        application=candidacy.application,
        programme=programme_of(candidacy.programme_version),
        eligibility=eligibility_of(candidacy.application),
        seat=seat,
        attendance=dict(Counter(statuses)),
        labs=tuple(telling_standings([candidacy])),
        capstone=capstone,
        marks=tuple(allocations_now(capstone)) if capstone else (),
        report=score_report(result) if result else None,
        trainers=tuple(trainers_of(person, now=now)),
        examiners=tuple(examiners.values()),
        gate=tuple(missing_for_exam(candidacy)),
        decisions=tuple(
            AwardDecision.objects.filter(candidacy=candidacy).select_related("decided_by").order_by("decided_at", "id")
        ),
    )
