"""How each FOCUS type is held in memory and in Parquet."""

import pyarrow as pa

from practicum.focus.schema.columns import COLUMNS, Column

# Costs hold 12 decimal places, as much as any provider's export was seen to carry. Prices and quantities hold 15:
# the official sample writes quantities with 15. 38 digits are the most that 128 bits carry.
COST_PLACES = 12
RATE_PLACES = 15


def decimal_places(column: Column) -> int:
    """Decimal places held for a decimal column."""
    return COST_PLACES if column.name.endswith("Cost") else RATE_PLACES


def arrow_type(column: Column) -> pa.DataType:
    """Datetimes are UTC and carry no zone: DuckDB reads such columns without its time zone extension."""
    if column.type == "decimal":
        return pa.decimal128(38, decimal_places(column))
    if column.type == "datetime":
        return pa.timestamp("us")
    return pa.string()


def sql_type(column: Column) -> str:
    """The same type by its DuckDB name."""
    if column.type == "decimal":
        return f"DECIMAL(38,{decimal_places(column)})"
    return "TIMESTAMP" if column.type == "datetime" else "VARCHAR"


def schema_of(names: tuple[str, ...]) -> pa.Schema:
    """The Arrow schema of these FOCUS columns, in this order."""
    return pa.schema([(name, arrow_type(COLUMNS[name])) for name in names])
