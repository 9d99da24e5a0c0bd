"""How a search gets on, and answers to "what if", as a person reads them."""

from dataclasses import dataclass
from typing import Any

from practicum.cohorts.models import Alternative, Proposal
from practicum.cohorts.queries.checking import readable
from practicum.cohorts.rules.changes import say_change
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotFound
from practicum.ledger.api import records_about
from practicum.matching.api import Cohort as Plan
from practicum.matching.api import Instance, Result, hour_name
from practicum.people.api import PROGRAMME_MANAGER, Person, require_role

LINES = 40  # sentences of a difference that a page shows


@dataclass(frozen=True, kw_only=True)
class Figures:
    """A plan in figures. `sizes` are the members of each cohort, by the hour."""

    placed: int
    waiting: int
    cohorts: int
    sizes: list[tuple[str, int]]


@dataclass(frozen=True, kw_only=True)
class SeenAlternative:
    question: str
    words: list[str]
    more: int  # sentences that are left off
    before: Figures
    after: Figures | None
    is_stale: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change by hand that is on the record."""

    sequence: int
    words: str
    reason: str
    by: str


def plan_digest(result: dict[str, Any]) -> str:
    """The digest of a stored result: of all but the seconds that it took."""
    return digest({name: value for name, value in result.items() if name != "seconds"})


def search_progress(proposal: Proposal) -> dict[str, Any]:
    """What the page of a search shows, and its script asks for. `share` is the percentage of the bound."""
    told = proposal.progress
    bound, placed = told.get("bound", 0), told.get("placed", 0)
    phases = {"placing": "Looking for more seats", "spreading": "Mixing the cohorts well"}
    return {
        "done": proposal.state != "solving",
        "stopping": proposal.stop_asked_at is not None,
        "placed": placed,
        "bound": bound,
        "share": round(100 * placed / bound) if bound else 0,
        "cohorts": told.get("cohorts", 0),
        "left": max(round(proposal.seconds - told.get("seconds", 0)), 0),
        "phase": phases.get(told.get("phase", ""), "Waiting for a worker"),
    }


def access_alternative(person: Person, code: str) -> Alternative:
    """An alternative, for programme managers."""
    require_role(person, PROGRAMME_MANAGER)
    found = Alternative.objects.select_related("proposal__programme_version", "asked_by").filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no alternative {code}.")
    return found


def alternatives_of(proposal: Proposal) -> list[tuple[Alternative, str]]:
    """What was asked of a proposal, the latest first, each with the question in words."""
    rows = proposal.alternatives.defer("instance", "result").order_by("-id")
    return [(one, _question(one, proposal)) for one in rows]


def read_alternative(alternative: Alternative) -> SeenAlternative:
    """The answer beside the plan that is proposed now."""
    proposal = alternative.proposal
    after = Result.from_json(alternative.result) if alternative.result else None
    before = Result.from_json(proposal.result)
    return SeenAlternative(
        question=_question(alternative, proposal),
        words=alternative.words[:LINES],
        more=max(len(alternative.words) - LINES, 0),
        before=_figures(before),
        after=_figures(after) if after else None,
        is_stale=alternative.state == "answered" and plan_digest(proposal.result) != alternative.base_digest,
    )


def changes_of(proposal: Proposal) -> list[Change]:
    """What a person has changed about the plan since it was computed, in the order of the record."""
    kinds = ("cohorts.search_stopped", "cohorts.proposed_seat_moved", "cohorts.alternative_adopted")
    found = []
    for one in records_about(proposal.code).filter(kind__in=kinds):
        data = one.data
        if one.kind == "cohorts.search_stopped":
            words = "The search was stopped; the best plan so far became the proposal."
        elif one.kind == "cohorts.alternative_adopted":
            words = f"Another plan was adopted: {_say(data['change'], proposal)}"
        else:
            name = proposal.names.get(data["application"], data["application"])
            words = f"{name} was moved from {_place(data['cohort_before'])} to {_place(data['cohort'])}."
            if mentor := data.get("mentor"):
                words += f" {proposal.names.get(mentor, mentor)} came in as a mentor."
        found.append(Change(sequence=one.sequence, words=words, reason=data.get("reason", ""), by=one.actor))
    names = dict(Person.objects.filter(code__in=[one.by for one in found]).values_list("code", "name"))
    return [Change(sequence=c.sequence, words=c.words, reason=c.reason, by=names.get(c.by, c.by)) for c in found]


def pins_of(proposal: Proposal) -> list[str]:
    """Who must sit together, or apart, in sentences."""
    instance = Instance.from_json(proposal.instance)
    pairs = [(*pair, "together") for pair in instance.together] + [(*pair, "apart") for pair in instance.apart]
    return [readable(f"{first} and {second} sit {way}.", proposal.names) for first, second, way in pairs]


def _place(number: int) -> str:
    return f"cohort {number}" if number else "no seat"


def _question(alternative: Alternative, proposal: Proposal) -> str:
    return _say(alternative.change, proposal)


def _say(change: dict[str, Any], proposal: Proposal) -> str:
    return say_change(change, proposal.names, hour_name(change["hour"]) if change["kind"] == "hour" else "")


def _figures(result: Result) -> Figures:
    def size(plan: Plan) -> tuple[str, int]:
        return hour_name(plan.hour), len(plan.members)

    return Figures(
        placed=result.placed,
        waiting=len(result.unplaced),
        cohorts=len(result.cohorts),
        sizes=[size(plan) for plan in result.cohorts],
    )
