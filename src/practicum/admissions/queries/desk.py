"""What a person has to do next in admissions."""

from datetime import datetime

from django.urls import reverse

from practicum.admissions.models import Application, DiagnosticTest, FreedPlace
from practicum.admissions.queries.applications import todo_on_applications
from practicum.pages.api import Todo
from practicum.people.api import ADMISSIONS_OFFICER, Person, has_role


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """Applications, a diagnostic test that runs, and, for officers, places that wait to be passed on."""
    todos = todo_on_applications(person, now)
    for test in DiagnosticTest.objects.filter(person=person, state="in_progress", ends_at__gt=now):
        url = reverse("admissions:diagnostic_test", args=[test.code])
        todos.append(Todo(title="Go on with your diagnostic test", url=url, due_at=test.ends_at, room="admissions"))
    if has_role(person, ADMISSIONS_OFFICER):
        places = FreedPlace.objects.filter(state="free").count()
        if places and Application.objects.filter(state="waitlisted").exists():
            noun = "free place" if places == 1 else "free places"
            title = f"Offer {places} {noun} to the waiting list"
            todos.append(Todo(title=title, url=reverse("admissions:waitlist"), room="admissions"))
    return todos
