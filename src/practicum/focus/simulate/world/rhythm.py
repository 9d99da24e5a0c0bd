"""How much is going on, day by day: growth, season, weekday. Whole numbers in 1/10,000, so that no machine differs."""

from dataclasses import dataclass

import numpy as np

from practicum.focus.simulate.calendar import Ints, Window
from practicum.focus.simulate.description import Product, Scenario
from practicum.focus.simulate.world.accounts import ENVIRONMENTS

ONE = 10_000
HOURS, VOLUME = 0, 1
_NOISES = 4096
_SPREAD = (0.03, 0.11)  # machines vary little from day to day, volumes more
_OTHER_VOLUME = (1.0, 0.4, 0.3, 0.2)  # by environment, on a weekday
_OTHER_HOURS = (1.0, 0.8, 0.55, 0.4)
_AT_WEEKENDS = 0.35  # of that, outside production


@dataclass(frozen=True)
class Rhythm:
    """`factors[class, day]`; the last class never changes. `activity[product, day]` is that of the business itself."""

    factors: Ints
    activity: Ints

    @property
    def always(self) -> int:
        """The class of what runs all the time."""
        return len(self.factors) - 1


def class_of(product: Ints, environment: Ints, kind: Ints) -> Ints:
    """The class of resources: by product, environment and kind (hours or volume)."""
    return (product * len(ENVIRONMENTS) + environment) * 2 + kind


def build_rhythm(scenario: Scenario, window: Window) -> Rhythm:
    """The factors of all classes. Machines of production follow the business between 40 and 100 percent of the day."""
    day = np.arange(window.days)
    weekend = window.weekday(day) >= 5
    rows, activity = [], []
    for product in scenario.products:
        relative = _relative(product, window, day)
        activity.append(relative)
        machines = 0.4 + 0.6 * relative / relative.max()
        for place in range(len(ENVIRONMENTS)):
            calm = np.where(weekend & (place > 0), _AT_WEEKENDS, 1.0)
            rows.append(machines if place == 0 else _OTHER_HOURS[place] * calm)
            rows.append(_OTHER_VOLUME[place] * calm * relative)
    rows.append(np.ones(window.days))
    return Rhythm(factors=_whole(np.array(rows)), activity=_whole(np.array(activity)))


def noise_table(rng: np.random.Generator) -> Ints:
    """`[kind, 4096]` factors around one: drawn once, looked up for every row."""
    drawn = rng.standard_normal((2, _NOISES)) * np.array(_SPREAD)[:, None]
    return _whole(np.clip(1.0 + drawn, 0.5, 1.6))


def _relative(product: Product, window: Window, day: Ints) -> np.ndarray:
    week = np.array(product.week)[window.weekday(day)] / 100
    # The season of a month holds in its middle; between two middles it moves in a straight line.
    season = np.array(product.season) / 100
    starts = np.array(window.month_starts)
    middles = (starts[1:] + starts[:-1]) / 2
    months = (np.arange(window.months) + window.first_day.month - 1) % 12
    before, after = (months[0] - 1) % 12, (months[-1] + 1) % 12
    points = np.concatenate(([middles[0] - 30.4], middles, [middles[-1] + 30.4]))
    values = season[np.concatenate(([before], months, [after]))]
    growth = np.power(1 + float(product.growth_percent) / 100, day / 30.4)
    return np.asarray(week * np.interp(day, points, values) * growth)


def _whole(numbers: np.ndarray) -> Ints:
    whole: Ints = np.rint(numbers * ONE).astype(np.int64)
    return whole
