"""All kinds by name. A new kind is added here and nowhere else (see README.md beside this file)."""

from practicum.itembank.kinds.kind import ItemKind
from practicum.itembank.kinds.multiple_choice.kind import MultipleChoice
from practicum.itembank.kinds.numeric.kind import Numeric
from practicum.itembank.kinds.single_choice.kind import SingleChoice
from practicum.kernel.errors import Refusal

KINDS: dict[str, ItemKind] = {kind.name: kind for kind in (SingleChoice(), MultipleChoice(), Numeric())}


def kind_named(name: str) -> ItemKind:
    """The kind, or a Refusal that lists those that exist."""
    if name not in KINDS:
        raise Refusal(
            "kind_unknown", f"There is no item kind “{name}”.", field="kind", mend=f"Use one of: {', '.join(KINDS)}."
        )
    return KINDS[name]
