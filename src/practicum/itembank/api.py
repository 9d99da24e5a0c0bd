"""The door of the item bank."""

from practicum.itembank.kinds.kind import Answer
from practicum.itembank.models import Item, ItemReview, ItemVersion, TestForm, TestFormItem
from practicum.itembank.queries import (
    ITEM_ROLES,
    AreaCoverage,
    Place,
    ShownItem,
    ShownOption,
    access_item,
    access_items,
    access_test_form,
    access_test_forms,
    coverage_of,
    form_layout,
    knows_form,
    may_see_items,
    newest_version,
    places_of,
    score_answer,
    shown_item,
)
from practicum.itembank.services.assembling import assemble_test_form, discard_test_form, publish_test_form
from practicum.itembank.services.loading import LoadedItems, load_items
from practicum.itembank.services.reviewing import (
    make_operational,
    retire_item,
    review_item,
    start_pilot,
    submit_for_review,
)

__all__ = [
    "ITEM_ROLES",
    "Answer",
    "AreaCoverage",
    "Item",
    "ItemReview",
    "ItemVersion",
    "LoadedItems",
    "Place",
    "ShownItem",
    "ShownOption",
    "TestForm",
    "TestFormItem",
    "access_item",
    "access_items",
    "access_test_form",
    "access_test_forms",
    "assemble_test_form",
    "coverage_of",
    "discard_test_form",
    "form_layout",
    "knows_form",
    "load_items",
    "make_operational",
    "may_see_items",
    "newest_version",
    "places_of",
    "publish_test_form",
    "retire_item",
    "review_item",
    "score_answer",
    "shown_item",
    "start_pilot",
    "submit_for_review",
]
