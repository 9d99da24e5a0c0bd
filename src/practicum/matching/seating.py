"""A plan that is being changed: who may join which cohort, and chains of moves that make room for one more."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from practicum.matching.facts import Facts, Party, Slot
from practicum.matching.instance import CANDIDATES_PER_MENTOR, Staff
from practicum.matching.result import Cohort


@dataclass(eq=False)
class Table:
    """A cohort that can be changed."""

    hour: int
    language: str
    facilitator: str
    mentors: list[str]
    parties: set[int] = field(default_factory=set)
    quota: Counter[str] = field(default_factory=Counter)
    size: int = 0

    @property
    def staff(self) -> set[str]:
        return {self.facilitator, *self.mentors}


class Seating:
    """Cohorts of one plan, changed step by step. Every step keeps every hard rule, except that a cohort may be small."""

    def __init__(self, facts: Facts, plan: Iterable[Cohort] = ()) -> None:
        self.facts = facts
        self.tables: list[Table] = []
        self.at: defaultdict[Slot, list[Table]] = defaultdict(list)
        self.seat_of: dict[int, Table] = {}
        self.leads: Counter[str] = Counter()
        self.helps: Counter[str] = Counter()
        self.busy: set[tuple[str, int]] = set()
        self.employers = facts.employers
        for cohort in plan:
            table = self.open(cohort.hour, cohort.language, cohort.facilitator, cohort.mentors)
            for one in cohort.members:
                party = facts.party_of.get(one)  # None: one who is gone
                if party is not None and party.index not in self.seat_of:
                    self._sit(party, table)

    def plan(self) -> tuple[Cohort, ...]:
        return tuple(
            Cohort(
                hour=table.hour,
                language=table.language,
                facilitator=table.facilitator,
                mentors=tuple(sorted(table.mentors)),
                members=tuple(sorted(a.id for p in table.parties for a in self.facts.parties[p].members)),
            )
            for table in self.tables
        )

    def open(self, hour: int, language: str, facilitator: str, mentors: Iterable[str]) -> Table:
        table = Table(hour, language, facilitator, list(mentors))
        self.tables.append(table)
        self.at[hour, language].append(table)
        self.leads[facilitator] += 1
        self.helps.update(table.mentors)
        self.busy |= {(one, hour) for one in table.staff}
        return table

    def close(self, table: Table) -> None:
        """Dissolve a cohort: its people wait again, its staff are idle."""
        for p in sorted(table.parties):
            self._rise(self.facts.parties[p])
        self.tables.remove(table)
        self.at[table.hour, table.language].remove(table)
        self.leads[table.facilitator] -= 1
        self.helps.subtract(table.mentors)
        self.busy -= {(one, table.hour) for one in table.staff}

    def may_join(self, party: Party, table: Table, *, leaving: Party | None = None) -> bool:
        """Whether a party may sit in a cohort (once `leaving` has left it) with the mentors that it has."""
        if table.hour not in party.hours or party.language != table.language or party.obstacle:
            return False
        size = table.size + party.size - (leaving.size if leaving else 0)
        if size > self.facts.instance.size[1]:
            return False
        if self.facts.mentors_required and size > CANDIDATES_PER_MENTOR * len(table.mentors):
            return False
        if party.refuses and not party.refuses.isdisjoint(table.staff):
            return False
        gone = leaving.index if leaving else None
        if party.shuns and any(p in party.shuns for p in table.parties if p != gone):
            return False
        for employer, count in self.employers[party.index].items():
            left = self.employers[gone][employer] if gone is not None else 0
            if table.quota[employer] - left + count > self.facts.instance.employer_max:
                return False
        return True

    def join(self, party: Party, table: Table) -> bool:
        """Seat a party, with one more mentor where it takes that; False if a rule forbids it."""
        added = []
        if self.facts.mentors_required:
            while table.size + party.size > CANDIDATES_PER_MENTOR * len(table.mentors):
                mentor = next(self.idle_mentors(table, [party]), None)
                if mentor is None:
                    break
                added.append(mentor.id)
                self._hire(mentor, table)
        if self.may_join(party, table):
            self._sit(party, table)
            return True
        for one in added:
            self._release(one, table)
        return False

    def move(self, party: Party, table: Table) -> bool:
        """From one cohort to another; False, and nothing has changed, if a rule forbids it."""
        left = self._rise(party)
        if not self.join(party, table):
            self._sit(party, left)
            return False
        self.spare_mentors(left)
        return True

    def spare_mentors(self, table: Table) -> None:
        """Mentors who are not needed any more become idle."""
        while len(table.mentors) > self.facts.mentors_needed(table.size):
            self._release(table.mentors[-1], table)

    def exchange(self, one: Party, other: Party) -> None:
        """Two seated parties take each other's seat; `may_join` has been asked."""
        left, right = self._rise(one), self._rise(other)
        self._sit(one, right)
        self._sit(other, left)

    def seat(self, party: Party) -> bool:
        """Seat a waiting party, moving others from cohort to cohort if that makes room. Shortest chain first.

        Every cohort is entered once at most, and only by a party of the size of the one that it displaces: what is
        checked for one step therefore still holds when the whole chain is done.
        """
        if party.obstacle or any(self.join(party, table) for table in self.tables_for(party)):
            return not party.obstacle
        before: dict[int, Party] = {}  # party -> whom it makes room for
        seen: set[int] = set()
        todo = deque([party])
        while todo:
            mover = todo.popleft()
            for table in self.tables_for(mover):
                if id(table) in seen or self.seat_of.get(mover.index) is table:
                    continue
                if mover is not party and self._shift(mover, table, before):
                    return True
                for p in sorted(table.parties):
                    other = self.facts.parties[p]
                    if p not in before and other.size == mover.size and self.may_join(mover, table, leaving=other):
                        before[p] = mover
                        todo.append(other)
                        seen.add(id(table))
        return False

    def seat_all(self, parties: Iterable[Party]) -> int:
        """Seat as many of these as chains can; returns how many people that were."""
        return sum(party.size for party in parties if self.seat(party))

    def waiting(self) -> list[Party]:
        return [party for party in self.facts.seatable if party.index not in self.seat_of]

    def idle_mentors(self, table: Table, joining: Sequence[Party] = ()) -> Iterator[Staff]:
        """Mentors who could be added to a cohort, those with the fewest hours first."""
        inside = [*joining, *(self.facts.parties[p] for p in table.parties)]
        free = self._free(self.facts.mentors_at, self.helps, table)
        return (one for one in free if not any(one.id in party.refuses for party in inside))

    def idle_facilitators(self, table: Table) -> Iterator[Staff]:
        """Facilitators who could take over a cohort, the one with whom the fewest of its people have a conflict first."""
        inside = [self.facts.parties[p] for p in sorted(table.parties)]
        free = self._free(self.facts.facilitators_at, self.leads, table)
        return iter(sorted(free, key=lambda one: sum(one.id in party.refuses for party in inside)))

    def _free(self, at: Mapping[Slot, Sequence[Staff]], load: Counter[str], table: Table) -> list[Staff]:
        return [
            one
            for one in at.get((table.hour, table.language), ())
            if load[one.id] < one.capacity and (one.id, table.hour) not in self.busy
        ]

    def tables_for(self, party: Party) -> Iterator[Table]:
        for hour in sorted(party.hours):
            yield from self.at.get((hour, party.language), ())

    def _shift(self, mover: Party, table: Table, before: Mapping[int, Party]) -> bool:
        """Carry out a chain from its end: the last moves if it may, then each takes the seat left by the next."""
        left = self._rise(mover)
        if not self.join(mover, table):
            self._sit(mover, left)
            return False
        while True:
            mover = before[mover.index]
            table, seated = left, self.seat_of.get(mover.index)
            if seated is not None:
                left = self._rise(mover)
            self._sit(mover, table)
            if seated is None:
                return True

    def _hire(self, mentor: Staff, table: Table) -> None:
        table.mentors.append(mentor.id)
        self.helps[mentor.id] += 1
        self.busy.add((mentor.id, table.hour))

    def _release(self, mentor: str, table: Table) -> None:
        table.mentors.remove(mentor)
        self.helps[mentor] -= 1
        self.busy.discard((mentor, table.hour))

    def _sit(self, party: Party, table: Table) -> None:
        self.seat_of[party.index] = table
        table.parties.add(party.index)
        table.quota.update(self.employers[party.index])
        table.size += party.size

    def _rise(self, party: Party) -> Table:
        table = self.seat_of.pop(party.index)
        table.parties.discard(party.index)
        table.quota.subtract(self.employers[party.index])
        table.size -= party.size
        return table


def restore(facts: Facts, published: Sequence[Cohort]) -> Seating:
    """What is left of a published plan: the people and staff who are still there and still fit.

    A facilitator who is gone is replaced by an idle one of the same hour. What is then too small is filled from those
    who wait; what stays too small is dissolved.
    """
    seating = Seating(facts)
    for cohort in published:
        table = seating.open(cohort.hour, cohort.language, "", ())
        if not _give_leader(seating, table, cohort):
            seating.close(table)
            continue
        mentors = {one.id: one for one in seating._free(facts.mentors_at, seating.helps, table)}
        for one in cohort.mentors:
            if one in mentors and one != table.facilitator:
                seating._hire(mentors[one], table)
        for p in sorted({facts.party_of[one].index for one in cohort.members if one in facts.party_of}):
            if p not in seating.seat_of and facts.home.get(p) == (cohort.hour, cohort.language):
                seating.join(facts.parties[p], table)
    settle(seating)
    return seating


def hold_slot(
    seating: Seating, slot: Slot, *, leaders: Sequence[str], mentors: Sequence[str], parties: Iterable[int]
) -> None:
    """Share the people and mentors of a slot among as many cohorts as it has leaders; who fits none of them waits.

    People of one employer come one after the other, each to the smallest cohort that may take them: so they part.
    """
    tables = [seating.open(*slot, leader, mentors[place :: len(leaders)]) for place, leader in enumerate(leaders)]
    rows = [seating.facts.parties[p] for p in parties]
    heads = Counter(a.employer for party in rows for a in party.members)

    def first_to_sit(party: Party) -> tuple[bool, int, int, str, int]:
        employer = max((a.employer for a in party.members), key=lambda name: (heads[name], name))
        return not (party.shuns or party.refuses), -party.size, -heads[employer], employer, party.index

    for party in sorted(rows, key=first_to_sit):
        for table in sorted(tables, key=lambda one: one.size):
            if seating.may_join(party, table):
                seating._sit(party, table)
                break


def settle(seating: Seating) -> None:
    """Fill cohorts that are too small from those who wait; dissolve what stays too small, mentors without need idle."""
    least = seating.facts.instance.size[0]
    for table in sorted(seating.tables, key=lambda one: -one.size):
        if table.size < least:
            for party in seating.waiting():
                if table.size < seating.facts.instance.size[1]:
                    seating.join(party, table)
        if table.size < least:
            seating.close(table)
    for table in seating.tables:
        seating.spare_mentors(table)


def _give_leader(seating: Seating, table: Table, cohort: Cohort) -> bool:
    parties = {seating.facts.party_of[one].index for one in cohort.members if one in seating.facts.party_of}
    table.parties = set(parties)  # only to ask who suits them
    free = list(seating.idle_facilitators(table))
    table.parties = set()
    former = [one for one in free if one.id == cohort.facilitator]
    for one in (*former, *free)[:1]:
        seating.leads[table.facilitator] -= 1
        table.facilitator = one.id
        seating.leads[one.id] += 1
        seating.busy = (seating.busy - {("", table.hour)}) | {(one.id, table.hour)}
        return True
    return False
