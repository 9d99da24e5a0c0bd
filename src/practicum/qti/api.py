"""The door to QTI 3.0: write and read three kinds of item, package them, and score on the server."""

from practicum.qti.losses import Loss
from practicum.qti.model import (
    Choice,
    Interaction,
    Mapping,
    MultipleChoice,
    NumericEntry,
    QtiItem,
    SingleChoice,
    Tolerance,
    ToleranceMode,
    has_key,
    without_key,
)
from practicum.qti.read_item import ReadItem, read_item
from practicum.qti.read_package import ReadPackage, read_package
from practicum.qti.scoring import Response, score
from practicum.qti.write_item import write_item
from practicum.qti.write_package import ExportedPackage, export_package

__all__ = [
    "Choice",
    "ExportedPackage",
    "Interaction",
    "Loss",
    "Mapping",
    "MultipleChoice",
    "NumericEntry",
    "QtiItem",
    "ReadItem",
    "ReadPackage",
    "Response",
    "SingleChoice",
    "Tolerance",
    "ToleranceMode",
    "export_package",
    "has_key",
    "read_item",
    "read_package",
    "score",
    "without_key",
    "write_item",
]
