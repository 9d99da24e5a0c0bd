"""Exchange people between cohorts, nobody losing a seat: who was there stays, then personas, seniority, a second hour."""

import random
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from practicum.matching.facts import Facts, Party
from practicum.matching.instance import HOURS_IN_WEEK, Applicant
from practicum.matching.result import Cohort
from practicum.matching.seating import Seating, Table

STAY = 1000  # one who stays with the published cohort outweighs everything else
ROLE_WEIGHT, LEVEL_WEIGHT, SECOND_WEIGHT = 6, 4, 1  # a persona, a level of seniority, one more free in the second hour
TRIES = 15  # exchanges tried for each person
LOOK_EVERY = 64  # tries between two looks at the clock


def level_of(applicant: Applicant) -> str:
    """The level of seniority: the word that was given, or years in three bands."""
    if not isinstance(applicant.seniority, int):
        return applicant.seniority
    return (
        "under 3 years" if applicant.seniority < 3 else "3 to 6 years" if applicant.seniority < 7 else "7 years or more"
    )


def continued(published: Sequence[Cohort], plan: Sequence[Cohort]) -> dict[int, int]:
    """Place in the plan -> place in the published plan of the cohort that it continues: the one it shares most people
    with, each once."""
    before = {one: place for place, cohort in enumerate(published) for one in cohort.members}
    shared = Counter(
        (before[one], place) for place, cohort in enumerate(plan) for one in cohort.members if one in before
    )
    ranked = sorted(shared, key=lambda pair: (-shared[pair], published[pair[0]].hour != plan[pair[1]].hour, pair))
    found: dict[int, int] = {}
    for old, new in ranked:
        if new not in found and old not in found.values():
            found[new] = old
    return found


def spread(
    facts: Facts, plan: Sequence[Cohort], *, rng: random.Random, must_stop: Callable[[], bool]
) -> tuple[Cohort, ...]:
    """A plan of the same cohorts, hours and staff, with as many people, better mixed."""
    mixer = _Mixer(facts, plan)
    mixer.bring_back()
    seated = sorted(mixer.seating.seat_of)
    for number in range(TRIES * len(seated) if len(plan) > 1 else 0):
        if number % LOOK_EVERY == 0 and must_stop():
            break
        mixer.try_exchange(facts.parties[rng.choice(seated)], rng)
    return mixer.seating.plan()


class _Mixer:
    def __init__(self, facts: Facts, plan: Sequence[Cohort]) -> None:
        self.facts = facts
        self.seating = Seating(facts, plan)
        tables = self.seating.tables
        published = facts.instance.published
        former = continued(published, plan)
        of_table = {former[place]: table for place, table in enumerate(tables) if place in former}
        self.former = {
            facts.party_of[one].index: of_table[old]
            for old, cohort in enumerate(published)
            if old in of_table
            for one in cohort.members
            if one in facts.party_of
        }
        self.free = {p: _week(facts.parties[p].members) for p in self.seating.seat_of}
        staff = {one.id: one for one in (*facts.team.mentors, *facts.team.facilitators)}
        helpers = {one.id: one for one in facts.team.mentors}
        self.crowd = {
            id(t): sum((self.free[p] for p in sorted(t.parties)), _week([helpers[one] for one in t.mentors]))
            for t in tables
        }
        self.leader = {id(t): _week([staff[t.facilitator]]) for t in tables}
        for t in tables:
            self.leader[id(t)] = self.leader[id(t)].copy()
            for other in tables:
                if other.facilitator == t.facilitator:
                    self.leader[id(t)][other.hour] = 0
        self.score = {id(t): self._score(t, t.parties, self.crowd[id(t)]) for t in tables}

    def bring_back(self) -> None:
        """Seat people again where the published plan has them, where there is room and nobody is harmed."""
        least = self.facts.instance.size[0]
        for p, table in sorted(self.former.items(), key=lambda pair: pair[0]):
            party, now = self.facts.parties[p], self.seating.seat_of.get(p)
            if now is None or now is table or now.size - party.size < least or not self.seating.may_join(party, table):
                continue
            self.seating.move(party, table)
            for one in (now, table):
                helpers = [s for s in self.facts.team.mentors if s.id in one.mentors]
                self.crowd[id(one)] = sum((self.free[q] for q in sorted(one.parties)), _week(helpers))
                self.score[id(one)] = self._score(one, one.parties, self.crowd[id(one)])

    def try_exchange(self, party: Party, rng: random.Random) -> None:
        """Exchange a party with one of the same size in another cohort, if that makes the two cohorts better."""
        here = self.seating.seat_of[party.index]
        options = [t for t in self.seating.tables_for(party) if t is not here]
        if not options:
            return
        there = rng.choice(options)
        other = self.facts.parties[rng.choice(sorted(there.parties))]
        if (
            other.size != party.size
            or not self.seating.may_join(other, here, leaving=party)
            or not self.seating.may_join(party, there, leaving=other)
        ):
            return
        change = self.free[other.index] - self.free[party.index]
        crowds = self.crowd[id(here)] + change, self.crowd[id(there)] - change
        scores = (
            self._score(here, here.parties - {party.index} | {other.index}, crowds[0]),
            self._score(there, there.parties - {other.index} | {party.index}, crowds[1]),
        )
        if sum(scores) > self.score[id(here)] + self.score[id(there)]:
            self.seating.exchange(party, other)
            self.crowd[id(here)], self.crowd[id(there)] = crowds
            self.score[id(here)], self.score[id(there)] = scores

    def _score(self, table: Table, parties: set[int], crowd: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> int:
        members = [a for p in parties for a in self.facts.parties[p].members]
        roles = {a.role for a in members} - {""}
        levels = {level_of(a) for a in members} - {""}
        stay = sum(self.facts.parties[p].size for p in parties if self.former.get(p) is table)
        second = int((crowd * self.leader[id(table)]).max())
        return STAY * stay + ROLE_WEIGHT * len(roles) + LEVEL_WEIGHT * len(levels) + SECOND_WEIGHT * second


def _week(people: Sequence[object]) -> "np.ndarray[tuple[int], np.dtype[np.int32]]":
    """For each hour of the week, how many of these people are free."""
    week = np.zeros(HOURS_IN_WEEK, dtype=np.int32)
    for one in people:
        week[sorted(one.hours)] += 1  # type: ignore[attr-defined]
    return week
