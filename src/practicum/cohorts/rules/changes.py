"""Questions about a proposed plan: what may be asked, and how it reads. Pure."""

from collections.abc import Mapping
from typing import Any

from practicum.kernel.errors import Refusal

NEWCOMER = "FAC-0000000000"  # the facilitator who is only supposed; no account has this code
KINDS = ("drop", "add", "minimum", "hour", "together", "apart")


def check_change(
    change: Mapping[str, Any],
    *,
    staff: Mapping[str, str],
    applicants: Mapping[str, str],
    cohorts: int,
    size: tuple[int, int],
) -> None:
    """Refuse a question about somebody or something that is not in the plan, or that no cohort may be."""
    kind = change.get("kind")
    if kind not in KINDS:
        raise Refusal("unknown_change", "This cannot be asked.", field="kind")
    if kind == "drop" and change["staff"] not in staff:
        raise Refusal("unknown_staff", "Choose somebody who leads or mentors.", field="staff")
    if kind == "minimum" and not size[0] <= change["size"] <= size[1]:
        raise Refusal(
            "size_range", f"A cohort has {size[0]} to {size[1]} members by the programme's policies.", field="size"
        )
    if kind == "hour" and not 1 <= change["cohort"] <= cohorts:
        raise Refusal("unknown_cohort", f"There are {cohorts} cohorts in the plan.", field="cohort")
    if kind in ("together", "apart"):
        if not {change["first"], change["second"]} <= set(applicants):
            raise Refusal("unknown_person", "Choose people who wait for a seat.", field="second")
        if change["first"] == change["second"]:
            raise Refusal("same_person", "Choose two different people.", field="second")


def may_adopt(change: Mapping[str, Any]) -> bool:
    """A plan with somebody who is only supposed can be looked at and not more."""
    return bool(change["kind"] != "add")


def say_change(change: Mapping[str, Any], names: Mapping[str, str], hour_text: str = "") -> str:
    """The question in words."""

    def name(key: str) -> str:
        return names.get(change[key], change[key])

    kind = change["kind"]
    if kind == "drop":
        return f"What if {name('staff')} drops out?"
    if kind == "add":
        return "What if one more facilitator came?"
    if kind == "minimum":
        return f"What if a cohort needed {change['size']} people?"
    if kind == "hour":
        return f"What if cohort {change['cohort']} met on {hour_text}?"
    word = "sat together" if kind == "together" else "sat apart"
    return f"What if {name('first')} and {name('second')} {word}?"
