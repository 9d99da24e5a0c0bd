"""The door of the curriculum."""

from practicum.curriculum.models import ProgrammeVersion
from practicum.curriculum.queries import (
    PROGRAMME_CODE,
    current_version,
    get_version,
    learning_page,
    learning_pages,
    programme_of,
)
from practicum.curriculum.rules import RoleFit, fit_roles
from practicum.curriculum.services import load_pack_into, store_pack

__all__ = [
    "PROGRAMME_CODE",
    "ProgrammeVersion",
    "RoleFit",
    "current_version",
    "fit_roles",
    "get_version",
    "learning_page",
    "learning_pages",
    "load_pack_into",
    "programme_of",
    "store_pack",
]
