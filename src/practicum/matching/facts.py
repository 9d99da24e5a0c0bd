"""An instance made ready for the solver: parties, what each may meet, and the slots worth trying."""

import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from practicum.matching.instance import CANDIDATES_PER_MENTOR, Applicant, Instance, Staff
from practicum.matching.result import Cohort

Slot = tuple[int, str]  # UTC hour of the week, language


@dataclass(frozen=True)
class Party:
    """People who must sit together: the unit that is seated. Most parties are one person."""

    index: int
    members: tuple[Applicant, ...]
    hours: frozenset[int]
    language: str
    refuses: frozenset[str]  # staff ids that a member may not meet
    shuns: frozenset[int]  # indexes of parties to stay apart from
    obstacle: str  # why the party can never be seated in one cohort; empty if it can

    @property
    def size(self) -> int:
        return len(self.members)


@dataclass(frozen=True)
class Team:
    """The staff that a search may still use, as far as their capacity and their hours go."""

    facilitators: tuple[Staff, ...]
    mentors: tuple[Staff, ...]

    def speaking(self, language: str) -> "Team":
        """Those who speak a language and can take a cohort."""
        return Team(
            tuple(one for one in self.facilitators if one.language == language and one.capacity),
            tuple(one for one in self.mentors if one.language == language and one.capacity),
        )

    def sample(self, rng: random.Random, *, keep: Collection[str], most: int, shun: Collection[str]) -> "Team":
        """These staff, and at most so many others of each kind, chosen by chance, none of `shun`."""

        def some(people: tuple[Staff, ...]) -> tuple[Staff, ...]:
            others = [place for place, one in enumerate(people) if one.id not in keep and one.id not in shun]
            chosen = set(rng.sample(others, min(most, len(others))))
            return tuple(one for place, one in enumerate(people) if one.id in keep or place in chosen)

        return Team(some(self.facilitators), some(self.mentors))

    def without(self, cohorts: Iterable[Cohort]) -> "Team":
        """The team that is left when these cohorts keep their people."""
        cohorts = tuple(cohorts)
        busy: defaultdict[str, set[int]] = defaultdict(set)
        for cohort in cohorts:
            for one in (cohort.facilitator, *cohort.mentors):
                busy[one].add(cohort.hour)
        leads = Counter(cohort.facilitator for cohort in cohorts)
        helps = Counter(one for cohort in cohorts for one in cohort.mentors)
        return Team(_left(self.facilitators, leads, busy), _left(self.mentors, helps, busy))


@dataclass(frozen=True)
class Facts:
    """Everything the solver asks about an instance, computed once."""

    instance: Instance
    parties: tuple[Party, ...]
    party_of: Mapping[str, Party]
    team: Team
    home: Mapping[int, Slot]  # party -> where the published plan has it, if it is there in one piece

    @cached_property
    def seatable(self) -> tuple[Party, ...]:
        return tuple(party for party in self.parties if not party.obstacle)

    @cached_property
    def employers(self) -> tuple[Counter[str], ...]:
        """For each party: employer -> how many of its people work there."""
        return tuple(Counter(a.employer for a in party.members if a.employer) for party in self.parties)

    @cached_property
    def facilitators_at(self) -> Mapping[Slot, Sequence[Staff]]:
        return staff_by_slot(self.team.facilitators)

    @cached_property
    def mentors_at(self) -> Mapping[Slot, Sequence[Staff]]:
        return staff_by_slot(self.team.mentors)

    @property
    def mentors_required(self) -> bool:
        return bool(self.instance.mentors)

    def mentors_needed(self, members: int) -> int:
        return -(-members // CANDIDATES_PER_MENTOR) if self.mentors_required else 0


def gather_facts(instance: Instance) -> Facts:
    """Build the parties (connected components of `together`) and what each may not meet; humane hours only."""
    instance = instance.humane_only()
    groups = _components([a.id for a in instance.applicants], instance.together)
    people = {a.id: a for a in instance.applicants}
    home = {one: index for index, group in enumerate(groups) for one in group}
    shuns: defaultdict[int, set[int]] = defaultdict(set)
    for left, right in instance.apart:
        shuns[home[left]].add(home[right])
        shuns[home[right]].add(home[left])
    refuses: defaultdict[str, set[str]] = defaultdict(set)
    by_employer: defaultdict[str, set[str]] = defaultdict(set)
    for one in (*instance.facilitators, *instance.mentors):
        if one.employer:
            by_employer[one.employer].add(one.id)
    for applicant, staff in instance.conflicts:
        refuses[applicant].add(staff)
    for a in instance.applicants:
        refuses[a.id] |= by_employer.get(a.employer, set())
    parties = tuple(
        Party(
            index=index,
            members=tuple(people[one] for one in group),
            hours=frozenset.intersection(*(people[one].hours for one in group)),
            language=people[group[0]].language,
            refuses=frozenset().union(*(refuses[one] for one in group)),
            shuns=frozenset(shuns[index]),
            obstacle=_obstacle(instance, [people[one] for one in group], apart_inside=index in shuns[index]),
        )
        for index, group in enumerate(groups)
    )
    party_of = {a.id: party for party in parties for a in party.members}
    return Facts(
        instance=instance,
        parties=parties,
        party_of=party_of,
        home={
            party_of[one].index: (cohort.hour, cohort.language)
            for cohort in instance.published
            for one in cohort.members
            if one in party_of and all(a.id in cohort.members for a in party_of[one].members)
        },
        team=Team(instance.facilitators, instance.mentors),
    )


def open_slots(facts: Facts, parties: Collection[Party], team: Team) -> dict[Slot, frozenset[int]]:
    """Each slot where a cohort could be formed from these parties and this team, with the parties that fit it."""
    fitting: defaultdict[Slot, set[int]] = defaultdict(set)
    heads: Counter[Slot] = Counter()
    for party in parties:
        for hour in party.hours:
            fitting[hour, party.language].add(party.index)
            heads[hour, party.language] += party.size
    leaders = {(hour, one.language) for one in team.facilitators for hour in one.hours}
    helpers = Counter((hour, one.language) for one in team.mentors for hour in one.hours)
    least = facts.instance.size[0]
    return {
        slot: frozenset(fitting[slot])
        for slot in sorted(fitting)
        if heads[slot] >= least and slot in leaders and helpers[slot] >= facts.mentors_needed(least)
    }


def cover_slots(slots: Mapping[Slot, frozenset[int]], *, keep: Collection[Slot], limit: int) -> tuple[Slot, ...]:
    """Choose at most `limit` slots beside `keep`, greedily, so that each party has several to go to.

    A party counts a third as much for each chosen slot that fits it already: first everybody gets one slot, then a
    second. Ties go to the earlier hour.
    """
    chosen = sorted(set(keep))
    weight: defaultdict[int, float] = defaultdict(lambda: 1.0)
    for slot in chosen:
        for party in slots.get(slot, ()):
            weight[party] /= 3
    rest = set(slots) - set(chosen)
    for _ in range(limit):
        if not rest:
            break
        best = min(rest, key=lambda slot: (-round(sum(weight[p] for p in sorted(slots[slot])), 9), slot))
        rest.remove(best)
        chosen.append(best)
        for party in slots[best]:
            weight[party] /= 3
    return tuple(chosen)


def _left(people: Iterable[Staff], used: Counter[str], busy: Mapping[str, set[int]]) -> tuple[Staff, ...]:
    return tuple(
        replace(one, capacity=one.capacity - used[one.id], hours=one.hours - busy.get(one.id, set()))
        for one in people
        if one.capacity > used[one.id]
    )


def _components(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    group = {one: [one] for one in ids}
    for left, right in pairs:
        if group[left] is not group[right]:
            joined = group[left] + group[right]
            for one in joined:
                group[one] = joined
    order = {one: place for place, one in enumerate(group)}
    distinct = {id(members): members for members in group.values()}
    return [tuple(sorted(members, key=order.__getitem__)) for members in distinct.values()]


def _obstacle(instance: Instance, members: list[Applicant], *, apart_inside: bool) -> str:
    most = max(Counter(a.employer for a in members if a.employer).values(), default=0)
    if len(members) > instance.size[1]:
        return f"{len(members)} people want to be together; a cohort has at most {instance.size[1]} seats"
    if len({a.language for a in members}) > 1:
        return "the people who want to be together speak different languages"
    if most > instance.employer_max:
        return f"{most} people of one employer want to be together; at most {instance.employer_max} may share a cohort"
    if apart_inside:
        return "two of the people who want to be together must also be kept apart"
    if not frozenset.intersection(*(a.hours for a in members)):
        return "they have no free hour in common" if len(members) > 1 else "no free hour was given"
    return ""


def staff_by_slot(people: Iterable[Staff]) -> dict[Slot, list[Staff]]:
    """Staff of each slot, those with the fewest hours first: the others can go elsewhere."""
    found: defaultdict[Slot, list[Staff]] = defaultdict(list)
    for one in sorted(people, key=lambda staff: (len(staff.hours), staff.id)):
        if one.capacity:
            for hour in one.hours:
                found[hour, one.language].append(one)
    return dict(found)
