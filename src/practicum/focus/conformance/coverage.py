"""What is checked of each version, as Markdown: the generated part of docs/reference/focus-requirements.md."""

from collections.abc import Iterable

from practicum.focus.conformance.notation.requirement import (
    VERSIONS,
    Requirement,
    Requirements,
    datasets_of,
    requirements_for,
)


def coverage_as_markdown() -> str:
    """A table of counts, and the list of the rules whose check is ours in place of the model's."""
    lines = [
        "| version | dataset | rules of the kind static | own check | made of others | permit something | not checked "
        "| dynamic rules | of these checked |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for version in VERSIONS:
        for dataset in datasets_of(version):
            lines.append(_line(requirements_for(version, dataset)))
    lines += ["", "Rules of the kind static for which the check is ours in place of the model's, or is left out:", ""]
    for version in ("1.2", "1.4"):
        for dataset in datasets_of(version):
            rules = requirements_for(version, dataset).rules.values()
            lines += [
                f"- {version} `{rule.id}`{': not checked' if rule.unknown else ''}. {rule.note}"
                for rule in rules
                if rule.note and not rule.dynamic
            ]
    return "\n".join(lines) + "\n"


def _line(requirements: Requirements) -> str:
    rules = [
        rule
        for rule in requirements.rules.values()
        if rule.dataset != "ATT" or requirements.dataset == "cost_and_usage"
    ]
    static = [rule for rule in rules if not rule.dynamic]
    dynamic = [rule for rule in rules if rule.dynamic]
    made, permits = [rule for rule in static if rule.parts], [r for r in static if not r.parts and r.level == "may"]
    own = [rule for rule in static if _has_check(rule)]
    counts = (
        len(static),
        len(own),
        len(made),
        len(permits),
        len(static) - len(own) - len(made) - len(permits),
        len(dynamic),
        _count(dynamic),
    )
    return f"| {requirements.version} | {requirements.dataset} | " + " | ".join(map(str, counts)) + " |"


def _count(rules: Iterable[Requirement]) -> int:
    return sum(map(_has_check, rules))


def _has_check(rule: Requirement) -> bool:
    return not rule.parts and rule.level != "may" and not rule.unknown and bool(rule.check or rule.through)
