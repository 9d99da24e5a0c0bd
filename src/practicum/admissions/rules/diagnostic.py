"""The diagnostic test: which questions, when again, and what the result says and does not say. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from practicum.kernel.errors import Refusal
from practicum.kernel.states import StateTable
from practicum.pack.api import DiagnosticRules
from practicum.psychometrics.api import wilson

DIAGNOSTIC_STATES = StateTable(
    noun="diagnostic test",
    initial="in_progress",
    moves={"in_progress": ("submitted", "expired"), "submitted": (), "expired": ()},
)
LEVEL = 0.95  # of the interval around a result


def draw_questions(pool: Mapping[str, Sequence[str]], number: int, seed: int) -> tuple[str, ...]:
    """`number` questions, as evenly as possible from every domain of `pool`; the same seed draws the same ones."""
    chance = random.Random(seed)  # noqa: S311  which questions, not which key
    domains = sorted(pool)
    chance.shuffle(domains)
    counts = {domain: number // len(domains) + (at < number % len(domains)) for at, domain in enumerate(domains)}
    drawn = [key for domain in domains for key in chance.sample(sorted(pool[domain]), counts[domain])]
    chance.shuffle(drawn)
    return tuple(drawn)


def shown_order(options: Sequence[str], seed: int, question: str) -> list[str]:
    """The options of a question in the order of this test."""
    shuffled = sorted(options)
    random.Random(f"{seed} {question}").shuffle(shuffled)  # noqa: S311
    return shuffled


def needed_right(rules: DiagnosticRules) -> int:
    """How many right answers pass: the percent of the policies, rounded up."""
    return -(-rules.questions * rules.pass_percent // 100)


def ends_at(started_at: datetime, rules: DiagnosticRules, time_factor: Decimal) -> datetime:
    return started_at + timedelta(seconds=float(rules.minutes * 60 * time_factor))


def next_try(last_started_at: datetime | None, rules: DiagnosticRules) -> datetime | None:
    """From when on the test can be taken again; None if it never was."""
    return last_started_at + timedelta(days=rules.wait_days) if last_started_at else None


def check_may_start(last_started_at: datetime | None, rules: DiagnosticRules, *, now: datetime) -> None:
    """Raise Refusal while the last try is too recent: with so few questions, trying again soon only measures memory."""
    again = next_try(last_started_at, rules)
    if again is not None and now < again:
        raise Refusal(
            "diagnostic_too_soon",
            f"The test can be taken once in {rules.wait_days} days; again from {again:%d %B %Y} on.",
            mend="Until then a baseline credential, or an equivalent one, is the other way.",
        )


@dataclass(frozen=True, kw_only=True)
class DiagnosticResult:
    """`right` of `asked` answers; `needed` pass. The true share lies between `low` and `high` with 95 % confidence."""

    code: str
    right: int
    asked: int
    needed: int
    taken_at: datetime

    @property
    def passed(self) -> bool:
        return self.right >= self.needed

    @property
    def low(self) -> float:
        return wilson(proportion=self.right / self.asked, n=self.asked, level=LEVEL).low

    @property
    def high(self) -> float:
        return wilson(proportion=self.right / self.asked, n=self.asked, level=LEVEL).high

    @property
    def in_words(self) -> str:
        """The result with its doubt, in one sentence."""
        verdict = "passed" if self.passed else "not passed"
        return (
            f"Diagnostic test {verdict}: {self.right} of {self.asked} right, {self.needed} needed "
            f"(true share between {100 * self.low:.0f} % and {100 * self.high:.0f} %, at 95 % confidence)."
        )


def score(answers: Mapping[str, str], keys: Mapping[str, str]) -> int:
    """How many of the questions in `keys` were answered right; what was left open is not."""
    return sum(answers.get(question) == key for question, key in keys.items())
