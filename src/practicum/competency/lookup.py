"""Questions to a framework: which capability, in which domain, and what an old name is called today."""

from practicum.competency.models import Capability, Domain, Framework
from practicum.kernel.errors import Refusal


def find_capability(framework: Framework, key: str) -> Capability:
    """The capability with this key. Raises Refusal `unknown_capability`."""
    for capability in framework.capabilities:
        if capability.key == key:
            return capability
    raise Refusal(
        "unknown_capability",
        f"The framework {framework.key} has no capability '{key}'.",
        field="capability",
        mend=f"Use one of: {', '.join(framework.capability_keys)}.",
    )


def domain_of(framework: Framework, key: str) -> Domain:
    """The domain that the capability with this key belongs to. Raises Refusal `unknown_capability`."""
    wanted = find_capability(framework, key)
    return next(domain for domain in framework.domains if wanted in domain.capabilities)


def map_capability(framework: Framework, old_name: str) -> tuple[Capability, ...]:
    """What a capability of the edition before became, by its published name: one capability or more.

    Case, "and" for "&" and a leading "FinOps" do not matter: all three vary between the published lists.
    Raises Refusal `unknown_old_name`.
    """
    wanted = _plain_name(old_name)
    for row in framework.mapping:
        if row.from_name is not None and _plain_name(row.from_name) == wanted:
            return tuple(find_capability(framework, key) for key in row.to_keys)
    known = ", ".join(row.from_name for row in framework.mapping if row.from_name is not None)
    raise Refusal(
        "unknown_old_name",
        f"The framework {framework.key} has no row for the old capability '{old_name}'.",
        field="name",
        mend=f"Use one of: {known}." if known else "This framework maps no older edition.",
    )


def _plain_name(name: str) -> str:
    words = name.casefold().replace("&", " and ").replace(",", " ").split()
    return " ".join(words[1:] if words[:1] == ["finops"] and len(words) > 1 else words)
