"""Libraries that take a second to load, and that most processes never need, are loaded when they are first used.

A module that needs one says so at its top, for readers and for the type checker alike:

    if TYPE_CHECKING:
        from scipy import stats
    else:
        stats = Later("scipy.stats")
"""

from importlib import import_module
from typing import Any


class Later:
    """Stands for the module of this name until something of it is asked for; safe in threads, as imports are."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._module), name)
