"""The door to exam science. Every statistic is an `Estimate` with its interval or a `Refused` with its reason."""

from practicum.psychometrics.agreement.icc import IntraclassCorrelations, intraclass_correlations
from practicum.psychometrics.agreement.kappa import Weights, cohen_kappa
from practicum.psychometrics.assembly.assemble import assemble_form
from practicum.psychometrics.assembly.form import AssembledForm, Conflict, Infeasible, LevelBound, PoolItem
from practicum.psychometrics.classical.items import item_difficulty, item_discrimination
from practicum.psychometrics.classical.ratings import rating_mean
from practicum.psychometrics.classical.reliability import cronbach_alpha, kr20, standard_error_of_measurement
from practicum.psychometrics.classical.summary import ScoreSummary, summarise_scores
from practicum.psychometrics.cutscores.angoff import AngoffResult, WithoutJudge, angoff_cut, least_passing_score
from practicum.psychometrics.cutscores.beuk import BeukResult, beuk_cut
from practicum.psychometrics.cutscores.hofstee import HofsteeResult, hofstee_cut
from practicum.psychometrics.decision.beta_true_scores import BetaLaw, ScoreMoments
from practicum.psychometrics.decision.livingston_lewis import (
    Classification,
    DecisionConsistency,
    classify_by_moments,
    decision_consistency,
)
from practicum.psychometrics.decision.pass_rate import pass_rate
from practicum.psychometrics.facts.findings import Estimate, Finding, Refused
from practicum.psychometrics.facts.ladder import RUNGS, Rung, evidence_ladder
from practicum.psychometrics.facts.proportion import wilson

__all__ = [
    "RUNGS",
    "AngoffResult",
    "AssembledForm",
    "BetaLaw",
    "BeukResult",
    "Classification",
    "Conflict",
    "DecisionConsistency",
    "Estimate",
    "Finding",
    "HofsteeResult",
    "Infeasible",
    "IntraclassCorrelations",
    "LevelBound",
    "PoolItem",
    "Refused",
    "Rung",
    "ScoreMoments",
    "ScoreSummary",
    "Weights",
    "WithoutJudge",
    "angoff_cut",
    "assemble_form",
    "beuk_cut",
    "classify_by_moments",
    "cohen_kappa",
    "cronbach_alpha",
    "decision_consistency",
    "evidence_ladder",
    "hofstee_cut",
    "intraclass_correlations",
    "item_difficulty",
    "item_discrimination",
    "kr20",
    "least_passing_score",
    "pass_rate",
    "rating_mean",
    "standard_error_of_measurement",
    "summarise_scores",
    "wilson",
]
