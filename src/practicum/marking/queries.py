"""Reads of capstones and marks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from practicum.admissions.api import Candidacy, candidacy_of
from practicum.cohorts.api import trainers_of
from practicum.curriculum.api import programme_of
from practicum.kernel.errors import NotFound
from practicum.marking.models import Capstone, CapstoneSubmission, Mark, MarkAllocation
from practicum.marking.rules import ExaminerFacts, Unsettled, blocks_of, settle_marks, trainers_are_barred
from practicum.pack.api import Criterion, Rubric
from practicum.pages.api import Todo
from practicum.people.api import (
    EXAMINER,
    PROGRAMME_MANAGER,
    Person,
    Standing,
    conflict_between,
    declared_pairs,
    has_role,
    people_with_role,
    require_role,
    roles_of,
    trained_recently,
)


def rubric_of(candidacy: Candidacy) -> Rubric:
    """The summative rubric of the programme version under which this person is a candidate."""
    programme = programme_of(candidacy.programme_version)
    return next(rubric for rubric in programme.rubrics if rubric.key == programme.capstone.rubric)


# --- the candidate -------------------------------------------------------------------------------------------------


def access_own_candidacy(person: Person) -> Candidacy:
    """The person's live candidacy, or their last one. Raises NotFound."""
    candidacy = candidacy_of(person) or (
        person.candidacies.select_related("application", "programme_version").order_by("-opened_at", "-id").first()
    )
    if candidacy is None:
        raise NotFound("You are not a candidate of this programme.", mend="The capstone comes after admission.")
    return candidacy


def capstone_of(candidacy: Candidacy) -> Capstone | None:
    """The candidate's capstone, if they have begun one."""
    return Capstone.objects.select_related("candidacy__person").filter(candidacy=candidacy).first()


@dataclass(frozen=True, kw_only=True)
class CriterionMark:
    """One line of a mark as people read it."""

    criterion: Criterion
    level: int
    level_name: str
    descriptor: str
    remark: str


@dataclass(frozen=True, kw_only=True)
class ShownMark:
    """A mark without its examiner: the candidate learns what was found, not by whom."""

    mark: Mark
    lines: tuple[CriterionMark, ...]


def shown_marks(capstone: Capstone, *, number: int) -> list[ShownMark]:
    """The marks of one submission, in the order in which they were given."""
    rubric = rubric_of(capstone.candidacy)
    names = {step.level: step.name for step in rubric.scale}
    marks = Mark.objects.filter(allocation__capstone=capstone, allocation__number=number).order_by("marked_at", "id")
    return [
        ShownMark(
            mark=mark,
            lines=tuple(
                CriterionMark(
                    criterion=criterion,
                    level=mark.levels[criterion.key],
                    level_name=names[mark.levels[criterion.key]],
                    descriptor=criterion.descriptors[mark.levels[criterion.key]],
                    remark=mark.remarks.get(criterion.key, ""),
                )
                for criterion in rubric.criteria
            ),
        )
        for mark in marks
    ]


# --- allocation ----------------------------------------------------------------------------------------------------


def access_capstones(person: Person) -> QuerySet[Capstone]:
    """Capstones that were handed in, for programme managers; `allocations.all()` leaves out those withdrawn."""
    require_role(person, PROGRAMME_MANAGER)
    allocations = MarkAllocation.objects.exclude(state="withdrawn").select_related("examiner", "mark")
    return (
        Capstone.objects.exclude(number=0)
        .defer("text", "ai_use")
        .select_related("candidacy__person", "candidacy__programme_version")
        .prefetch_related(Prefetch("allocations", queryset=allocations.order_by("id")))
        .order_by("submitted_at", "id")
    )


def access_capstone(person: Person, code: str) -> Capstone:
    """One capstone, for a programme manager. Raises NotPermitted, NotFound."""
    capstone = access_capstones(person).filter(code=code).first()
    if capstone is None:
        raise NotFound(f"There is no capstone {code} that was handed in.")
    return capstone


def allocations_now(capstone: Capstone) -> QuerySet[MarkAllocation]:
    """Those asked to mark the present submission, with their marks."""
    return (
        MarkAllocation.objects.filter(capstone=capstone, number=capstone.number)
        .exclude(state="withdrawn")
        .select_related("examiner", "mark")
        .order_by("id")
    )


def settling(capstone: Capstone, rubric: Rubric, allocations: Iterable[MarkAllocation]) -> str:
    """Why the present marks do not settle the capstone yet, or an empty text."""
    held = [one for one in allocations if one.number == capstone.number]
    marks = [one.mark.levels for one in held if one.state == "marked"]
    outcome = settle_marks(rubric, marks, still_open=sum(one.state == "allocated" for one in held))
    return outcome.reason if isinstance(outcome, Unsettled) else ""


def needs_examiner(capstone: Capstone, rubric: Rubric, allocations: Iterable[MarkAllocation]) -> bool:
    """Whether a programme manager must act: nobody marks it, or two marks lie too far apart."""
    held = [one for one in allocations if one.number == capstone.number]
    return (
        capstone.state in ("submitted", "marked")
        and all(one.state == "marked" for one in held)
        and bool(settling(capstone, rubric, held))
    )


@dataclass(frozen=True, kw_only=True)
class ExaminerChoice:
    """An examiner who might mark a capstone. `load` counts the capstones that wait for them; `blocks` are the reasons why
    not, empty for those who may; `note` is what a manager should know all the same."""

    person: Person
    load: int
    blocks: tuple[str, ...]
    note: str = ""


def examiner_choices(capstone: Capstone, *, now: datetime) -> list[ExaminerChoice]:
    """Every examiner with their load, those who may mark first and by load; the others with every reason."""
    examiners = list(people_with_role(EXAMINER))
    load = Counter(MarkAllocation.objects.filter(state="allocated").order_by().values_list("examiner_id", flat=True))
    asked = set(allocations_now(capstone).values_list("examiner_id", flat=True))
    facts = examiner_facts(capstone, examiners, now=now)
    choices = [
        ExaminerChoice(
            person=examiner,
            load=load[examiner.pk],
            blocks=(("they are asked already",) if examiner.pk in asked else ()) + blocks_of(facts[examiner.pk]),
            note="trained the candidate; this mode of the programme allows it"
            if facts[examiner.pk].has_trained
            else "",
        )
        for examiner in examiners
    ]
    return sorted(choices, key=lambda choice: (bool(choice.blocks), choice.load, choice.person.name, choice.person.pk))


def eligible_examiners(capstone: Capstone, *, now: datetime) -> list[Person]:
    """Those who may mark this capstone, the least busy first."""
    return [choice.person for choice in examiner_choices(capstone, now=now) if not choice.blocks]


def examiner_facts(capstone: Capstone, people: Iterable[Person], *, now: datetime) -> dict[int, ExaminerFacts]:
    """What decides for each of `people`, by their key, whether they may mark. A constant number of queries."""
    candidate = capstone.candidacy.person
    programme = programme_of(capstone.candidacy.programme_version)
    years = programme.policies.impartiality.trainer_years
    asked = list(people)
    examiners = set(people_with_role(EXAMINER).filter(pk__in=[one.pk for one in asked]).values_list("pk", flat=True))
    declared: dict[str, set[str]] = {}
    for person, about in declared_pairs():
        declared.setdefault(person, set()).add(about)
    trained: dict[int, list[datetime]] = {}
    for trainer, until in trainers_of(candidate, now=now):
        trained.setdefault(trainer.pk, []).append(until)

    def standing(person: Person) -> Standing:
        return Standing(person.code, person.employer, frozenset(declared.get(person.code, ())))

    return {
        one.pk: ExaminerFacts(
            is_examiner=one.pk in examiners,
            conflict=conflict_between(standing(one), standing(candidate)),
            has_trained=trained_recently(trained.get(one.pk, ()), years=years, now=now),
            trainer_years=years,
            mode=programme.mode,
        )
        for one in asked
    }


def trainer_rule(capstone: Capstone) -> str:
    """`enforced` or `relaxed`, for the record."""
    programme = programme_of(capstone.candidacy.programme_version)
    return "enforced" if trainers_are_barred(programme.mode) else "relaxed"


# --- marking -------------------------------------------------------------------------------------------------------


def own_allocations(person: Person) -> QuerySet[MarkAllocation]:
    """What this examiner was asked to mark: what waits first, in the order of asking. Without the candidates."""
    require_role(person, EXAMINER)
    return (
        MarkAllocation.objects.filter(examiner=person)
        .exclude(state="withdrawn")
        .select_related("capstone", "mark")
        .defer("capstone__text", "capstone__title", "capstone__ai_use")
        .order_by("state", "allocated_at", "id")
    )


def access_allocation(person: Person, code: str) -> MarkAllocation:
    """The newest allocation of the capstone `code` to this examiner. Raises NotPermitted, NotFound."""
    allocation = own_allocations(person).filter(capstone__code=code).order_by("-number", "-id").first()
    if allocation is None:
        raise NotFound(f"There is no capstone {code} for you to mark.")
    return allocation


def submission_of(allocation: MarkAllocation) -> CapstoneSubmission:
    """What the examiner reads: the text as it was handed in."""
    return CapstoneSubmission.objects.get(capstone_id=allocation.capstone_id, number=allocation.number)


def examiners_of(candidacy: Candidacy) -> list[Person]:
    """Everybody who was asked to mark this candidate and did not return the work: none of them may decide on the award."""
    asked = MarkAllocation.objects.filter(capstone__candidacy=candidacy).exclude(state="withdrawn")
    return list(Person.objects.filter(pk__in=asked.order_by().values("examiner")).order_by("id"))


# --- the desk ------------------------------------------------------------------------------------------------------


def todo_for(person: Person, now: datetime) -> list[Todo]:
    """What waits for this person: their own capstone, capstones to mark, capstones without an examiner."""
    todos = []
    roles = roles_of(person)
    if not roles and (candidacy := candidacy_of(person)):
        todos += _own_todo(candidacy)
    if EXAMINER in roles and (waiting := own_allocations(person).filter(state="allocated").count()):
        todos.append(Todo(title=f"Mark {_capstones(waiting)}", url=reverse("marking:list"), room="marking"))
    if PROGRAMME_MANAGER in roles:
        open_ones = access_capstones(person).filter(state__in=("submitted", "marked"))
        lacking = sum(needs_examiner(one, rubric_of(one.candidacy), one.allocations.all()) for one in open_ones)
        if lacking:
            title = f"Allocate an examiner to {_capstones(lacking)}"
            todos.append(Todo(title=title, url=reverse("marking:list"), room="marking"))
    return todos


def _own_todo(candidacy: Candidacy) -> list[Todo]:
    row = Capstone.objects.filter(candidacy=candidacy).values_list("state", "passed", "number").first()
    state, passed, number = row or ("draft", None, 0)
    url = reverse("marking:capstone")
    if state == "draft":
        title = "Hand in your capstone again" if number else "Finish your capstone" if row else "Begin your capstone"
        return [Todo(title=title, url=url, detail="Your draft is kept." if row else "", room="marking")]
    if state == "final" and not passed:
        return [Todo(title="Read the comments on your capstone and work on it again", url=url, room="marking")]
    return []


def _capstones(number: int) -> str:
    return "1 capstone" if number == 1 else f"{number} capstones"


def is_manager(person: Person) -> bool:
    return has_role(person, PROGRAMME_MANAGER)
