"""What is wrong with a bill, in words that a person can act on."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One kind of trouble in one column.

    `rule` is stable and lower_snake. `rows` is how many rows show it (all rows, when a column is missing) and
    `examples` are the first few row numbers; row 1 is the first after the header.
    error: an analysis may be wrong; warning: readers may stumble; note: good to know.
    """

    rule: str
    column: str
    rows: int
    examples: tuple[int, ...]
    message: str
    mend: str
    severity: Severity
