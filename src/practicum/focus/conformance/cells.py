"""What one cell says, as SQL: its text, its value (null where it says nothing), its number, its moment."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from practicum.focus.database import quoted, texts

# What people and programs write for "no value". FOCUS has null for it.
PLACEHOLDERS: Final = (
    "",
    "NULL",
    "null",
    "Null",
    "(null)",
    "<null>",
    "\\N",
    "N/A",
    "n/a",
    "NaN",
    "nan",
    "Not Applicable",
)
NUMBER: Final = r"-?([0-9]+\.?[0-9]*|\.[0-9]+)([eE]-?[0-9]+)?"
MOMENT: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_NUMBERS: Final = ("DECIMAL", "DOUBLE", "FLOAT", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT")
_MORE_NUMBERS: Final = ("USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT")

Kind = Literal["text", "number", "moment", "nested", "other"]


def kind_of(sql_type: str) -> Kind:
    """The kind of a DuckDB type."""
    name = sql_type.split("(", maxsplit=1)[0]
    if name in ("VARCHAR", "ENUM", "UUID"):
        return "text"
    if name in _NUMBERS or name in _MORE_NUMBERS:
        return "number"
    if name.startswith("TIMESTAMP"):
        return "moment"
    if name in ("MAP", "STRUCT", "JSON") or sql_type.endswith("[]"):
        return "nested"
    return "other"


@dataclass(frozen=True)
class Cell:
    """One column of the file. `kind` is how it is stored; `cleaned` if it has cells that only stand for null."""

    name: str
    kind: Kind
    stored_as: str
    cleaned: bool

    @property
    def text(self) -> str:
        """The cell as text, as it stands in the file."""
        column = quoted(self.name)
        if self.kind == "text":
            return column
        if self.kind == "nested" and not self.stored_as.startswith("JSON"):
            return f"CAST(to_json({column}) AS VARCHAR)"
        return f"CAST({column} AS VARCHAR)"

    @property
    def value(self) -> str:
        """The text, or null where the cell says NULL, N/A or the like."""
        if not self.cleaned:
            return self.text
        return f"CASE WHEN {quoted(self.name)} NOT IN {texts(PLACEHOLDERS)} THEN {quoted(self.name)} END"

    @property
    def number(self) -> str:
        """The cell as a float, null where it is none. 15 digits hold: more than any comparison here needs."""
        column = self.value if self.kind == "text" else quoted(self.name)
        return f"TRY_CAST({column} AS DOUBLE)"

    @property
    def exact(self) -> str:
        """The cell as an exact decimal with 12 places, for sums."""
        column = self.value if self.kind == "text" else quoted(self.name)
        return f"TRY_CAST({column} AS DECIMAL(38, 12))"

    @property
    def moment(self) -> str:
        """The cell as a point in time, null where it is none."""
        if self.kind != "text":
            return f"TRY_CAST({quoted(self.name)} AS TIMESTAMP)"
        # DuckDB would read 5/1/25 as a day in the year 5.
        return f"CASE WHEN substr({self.value}, 5, 1) = '-' THEN TRY_CAST({self.value} AS TIMESTAMP) END"


@dataclass(frozen=True)
class Cells:
    """The columns of a file that belong to the dataset, and what FOCUS types they should have."""

    by_name: dict[str, Cell]
    expected: dict[str, str]

    def has(self, name: str) -> bool:
        """Whether the file has the column."""
        return name in self.by_name

    def layer(self, names: Collection[str]) -> str:
        """The columns of a SELECT that computes value, number, exact decimal and moment once: `v:X`, `n:X`, `e:X`, `t:X`.

        Queries look at nothing else of the file: a column of it may bear any name that they use.
        """
        columns = []
        for name in names:
            cell = self.by_name[name]
            columns += [f"{cell.value} AS {value(name)}"]
            if self.expected.get(name) == "decimal":
                columns.append(f"{cell.number} AS {number(name)}")
                columns.append(f"{cell.exact} AS {exact(name)}")
            if self.expected.get(name) == "datetime":
                columns.append(f"{cell.moment} AS {moment(name)}")
        return ", ".join(columns)


def value(name: str) -> str:
    """The name of a column's value in the layer."""
    return quoted(f"v:{name}")


def number(name: str) -> str:
    """The name of a column's number in the layer."""
    return quoted(f"n:{name}")


def exact(name: str) -> str:
    """The name of a column's exact decimal in the layer."""
    return quoted(f"e:{name}")


def moment(name: str) -> str:
    """The name of a column's moment in the layer."""
    return quoted(f"t:{name}")
