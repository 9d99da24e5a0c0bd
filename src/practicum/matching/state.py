"""The state of one search: the best plan so far, what can be reached at most, and whom to tell."""

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from practicum.matching.facts import Facts, Party
from practicum.matching.result import Cohort, Progress
from practicum.matching.search import Budget
from practicum.matching.seating import Seating

Plan = tuple[Cohort, ...]
ONE_MODEL = 150  # people of one language; measured: above it the first model no longer proves anything within seconds
CHAINS_IN_VAIN = 25  # a chain that is not found has looked at every cohort of its language


@dataclass
class Search:
    """The state of one search: the best plan so far, and whom to tell."""

    facts: Facts
    budget: Budget
    rng: random.Random
    on_progress: Callable[[Progress], None] | None
    bounds: dict[str, int]  # language -> people that can be placed at most
    heads: Counter[str]  # language -> people who could be seated
    plan: Plan = ()
    phase: str = "placing"

    @property
    def bound(self) -> int:
        return sum(self.bounds.values())

    def is_small(self, language: str) -> bool:
        return self.heads[language] <= ONE_MODEL

    def is_open(self, language: str) -> bool:
        """Whether more people of a language might get a seat."""
        return self.placed_in(language) < self.bounds[language]

    def lower(self, language: str, bound: object) -> None:
        """Nobody has placed more people than are placed now; a bound that says less is a mistake of its rounding."""
        if isinstance(bound, float) and bound < self.bounds[language]:
            self.bounds[language] = max(int(bound), self.placed_in(language))

    def placed_in(self, language: str) -> int:
        return count_placed(tuple(cohort for cohort in self.plan if cohort.language == language))

    def seed(self) -> int:
        return self.rng.randrange(2**31)

    def tell(self, plan: Plan) -> None:
        if self.on_progress:
            self.on_progress(
                Progress(
                    phase=self.phase,
                    placed=count_placed(plan),
                    cohorts=len(plan),
                    bound=self.bound,
                    seconds=self.budget.elapsed,
                    plan=plan,
                )
            )

    def seat_the_rest(self) -> None:
        """Chains of moves for whoever waits."""
        seating = Seating(self.facts, self.plan)
        self.seat(seating, self.waiting())
        self.plan = seating.plan()

    def seat(self, seating: Seating, parties: Iterable[Party]) -> None:
        """Chains of moves; where they fail again and again, a language is left to other means."""
        failed: Counter[str] = Counter()
        for party in parties:
            if self.budget.must_stop():
                break
            if failed[party.language] < CHAINS_IN_VAIN and seating.tables:
                failed[party.language] += not seating.seat(party)

    def waiting(self) -> list[Party]:
        """Who has no seat, in languages where more people might get one."""
        seated = {one for cohort in self.plan for one in cohort.members}
        hopeful = {name for name in self.bounds if self.is_open(name)}
        return [
            party for party in self.facts.seatable if party.language in hopeful and party.members[0].id not in seated
        ]


def count_placed(plan: Plan) -> int:
    return sum(len(cohort.members) for cohort in plan)


def worth(facts: Facts, plan: Plan) -> tuple[int, int, int]:
    """People placed; people who stay where the published plan has them; few cohorts."""
    stay = sum(
        facts.home.get(facts.party_of[one].index) == (cohort.hour, cohort.language)
        for cohort in plan
        for one in cohort.members
    )
    return count_placed(plan), stay, -len(plan)
