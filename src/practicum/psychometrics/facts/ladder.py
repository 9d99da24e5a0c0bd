"""The ladder of evidence: what may be claimed at a given number of responses, and what may not yet.

A programme with cohorts of 10 to 20 sees 50 to 200 candidates a year. The rungs below follow the simulations and rules
of the programme's reference for exam science: they bound claims, they are not laws of nature.
"""

from dataclasses import dataclass

from practicum.kernel.errors import Refusal

MIN_DESCRIBED = 10
"""Under ten responses an item or score statistic describes persons, not the item."""


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One rung: responses from `n_from` up to, not including, `n_to` (None: no upper end)."""

    name: str
    n_from: int
    n_to: int | None
    cut_score: str
    may_claim: tuple[str, ...]
    not_yet: tuple[str, ...]


RUNGS: tuple[Rung, ...] = (
    Rung(
        name="judgement",
        n_from=0,
        n_to=MIN_DESCRIBED,
        cut_score="Modified Angoff: two rounds, at least 6 judges; Hofstee as a reality check once scores exist.",
        may_claim=("the judges' cut score with its standard error", "a review of results within 1 SEM of the cut"),
        not_yet=("item statistics", "reliability", "equating", "decision consistency", "DIF", "IRT"),
    ),
    Rung(
        name="description",
        n_from=MIN_DESCRIBED,
        n_to=60,
        cut_score="Angoff carried over by nominal weights or circle-arc on at least one third common items; Beuk.",
        may_claim=("item difficulty, discrimination and reliability with wide intervals", "pass rate with interval"),
        not_yet=("decision consistency", "flags on single items by a threshold", "DIF", "IRT item parameters"),
    ),
    Rung(
        name="anchored_rasch",
        n_from=60,
        n_to=250,
        cut_score="Anchored Rasch with a weak prior.",
        may_claim=("decision consistency with interval", "item flags as posterior probabilities"),
        not_yet=("DIF other than descriptive with shrinkage", "free Rasch calibration", "2PL"),
    ),
    Rung(
        name="rasch",
        n_from=250,
        n_to=1000,
        cut_score="Rasch by marginal maximum likelihood on the sparse matrix.",
        may_claim=("drift", "DIF where each group has 100", "Lee or Rudner decision consistency"),
        not_yet=("2PL", "item fit tests", "true-score equating by 2PL"),
    ),
    Rung(
        name="two_parameter",
        n_from=1000,
        n_to=5000,
        cut_score="True-score equating.",
        may_claim=("2PL with priors", "item fit by S-X2", "true-score equating"),
        not_yet=("adaptive classification",),
    ),
    Rung(
        name="adaptive",
        n_from=5000,
        n_to=None,
        cut_score="True-score equating or an adaptive classification test.",
        may_claim=("shadow-test or classification adaptive testing",),
        not_yet=(),
    ),
)


def evidence_ladder(n_responses: int) -> Rung:
    """The rung on which `n_responses` responses (candidates who took the form or item) stand.

    Raises Refusal `negative_count` for a number below 0.
    """
    if n_responses < 0:
        raise Refusal("negative_count", "The number of responses cannot be negative.", field="n_responses")
    return next(rung for rung in reversed(RUNGS) if n_responses >= rung.n_from)
