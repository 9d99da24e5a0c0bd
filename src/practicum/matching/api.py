"""The door of `matching`: cohorts as optimisation."""

from practicum.matching.changes import AddFacilitator, Change, DropStaff, MinimumSize, OtherHour, WhatIf, what_if
from practicum.matching.check import Violation, check, check_second_hours
from practicum.matching.differences import Difference, Move, compare_plans
from practicum.matching.explain import Explanation, explain_unplaced
from practicum.matching.instance import Applicant, Instance, Staff, hour_name
from practicum.matching.make import make_instance, make_staffed_instance
from practicum.matching.moves import check_move, idle_mentors
from practicum.matching.regroup import Regrouping, Verdict, decide_small_cohort, merge_cohorts, split_cohort
from practicum.matching.result import Cohort, Progress, Result, Unplaced
from practicum.matching.solve import solve
from practicum.matching.why import tell_why

__all__ = [
    "AddFacilitator",
    "Applicant",
    "Change",
    "Cohort",
    "Difference",
    "DropStaff",
    "Explanation",
    "Instance",
    "MinimumSize",
    "Move",
    "OtherHour",
    "Progress",
    "Regrouping",
    "Result",
    "Staff",
    "Unplaced",
    "Verdict",
    "Violation",
    "WhatIf",
    "check",
    "check_move",
    "check_second_hours",
    "compare_plans",
    "decide_small_cohort",
    "explain_unplaced",
    "hour_name",
    "idle_mentors",
    "make_instance",
    "make_staffed_instance",
    "merge_cohorts",
    "solve",
    "split_cohort",
    "tell_why",
    "what_if",
]
