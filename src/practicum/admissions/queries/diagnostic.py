"""Reads of the diagnostic test. Questions are shown without their keys."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from practicum.admissions.models import DiagnosticItem, DiagnosticTest
from practicum.admissions.rules import DiagnosticResult, shown_order
from practicum.curriculum.api import ProgrammeVersion
from practicum.kernel.errors import NotFound
from practicum.people.api import Person


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    """A question as the test shows it; `options` are pairs of id and text in the order of this test."""

    position: int
    stem: str
    options: tuple[tuple[str, str], ...]
    answer: str


def access_diagnostic(person: Person, code: str) -> DiagnosticTest:
    """One's own test. Raises NotFound for anybody else's."""
    test = (
        person.diagnostic_tests.select_related("programme_version")
        .defer("programme_version__learning")
        .filter(code=code)
        .first()
    )
    if test is None:
        raise NotFound(f"There is no diagnostic test {code} of yours.")
    return test


def diagnostic_questions(version: ProgrammeVersion) -> int:
    """How many questions the version's diagnostic test draws from."""
    return DiagnosticItem.objects.filter(programme_version=version).count()


def diagnostic_tests_of(person: Person) -> QuerySet[DiagnosticTest]:
    """The person's tries, newest first."""
    return person.diagnostic_tests.order_by("-started_at", "-id")


def items_of(test: DiagnosticTest) -> dict[str, DiagnosticItem]:
    """The questions of a test by name."""
    found = DiagnosticItem.objects.filter(programme_version=test.programme_version, name__in=test.questions)
    return {item.name: item for item in found}


def show_question(test: DiagnosticTest, position: int) -> ShownQuestion:
    """Question `position` (from 1) of one's own test, without its key. Raises NotFound."""
    if not 1 <= position <= len(test.questions):
        raise NotFound("The test has no such question.")
    name = test.questions[position - 1]
    item = DiagnosticItem.objects.get(programme_version=test.programme_version, name=name)
    texts = {option["id"]: option["text"] for option in item.options}
    order = shown_order(list(texts), test.seed, name)
    return ShownQuestion(
        position=position,
        stem=item.stem,
        options=tuple((one, texts[one]) for one in order),
        answer=test.answers.get(name, ""),
    )


def result_of(test: DiagnosticTest) -> DiagnosticResult | None:
    """What came of a try; None while it runs."""
    if test.right is None:
        return None
    return DiagnosticResult(
        code=test.code, right=test.right, asked=len(test.questions), needed=test.needed, taken_at=test.started_at
    )


def diagnostic_of(person: Person) -> DiagnosticResult | None:
    """The person's result: a pass if there is one, else the newest."""
    results = [result for test in diagnostic_tests_of(person).exclude(right=None) if (result := result_of(test))]
    return next((result for result in results if result.passed), results[0] if results else None)


def overdue_tests(now: datetime) -> QuerySet[DiagnosticTest]:
    return DiagnosticTest.objects.filter(state="in_progress", ends_at__lte=now).order_by("id")
