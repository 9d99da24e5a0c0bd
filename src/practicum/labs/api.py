"""The door of labs."""

from practicum.labs.cohort_access import (
    access_cohort_bill,
    access_cohort_lab,
    access_keeping,
    confirmed_lab,
    led_cohort,
)
from practicum.labs.deleting import delete_bills_of_ended_cohorts
from practicum.labs.models import (
    Bill,
    BillKeeping,
    CohortBill,
    CohortLab,
    CohortPseudonyms,
    LabCorrection,
    LabDefinition,
    LabHint,
    LabRationale,
    LabSubmission,
    LabVariant,
)
from practicum.labs.offering import telling_standings
from practicum.labs.queries import (
    LabStanding,
    access_bill,
    access_correction,
    access_rationale,
    access_submission,
    access_variant,
    current_labs,
    get_definition,
    labs_complete,
    own_variant,
    required_labs,
    simulated_answers,
    todo_for,
)
from practicum.labs.querying import query_variant, tables_shown
from practicum.labs.rules.building import Variant, require_issuable, try_bill
from practicum.labs.rules.data import TABLES
from practicum.labs.rules.grading import PASS_PERCENT
from practicum.labs.rules.proof import LabProof, SeedProof, TaskProof, prove_seed, sum_up
from practicum.labs.services.bills import choose_bill, import_bill, simulate_bill
from practicum.labs.services.cohort_bills import (
    delete_cohort_bill,
    give_up_keeping,
    keep_cohort_bill,
    request_keeping,
)
from practicum.labs.services.cohort_labs import compute_again, confirm_lab, refuse_lab
from practicum.labs.services.corrections import apply_correction, draw_up_correction, drop_correction
from practicum.labs.services.definitions import load_labs
from practicum.labs.services.keeping import carry_out_keeping
from practicum.labs.services.looks import BillLook, look_at_bill
from practicum.labs.services.rationales import mark_rationale
from practicum.labs.services.submissions import open_hint, save_lab_draft, submit_lab
from practicum.labs.services.variants import issue_variant

__all__ = [
    "PASS_PERCENT",
    "TABLES",
    "Bill",
    "BillKeeping",
    "BillLook",
    "CohortBill",
    "CohortLab",
    "CohortPseudonyms",
    "LabCorrection",
    "LabDefinition",
    "LabHint",
    "LabProof",
    "LabRationale",
    "LabStanding",
    "LabSubmission",
    "LabVariant",
    "SeedProof",
    "TaskProof",
    "Variant",
    "access_bill",
    "access_cohort_bill",
    "access_cohort_lab",
    "access_correction",
    "access_keeping",
    "access_rationale",
    "access_submission",
    "access_variant",
    "apply_correction",
    "carry_out_keeping",
    "choose_bill",
    "compute_again",
    "confirm_lab",
    "confirmed_lab",
    "current_labs",
    "delete_bills_of_ended_cohorts",
    "delete_cohort_bill",
    "draw_up_correction",
    "drop_correction",
    "get_definition",
    "give_up_keeping",
    "import_bill",
    "issue_variant",
    "keep_cohort_bill",
    "labs_complete",
    "led_cohort",
    "load_labs",
    "look_at_bill",
    "mark_rationale",
    "open_hint",
    "own_variant",
    "prove_seed",
    "query_variant",
    "refuse_lab",
    "request_keeping",
    "require_issuable",
    "required_labs",
    "save_lab_draft",
    "simulate_bill",
    "simulated_answers",
    "submit_lab",
    "sum_up",
    "tables_shown",
    "telling_standings",
    "todo_for",
    "try_bill",
]
