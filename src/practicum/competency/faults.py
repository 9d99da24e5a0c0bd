"""What can be wrong with a framework, each with the place where it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from practicum.competency.models import Framework, MappingKind


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One fault. `path` leads to it: ("domains", 0, "capabilities", 2, "key")."""

    path: tuple[str | int, ...]
    message: str
    mend: str


def framework_faults(framework: Framework) -> tuple[Fault, ...]:
    """All faults of a framework; empty when it holds together.

    Keys are unique (a capability's among all domains), a capability knows its own domain, and the mapping leads from
    each old name once, to keys that exist, with every capability of this edition reached.
    """
    return (*_key_faults(framework), *_mapping_faults(framework))


def published_faults(framework: Framework, published: Framework) -> tuple[Fault, ...]:
    """Where a copy of a published edition departs from it in keys, names or domains.

    Summaries are free: a programme may explain a capability in words of its own, but it may not redefine the edition
    that its credentials name.
    """
    return tuple(_departures(framework, published))


def _key_faults(framework: Framework) -> Iterator[Fault]:
    domains: set[str] = set()
    capabilities: set[str] = set()
    for d, domain in enumerate(framework.domains):
        if domain.key in domains:
            yield Fault(
                path=("domains", d, "key"),
                message=f"The domain key '{domain.key}' is used twice.",
                mend="Give each domain a key of its own.",
            )
        domains.add(domain.key)
        for c, capability in enumerate(domain.capabilities):
            path = ("domains", d, "capabilities", c)
            if capability.key in capabilities:
                yield Fault(
                    path=(*path, "key"),
                    message=f"The capability key '{capability.key}' is used twice.",
                    mend="Give each capability a key of its own; it belongs to one domain only.",
                )
            capabilities.add(capability.key)
            if capability.domain_key != domain.key:
                yield Fault(
                    path=(*path, "domain_key"),
                    message=f"'{capability.key}' stands in the domain '{domain.key}' but names "
                    f"'{capability.domain_key}' as its domain.",
                    mend=f"Write '{domain.key}'.",
                )


def _mapping_faults(framework: Framework) -> Iterator[Fault]:
    known = set(framework.capability_keys)
    seen: set[str] = set()
    reached: set[str] = set()
    for m, row in enumerate(framework.mapping):
        reached.update(row.to_keys)
        if (row.from_name is None) != (row.kind is MappingKind.NEW):
            yield Fault(
                path=("mapping", m, "kind"),
                message="A row of kind 'new' has no old name, and only such a row has none.",
                mend="Leave `from` empty for a new capability; otherwise write kept, renamed or merged.",
            )
        if row.from_name is not None and row.from_name in seen:
            yield Fault(
                path=("mapping", m, "from"),
                message=f"The old name '{row.from_name}' has two rows.",
                mend="Join them: list every new key under `to` of one row.",
            )
        seen.add(row.from_name or "")
        if not row.to_keys:
            yield Fault(
                path=("mapping", m, "to"), message="The row leads nowhere.", mend="Name at least one capability key."
            )
        for t, key in enumerate(row.to_keys):
            if key not in known:
                yield Fault(
                    path=("mapping", m, "to", t),
                    message=f"The framework has no capability '{key}'.",
                    mend=f"Use one of: {', '.join(sorted(known))}.",
                )
    missing = [key for key in framework.capability_keys if key not in reached]
    if framework.mapping and missing:
        yield Fault(
            path=("mapping",),
            message=f"No row leads to {', '.join(missing)}.",
            mend="Add a row for each: with its old name, or of kind 'new'.",
        )


def _departures(framework: Framework, published: Framework) -> Iterator[Fault]:
    theirs = {capability.key: capability for capability in published.capabilities}
    mend = f"Follow the published edition {published.key}, or give your own framework a key of its own."
    for d, domain in enumerate(framework.domains):
        for c, capability in enumerate(domain.capabilities):
            path = ("domains", d, "capabilities", c)
            official = theirs.get(capability.key)
            if official is None:
                yield Fault(
                    path=(*path, "key"),
                    message=f"The edition {published.key} has no capability '{capability.key}'.",
                    mend=mend,
                )
            elif official.name != capability.name:
                yield Fault(
                    path=(*path, "name"),
                    message=f"'{capability.key}' is called '{official.name}' in {published.key}, "
                    f"not '{capability.name}'.",
                    mend=mend,
                )
            elif official.domain_key != domain.key:
                yield Fault(
                    path=(*path, "key"),
                    message=f"'{capability.key}' belongs to the domain '{official.domain_key}', not '{domain.key}'.",
                    mend=mend,
                )
    missing = [key for key in theirs if key not in framework.capability_keys]
    if missing:
        yield Fault(
            path=("domains",),
            message=f"{published.key} also has the capabilities {', '.join(missing)}.",
            mend=mend,
        )
