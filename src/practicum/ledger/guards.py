"""Triggers that keep rows as they were written. The migration and the tests use the same text."""

APPEND_ONLY_TABLES = ("practicum_record", "practicum_response", "practicum_criterionscore")

FUNCTION = """
create or replace function practicum_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: % is refused', tg_table_name, tg_op using errcode = 'restrict_violation';
end $$;
"""


def guard(table: str) -> str:
    """SQL that refuses UPDATE, DELETE and TRUNCATE on `table`."""
    return f"""
create or replace trigger {table}_append_only before update or delete on {table}
    for each row execute function practicum_refuse_change();
create or replace trigger {table}_no_truncate before truncate on {table}
    for each statement execute function practicum_refuse_change();
"""


def guards() -> str:
    return FUNCTION + "".join(guard(table) for table in APPEND_ONLY_TABLES)
