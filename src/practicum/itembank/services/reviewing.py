"""Writers submit, reviewers judge, psychometricians take items into use."""

from datetime import datetime

from django.db import transaction

from practicum.itembank.events import ItemMoved, ItemReviewed, ItemSubmitted
from practicum.itembank.models import Item, ItemReview, ItemVersion
from practicum.itembank.queries import newest_version, require_item_role
from practicum.itembank.rules import ITEM_STATES, ReviewFacts, decide_review, decide_submission
from practicum.kernel.errors import Refusal
from practicum.ledger.api import record
from practicum.people.api import ITEM_REVIEWER, ITEM_WRITER, PSYCHOMETRICIAN, Person, conflict

COMMENT_LIMIT = 4000


@transaction.atomic
def submit_for_review(*, actor: Person, item: Item, now: datetime) -> Item:
    """A writer hands the newest version of a draft to the reviewers."""
    require_item_role(actor, ITEM_WRITER)
    held = Item.objects.select_for_update().get(pk=item.pk)
    version = newest_version(held)
    held.state = decide_submission(
        item_state=held.state, verdicts=list(version.reviews.values_list("verdict", flat=True))
    )
    held.save(update_fields=["state"])
    record(ItemSubmitted(item=held.code, version=version.number), actor=actor.code, now=now)
    return held


@transaction.atomic
def review_item(*, actor: Person, item_version: ItemVersion, verdict: str, comment: str, now: datetime) -> ItemReview:
    """A reviewer's verdict on one version: approve, revise or reject. The second approval approves the item.

    Raises NotPermitted for the writer, for a conflict of interest with the writer, and for a candidate.
    """
    require_item_role(actor, ITEM_REVIEWER)
    held = Item.objects.select_for_update().get(pk=item_version.item_id)
    if len(comment) > COMMENT_LIMIT:
        raise Refusal("comment_long", f"A comment has at most {COMMENT_LIMIT} characters.", field="comment")
    facts = ReviewFacts(
        item_state=held.state,
        is_newest_version=newest_version(held).pk == item_version.pk,
        reviewer=actor.code,
        writer=item_version.written_by.code,
        conflict=conflict(actor, item_version.written_by),
        verdicts=tuple(item_version.reviews.values_list("reviewer__code", "verdict")),
    )
    held.state = decide_review(facts, verdict=verdict, comment=comment)
    review = ItemReview.objects.create(
        version=item_version, reviewer=actor, verdict=verdict, comment=comment.strip(), reviewed_at=now
    )
    held.save(update_fields=["state"])
    event = ItemReviewed(item=held.code, version=item_version.number, verdict=verdict, state=held.state)
    record(event, actor=actor.code, now=now)
    return review


def start_pilot(*, actor: Person, item: Item, now: datetime) -> Item:
    """An approved item goes on forms to be tried out."""
    return _move(item, "pilot", actor=actor, now=now)


def make_operational(*, actor: Person, item: Item, now: datetime) -> Item:
    """An approved or piloted item counts from now on."""
    return _move(item, "operational", actor=actor, now=now)


def retire_item(*, actor: Person, item: Item, reason: str, now: datetime) -> Item:
    """Take an item out of use for good. Published forms that hold it are not changed."""
    if not reason.strip():
        raise Refusal("reason_missing", "Give the reason for retiring this item.", field="reason")
    return _move(item, "retired", actor=actor, now=now, reason=reason.strip()[:400])


@transaction.atomic
def _move(item: Item, state: str, *, actor: Person, now: datetime, reason: str = "") -> Item:
    require_item_role(actor, PSYCHOMETRICIAN)
    held = Item.objects.select_for_update().get(pk=item.pk)
    held.state = ITEM_STATES.move(held.state, state)
    held.save(update_fields=["state"])
    event = ItemMoved(item=held.code, version=newest_version(held).number, state=state, reason=reason)
    record(event, actor=actor.code, now=now)
    return held
