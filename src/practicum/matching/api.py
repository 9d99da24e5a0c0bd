"""The door of `matching`: cohorts as optimisation."""

from practicum.matching.check import Violation, check
from practicum.matching.explain import Explanation, explain_unplaced
from practicum.matching.instance import Applicant, Instance, Staff, hour_name
from practicum.matching.make import make_instance
from practicum.matching.result import Cohort, Progress, Result, Unplaced
from practicum.matching.solve import solve

__all__ = [
    "Applicant",
    "Cohort",
    "Explanation",
    "Instance",
    "Progress",
    "Result",
    "Staff",
    "Unplaced",
    "Violation",
    "check",
    "explain_unplaced",
    "hour_name",
    "make_instance",
    "solve",
]
