"""Queries that candidates run to look at their data: bounded, one at a time for each person."""

from practicum.focus.api import QueryLimits, QueryResult
from practicum.labs.models import LabVariant
from practicum.labs.querying import query_variant, turn_of
from practicum.people.api import Person

# What a page shows of a result; a query may give more.
SHOWN_ROWS = 200
_LIMITS = QueryLimits(most_rows=SHOWN_ROWS, most_bytes=2_000_000, cuts=True)


def run_for(person: Person, variant: LabVariant, sql: str) -> QueryResult:
    """The first rows of a query over the variant's tables. The caller has checked that the person may see it.

    Refusals, of the field `sql`: those of `focus.api.run_query`, and `query_running` while another query of the same
    person runs: so nobody takes the place of two.
    """
    with turn_of(person.pk, field="sql"):
        return query_variant(variant, sql, field="sql", limits=_LIMITS)
