"""The window of a simulation: days since the first, and the month of each."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Window:
    """`months` whole months from `first_day`. `month_starts` has one entry more than months: the exclusive end."""

    first_day: date
    months: int
    month_starts: tuple[int, ...]
    month_labels: tuple[str, ...]

    @staticmethod
    def of(first_day: date, months: int) -> "Window":
        """The window of this many months."""
        starts, labels = [], []
        for step in range(months + 1):
            year, month = divmod(first_day.year * 12 + first_day.month - 1 + step, 12)
            starts.append((date(year, month + 1, 1) - first_day).days)
            labels.append(f"{year}{month + 1:02d}")
        return Window(first_day, months, tuple(starts), tuple(labels[:-1]))

    @property
    def days(self) -> int:
        """Days in the window."""
        return self.month_starts[-1]

    def day_at(self, part: float) -> int:
        """The day at this part (0 to 1) of the window."""
        return min(int(part * self.days), self.days - 1)

    def month_of(self, day: int) -> int:
        """The month (0 is the first) of a day."""
        return int(np.searchsorted(self.month_starts, day, side="right")) - 1

    def date_of(self, day: int) -> date:
        """The calendar date of a day."""
        return self.first_day + timedelta(days=day)

    def month_start(self, month: int) -> date:
        """The first date of a month; `months` is the first after the window."""
        return self.date_of(self.month_starts[month])

    def weekday(self, day: Ints) -> Ints:
        """Monday is 0."""
        return (day + self.first_day.weekday()) % 7

    def timestamps(self, day: Ints) -> npt.NDArray[np.datetime64]:
        """Midnight UTC of each day, in microseconds."""
        return np.datetime64(self.first_day, "us") + day.astype("timedelta64[D]").astype("timedelta64[us]")
