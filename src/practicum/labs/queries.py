"""Reads of labs. Keys are never among what these return: grading alone loads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse

from practicum.admissions.api import Candidacy, candidacy_of
from practicum.cohorts.api import LAB_AHEAD, Seat, hands_of
from practicum.curriculum.api import ProgrammeVersion, current_version, programme_of
from practicum.kernel.errors import NotFound, NotPermitted
from practicum.labs.models import Bill, CohortLab, LabCorrection, LabDefinition, LabRationale, LabSubmission, LabVariant
from practicum.labs.querying import load_tables
from practicum.labs.rules.building import Variant, build_variant
from practicum.labs.rules.spelling import spell_answer
from practicum.labs.rules.states import variant_state_shown
from practicum.labs.rules.tasks import read_keys, read_tasks
from practicum.pack.api import Lab, Rubric
from practicum.pages.api import Todo
from practicum.people.api import FACILITATOR, MENTOR, PROGRAMME_MANAGER, Person, has_role, require_role


@dataclass(frozen=True, kw_only=True)
class LabStanding:
    """How one candidate stands in one lab. Numbers only: no answers."""

    candidacy: Candidacy
    definition: LabDefinition
    variant: LabVariant | None
    submissions: tuple[LabSubmission, ...]
    hints: int = 0  # how many were opened

    @property
    def state(self) -> str:
        return self.variant.state if self.variant else "not started"

    @property
    def state_shown(self) -> str:
        return variant_state_shown(self.state)

    @property
    def minutes_worked(self) -> int:
        return self.variant.seconds_worked // 60 if self.variant else 0

    @property
    def is_passed(self) -> bool:
        return any(submission.is_passed for submission in self.submissions)

    @property
    def best_percent(self) -> Decimal | None:
        """The best submission in percent of its points."""
        return max((100 * one.points / one.points_max for one in self.submissions), default=None)


def lab_of(definition: LabDefinition) -> Lab:
    """The definition as its pack described it."""
    return Lab.model_validate(definition.definition)


def get_definition(version: ProgrammeVersion, key: str) -> LabDefinition:
    """The lab of a programme version. Raises NotFound."""
    definition = LabDefinition.objects.filter(programme_version=version, key=key).select_related("bill").first()
    if definition is None:
        raise NotFound(f"This version of the programme has no lab “{key}”.")
    return definition


def required_labs(version: ProgrammeVersion) -> dict[str, int]:
    """The labs that a candidate has to pass, each with the week that it belongs to."""
    return {week.lab: week.number for week in programme_of(version).weeks if week.lab is not None}


def weeks_of_labs(version: ProgrammeVersion) -> dict[str, int]:
    """Every lab that a week asks for or offers for practice, with the first such week, in the order of the weeks."""
    found: dict[str, int] = {}
    for week in programme_of(version).weeks:
        for lab in (week.lab, *week.practice_labs):
            if lab is not None:
                found.setdefault(lab, week.number)
    return found


def standings_of(candidacies: Iterable[Candidacy]) -> list[LabStanding]:
    """How candidates of one programme version stand in each of its labs. Three queries, however many they are."""
    people = list(candidacies)
    submissions = LabSubmission.objects.defer("answers", "results", "feedback")
    variants = LabVariant.objects.defer("keys", "tasks", "draft").filter(candidacy__in=people)
    # One that has ended counts no more: the candidate begins the lab again.
    variants = variants.exclude(state="ended").annotate(hint_count=Count("hints"))
    found = {
        (variant.candidacy_id, variant.definition_id): variant
        for variant in variants.prefetch_related(Prefetch("submissions", queryset=submissions))
    }
    versions = {candidacy.programme_version_id for candidacy in people}
    definitions = list(LabDefinition.objects.filter(programme_version__in=versions).defer("definition"))
    standings = []
    for candidacy in people:
        for definition in definitions:
            if definition.programme_version_id != candidacy.programme_version_id:
                continue
            variant = found.get((candidacy.pk, definition.pk))
            handed_in = tuple(variant.submissions.all()) if variant else ()
            standings.append(
                LabStanding(
                    candidacy=candidacy,
                    definition=definition,
                    variant=variant,
                    submissions=handed_in,
                    hints=variant.hint_count if variant else 0,
                )
            )
    return standings


def ended_variants(candidacy: Candidacy) -> QuerySet[LabVariant]:
    """The candidate's labs that ended because their data were deleted: what was handed in can still be read."""
    ended = LabVariant.objects.defer("keys", "tasks").filter(candidacy=candidacy, state="ended")
    return ended.select_related("definition", "bill").order_by("issued_at")


def labs_complete(candidacy: Candidacy) -> list[str]:
    """What is missing of the candidate's labs, in sentences; empty when every required lab is passed."""
    titles = dict(
        LabDefinition.objects.filter(programme_version=candidacy.programme_version_id).values_list("key", "title")
    )
    passed = set(LabVariant.objects.filter(candidacy=candidacy, state="passed").values_list("lab", flat=True))
    return [
        f"The lab “{titles.get(key, key)}” is not passed."
        for key in required_labs(candidacy.programme_version)
        if key not in passed
    ]


def access_variant(person: Person, code: str) -> LabVariant:
    """A variant that the person may look at: their own, or one of a cohort that they lead or mentor. Without its keys.

    Raises NotFound for any other, so that nobody learns which codes exist.
    """
    return _one_of(Q(candidacy__person=person) | _led_by(person, "candidacy__"), code)


def access_points(person: Person, code: str) -> LabVariant:
    """A variant whose points the person may see: as `access_variant`, and that of anybody for a programme manager."""
    return _one_of(Q(), code) if has_role(person, PROGRAMME_MANAGER) else access_variant(person, code)


def _one_of(which: Q, code: str) -> LabVariant:
    variants = LabVariant.objects.defer("keys").select_related(
        "candidacy__person", "definition__programme_version", "bill"
    )
    variant = variants.filter(which, code=code).distinct().first()
    if variant is None:
        raise NotFound(f"There is no lab {code} that you may see.")
    return variant


def own_variant(person: Person, code: str) -> LabVariant:
    """The person's own variant, without its keys: nobody else works on it or reads its answers. Raises NotFound."""
    variant = access_variant(person, code)
    if variant.candidacy.person_id != person.pk:
        raise NotFound(f"There is no lab {code} of yours.")
    return variant


def access_submission(person: Person, code: str, number: int) -> LabSubmission:
    """One of the person's own submissions. Raises NotFound."""
    submission = own_variant(person, code).submissions.filter(number=number).first()
    if submission is None:
        raise NotFound(f"There is no submission {number} of this lab.")
    return submission


def cohort_candidacies(person: Person, cohort: str) -> list[Candidacy]:
    """The candidates of a cohort (by its code) that the person leads or mentors, or any for a programme manager.

    Raises NotFound when there is no such cohort for this person.
    """
    candidacies = Candidacy.objects.filter(seat__cohort__code=cohort).exclude(seat__state="left")
    if not has_role(person, PROGRAMME_MANAGER):
        candidacies = candidacies.filter(_led_by(person, ""))
    found = list(candidacies.select_related("person", "seat__cohort").distinct().order_by("person__name", "person_id"))
    if not found:
        raise NotFound(f"There is no cohort {cohort} whose results you may see.")
    return found


def cohorts_to_see(person: Person) -> list[tuple[str, str]]:
    """(code, name) of the cohorts whose lab results the person may see, by name."""
    if not has_role(person, FACILITATOR, MENTOR, PROGRAMME_MANAGER):
        return []
    seated = Candidacy.objects.exclude(seat=None)
    if not has_role(person, PROGRAMME_MANAGER):
        seated = seated.filter(_led_by(person, ""))
    return list(
        seated.order_by("seat__cohort__name").values_list("seat__cohort__code", "seat__cohort__name").distinct()
    )


def list_bills(person: Person) -> QuerySet[Bill]:
    """Imported bills, the newest first. Raises NotPermitted."""
    require_role(person, PROGRAMME_MANAGER)
    return Bill.objects.filter(source="imported").defer("summary")


def access_bill(person: Person, sha256: str) -> Bill:
    """A bill, for programme managers; a cohort's own is reached by `cohort_access`. Raises NotPermitted and NotFound."""
    require_role(person, PROGRAMME_MANAGER)
    bill = Bill.objects.filter(sha256=sha256).exclude(source="cohort").select_related("added_by").first()
    if bill is None:
        raise NotFound("There is no such bill.")
    return bill


def carried_tasks(bill: Bill, definition: LabDefinition) -> Variant:
    """What the lab would be on this bill, by asking its files. The keys in it must not leave the server."""
    lab = lab_of(definition)
    return build_variant(lab, load_tables(bill, lab))


def simulated_answers(variant: LabVariant, *, mistakes: int = 0) -> dict[str, str]:
    """What a simulated candidate hands in: the right answers, as a person types them, but for the first `mistakes` tasks
    that have a named wrong method: those get its answer. Raises NotPermitted where people are real.
    """
    if not settings.PRACTICUM.simulated_time:
        raise NotPermitted("Only simulated people know the answers.")
    keys = read_keys(LabVariant.objects.values_list("keys", flat=True).get(pk=variant.pk))
    ways = {task.key: task for task in lab_of(variant.definition).tasks}
    answers: dict[str, str] = {}
    for task in read_tasks(variant.tasks):
        key, way = keys[task.key], ways[task.key]
        value, sql = key.value, way.solution.sql or ""
        if key.wrong and mistakes > 0:
            value, mistakes = key.wrong[0].value, mistakes - 1
            sql = next(one.sql or "" for one in way.wrong_methods if one.key == key.wrong[0].method)
        answers |= spell_answer(task, value, sql=sql)
    return answers


def current_labs() -> list[LabDefinition]:
    """The labs of the current programme version; none when no programme is loaded."""
    try:
        version = current_version()
    except NotFound:
        return []
    return list(LabDefinition.objects.filter(programme_version=version).select_related("bill"))


def rubric_of(version: ProgrammeVersion, key: str) -> Rubric:
    """The rubric of that key. Raises NotFound."""
    for rubric in programme_of(version).rubrics:
        if rubric.key == key:
            return rubric
    raise NotFound(f"This version of the programme has no rubric “{key}”.")


def rationales_for(person: Person) -> QuerySet[LabRationale]:
    """The rationales that the person may read and mark, what waits first: of their cohorts, and of candidates without."""
    if not has_role(person, FACILITATOR, MENTOR):
        return LabRationale.objects.none()
    path = "submission__variant__candidacy__"
    return (
        LabRationale.objects.select_related(
            "submission__variant__candidacy__person", "submission__variant__definition__programme_version", "marker"
        )
        .filter(_led_by(person, path) | Q(**{f"{path}seat": None}))
        .exclude(**{f"{path}person": person})
        .distinct()
        .order_by("marked_at", "submission__submitted_at", "id")
    )


def access_rationale(person: Person, code: str) -> LabRationale:
    """A rationale that the person may read and mark. Raises NotFound for any other."""
    rationale = rationales_for(person).filter(code=code).first()
    if rationale is None:
        raise NotFound(f"There is no rationale {code} that you may read.")
    return rationale


def corrections_of(person: Person, definition: LabDefinition) -> QuerySet[LabCorrection]:
    """The corrections of a lab, the newest first. Raises NotPermitted."""
    require_role(person, PROGRAMME_MANAGER)
    return definition.corrections.select_related("made_by", "decided_by").defer("before", "after").order_by("-made_at")


def access_correction(person: Person, code: str) -> LabCorrection:
    """A correction, for programme managers. Raises NotPermitted and NotFound."""
    require_role(person, PROGRAMME_MANAGER)
    correction = (
        LabCorrection.objects.filter(code=code)
        .select_related("definition__programme_version", "made_by", "decided_by")
        .first()
    )
    if correction is None:
        raise NotFound(f"There is no correction {code}.")
    return correction


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """The labs that this candidate has to do now; for those who mentor, the rationales that wait for them."""
    todos = [
        Todo(
            title=f"Read why {one.submission.variant.candidacy.person.name} decided in the lab "
            f"“{one.submission.variant.definition.title}”",
            url=reverse("labs:rationale", args=[one.code]),
            due_at=None,
            room="labs",
        )
        for one in rationales_for(person).filter(marked_at=None)
    ]
    todos += _labs_to_decide_on(person, now)
    candidacy = candidacy_of(person)
    if candidacy is None:
        return todos
    standings = {one.definition.key: one for one in standings_of([candidacy])}
    verbs = {"not started": "Start the lab", "returned": "Work through your feedback and hand in again: the lab"}
    for key, due_at in _open_labs(candidacy, now).items():
        standing = standings.get(key)
        # One that waits for a person's points is not the candidate's to do.
        if standing is None or standing.is_passed or standing.state == "submitted":
            continue
        url = reverse("labs:workbench", args=[standing.variant.code]) if standing.variant else reverse("labs:index")
        title = f"{verbs.get(standing.state, 'Work on the lab')} “{standing.definition.title}”"
        todos.append(Todo(title=title, url=url, due_at=due_at, room="labs"))
    return todos


def _labs_to_decide_on(person: Person, now: datetime) -> list[Todo]:
    """The bills with labs that wait to be confirmed: of cohorts that the person leads, or whose facilitator they stand in
    for now. Not of one in which they sit: they do not see its keys."""
    sits = Seat.objects.filter(candidacy__person=person, candidacy__ended_at=None).exclude(state="left")
    waiting = CohortLab.objects.filter(
        state="proposed", cohort_bill__state="kept", cohort_bill__cohort__facilitator__in=hands_of(person, now)
    ).exclude(cohort_bill__cohort__in=sits.values("cohort"))
    found = waiting.values_list("cohort_bill__code", "cohort_bill__bill__name").annotate(labs=Count("pk"))
    return [
        Todo(
            title=f"Decide on {labs} lab{'' if labs == 1 else 's'} on the bill “{name}”",
            url=reverse("labs:cohort_bill", args=[code]),
            due_at=None,
            room="labs",
        )
        for code, name, labs in found.order_by("cohort_bill__code")
    ]


def _open_labs(candidacy: Candidacy, now: datetime) -> dict[str, datetime | None]:
    """Lab -> the session that it belongs to. In a cohort a lab opens a week ahead; without one all are open."""
    required = required_labs(candidacy.programme_version)
    if candidacy.route != "cohort":
        return dict.fromkeys(required)
    sessions = Candidacy.objects.filter(pk=candidacy.pk, seat__cohort__sessions__week__in=required.values())
    starts = dict(sessions.values_list("seat__cohort__sessions__week", "seat__cohort__sessions__starts_at"))
    return {key: starts[week] for key, week in required.items() if week in starts and starts[week] - LAB_AHEAD <= now}


def _led_by(person: Person, path: str) -> Q:
    """Candidacies of cohorts that the person leads or mentors. A seat that was left is nobody's."""
    cohort = f"{path}seat__cohort__"
    leads = Q(**{f"{cohort}facilitator": person}) | Q(**{f"{cohort}mentors__person": person})
    return leads & ~Q(**{f"{path}seat__state": "left"})
