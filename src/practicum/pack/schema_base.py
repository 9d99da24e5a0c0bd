"""The words that all schemas share."""

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints


class Schema(BaseModel):
    """Base of all models: never changed after reading, and no field that is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


T = TypeVar("T")

# Keys go into addresses and records: small letters, digits and hyphens.
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Count = Annotated[int, Strict(), Field(ge=1, le=10_000)]
Whole = Annotated[int, Strict(), Field(ge=0, le=10_000)]
Minutes = Annotated[int, Strict(), Field(ge=1, le=10_000, description="minutes")]
Percent = Annotated[int, Strict(), Field(ge=0, le=100, description="percent")]
Exact = Annotated[Decimal, Field(allow_inf_nan=False)]
Some = Annotated[tuple[T, ...], Field(min_length=1)]


class Mode(StrEnum):
    """What a programme may claim: a certification keeps examining apart from training; a certificate need not."""

    CERTIFICATION = "certification"
    ASSESSMENT_BASED_CERTIFICATE = "assessment-based-certificate"


class Level(StrEnum):
    """The cognitive level that an item asks for."""

    UNDERSTAND = "understand"
    APPLY = "apply"
    ANALYSE = "analyse"


class ItemState(StrEnum):
    """Where an item stands in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PILOT = "pilot"
    OPERATIONAL = "operational"
    RETIRED = "retired"
