"""Rules that look at many rows at once: sums, ids that stand twice, one value for each of another, names of columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from practicum.focus.conformance.cells import PLACEHOLDERS, Cells, exact, moment, value
from practicum.focus.conformance.csv_staging import ROW_HASH
from practicum.focus.conformance.notation.expression import Expression, columns_of
from practicum.focus.conformance.opening import TABLE, Opened
from practicum.focus.conformance.predicates import condition_sql
from practicum.focus.database import EXAMPLES, ROW_NUMBER, find_rows, quoted, texts
from practicum.focus.schema.columns import CUSTOM_PREFIX

MAX_NAME: Final = 50


@dataclass(frozen=True)
class Broken:
    """Where a rule on the whole file is broken, in words."""

    column: str
    rows: int
    first_rows: tuple[int, ...]
    example: str
    message: str
    mend: str
    advice: bool = False


def find_placeholders(opened: Opened, cells: Cells) -> list[Broken]:
    """The columns that say NULL or the like instead of nothing."""
    names = [name for name, cell in cells.by_name.items() if cell.kind == "text"]
    if opened.suspects is not None:
        names = [name for name in names if name in opened.suspects]
    tests = {name: f"{quoted(name)} IN {texts(PLACEHOLDERS)}" for name in names}
    return [
        Broken(
            name,
            hits.rows,
            hits.examples,
            _first_cell(opened, name, hits.examples[0]),
            f"{name} has text that stands for no value.",
            "Leave the cell empty: FOCUS has null, not a word for it.",
        )
        for name, hits in find_rows(opened.connection, TABLE, tests).items()
    ]


def find_strange_columns(opened: Opened, columns: frozenset[str], version: str) -> list[Broken]:
    """Columns that are neither of this dataset and version nor marked as custom."""
    return [
        Broken(
            name[:100],
            opened.rows,
            (),
            "",
            f"{name[:100] or 'A column without a name'} is not a column of this dataset in FOCUS {version}.",
            f"Begin names of own columns with {CUSTOM_PREFIX}; write FOCUS columns exactly as FOCUS does"
            + _meant(name, columns),
        )
        for name in opened.types
        if name not in columns and not name.startswith(CUSTOM_PREFIX)
    ]


def _meant(name: str, columns: frozenset[str]) -> str:
    plain = "".join(name.split()).replace("_", "").lower()
    meant = next((column for column in columns if column.lower() == plain), "")
    return f": {meant}." if meant else "."


def find_long_names(opened: Opened) -> list[Broken]:
    """Custom columns with a name that some databases cannot hold."""
    return [
        Broken(
            name[:100], opened.rows, (), "", f"{name[:100]} has more than {MAX_NAME} characters.", "Shorten the name."
        )
        for name in opened.types
        if name.startswith(CUSTOM_PREFIX) and len(name) > MAX_NAME
    ]


def find_repeated_rows(opened: Opened, cells: Cells) -> list[Broken]:
    """Rows that equal an earlier one in every column, told by a hash of 64 bits of all cells."""
    rows = opened.connection.execute(
        f"WITH twice AS (SELECT {ROW_HASH} AS h, min({ROW_NUMBER}) AS first FROM {TABLE} GROUP BY h HAVING count(*) > 1) "  # noqa: S608
        f"SELECT {ROW_NUMBER} FROM {TABLE} JOIN twice ON h = {ROW_HASH} WHERE {ROW_NUMBER} > first ORDER BY 1"
    )
    first = rows.fetchmany(EXAMPLES)
    if not first:
        return []
    count = len(first)
    while batch := rows.fetchmany(100_000):
        count += len(batch)
    return [
        Broken(
            "",
            count,
            tuple(int(row[0]) for row in first),
            "",
            "The row equals an earlier one in every column.",
            "Check that the file was not joined with itself or loaded twice; equal charges can be real.",
            advice=True,
        )
    ]


def find_many_for_one(opened: Opened, check: Expression, condition: Expression | None, cells: Cells) -> list[Broken]:
    """`[A, one_for_each, B, 1]`: rows whose B is not the B that most rows of their A have."""
    column, _, other, _ = check
    names = dict.fromkeys((*columns_of(check), *columns_of(condition)))
    layer = cells.layer([name for name in names if cells.has(name)])
    rows = opened.connection.execute(
        f"WITH pairs AS (SELECT {value(column)} AS a, {value(other)} AS b, count(*) AS n, min({ROW_NUMBER}) AS first, "  # noqa: S608
        f"FROM (SELECT {ROW_NUMBER}, {layer} FROM {TABLE}) WHERE {condition_sql(condition, cells)} "
        "AND a IS NOT NULL AND b IS NOT NULL GROUP BY a, b), "
        "ranked AS (SELECT *, row_number() OVER (PARTITION BY a ORDER BY n DESC, first) AS place FROM pairs) "
        "SELECT first, n, a, b FROM ranked WHERE place > 1 ORDER BY first"
    ).fetchall()
    if not rows:
        return []
    return [
        Broken(
            column,
            sum(int(row[1]) for row in rows),
            tuple(int(row[0]) for row in rows[:EXAMPLES]),
            f"{rows[0][2]}: {rows[0][3]}",
            f"{column} stands with more than one {other} ({len(rows)} odd pair{'s' if len(rows) > 1 else ''}).",
            f"Give each {column} one {other} in all rows; the rows named differ from most of their {column}.",
        )
    ]


def find_unbalanced_commitments(opened: Opened, cells: Cells) -> list[Broken]:
    """Commitments whose whole term is in the file and whose usage (used and unused) does not cost what was bought.

    Sum of EffectiveCost of usage = sum of BilledCost of purchases, to one hundredth of the currency.
    """
    names = [
        "CommitmentDiscountId", "ChargeCategory", "BilledCost", "EffectiveCost", "ChargePeriodStart", "ChargePeriodEnd",
    ]  # fmt: skip
    if not all(cells.has(name) for name in names):
        return []
    layer = cells.layer(names)
    bought, used = f"{value('ChargeCategory')} = 'Purchase'", f"{value('ChargeCategory')} = 'Usage'"
    start, end = moment("ChargePeriodStart"), moment("ChargePeriodEnd")
    rows = opened.connection.execute(
        f"SELECT first, n, id, bought, used FROM (SELECT {value('CommitmentDiscountId')} AS id, "  # noqa: S608
        f"min({ROW_NUMBER}) FILTER ({bought}) AS first, count_if({bought}) AS n, "
        f"sum({exact('BilledCost')}) FILTER ({bought}) AS bought, "
        f"sum({exact('EffectiveCost')}) FILTER ({used}) AS used, "
        f"min({start}) FILTER ({bought}) AS bought_from, max({end}) FILTER ({bought}) AS bought_to, "
        f"min({start}) FILTER ({used}) AS used_from, max({end}) FILTER ({used}) AS used_to "
        f"FROM (SELECT {ROW_NUMBER}, {layer} FROM {TABLE}) WHERE {value('CommitmentDiscountId')} IS NOT NULL GROUP BY 1) "
        "WHERE abs(bought - used) > 0.01 AND used_from <= bought_from AND used_to >= bought_to ORDER BY first"
    ).fetchall()
    return _summed(
        rows,
        "EffectiveCost",
        "The usage of a commitment does not cost what its purchase did",
        "Check the amortised cost of its used and unused rows and the billed cost of its purchase.",
        lambda row: f"{row[2]}: bought {row[3]}, used {row[4]}",
    )


_ORIGIN: Final = (
    "ResourceId",
    "ChargePeriodStart",
    "ChargePeriodEnd",
    "SkuPriceId",
    "AllocatedMethodId",
    "ChargeCategory",
)


def find_unbalanced_splits(opened: Opened, cells: Cells) -> list[Broken]:
    """Charges that were split from one: their ratios add up to 1, and each cost is its share of their sum.

    Which charges were one is told by resource, period, SKU price, method and category.
    """
    if not all(cells.has(name) for name in ("AllocatedMethodDetails", "AllocatedMethodId", "EffectiveCost")):
        return []
    keys = [name for name in _ORIGIN if cells.has(name)]
    origin = ", ".join(value(name) for name in keys)
    details, cost = value("AllocatedMethodDetails"), exact("EffectiveCost")
    layer = cells.layer([*keys, "AllocatedMethodDetails", "EffectiveCost"])
    ratio = (
        f"list_sum(list_transform(CAST(json_extract(CASE WHEN json_valid({details}) THEN {details} END, "
        "'$.Elements[*].AllocatedRatio') AS VARCHAR[]), lambda r: TRY_CAST(r AS DOUBLE)))"
    )
    rows = opened.connection.execute(
        f"WITH split AS (SELECT {ROW_NUMBER}, {value('ResourceId') if cells.has('ResourceId') else ROW_NUMBER} AS id, "  # noqa: S608
        f"{origin}, {ratio} AS ratio, {cost} AS cost FROM (SELECT {ROW_NUMBER}, {layer} "
        f"FROM {TABLE}) WHERE {details} IS NOT NULL), "
        f"sums AS (SELECT *, sum(ratio) OVER w AS whole, sum(cost) OVER w AS total FROM split "
        f"WINDOW w AS (PARTITION BY {origin})) "
        f"SELECT {ROW_NUMBER}, 1, id, ratio, whole, cost, total FROM sums WHERE abs(whole - 1) > 1e-6 "
        f"OR abs(CAST(cost AS DOUBLE) - ratio * CAST(total AS DOUBLE)) > greatest(0.01, 1e-4 * abs(CAST(total AS DOUBLE))) "
        "ORDER BY 1"
    ).fetchall()
    return (
        [
            Broken(
                "AllocatedMethodDetails",
                len(rows),
                tuple(int(row[0]) for row in rows[:EXAMPLES]),
                f"{rows[0][2]}: ratio {rows[0][3]} of {rows[0][4]:.6g}, cost {rows[0][5]} of {rows[0][6]}",
                "The shares of a split charge do not add up to the whole, or do not fit its costs.",
                "Check AllocatedRatio and the costs of all charges that were split from one.",
            )
        ]
        if rows
        else []
    )


def find_repeated_invoice_details(opened: Opened, cells: Cells) -> list[Broken]:
    """InvoiceDetailId that stands twice in one invoice."""
    names = [name for name in ("InvoiceIssuerName", "InvoiceId", "InvoiceDetailId") if cells.has(name)]
    if "InvoiceDetailId" not in names:
        return []
    return _repeated(opened, cells, names, "InvoiceDetailId", "an id names one record of an invoice")


def find_repeated_commitments(opened: Opened, cells: Cells) -> list[Broken]:
    """ContractCommitmentId that stands in two rows with the same discount: a second row is for another price tier only."""
    names = ["ContractCommitmentId", "ServiceProviderName", "ContractCommitmentDiscountPercentage"]
    names = [name for name in names if cells.has(name)]
    if "ContractCommitmentId" not in names:
        return []
    return _repeated(opened, cells, names, "ContractCommitmentId", "an id names one commitment of a provider")


def _repeated(opened: Opened, cells: Cells, names: list[str], column: str, why: str) -> list[Broken]:
    keys = ", ".join(value(name) for name in names)
    rows = opened.connection.execute(
        f"SELECT {ROW_NUMBER}, 1, {value(column)} FROM (SELECT {ROW_NUMBER}, {cells.layer(names)} FROM {TABLE}) "  # noqa: S608
        f"WHERE {value(column)} IS NOT NULL "
        f"QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {ROW_NUMBER}) > 1 ORDER BY 1"
    ).fetchall()
    return _summed(
        rows, column, f"{column} stands twice: {why}", "Give each record an id of its own.", lambda row: str(row[2])
    )


def _summed(
    rows: list[tuple[object, ...]], column: str, message: str, mend: str, example: Callable[[tuple[object, ...]], str]
) -> list[Broken]:
    """Rows of (first row, number of rows, ...) as one finding."""
    if not rows:
        return []
    first = tuple(int(str(row[0])) for row in rows[:EXAMPLES])
    return [
        Broken(
            column,
            sum(int(str(row[1])) for row in rows),
            first,
            example(rows[0]),
            f"{message}.",
            mend,
        )
    ]


def _first_cell(opened: Opened, name: str, row: int) -> str:
    found = opened.connection.execute(
        f"SELECT {quoted(name)} FROM {TABLE} WHERE {ROW_NUMBER} = {row}"  # noqa: S608
    ).fetchone()
    return str(found[0]) if found else ""


# name in our-checks.toml -> the search
SEARCHES: Final[Mapping[str, Callable[[Opened, Cells], list[Broken]]]] = {
    "repeated_rows": find_repeated_rows,
    "commitments": find_unbalanced_commitments,
    "splits": find_unbalanced_splits,
    "invoice_detail_ids": find_repeated_invoice_details,
    "commitment_ids": find_repeated_commitments,
}
