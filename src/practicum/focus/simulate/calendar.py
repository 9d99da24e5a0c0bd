"""The window of a simulation: days since the first, and the month of each."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """`months` whole months from `first_day`. `month_starts` has one entry more than months: the exclusive end."""

    first_day: date
    months: int
    month_starts: Ints
    month_labels: tuple[str, ...]

    @staticmethod
    def of(first_day: date, months: int) -> "Window":
        """The window of this many months."""
        starts, labels = [], []
        for step in range(months + 1):
            year, month = divmod(first_day.year * 12 + first_day.month - 1 + step, 12)
            starts.append((date(year, month + 1, 1) - first_day).days)
            labels.append(f"{year}{month + 1:02d}")
        return Window(first_day, months, np.array(starts, dtype=np.int64), tuple(labels[:-1]))

    @property
    def days(self) -> int:
        """Days in the window."""
        return int(self.month_starts[-1])

    def month_of(self, day: Ints) -> Ints:
        """The month (0 is the first) of each day."""
        return np.searchsorted(self.month_starts, day, side="right").astype(np.int64) - 1

    def is_weekend(self, day: Ints) -> npt.NDArray[np.bool_]:
        """Saturday and Sunday."""
        return (day + self.first_day.weekday()) % 7 >= 5

    def timestamps(self, day: Ints) -> npt.NDArray[np.datetime64]:
        """Midnight UTC of each day, in microseconds."""
        return np.datetime64(self.first_day, "us") + day.astype("timedelta64[D]").astype("timedelta64[us]")
