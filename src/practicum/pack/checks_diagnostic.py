"""Cross-checks of the diagnostic test: keys, capabilities, and enough questions in every domain."""

from collections import Counter
from collections.abc import Iterator

from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.names import Names, repeated, unknown_name


def check_diagnostic(draft: Draft, names: Names) -> Iterator[Problem]:
    seen: set[str] = set()
    for question in draft.diagnostic.entries:
        value = question.value
        if value.id in seen:
            yield question.problem(("id",), f"The id '{value.id}' is used before.", "Give the question another one.")
        seen.add(value.id)
        yield from unknown_name(question, ("capability",), "capability", value.capability, names.capabilities)
        ids = [option.id for option in value.options]
        yield from repeated(question, ("options",), "option", list(ids), "id")
        if value.key not in ids:
            message = f"The key '{value.key}' is none of the options."
            yield question.problem(("key",), message, f"Write one of: {', '.join(ids)}.")
    yield from _enough(draft, names)


def _enough(draft: Draft, names: Names) -> Iterator[Problem]:
    """A test draws as many questions from each domain; every domain must have them."""
    policies, part = draft.policies.only, draft.diagnostic
    if policies is None or policies.value.diagnostic is None or not part.whole or names.capabilities is None:
        return
    wanted, domains = policies.value.diagnostic.questions, sorted(set(names.capabilities.values()))
    each = -(-wanted // len(domains))
    held = Counter(names.capabilities.get(entry.value.capability) for entry in part.entries)
    short = [domain for domain in domains if held[domain] < each]
    if short:
        yield policies.problem(
            ("diagnostic", "questions"),
            f"A test of {wanted} questions needs {each} of each domain; too few are there of {', '.join(short)}.",
            "Write them into diagnostic.yaml, or ask fewer questions.",
        )
