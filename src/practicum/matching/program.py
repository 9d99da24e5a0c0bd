"""One exact sub-problem for CP-SAT: these parties, this team, these slots.

Variables: x[p, s] party p sits in slot s; y[s] slot s is held; f[j, s], m[j, s] facilitator and mentors of slot s.
The people placed are maximised; then those who stay where the published plan has them; then few cohorts, as idle staff
is what the next step needs.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from practicum.kernel.later import Later
from practicum.matching.facts import Facts, Party, Slot, Team
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Staff
from practicum.matching.result import Cohort
from practicum.matching.search import Job

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = Later("ortools.sat.python.cp_model")


@dataclass(frozen=True)
class Held:
    """One copy of a slot. Copies allow two cohorts in the same hour and language."""

    hour: int
    language: str
    copy: int


class Program:
    """A CP-SAT model under construction; `read_plan` turns a solution back into cohorts.

    `start` is a known plan of these parties and this team in these slots (or nothing): the search begins there.
    """

    def __init__(
        self, facts: Facts, parties: Sequence[Party], team: Team, slots: Iterable[Slot], start: Sequence[Cohort]
    ) -> None:
        self.facts = facts
        self.start_copies = Counter((cohort.hour, cohort.language) for cohort in start)
        self.parties = [party for party in parties if not party.obstacle]
        self.team = team
        self.model = cp_model.CpModel()
        self.held = [held for slot in slots for held in self._copies(slot)]
        self.y = {h: self.model.new_bool_var(f"y{i}") for i, h in enumerate(self.held)}
        self.x: dict[tuple[int, Held], Any] = {}
        self.f: dict[tuple[int, Held], Any] = {}
        self.m: dict[tuple[int, Held], Any] = {}
        for held in self.held:
            self._add_cohort(held)
        self._add_seats()
        self._add_staff_limits()
        self.placed = sum(self.facts.parties[p].size * var for (p, _), var in self.x.items())
        self.people = sum(party.size for party in self.parties)
        if start:
            self.hint(start)

    def maximise_placed(self) -> None:
        few = len(self.held) + 1
        stays = sum(
            self.facts.parties[p].size * var
            for (p, held), var in self.x.items()
            if self.facts.home.get(p) == (held.hour, held.language)
        )
        self.model.maximize(few * ((self.people + 1) * self.placed + stays) - sum(self.y.values()))

    def hold_exactly(self, number: int) -> None:
        """So many cohorts, no more and no fewer."""
        self.model.add(sum(self.y.values()) == number)

    def job(self, *, work: float, seed: int) -> Job:
        return Job(self.model, work=work, seed=seed, read=self.read_plan)

    def hint(self, plan: Sequence[Cohort]) -> None:
        """Start the search at a known plan."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        home = self._match(plan)
        seated = {(self.facts.party_of[one].index, held) for held, c in home.items() for one in c.members}
        for (p, held), var in self.x.items():
            self.model.add_hint(var, (p, held) in seated)
        for held, var in self.y.items():
            self.model.add_hint(var, held in home)
        for (j, held), var in self.f.items():
            self.model.add_hint(var, held in home and self.team.facilitators[j].id == home[held].facilitator)
        for (j, held), var in self.m.items():
            self.model.add_hint(var, held in home and self.team.mentors[j].id in home[held].mentors)

    def read_plan(self, value: Any) -> tuple[Cohort, ...]:
        """The cohorts of a solution; `value` maps a variable to its value."""
        members: defaultdict[Held, list[str]] = defaultdict(list)
        for (p, held), var in self.x.items():
            if value(var):
                members[held] += [a.id for a in self.facts.parties[p].members]
        leader = {held: self.team.facilitators[j].id for (j, held), var in self.f.items() if value(var)}
        mentors: defaultdict[Held, list[str]] = defaultdict(list)
        for (j, held), var in self.m.items():
            if value(var):
                mentors[held].append(self.team.mentors[j].id)
        return tuple(
            Cohort(
                hour=held.hour,
                language=held.language,
                facilitator=leader[held],
                mentors=tuple(sorted(mentors[held])),
                members=tuple(sorted(members[held])),
            )
            for held in self.held
            if members[held]
        )

    def _copies(self, slot: Slot) -> list[Held]:
        heads = sum(party.size for party in self.parties if self._fits(party, slot))
        leaders = sum(_serves(one, slot) for one in self.team.facilitators)
        # one more than full cohorts would need; smaller ones are better held in other hours
        wanted = max(-(-heads // self.facts.instance.size[1]) + 1, self.start_copies[slot])
        count = min(leaders, heads // self.facts.instance.size[0], wanted)
        return [Held(*slot, copy) for copy in range(count)]

    @staticmethod
    def _fits(party: Party, slot: Slot) -> bool:
        return slot[0] in party.hours and party.language == slot[1]

    def _add_cohort(self, held: Held) -> None:
        """All rules inside one cohort."""
        instance, model, slot = self.facts.instance, self.model, (held.hour, held.language)
        open_, here = self.y[held], [party for party in self.parties if self._fits(party, slot)]
        for party in here:
            self.x[party.index, held] = model.new_bool_var("")
            model.add_implication(self.x[party.index, held], open_)
        size = sum(party.size * self.x[party.index, held] for party in here)
        model.add(size >= instance.size[0] * open_)
        model.add(size <= instance.size[1] * open_)
        leaders = [j for j, one in enumerate(self.team.facilitators) if _serves(one, slot)]
        for j in leaders:
            self.f[j, held] = model.new_bool_var("")
        model.add(sum(self.f[j, held] for j in leaders) == open_)
        helpers: list[int] = []
        if self.facts.mentors_required:
            helpers = [j for j, one in enumerate(self.team.mentors) if _serves(one, slot)]
            for j in helpers:
                self.m[j, held] = model.new_bool_var("")
            count = sum(self.m[j, held] for j in helpers)
            model.add(CANDIDATES_PER_MENTOR * count >= size)
            model.add(CANDIDATES_PER_MENTOR * count <= size + CANDIDATES_PER_MENTOR - 1)  # none is wasted
        self._add_quota(here, held)
        for party in here:
            x = self.x[party.index, held]
            for other in party.shuns:
                if other > party.index and (other, held) in self.x:
                    model.add_at_most_one(x, self.x[other, held])
            for j in leaders:
                if self.team.facilitators[j].id in party.refuses:
                    model.add_at_most_one(x, self.f[j, held])
            for j in helpers:
                if self.team.mentors[j].id in party.refuses:
                    model.add_at_most_one(x, self.m[j, held])
        if held.copy:
            model.add_implication(open_, self.y[Held(held.hour, held.language, held.copy - 1)])

    def _add_quota(self, here: Sequence[Party], held: Held) -> None:
        limit = self.facts.instance.employer_max
        terms: defaultdict[str, list[Any]] = defaultdict(list)
        heads: Counter[str] = Counter()
        for party in here:
            for employer, count in Counter(a.employer for a in party.members if a.employer).items():
                terms[employer].append(count * self.x[party.index, held])
                heads[employer] += count
        for employer, expressions in terms.items():
            if heads[employer] > limit:
                self.model.add(sum(expressions) <= limit)

    def _add_seats(self) -> None:
        choices: defaultdict[int, list[Any]] = defaultdict(list)
        for (p, _), var in self.x.items():
            choices[p].append(var)
        for several in choices.values():
            self.model.add_at_most_one(several)

    def _add_staff_limits(self) -> None:
        hours: defaultdict[tuple[str, int], list[Any]] = defaultdict(list)
        for variables, people in ((self.f, self.team.facilitators), (self.m, self.team.mentors)):
            load: defaultdict[int, list[Any]] = defaultdict(list)
            for (j, held), var in variables.items():
                load[j].append(var)
                hours[people[j].id, held.hour].append(var)
            for j, several in load.items():
                self.model.add(sum(several) <= people[j].capacity)
        for several in hours.values():
            if len(several) > 1:
                self.model.add_at_most_one(several)

    def _match(self, plan: Sequence[Cohort]) -> dict[Held, Cohort]:
        """Cohorts of a plan on the copies of their slots."""
        used: Counter[Slot] = Counter()
        home = {}
        for cohort in plan:
            slot = (cohort.hour, cohort.language)
            home[Held(*slot, used[slot])] = cohort
            used[slot] += 1
        return home


def _serves(one: Staff, slot: Slot) -> bool:
    return slot[0] in one.hours and one.language == slot[1] and one.capacity > 0
