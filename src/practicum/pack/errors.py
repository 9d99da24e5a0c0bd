"""What a pack can be told: problems, which stop it, and warnings, which do not.

Refusal
└── PackInvalid     the pack cannot be loaded; carries every problem of every file
"""

from collections.abc import Iterable
from dataclasses import dataclass

from practicum.kernel.errors import Refusal


@dataclass(frozen=True, kw_only=True, order=True)
class Problem:
    """One thing wrong in one place.

    `file` is the path inside the pack, `line` counts from 1, `field` is the way to the value (`weeks[0].title`), empty
    when the whole file is meant. `mend` says what to write instead. The same shape serves for warnings.
    """

    file: str
    line: int
    field: str
    message: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" + (f" {self.field}" if self.field else "")
        return f"{place}: {self.message} {self.mend}".strip()


class PackInvalid(Refusal):
    """The pack has problems; `problems` holds all of them, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        first = self.problems[0]
        super().__init__(
            "pack_invalid",
            f"The pack has {count} problem{'' if count == 1 else 's'}. The first: {first.file}, line {first.line}: "
            f"{first.message}",
            field=first.field,
            mend=first.mend,
        )
