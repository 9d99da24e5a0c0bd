"""What waits for a person in this room."""

from datetime import datetime, timedelta

from django.urls import reverse

from practicum.pages.api import Todo
from practicum.people.api import DECIDER, JUDGE, PROGRAMME_MANAGER, PSYCHOMETRICIAN, Person, roles_of
from practicum.results.models import CutScore, StandardSetting
from practicum.results.queries.appeals import blocks_against, open_appeals
from practicum.results.queries.judging import judging_tasks
from practicum.results.queries.scores import own_results, sitting_rows
from practicum.results.rules import MIN_JUDGES

NEWS_FOR = timedelta(days=14)


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """Forms to judge, cut scores to compute or adopt, attempts to score, results to release, appeals to decide."""
    roles = roles_of(person)
    todos = []
    if not roles:
        for result in own_results(person).filter(released_at__gt=now - NEWS_FOR, attempt__state="released"):
            url = reverse("results:report", args=[result.code])
            todos.append(Todo(title="Read your examination result", url=url, room="results"))
    if JUDGE in roles and not person.candidacies.filter(ended_at=None).exists():
        for task in judging_tasks(person):
            todos.append(
                Todo(
                    title=f"Judge the items of {task.form.code}, round {task.round}",
                    url=reverse("results:judging", args=[task.form.code]),
                    detail=f"{task.judged} of {task.items} items judged",
                    room="results",
                )
            )
    if PSYCHOMETRICIAN in roles:
        todos += _panel_todo()
    if {PSYCHOMETRICIAN, PROGRAMME_MANAGER} & roles:
        todos += _sitting_todo(now)
    if {PROGRAMME_MANAGER, DECIDER} & roles:
        waiting = CutScore.objects.filter(state="computed").exclude(computed_by=person).select_related("form")
        for cut in waiting:
            url = reverse("results:cut", args=[cut.form.code])
            todos.append(Todo(title=f"Adopt or reject the cut score of {cut.form.code}", url=url, room="results"))
    if DECIDER in roles:
        for appeal in open_appeals():
            if not blocks_against(appeal, person, now=now):
                url = reverse("results:appeal", args=[appeal.code])
                todos.append(Todo(title=f"Decide the appeal {appeal.code}", url=url, room="results"))
    return todos


def _panel_todo() -> list[Todo]:
    todos = []
    for setting in StandardSetting.objects.exclude(state="closed").select_related("form"):
        url = reverse("results:cut", args=[setting.form.code])
        act = "Open the second round for" if setting.state == "first_round" else "Compute the cut score of"
        detail = f"When at least {MIN_JUDGES} judges have finished"
        todos.append(Todo(title=f"{act} {setting.form.code}", url=url, detail=detail, room="results"))
    return todos


def _sitting_todo(now: datetime) -> list[Todo]:
    todos = []
    for row in sitting_rows():
        url, name = reverse("results:sitting", args=[row.sitting.code]), row.sitting.name
        if row.unscored:
            todos.append(Todo(title=f"Score {_count(row.unscored, 'attempt')} of {name}", url=url, room="results"))
        elif row.unreleased and row.sitting.closes_at <= now:
            todos.append(Todo(title=f"Release {_count(row.unreleased, 'result')} of {name}", url=url, room="results"))
    return todos


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
