"""Competency frameworks as versioned data: the door of this library."""

from practicum.competency.faults import Fault, framework_faults, published_faults
from practicum.competency.lookup import domain_of, find_capability, map_capability
from practicum.competency.models import Capability, Domain, Framework, Mapping, MappingKind
from practicum.competency.published import PUBLISHED, published_framework

__all__ = [
    "PUBLISHED",
    "Capability",
    "Domain",
    "Fault",
    "Framework",
    "Mapping",
    "MappingKind",
    "domain_of",
    "find_capability",
    "framework_faults",
    "map_capability",
    "published_faults",
    "published_framework",
]
