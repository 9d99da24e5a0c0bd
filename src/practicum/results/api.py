"""The door of results."""

from practicum.results.models import Appeal, CutScore, ExamResult, Judgement, StandardSetting
from practicum.results.queries.appeals import access_appeal, appeals_of, blocks_against
from practicum.results.queries.cuts import CutEvidence, adopted_cut, computed_cut, cuts_of, evidence_of
from practicum.results.queries.desk import todo_for
from practicum.results.queries.judging import judging_tasks, setting_of
from practicum.results.queries.scores import (
    AttemptRow,
    ScoreReport,
    access_result,
    attempt_rows,
    best_result,
    decision_makers_of_result,
    newest_result,
    own_results,
    precision_of,
    score_report,
)
from practicum.results.queries.statistics import FormStatistics, ItemStatistic, form_statistics
from practicum.results.rules import Precision
from practicum.results.services.appeals import decide_appeal, lodge_appeal, withdraw_appeal
from practicum.results.services.cuts import adopt_cut_score, compute_cut_score, reject_cut_score
from practicum.results.services.judging import open_second_round, record_judgements
from practicum.results.services.scoring import release_results, review_borderline, score_attempt, score_sitting

__all__ = [
    "Appeal",
    "AttemptRow",
    "CutEvidence",
    "CutScore",
    "ExamResult",
    "FormStatistics",
    "ItemStatistic",
    "Judgement",
    "Precision",
    "ScoreReport",
    "StandardSetting",
    "access_appeal",
    "access_result",
    "adopt_cut_score",
    "adopted_cut",
    "appeals_of",
    "attempt_rows",
    "best_result",
    "blocks_against",
    "compute_cut_score",
    "computed_cut",
    "cuts_of",
    "decide_appeal",
    "decision_makers_of_result",
    "evidence_of",
    "form_statistics",
    "judging_tasks",
    "lodge_appeal",
    "newest_result",
    "open_second_round",
    "own_results",
    "precision_of",
    "record_judgements",
    "reject_cut_score",
    "release_results",
    "review_borderline",
    "score_attempt",
    "score_report",
    "score_sitting",
    "setting_of",
    "todo_for",
    "withdraw_appeal",
]
