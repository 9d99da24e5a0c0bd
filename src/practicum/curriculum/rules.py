"""The role finder's arithmetic. Pure.

A role profile decides preparation, seat quotas and the framing of the capstone; never the examination. So the finder
proposes and gives its reasons, and the person chooses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practicum.kernel.errors import Refusal
from practicum.pack.api import FinderQuestion, RoleProfile


@dataclass(frozen=True, kw_only=True)
class Reason:
    """An answer that spoke for a role, with the points it gave."""

    question: str
    answer: str
    points: int


@dataclass(frozen=True, kw_only=True)
class RoleFit:
    """How well a role profile fits the answers.

    `points` is the sum that the answers gave this role, `possible` the most that any answers to the same questions
    could have given it. `is_best` holds for every role with the highest sum: equal sums are all proposed.
    """

    role: RoleProfile
    points: int
    possible: int
    reasons: tuple[Reason, ...]
    is_best: bool

    @property
    def percent(self) -> int:
        """Points as a share of what was possible, in whole percent, rounded down."""
        return 100 * self.points // self.possible if self.possible else 0


def fit_roles(
    questions: Iterable[FinderQuestion], roles: Iterable[RoleProfile], answers: Mapping[str, str]
) -> tuple[RoleFit, ...]:
    """How each role fits `answers` (question key -> option key), best first; equal sums in the pack's order.

    Questions without an answer count for nobody. Raises Refusal `answer_unknown` for an option that does not exist, and
    `no_answers` when not one question was answered.
    """
    asked = [question for question in questions if question.key in answers]
    if not asked:
        raise Refusal("no_answers", "Answer at least one question.", mend="Two or three already tell a good deal.")
    chosen = []
    for question in asked:
        option = next((option for option in question.options if option.key == answers[question.key]), None)
        if option is None:
            raise Refusal("answer_unknown", "That answer is not one of the choices.", field=question.key)
        chosen.append((question, option))
    sums = []
    for role in roles:
        reasons = tuple(
            Reason(question=question.text, answer=option.text, points=option.weights[role.key])
            for question, option in chosen
            if option.weights.get(role.key)
        )
        possible = sum(max(option.weights.get(role.key, 0) for option in question.options) for question in asked)
        sums.append((role, sum(reason.points for reason in reasons), possible, reasons))
    best = max((points for _, points, _, _ in sums), default=0)
    fits = [
        RoleFit(role=role, points=points, possible=possible, reasons=reasons, is_best=points == best > 0)
        for role, points, possible, reasons in sums
    ]
    return tuple(sorted(fits, key=lambda fit: -fit.points))
