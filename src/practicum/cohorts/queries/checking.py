"""The solver's checker, asked again: of the stored answer, and of it against how things stand now."""

import re
from collections.abc import Mapping

from practicum.admissions.api import LANGUAGES
from practicum.cohorts.queries.asking import Asked
from practicum.cohorts.rules.formation import name_people
from practicum.matching.api import Instance, Result, Unplaced, check, hour_name


def broken_rules(instance: Instance, result: Result, names: Mapping[str, str]) -> list[str]:
    """Every hard rule that the result breaks, in sentences with names; empty when all hold."""
    return [f"{readable(one.message, names)}." for one in check(instance, result)]


def find_changes(asked: Asked, result: Result, names: Mapping[str, str]) -> list[str]:
    """What has changed since the result was computed so that its cohorts no longer hold, in sentences with names."""
    members = [code for plan in result.cohorts for code in plan.members]
    gone = [names.get(code, code) for code in members if code not in asked.applications]
    leaders = {one.id for one in asked.instance.facilitators}
    helpers = {one.id for one in asked.instance.mentors}
    changes = []
    if gone:
        waits = "no longer waits" if len(gone) == 1 else "no longer wait"
        changes.append(f"{_list(gone)} {waits} for a seat: the application was withdrawn or has one already.")
    for plan in result.cohorts:
        if plan.facilitator not in leaders:
            who = names.get(plan.facilitator, plan.facilitator)
            changes.append(f"{who} can no longer lead: the role, the current certificate or the hours are missing.")
        lost = [names.get(code, code) for code in plan.mentors if code not in helpers]
        if lost:
            changes.append(f"{_list(lost)} can no longer mentor: the role or the hours are missing.")
    known = {**names, **asked.names}
    seated = set(members)
    # Only the cohorts are asked about: everybody else is listed as unplaced, and no bound is claimed.
    now = Result(
        cohorts=result.cohorts,
        unplaced=tuple(Unplaced(id=code, reason="not asked") for code in asked.applications if code not in seated),
        bound=len(members),
        seconds=0,
    )
    changes += [f"{readable(one.message, known)}." for one in check(asked.instance, now) if one.rule != "unknown"]
    return changes


def readable(text: str, names: Mapping[str, str]) -> str:
    """A message of the solver for people: names for codes, clock times for hours of the week, languages by name."""
    named = name_people(text, names)
    named = re.sub(r"\bhour (\d{1,3})\b", lambda found: hour_name(int(found[1])), named)
    named = re.sub(
        r"\b(speaks?) ([a-z]{2,3})\b", lambda found: f"{found[1]} {LANGUAGES.get(found[2], found[2])}", named
    )
    return named[:1].upper() + named[1:]


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
