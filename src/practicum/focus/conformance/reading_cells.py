"""Which columns of an opened file belong to a dataset, and of what type each should be."""

from dataclasses import replace

from practicum.focus.conformance.cells import Cell, Cells, kind_of
from practicum.focus.conformance.notation.expression import leaves
from practicum.focus.conformance.notation.requirement import requirements_for
from practicum.focus.conformance.opening import Opened


def cells_of(opened: Opened, version: str, dataset: str) -> Cells:
    """The columns of the file that the dataset has in this version, in the order of the file."""
    requirements = requirements_for(version, dataset)
    expected = {
        leaf[0]: leaf[2]
        for rule in requirements.rules.values()
        for leaf in leaves(rule.check)
        if leaf[1] == "type" and leaf[0] in requirements.columns
    }
    by_name = {
        name: Cell(
            name=name,
            kind=kind_of(stored),
            stored_as="CSV" if opened.kind == "text" else stored,
            # In Parquet an empty text is not null by itself, so every text column is looked at for stand-ins first.
            cleaned=kind_of(stored) == "text",
        )
        for name, stored in opened.types.items()
        if name in requirements.columns
    }
    return Cells(by_name, expected)


def without_cleaning(cells: Cells, clean: frozenset[str]) -> Cells:
    """The same, without looking for stand-ins in columns that have none."""
    return Cells(
        {name: replace(cell, cleaned=cell.cleaned and name not in clean) for name, cell in cells.by_name.items()},
        cells.expected,
    )
