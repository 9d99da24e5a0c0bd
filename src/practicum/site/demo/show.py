"""What the demonstration tells of itself: its figures, and whose sign-in link stands for each role."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count

from practicum.admissions.api import Application
from practicum.cohorts.api import Cohort
from practicum.credentials.api import Credential
from practicum.exams.api import Attempt
from practicum.ledger.api import verify_ledger
from practicum.people.api import Person, get_person
from practicum.site.demo.play import Play
from practicum.site.views import demo_link


def summary(seconds: float) -> dict[str, Any]:
    """The figures of what is in the database now; the ledger is verified for it."""
    found = verify_ledger()
    cohorts = Cohort.objects.annotate(size=Count("seats")).order_by("starts_on")
    return {
        "applications": Application.objects.count(),
        "cohorts": [{"name": one.name, "state": one.state, "size": one.size} for one in cohorts],
        "attempts": Attempt.objects.count(),
        "credentials": Credential.objects.count(),
        "declined": Application.objects.filter(state="declined").count(),
        "ledger": {"records": found.records, "verified": found.verified},
        "seconds": round(seconds, 1),
    }


def close_curtain(play: Play, *, at: datetime) -> None:
    """Note that the whole play is in the database, and whom to show."""
    with connection.cursor() as cursor:
        for role, person in play.shown.items():
            cursor.execute(
                "insert into practicum_demo (role, person, finished_at) values (%s, %s, %s)", [role, person.code, at]
            )


def shown_people() -> dict[str, Person]:
    """Role -> the person whose link stands for it; empty when no complete demonstration is there."""
    with connection.cursor() as cursor:
        cursor.execute("select to_regclass('practicum_demo')")
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return {}
        cursor.execute("select role, person from practicum_demo order by role")
        return {role: get_person(code) for role, code in cursor.fetchall()}


def sign_in_links() -> dict[str, str]:
    """Role -> the link that signs in as somebody who has it."""
    return {role: demo_link(person) for role, person in shown_people().items()}
