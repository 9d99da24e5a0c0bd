"""Cross-checks of the scheme: framework, roles, finder and policies."""

from collections.abc import Iterator

from practicum.competency.api import framework_faults, published_faults, published_framework
from practicum.pack.documents import Entry
from practicum.pack.draft import Draft
from practicum.pack.errors import Problem
from practicum.pack.names import Names, repeated, unknown_name
from practicum.pack.schema_scheme import ComplexityRules, Policies

GATES = ("enrol", "sit")
FINDER_QUESTIONS = (4, 5)


def check_scheme(draft: Draft, names: Names) -> Iterator[Problem]:
    yield from _programme(draft)
    yield from _framework(draft)
    yield from _roles(draft, names)
    yield from _finder(draft, names)
    if draft.policies.only is not None:
        yield from _policies(draft.policies.only)


def _programme(draft: Draft) -> Iterator[Problem]:
    page = draft.programme.only
    if page is None:
        return
    framework, policies = draft.framework.only, draft.policies.only
    if framework is not None and page.value.framework != framework.value.key:
        yield page.problem(
            ("framework",),
            f"The programme names the framework '{page.value.framework}', but framework.yaml is "
            f"'{framework.value.key}'.",
            f"Write '{framework.value.key}', or replace framework.yaml.",
        )
    if policies is not None and page.value.mode not in policies.value.modes:
        yield policies.problem(
            ("modes",),
            f"There are no rules for the programme's mode '{page.value.mode}'.",
            f"Add `{page.value.mode}:` with its summary and claims_allowed.",
        )


def _framework(draft: Draft) -> Iterator[Problem]:
    entry = draft.framework.only
    if entry is None:
        return
    framework = entry.value.to_framework()
    published = published_framework(framework.key)
    faults = framework_faults(framework) + (published_faults(framework, published) if published else ())
    for fault in faults:
        yield entry.problem(fault.path, fault.message, fault.mend)


def _roles(draft: Draft, names: Names) -> Iterator[Problem]:
    seen: set[str] = set()
    for role in draft.roles.entries:
        if role.value.key in seen:
            yield role.problem(("key",), f"The role '{role.value.key}' stands twice.", "Give it a key of its own.")
        seen.add(role.value.key)
        yield from repeated(role, ("emphasis",), "capability", list(role.value.emphasis))
        for index, key in enumerate(role.value.emphasis):
            yield from unknown_name(role, ("emphasis", index), "capability", key, names.capabilities)


def _finder(draft: Draft, names: Names) -> Iterator[Problem]:
    questions = draft.finder.entries
    reached: set[str] = set()
    seen: set[str] = set()
    for question in questions:
        if question.value.key in seen:
            yield question.problem(
                ("key",), f"The question '{question.value.key}' stands twice.", "Give it a key of its own."
            )
        seen.add(question.value.key)
        keys = [option.key for option in question.value.options]
        yield from repeated(question, ("options",), "option", keys, "key")
        for index, option in enumerate(question.value.options):
            place = ("options", index, "weights")
            if not any(option.weights.values()):
                yield question.problem(place, "The option gives no role a point.", "Give at least one role a point.")
            for role, points in option.weights.items():
                reached.update({role} if points else ())
                yield from unknown_name(question, (*place, role), "role", role, names.roles)
    if not draft.finder.whole or not questions:
        return
    least, most = FINDER_QUESTIONS
    if not least <= len(questions) <= most:
        message = f"The role finder has {len(questions)} questions."
        yield questions[-1].problem((), message, f"Ask {least} or {most}.")
    missing = sorted((names.roles or set()) - reached)
    if missing:
        yield questions[0].problem(
            (), f"No answer leads to {', '.join(missing)}.", "Give each role points in at least one option."
        )


def _policies(entry: Entry[Policies]) -> Iterator[Problem]:
    rules = entry.value
    if rules.cohort.min > rules.cohort.max:
        yield entry.problem(
            ("cohort", "min"),
            f"The least cohort ({rules.cohort.min}) is larger than the largest ({rules.cohort.max}).",
            f"Write {rules.cohort.max} or less.",
        )
    gates = [gate.key for gate in rules.gates]
    yield from repeated(entry, ("gates",), "gate", gates, "key")
    for key in GATES:
        if key not in gates:
            yield entry.problem(("gates",), f"The gate '{key}' is missing.", f"Add `- key: {key}` with what it asks.")
    for index, gate in enumerate(rules.gates):
        if gate.key not in GATES:
            yield from unknown_name(entry, ("gates", index, "key"), "gate", gate.key, set(GATES))
        wanted = [requirement.key for requirement in gate.requires]
        yield from repeated(entry, ("gates", index, "requires"), "requirement", wanted, "key")
    yield from _complexity(entry, rules.eligibility.complexity)
    for name, years in rules.retention.model_dump().items():
        if years * 12 < rules.validity_months:
            yield entry.problem(
                ("retention", name),
                f"{years} years are shorter than one cycle of the credential ({rules.validity_months} months).",
                f"Write {-(-rules.validity_months // 12)} or more.",
            )


def _complexity(entry: Entry[Policies], rules: ComplexityRules) -> Iterator[Problem]:
    place = ("eligibility", "complexity")
    yield from repeated(entry, (*place, "points"), "dimension", [row.key for row in rules.points], "key")
    for index, row in enumerate(rules.points):
        bands = [band.key for band in row.bands]
        yield from repeated(entry, (*place, "points", index, "bands"), "band", bands, "key")
    most = sum(max(band.points for band in row.bands) for row in rules.points)
    if rules.threshold > most:
        yield entry.problem(
            (*place, "threshold"),
            f"Nobody can reach {rules.threshold} points: the dimensions give {most} at most.",
            f"Write {most} or less.",
        )
