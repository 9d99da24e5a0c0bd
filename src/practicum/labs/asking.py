"""Queries that candidates run to look at their data: bounded, one at a time for each person."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from practicum.focus.api import QueryLimits, QueryResult
from practicum.kernel.errors import Refusal
from practicum.labs.models import LabVariant
from practicum.labs.querying import query_variant
from practicum.people.api import Person

# What a page shows of a result; a query may give more.
SHOWN_ROWS = 200
_LIMITS = QueryLimits(most_rows=SHOWN_ROWS, most_bytes=2_000_000, cuts=True)
# Tells our locks from others' in the same database.
_LOCKS = 0x1AB


def run_for(person: Person, variant: LabVariant, sql: str) -> QueryResult:
    """The first rows of a query over the variant's tables. The caller has checked that the person may see it.

    Refusals, of the field `sql`: those of `focus.api.run_query`, and `query_running` while another query of the same
    person runs: so nobody takes the place of two.
    """
    with _turn_of(person):
        return query_variant(variant, sql, field="sql", limits=_LIMITS)


@contextmanager
def _turn_of(person: Person) -> Iterator[None]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s, %s)", [_LOCKS, person.pk % 2**31])
        if not cursor.fetchone()[0]:
            raise Refusal(
                "query_running",
                "Another query of yours is still running.",
                field="sql",
                mend="Wait until it has ended; a query ends after 10 seconds at the latest.",
            )
        yield
