"""The relaxed problem as a linear program: cohorts of one slot added together, so that only their number is whole.

Variables, each for a slot s: x[p, s] party p sits there; held[s] cohorts held there; f[j, s] facilitator j leads one of
them; m[j, s] mentor j helps in one; count[s] mentors there. Once `held` (and `count`) are whole numbers, the rest is
a flow from people to seats and from staff to cohorts, which is whole by itself: few numbers need a search, so that
HiGHS answers for hundreds of people within seconds. Rules are left out or weakened only (apart and conflicts count for
a slot, not for a cohort), so no plan can place more people than the best answer.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from practicum.kernel.later import Later
from practicum.matching.facts import Facts, Party, Slot, Team
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Staff

if TYPE_CHECKING:
    from scipy import optimize, sparse
else:
    optimize = Later("scipy.optimize")
    sparse = Later("scipy.sparse")

FEW = 0.3  # what all cohorts together may weigh against one person: the answers with few cohorts are easier to round
STAY = 0.6  # what all people who stay where the published plan has them may weigh against one more person
WHOLE = 1e-6  # how near to a whole number is one
PROOF = 1e-3  # what rounding errors may add to a bound
NODES = 200  # of a search tree: a limit in work, so that it cuts every run at the same place
DIVE_NODES = 20
GAP = 0.2  # people: an answer this near to the best of a restricted search is good enough
Term = tuple[int, float]


@dataclass(frozen=True)
class Answer:
    """Whole numbers for a relaxed problem: who sits in which slot, who leads and who helps there."""

    seats: dict[Slot, list[int]]
    leaders: dict[Slot, list[str]]
    mentors: dict[Slot, list[str]]


@dataclass(frozen=True)
class Proof:
    """What a search of the whole relaxed problem shows: no more people than `bound`; an answer; ended by the clock?"""

    bound: float
    answer: Answer | None
    cut_short: bool


class Relaxation:
    """The linear program of these parties, this team and these slots.

    `tight` adds a row for each seat: a better bound, for problems that are small enough.
    """

    def __init__(
        self, facts: Facts, parties: Sequence[Party], team: Team, slots: Iterable[Slot], *, tight: bool, seed: int = 0
    ) -> None:
        self.facts = facts
        self._cost: list[float] = []
        self._extra: list[float] = []
        self._most: list[float] = []
        self._rows: list[tuple[Sequence[Term], float, float]] = []
        self.x: dict[tuple[int, Slot], int] = {}
        self.f: dict[tuple[str, Slot], int] = {}
        self.m: dict[tuple[str, Slot], int] = {}
        self.held: dict[Slot, int] = {}
        self.count: dict[Slot, int] = {}
        self.people = sum(party.size for party in parties)
        self.ran_out = False  # whether the clock ended a solution: another run may find another
        self.refused = False  # whether a party may not meet one of the leaders
        fits: defaultdict[Slot, list[Party]] = defaultdict(list)
        for party in parties:
            for hour in party.hours if not party.obstacle else ():
                fits[hour, party.language].append(party)
        for slot in slots:
            self._add_slot(slot, fits[slot], team, tight=tight)
        self._add_limits(team)
        rng = random.Random(seed)  # noqa: S311 - breaks ties, nothing secret
        few = FEW / (2 * sum(one.capacity for one in team.facilitators) + 1)
        for col in self.held.values():
            self._extra[col] = few * (1 + rng.random())
        self.matrix = self._matrix()

    def __getstate__(self) -> dict[str, Any]:
        """Without the facts: what is solved in another process needs numbers only."""
        return {name: value for name, value in self.__dict__.items() if name != "facts"}

    @property
    def weight(self) -> int:
        """Numbers in the matrix: how much work it makes."""
        return int(self.matrix.nnz)

    def bound(self, *, seconds: float) -> float | None:
        """No plan places more people than this; None if the clock was faster."""
        if not self.x:
            return 0.0
        found = self._solve(np.zeros(len(self._cost)), seconds=seconds, pure=True)
        return None if found.status else -float(found.fun) + PROOF

    def prove(self, *, seconds: float) -> Proof:
        """Search the whole problem: the best bound and, if the search came to its end, the answer that reaches it."""
        leaders: dict[Any, int] = self.f if self.refused else {}  # who is refused, and who is not, must be told apart
        whole = self._whole(self.held, self.count, leaders)
        found = self._solve(whole, seconds=seconds, pure=True, nodes=NODES)
        bound = float("inf") if found.mip_dual_bound is None else -float(found.mip_dual_bound) + PROOF
        ended = not found.status or (found.mip_node_count or 0) >= NODES
        answer = self._finish(found.x, seconds=seconds) if ended and found.x is not None else None
        return Proof(bound, answer, cut_short=not ended)

    def dive(self, *, seconds: float) -> Answer | None:
        """A good answer soon: solve without whole numbers, then let each number of cohorts be one next to that."""
        if not self.x:
            return None
        loose = self._solve(np.zeros(len(self._cost)), seconds=seconds)
        if loose.status or loose.x is None:
            return None
        limits = self._near(loose.x, self.held.values(), reach=0)
        found = self._solve(
            self._whole(self.held), seconds=seconds, limits=limits, nodes=DIVE_NODES, gap=GAP / self.people
        )
        return None if found.x is None else self._finish(found.x, seconds=seconds)

    def _finish(self, x: Any, *, seconds: float) -> Answer | None:
        """With the cohorts decided: whole numbers of mentors, then of everything else, where they are not so already."""
        low, high = self._near(x, self.held.values(), reach=0, to_whole=True)
        if self.count and not self._is_whole(x, self.count.values()):
            near = self._near(x, self.count.values(), reach=1)
            low, high = np.maximum(low, near[0]), np.minimum(high, near[1])
            x = self._solve(
                self._whole(self.held, self.count),
                seconds=seconds,
                limits=(low, high),
                nodes=DIVE_NODES,
                gap=GAP / self.people,
            ).x
            if x is None:
                return None
        if not self._is_whole(x, range(len(x))):
            x = self._solve(
                np.ones(len(x)), seconds=seconds, limits=(low, high), nodes=DIVE_NODES, gap=GAP / self.people
            ).x
        return None if x is None else self._read(x)

    def _read(self, x: Any) -> Answer:
        chosen: list[defaultdict[Slot, list[Any]]] = []
        for group in (self.x, self.f, self.m):
            into: defaultdict[Slot, list[Any]] = defaultdict(list)
            for (one, slot), col in group.items():
                if x[col] > 0.5:
                    into[slot].append(one)
            chosen.append(into)
        return Answer(*chosen)

    def _solve(
        self,
        whole: Any,
        *,
        seconds: float,
        limits: tuple[Any, Any] | None = None,
        pure: bool = False,  # people only
        nodes: int | None = None,
        gap: float | None = None,
    ) -> Any:
        cost = np.array(self._cost) + (0 if pure else np.array(self._extra))
        low = np.array([row[1] for row in self._rows])
        high = np.array([row[2] for row in self._rows])
        options: dict[str, Any] = {"time_limit": max(seconds, 0.01)}
        options |= {"node_limit": nodes} if nodes is not None else {}
        options |= {"mip_rel_gap": 1e-6 if gap is None else gap}
        found = optimize.milp(
            cost,
            constraints=optimize.LinearConstraint(self.matrix, low, high),
            bounds=optimize.Bounds(*(limits or (np.zeros(len(cost)), np.array(self._most)))),
            integrality=whole,
            options=options,
        )
        self.ran_out |= found.status == 1 and (nodes is None or (found.mip_node_count or 0) < nodes)
        return found

    def _whole(self, *groups: dict[Any, int]) -> Any:
        whole = np.zeros(len(self._cost))
        for group in groups:
            whole[list(group.values())] = 1
        return whole

    def _near(self, x: Any, columns: Iterable[int], *, reach: int, to_whole: bool = False) -> tuple[Any, Any]:
        """Limits of all columns: these may only be whole numbers next to x, and `reach` beyond."""
        low, high = np.zeros(len(x)), np.array(self._most)
        these = list(columns)
        values = np.round(x[these]) if to_whole else x[these]
        low[these] = np.maximum(np.floor(values + WHOLE) - reach, 0)
        high[these] = np.minimum(np.ceil(values - WHOLE) + reach, high[these])
        return low, high

    @staticmethod
    def _is_whole(x: Any, columns: Iterable[int]) -> bool:
        these = list(columns)
        return bool(np.all(np.abs(x[these] - np.round(x[these])) < 1e-4))

    def _column(self, *, most: float = 1.0, people: int = 0, stay: float = 0.0) -> int:
        self._cost.append(-people)
        self._extra.append(-stay)
        self._most.append(most)
        return len(self._cost) - 1

    def _row(self, terms: Sequence[Term], low: float, high: float) -> None:
        self._rows.append((terms, low, high))

    def _add_slot(self, slot: Slot, parties: Sequence[Party], team: Team, *, tight: bool) -> None:
        least, most = self.facts.instance.size
        leaders = self._staff(team.facilitators, slot, self.f)
        held = self.held[slot] = self._column(most=min(len(leaders), sum(p.size for p in parties) // least))
        for party in parties:
            stays = self.facts.home.get(party.index) == slot
            self.x[party.index, slot] = self._column(people=party.size, stay=stays * STAY * party.size / self.people)
        seats = {party.index: self.x[party.index, slot] for party in parties}
        size: list[Term] = [(seats[party.index], party.size) for party in parties]
        self._row([(col, 1) for col in leaders.values()] + [(held, -1)], 0, 0)
        self._row([*size, (held, -least)], 0, np.inf)
        self._row([*size, (held, -most)], -np.inf, 0)
        helpers: dict[str, int] = {}
        if self.facts.mentors_required:
            helpers = self._staff(team.mentors, slot, self.m)
            count = self.count[slot] = self._column(most=len(helpers))
            self._row([(col, 1) for col in helpers.values()] + [(count, -1)], 0, 0)
            self._row([*size, (count, -CANDIDATES_PER_MENTOR)], -np.inf, 0)
            self._row([(count, 1), (held, -self.facts.mentors_needed(least))], 0, np.inf)
        for one in leaders.keys() & helpers.keys():
            self._row([(leaders[one], 1), (helpers[one], 1)], 0, 1)
        for party in parties:
            refused = party.refuses & leaders.keys()
            if refused:
                self.refused = True
                others: list[Term] = [(col, -1) for one, col in leaders.items() if one not in refused]
                self._row([(seats[party.index], 1), *others], -np.inf, 0)
            elif tight:
                self._row([(seats[party.index], 1), (held, -1)], -np.inf, 0)
            for other in sorted(party.shuns):
                if other > party.index and other in seats:
                    self._row([(seats[party.index], 1), (seats[other], 1), (held, -1)], -np.inf, 0)
        self._add_refusals(parties, seats, leaders, held)
        self._add_quota(parties, seats, held)

    def _add_refusals(
        self, parties: Sequence[Party], seats: dict[int, int], leaders: dict[str, int], held: int
    ) -> None:
        """Who refuses a leader sits in the cohorts of the others: so many that these may not have room for all."""
        most = self.facts.instance.size[1]
        for one, leads in leaders.items():
            size: list[Term] = [(seats[p.index], p.size) for p in parties if one in p.refuses]
            if sum(heads for _, heads in size) > most:
                self._row([*size, (held, -most), (leads, most)], -np.inf, 0)

    def _add_quota(self, parties: Sequence[Party], seats: dict[int, int], held: int) -> None:
        quota = self.facts.instance.employer_max
        terms: defaultdict[str, list[Term]] = defaultdict(list)
        heads: Counter[str] = Counter()
        for party in parties:
            for employer, heads_there in self.facts.employers[party.index].items():
                terms[employer].append((seats[party.index], heads_there))
                heads[employer] += heads_there
        for employer, several in terms.items():
            if heads[employer] > quota:
                self._row([*several, (held, -quota)], -np.inf, 0)

    def _staff(self, people: Sequence[Staff], slot: Slot, group: dict[tuple[str, Slot], int]) -> dict[str, int]:
        found = {}
        for one in people:
            if slot[0] in one.hours and one.language == slot[1] and one.capacity:
                found[one.id] = group[one.id, slot] = self._column()
        return found

    def _add_limits(self, team: Team) -> None:
        """One seat for each party; no more cohorts for each of the staff than they offered."""
        seats: defaultdict[int, list[Term]] = defaultdict(list)
        for (p, _), col in self.x.items():
            seats[p].append((col, 1))
        for several in seats.values():
            self._row(several, 0, 1)
        for group, people in ((self.f, team.facilitators), (self.m, team.mentors)):
            load: defaultdict[str, list[Term]] = defaultdict(list)
            for (one, _), col in group.items():
                load[one].append((col, 1))
            for staff in people:
                if load[staff.id]:
                    self._row(load[staff.id], 0, staff.capacity)

    def _matrix(self) -> Any:
        data = [(row, col, factor) for row, (terms, _, _) in enumerate(self._rows) for col, factor in terms]
        rows, columns, factors = (np.array(part) for part in zip(*data, strict=True)) if data else ([], [], [])
        return sparse.csr_matrix((factors, (rows, columns)), shape=(len(self._rows), len(self._cost)))
