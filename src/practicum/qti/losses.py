"""What an exchange could not carry. Every such thing is named, by item; nothing is dropped in silence."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Loss:
    """`where`: the item's identifier, or the file in the package. `construct`: element or attribute. `effect`: what
    became of it. `fatal`: the item was left out because of it.
    """

    where: str
    construct: str
    effect: str
    fatal: bool = False


class Losses:
    """Collects the losses of one item or file while it is read."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.found: list[Loss] = []

    def name(self, construct: str, effect: str, *, fatal: bool = False) -> None:
        """Note a loss; the same one is noted once."""
        loss = Loss(where=self.where, construct=construct, effect=effect, fatal=fatal)
        if loss not in self.found:
            self.found.append(loss)

    @property
    def fatal(self) -> bool:
        """Whether the item must be left out."""
        return any(loss.fatal for loss in self.found)
