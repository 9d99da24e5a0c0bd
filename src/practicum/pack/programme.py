"""A programme as the rest of the system holds it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from practicum.competency.api import Framework
from practicum.kernel.errors import Refusal
from practicum.pack.draft import AnyItem
from practicum.pack.schema_base import Mode, Schema
from practicum.pack.schema_exam import Blueprint, DiagnosticQuestion
from practicum.pack.schema_labs import Lab
from practicum.pack.schema_review import ReviewRules
from practicum.pack.schema_scheme import FinderQuestion, LearningPage, Policies, RoleProfile
from practicum.pack.schema_teaching import Assignment, Capstone, PulseQuestion, Rubric, Week


class Programme(Schema):
    """Everything of a pack that may be public: no items, and no labs (they hold the way to their answers).

    `digest` identifies the version of the whole pack, secret files included.
    """

    code: str
    name: str
    version: str
    mode: Mode
    summary: str
    audience: str
    outcomes: tuple[str, ...]
    framework: Framework
    roles: tuple[RoleProfile, ...]
    finder: tuple[FinderQuestion, ...]
    policies: Policies
    review: ReviewRules
    weeks: tuple[Week, ...]
    assignments: tuple[Assignment, ...]
    rubrics: tuple[Rubric, ...]
    capstone: Capstone
    blueprint: Blueprint
    pulse: tuple[PulseQuestion, ...] = ()
    digest: str

    def to_json(self) -> str:
        """JSON without loss: `Programme.from_json(programme.to_json()) == programme`."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> "Programme":
        """The programme that `to_json` wrote. Raises Refusal `programme_unreadable`."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise Refusal(
                "programme_unreadable",
                "This is no programme that this version of Practicum wrote.",
                field=".".join(str(step) for step in first["loc"]),
                mend="Load the pack again from its files.",
            ) from error


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A whole, checked pack. `items`, `labs` and `diagnostic` are secret; `learning` is keyed by capability."""

    programme: Programme
    items: tuple[AnyItem, ...]
    labs: tuple[Lab, ...]
    diagnostic: tuple[DiagnosticQuestion, ...]
    learning: Mapping[str, LearningPage]

    @property
    def digest(self) -> str:
        """SHA-256 over all files of the pack."""
        return self.programme.digest
