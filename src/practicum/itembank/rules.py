"""The life of items and test forms, and what a review leads to. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.states import StateTable

ITEM_STATES = StateTable(
    noun="item",
    initial="draft",
    # Back to draft: a later pack changed the words, so the new version needs its own review. Forms keep the old version.
    moves={
        "draft": ("in_review", "retired"),
        "in_review": ("approved", "draft", "retired"),
        "approved": ("pilot", "operational", "draft", "retired"),
        "pilot": ("operational", "draft", "retired"),
        "operational": ("draft", "retired"),
        "retired": (),
    },
)
FORM_STATES = StateTable(
    noun="test form",
    initial="assembled",
    moves={"assembled": ("published", "discarded"), "published": ("retired",), "discarded": (), "retired": ()},
)
USABLE_STATES = ("approved", "pilot", "operational")
APPROVALS_NEEDED = 2
VERDICTS = ("approve", "revise", "reject")
_AFTER_VERDICT = {"revise": "draft", "reject": "retired"}


@dataclass(frozen=True, kw_only=True)
class ItemContent:
    """What makes a version: change any of it and the item has a new version. JSON's own types only."""

    kind: str
    stem: str
    options: tuple[Mapping[str, str], ...]
    key: Any
    rationale: str
    source: str
    ai_use: str


@dataclass(frozen=True, kw_only=True)
class ReviewFacts:
    """What decides whether a person may review a version, and what follows. `verdicts` are the earlier ones."""

    item_state: str
    is_newest_version: bool
    reviewer: str
    writer: str
    conflict: str
    verdicts: tuple[tuple[str, str], ...]


def decide_review(facts: ReviewFacts, *, verdict: str, comment: str) -> str:
    """The item's state after this review.

    Two approvals by people other than the writer approve the item; one `revise` sends it back to its writer; one `reject`
    retires it. Raises NotPermitted for the writer and for a conflict of interest, Refusal otherwise.
    """
    if facts.reviewer == facts.writer:
        raise NotPermitted("You wrote this item, so others review it.")
    if facts.conflict:
        raise NotPermitted(f"You may not review this item: {facts.conflict}.")
    if not facts.is_newest_version:
        raise Refusal("version_replaced", "A newer version of this item exists.", mend="Review the newest version.")
    ITEM_STATES.require(facts.item_state, ["in_review"], act="reviewed")
    if verdict not in VERDICTS:
        raise Refusal("verdict_unknown", "Choose approve, revise or reject.", field="verdict")
    if any(reviewer == facts.reviewer for reviewer, _ in facts.verdicts):
        raise Refusal("reviewed_already", "You have reviewed this version already.")
    if verdict != "approve":
        if not comment.strip():
            raise Refusal("comment_missing", "Say what is wrong, so that the writer can mend it.", field="comment")
        return ITEM_STATES.move(facts.item_state, _AFTER_VERDICT[verdict])
    approvals = sum(given == "approve" for _, given in facts.verdicts) + 1
    return ITEM_STATES.move(facts.item_state, "approved") if approvals >= APPROVALS_NEEDED else facts.item_state


def decide_submission(*, item_state: str, verdicts: Sequence[str]) -> str:
    """The state of an item that is sent to review. Words that were sent back cannot be submitted again unchanged."""
    after = ITEM_STATES.move(item_state, "in_review")
    if any(verdict != "approve" for verdict in verdicts):
        raise Refusal(
            "version_sent_back",
            "This version was sent back by a reviewer.",
            mend="Change the item's words in the pack and load it: that makes a new version.",
        )
    return after


@dataclass(frozen=True, kw_only=True)
class PlaceFacts:
    """One place of a form: whose item, in what state, and whether it holds the item's newest version."""

    code: str
    state: str
    is_newest_version: bool


def decide_publication(form_state: str, places: Sequence[PlaceFacts]) -> str:
    """The state of a form that is published. Refused, with names, while any item is not approved in these very words."""
    after = FORM_STATES.move(form_state, "published")
    if not places:
        raise Refusal("form_empty", "This form has no items.")
    unapproved = [place.code for place in places if place.state not in USABLE_STATES or not place.is_newest_version]
    if unapproved:
        raise Refusal(
            "items_unapproved",
            f"{len(unapproved)} of {len(places)} items are not approved: {', '.join(sorted(unapproved))}.",
            mend="Have them reviewed, or assemble a new form.",
        )
    return after


def level_counts(levels: Mapping[str, tuple[int, int]], length: int) -> dict[str, tuple[int, int]]:
    """Least and most items per level on a form of `length` items, from percents: no bound is rounded outwards."""
    return {level: (ceil(least * length / 100), floor(most * length / 100)) for level, (least, most) in levels.items()}
