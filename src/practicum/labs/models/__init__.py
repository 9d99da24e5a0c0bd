"""Tables of labs."""

from practicum.labs.models.cohort_bills import BillKeeping, CohortBill, CohortLab, CohortPseudonyms
from practicum.labs.models.corrections import LabCorrection, LabRegrade
from practicum.labs.models.labs import Bill, BillTable, LabDefinition, LabSubmission, LabVariant
from practicum.labs.models.work import LabHint, LabRationale

__all__ = [
    "Bill",
    "BillKeeping",
    "BillTable",
    "CohortBill",
    "CohortLab",
    "CohortPseudonyms",
    "LabCorrection",
    "LabDefinition",
    "LabHint",
    "LabRationale",
    "LabRegrade",
    "LabSubmission",
    "LabVariant",
]
