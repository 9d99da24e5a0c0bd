"""A programme as plain files: the door of this library."""

from practicum.pack.allocation import allocate_form
from practicum.pack.coverage import CapabilityCoverage
from practicum.pack.draft import AnyItem
from practicum.pack.errors import PackInvalid, Problem
from practicum.pack.explain import AreaSummary, PackSummary, WeekSummary, explain_pack
from practicum.pack.load import Report, check_pack, load_pack
from practicum.pack.programme import Pack, Programme
from practicum.pack.schema_base import ItemState, Level, Mode
from practicum.pack.schema_exam import (
    Blueprint,
    BlueprintArea,
    Lab,
    LabTask,
    MultipleChoiceItem,
    NumericItem,
    NumericKey,
    Option,
    SingleChoiceItem,
    TaskKind,
    WrongMethod,
)
from practicum.pack.schema_review import Recommend, ReviewBand, ReviewCriterion, ReviewLevel, ReviewRules
from practicum.pack.schema_scheme import (
    FinderOption,
    FinderQuestion,
    Gate,
    LearningPage,
    Policies,
    Requirement,
    RoleProfile,
)
from practicum.pack.schema_teaching import (
    Assignment,
    Capstone,
    Criterion,
    Preparation,
    PulseQuestion,
    Rubric,
    RubricKind,
    ScaleStep,
    SessionPlan,
    SessionStep,
    Week,
)

__all__ = [
    "AnyItem",
    "AreaSummary",
    "Assignment",
    "Blueprint",
    "BlueprintArea",
    "CapabilityCoverage",
    "Capstone",
    "Criterion",
    "FinderOption",
    "FinderQuestion",
    "Gate",
    "ItemState",
    "Lab",
    "LabTask",
    "LearningPage",
    "Level",
    "Mode",
    "MultipleChoiceItem",
    "NumericItem",
    "NumericKey",
    "Option",
    "Pack",
    "PackInvalid",
    "PackSummary",
    "Policies",
    "Preparation",
    "Problem",
    "Programme",
    "PulseQuestion",
    "Recommend",
    "Report",
    "Requirement",
    "ReviewBand",
    "ReviewCriterion",
    "ReviewLevel",
    "ReviewRules",
    "RoleProfile",
    "Rubric",
    "RubricKind",
    "ScaleStep",
    "SessionPlan",
    "SessionStep",
    "SingleChoiceItem",
    "TaskKind",
    "Week",
    "WeekSummary",
    "WrongMethod",
    "allocate_form",
    "check_pack",
    "explain_pack",
    "load_pack",
]
