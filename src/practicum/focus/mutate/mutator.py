"""A mutator: a named way to break a file that was valid."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from practicum.focus.mutate.rows import Row, Rows, read_rows, write_rows
from practicum.kernel.errors import Refusal


@dataclass(frozen=True)
class Mutation:
    """What a mutator broke: the column, the rows (1 is the first after the header; none for a whole column), and the
    rules of FOCUS 1.4 of which at least one must be found."""

    mutator: str
    column: str
    rows: tuple[int, ...]
    rules: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Mutator:
    """`words` say what it does, `apply` does it and returns the rows (None: no row of the file can be broken so).

    `dataset` is the one that it is for; `needs_charges`: only a check with the charges beside it finds the damage.
    """

    name: str
    words: str
    column: str
    rules: tuple[str, ...]
    apply: Callable[[Rows], tuple[int, ...] | None]
    dataset: str = "cost_and_usage"
    needs_charges: bool = False


def change_cell(
    name: str,
    words: str,
    column: str,
    rules: tuple[str, ...],
    *,
    to: Callable[[Row], str | None],
    fits: Callable[[Row], bool] = lambda _: True,
    dataset: str = "cost_and_usage",
    needs_charges: bool = False,
) -> Mutator:
    """A mutator that changes one cell of one row: `to` says the new text, `fits` which rows can be broken so."""

    def apply(rows: Rows) -> tuple[int, ...] | None:
        place = rows.pick(lambda row: column in row and fits(row) and to(row) != row[column])
        if place is None:
            return None
        rows.rows[place][column] = to(rows.rows[place])
        return (place + 1,)

    return Mutator(name, words, column, rules, apply, dataset, needs_charges)


def mutate(path: Path, *, mutator: Mutator, seed: int, out: Path) -> Mutation:
    """Break the file and write it as CSV. Same file, mutator and seed: same bytes.

    Refusals: those of `open_file`; `cannot_mutate` when no row can be broken so; `not_csv` for another suffix.
    """
    if out.suffix.lower() != ".csv":
        raise Refusal(
            "not_csv", f"{out} is not a .csv file.", field="out", mend="What mutators break is text: write CSV."
        )
    rows = read_rows(path, seed=seed)
    broken = mutator.apply(rows)
    if broken is None:
        raise Refusal(
            "cannot_mutate",
            f"No row of {path} can be broken by {mutator.name}.",
            field="with",
            mend=f"It needs a {mutator.dataset} file in which {mutator.words}",
        )
    write_rows(rows, out)
    return Mutation(mutator.name, mutator.column, broken, mutator.rules, mutator.words)
