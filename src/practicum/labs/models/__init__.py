"""Tables of labs."""

from practicum.labs.models.corrections import LabCorrection, LabRegrade
from practicum.labs.models.labs import Bill, BillTable, LabDefinition, LabSubmission, LabVariant
from practicum.labs.models.work import LabHint, LabRationale

__all__ = [
    "Bill",
    "BillTable",
    "LabCorrection",
    "LabDefinition",
    "LabHint",
    "LabRationale",
    "LabRegrade",
    "LabSubmission",
    "LabVariant",
]
