"""A competency framework as data: domains, their capabilities, and what became of the names of the edition before."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class MappingKind(StrEnum):
    """What happened to a capability between two editions."""

    KEPT = "kept"
    RENAMED = "renamed"
    MERGED = "merged"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One thing that a practitioner can do. `key` is stable for this edition; `domain_key` names its only domain."""

    key: str
    name: str
    summary: str
    domain_key: str


@dataclass(frozen=True, kw_only=True)
class Domain:
    """A group of capabilities."""

    key: str
    name: str
    summary: str
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """One row of the way from the edition before to this one.

    `from_name` is the old capability's published name, or None when the capability is new; `to_keys` are keys of this
    edition. Two old capabilities that became one are two rows of kind `merged` with the same target.
    """

    from_name: str | None
    to_keys: tuple[str, ...]
    kind: MappingKind


@dataclass(frozen=True, kw_only=True)
class Framework:
    """One edition of a competency framework. Items and credentials record its `key`: names change by edition."""

    key: str
    published_date: date
    source: str
    domains: tuple[Domain, ...]
    mapping: tuple[Mapping, ...] = ()

    @property
    def capabilities(self) -> tuple[Capability, ...]:
        """All capabilities, in the order of the framework."""
        return tuple(capability for domain in self.domains for capability in domain.capabilities)

    @property
    def capability_keys(self) -> tuple[str, ...]:
        return tuple(capability.key for capability in self.capabilities)
