"""The Wilson score interval for a proportion."""

from statistics import NormalDist

from practicum.psychometrics.facts.findings import Estimate, hold


def z_value(level: float) -> float:
    """Two-sided standard normal quantile for a confidence level."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson(*, proportion: float, n: int, level: float) -> Estimate:
    """Wilson (1927): solve |p - P| = z sqrt(P (1 - P) / n) for P.

    Holds for k successes of n. For mean scores on [0, 1] other than 0/1 it is conservative, because the variance of
    such a score is at most P (1 - P).
    """
    z2 = z_value(level) ** 2
    centre = (proportion + z2 / (2 * n)) / (1 + z2 / n)
    half = (z2 * (proportion * (1 - proportion) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n)
    return hold(
        value=proportion,
        low=max(0.0, centre - half),
        high=min(1.0, centre + half),
        n=n,
        method="proportion, Wilson interval",
        level=level,
    )
