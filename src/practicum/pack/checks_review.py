"""Cross-checks of review.yaml: criteria, levels, days and bands."""

from collections.abc import Iterator

from practicum.pack.documents import Entry
from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.names import repeated
from practicum.pack.schema_review import ReviewRules


def check_review(draft: Draft) -> Iterator[Problem]:
    entry = draft.review.only
    if entry is not None:
        yield from _criteria(entry)
        yield from _days(entry)
        yield from _bands(entry)


def _criteria(entry: Entry[ReviewRules]) -> Iterator[Problem]:
    criteria = entry.value.criteria
    yield from repeated(entry, ("criteria",), "criterion", [one.key for one in criteria], "key")
    weights = sum(one.weight for one in criteria)
    if weights != 100:
        yield entry.problem(("criteria",), f"The weights add up to {weights} percent.", "Make them add up to 100.")
    for index, criterion in enumerate(criteria):
        for place, step in enumerate(criterion.levels):
            if step.level != place:
                yield entry.problem(
                    ("criteria", index, "levels", place, "level"),
                    f"Level {step.level} stands where level {place} should.",
                    "Count the levels from 0 upwards, without gaps.",
                )


def _days(entry: Entry[ReviewRules]) -> Iterator[Problem]:
    rules = entry.value
    if rules.remind_days >= rules.review_days:
        yield entry.problem(
            ("remind_days",),
            f"The reminder comes {rules.remind_days} days before the end of {rules.review_days} days.",
            f"Write {rules.review_days - 1} or less." if rules.review_days > 1 else "Give reviewers more days.",
        )
    if rules.decision_days <= rules.review_days:
        yield entry.problem(
            ("decision_days",),
            f"The decision is promised within {rules.decision_days} days, and reviewing alone takes {rules.review_days}.",
            f"Write {rules.review_days + 1} or more.",
        )


def _bands(entry: Entry[ReviewRules]) -> Iterator[Problem]:
    bands = entry.value.bands
    yield from repeated(entry, ("bands",), "recommendation", [band.recommend for band in bands], "recommend")
    for index, band in enumerate(bands[1:], start=1):
        if band.from_percent >= bands[index - 1].from_percent:
            yield entry.problem(
                ("bands", index, "from_percent"),
                f"This band begins at {band.from_percent} percent, the one above it at {bands[index - 1].from_percent}.",
                "Write the bands from the highest to the lowest.",
            )
    if bands[-1].from_percent != 0:
        yield entry.problem(
            ("bands", len(bands) - 1, "from_percent"),
            f"Nothing is recommended below {bands[-1].from_percent} percent.",
            "Let the lowest band begin at 0.",
        )
