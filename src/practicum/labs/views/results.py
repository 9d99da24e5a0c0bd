"""How candidates stand, for those who lead and mentor them: numbers, no answers."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from practicum.labs.offering import telling_standings
from practicum.labs.queries import access_points, cohort_candidacies
from practicum.labs.rules.grading import read_feedback
from practicum.labs.rules.tasks import read_tasks
from practicum.labs.views.shared import person_of


@login_required
@require_safe
def cohort(request: HttpRequest, code: str) -> HttpResponse:
    """All candidates of a cohort in the labs that they have to pass or have begun."""
    candidacies = cohort_candidacies(person_of(request), code)
    context = {"cohort": candidacies[0].seat.cohort, "standings": telling_standings(candidacies)}
    return render(request, "labs/cohort.html", context)


@login_required
@require_safe
def points(request: HttpRequest, code: str) -> HttpResponse:
    """The points of each submission of one candidate, task by task."""
    variant = access_points(person_of(request), code)
    submissions = list(variant.submissions.defer("answers"))
    earned = [{one.task: one.points for one in read_feedback(submission.feedback).tasks} for submission in submissions]
    rows = [
        {"number": place, "task": task, "points": [one.get(task.key, 0) for one in earned]}
        for place, task in enumerate(read_tasks(variant.tasks), start=1)
    ]
    return render(request, "labs/points.html", {"variant": variant, "submissions": submissions, "rows": rows})
