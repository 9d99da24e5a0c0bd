"""Reads for auditors: why a credential was awarded, the ledger itself, and the statistics of forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from practicum.credentials.api import AwardDecision, Credential, get_credential, standing_in_words, verify_document
from practicum.curriculum.api import programme_of
from practicum.evidence.rules.story import (
    PERSON_KINDS,
    SHARED_KINDS,
    Fact,
    actor_words,
    codes_to_follow,
    facts_of,
    reason_of,
    roles_at,
    shared_codes,
    stage_of,
    title_of,
)
from practicum.itembank.api import TestForm
from practicum.kernel.canonical import digest, plain
from practicum.kernel.errors import NotFound
from practicum.labs.api import LabDefinition
from practicum.ledger.api import Record, Verification, records_about, verify_ledger
from practicum.people.api import (
    AUDITOR,
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
    SYSTEM_CODE,
    Person,
    RoleGrant,
    require_role,
    trained_recently,
)
from practicum.results.api import CutScore, ExamResult, FormStatistics, adopted_cut, form_statistics

MAX_ROUNDS = 20  # a story is a handful of steps deep; this ends a walk on a damaged ledger


@dataclass(frozen=True, kw_only=True)
class Step:
    """One record of the story."""

    number: int
    at: datetime
    actor: str
    who: str
    stage: str
    kind: str
    what: str
    reason: str
    facts: tuple[Fact, ...]
    hash: str
    is_shared: bool

    def to_json(self) -> dict[str, Any]:
        facts = {fact.label: fact.value for fact in self.facts}
        told = {
            "record": self.number,
            "at": self.at,
            "actor": self.actor,
            "who": self.who,
            "stage": self.stage,
            "kind": self.kind,
            "what": self.what,
            "reason": self.reason,
            "facts": facts,
            "hash": self.hash,
        }
        return {key: plain(value) for key, value in told.items()}


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Whether something that we keep is still what the ledger's hash says."""

    name: str
    ok: bool
    text: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why a credential was awarded: the steps in their order, and whether the ledger and what hangs on it still hold."""

    credential: Credential
    award: AwardDecision
    standing: str
    answer: tuple[str, ...]
    steps: tuple[Step, ...]
    ledger: Verification
    bindings: tuple[Binding, ...]

    @property
    def holds(self) -> bool:
        """The chain is whole, and award, document and status are what it says."""
        return self.ledger.verified and all(binding.ok for binding in self.bindings)

    def to_json(self) -> dict[str, Any]:
        return {
            "credential": self.credential.code,
            "award": self.award.code,
            "holder": self.credential.person.code,
            "scheme": f"{self.credential.programme_code} {self.credential.programme_version}",
            "standing": self.standing,
            "answer": list(self.answer),
            "steps": [step.to_json() for step in self.steps],
            "ledger": {
                "records": self.ledger.records,
                "verified": self.ledger.verified,
                "head": self.ledger.head,
                "reason": self.ledger.reason,
            },
            "bindings": [{"name": one.name, "ok": one.ok, "text": one.text} for one in self.bindings],
            "holds": self.holds,
        }


def access_explanation(person: Person, code: str, *, now: datetime) -> Explanation:
    """The explanation, for auditors. Raises NotPermitted, NotFound."""
    require_role(person, AUDITOR)
    return explain_credential(code, now=now)


def explain_credential(code: str, *, now: datetime) -> Explanation:
    """The whole chain behind a credential, read from the ledger, and checked. Raises NotFound.

    Whoever calls answers for who may read it: it tells decisions and reasons about a person.
    """
    credential = get_credential(code)
    award = credential.award
    records, own = _walk(credential)
    return Explanation(
        credential=credential,
        award=award,
        standing=standing_in_words(credential.state, valid_until=credential.valid_until, now=now),
        answer=_answer(credential, award),
        steps=_steps(records, own, holder=credential.person.code),
        ledger=verify_ledger(),
        bindings=_bindings(credential, award, records, now=now),
    )


def _walk(credential: Credential) -> tuple[list[Record], set[str]]:
    """The records of the story by their number, and the codes that are its own."""
    own, frontier = set[str](), {credential.code, credential.award.code, credential.award.candidacy.code}
    found: dict[int, Record] = {}
    for _ in range(MAX_ROUNDS):
        if not frontier:
            break
        own |= frontier
        follow: set[str] = set()
        for record in records_about(*frontier):
            found[record.sequence] = record
            follow |= codes_to_follow(record)
        frontier = follow - own
    shared = set().union(*(shared_codes(record) for record in found.values()))
    for record in records_about(*shared).filter(kind__in=SHARED_KINDS):
        found.setdefault(record.sequence, record)
    for record in records_about(credential.person.code).filter(kind__in=PERSON_KINDS):
        found.setdefault(record.sequence, record)
    return [found[number] for number in sorted(found)], own


def _steps(records: Iterable[Record], own: set[str], *, holder: str) -> tuple[Step, ...]:
    rows = list(records)
    grants = list(
        RoleGrant.objects.filter(person__code__in={record.actor for record in rows}).values_list(
            "person__code", "role", "granted_at", "ended_at"
        )
    )
    return tuple(
        Step(
            number=record.sequence,
            at=record.at,
            actor=record.actor,
            who=actor_words(
                actor=record.actor,
                holder=holder,
                roles=roles_at(grants, actor=record.actor, at=record.at),
                system=SYSTEM_CODE,
            ),
            stage=stage_of(record.kind),
            kind=record.kind,
            what=title_of(record.kind),
            reason=reason_of(record.data),
            facts=facts_of(record, own),
            hash=record.hash,
            is_shared=not own & set(record.subjects),
        )
        for record in rows
    )


def _answer(credential: Credential, award: AwardDecision) -> tuple[str, ...]:
    """The answer in sentences, from the evidence that is kept with the award."""
    evidence = award.evidence
    said = [
        f"{credential.document['name']} was awarded on {award.decided_at:%d %B %Y} under version "
        f"{credential.programme_version} of the scheme (mode {award.mode}), by a person's decision. Their reason: "
        f"{award.reason}"
    ]
    if evidence.get("route"):
        said.append(f"The candidate came by the {evidence['route']} route. Application {evidence['application']}.")
    titles = dict(
        LabDefinition.objects.filter(programme_version=award.candidacy.programme_version).values_list("key", "title")
    )
    for lab in evidence.get("labs") or ():
        said.append(_lab_line(lab, titles.get(lab["lab"], lab["lab"])))
    if capstone := evidence.get("capstone"):
        outcome = "passed" if capstone["passed"] else "not passed"
        said.append(f"Capstone {capstone['code']}: {capstone['percent']} %, {outcome}.")
    if exam := evidence.get("exam"):
        said.append(
            f"Exam {exam['result']}: {exam['raw_score']} of {exam['raw_max']} points; standard error {exam['sem']}; the "
            f"adopted cut score is {exam['cut_score']} ({exam['cut_method'].replace('_', ' ')})."
        )
    return tuple(said)


def _lab_line(lab: dict[str, Any], title: str) -> str:
    """One lab in one line: how it ended, and how the candidate came there."""
    line = f"Lab “{title}”: {lab['state']}" + (f" with {lab['percent']} %" if lab["percent"] else "")
    if lab.get("submissions"):
        tries = "submission" if lab["submissions"] == 1 else "submissions"
        line += f", {lab['submissions']} {tries}, {lab['hints']} hints opened, {lab['minutes']} minutes of work"
    return f"{line}."


def _bindings(
    credential: Credential, award: AwardDecision, records: Iterable[Record], *, now: datetime
) -> tuple[Binding, ...]:
    by_kind = {record.kind: record for record in records if {credential.code, award.code} & set(record.subjects)}
    decided, issued = by_kind.get("credentials.award_decided"), by_kind.get("credentials.credential_issued")
    answer = verify_document(credential.document, now=now)
    return (
        Binding(
            name="award",
            ok=decided is not None and decided.data["evidence_digest"] == digest(award.evidence),
            text="The evidence kept with the award is the one that the ledger recorded.",
        ),
        Binding(
            name="document",
            ok=issued is not None and issued.data["document_digest"] == digest(credential.document),
            text="The signed document is the one that the ledger recorded.",
        ),
        Binding(
            name="decider",
            ok=_is_impartial(award),
            text="Whoever decided is not among those who, by that evidence, trained or examined the candidate.",
        ),
        Binding(
            name="signature",
            ok=answer.is_genuine,
            text="The document's signature holds, and it stands in the public log.",
        ),
    )


def _is_impartial(award: AwardDecision) -> bool:
    years = programme_of(award.candidacy.programme_version).policies.impartiality.trainer_years
    decider = award.decided_by.code
    until = [
        datetime.fromisoformat(trainer["until"])
        for trainer in award.evidence.get("trainers") or ()
        if trainer["person"] == decider
    ]
    examined = decider in (award.evidence.get("examiners") or ())
    return not examined and not trained_recently(until, years=years, now=award.decided_at)


# The ledger itself


@dataclass(frozen=True, kw_only=True)
class LedgerFilter:
    """What an auditor looks for: a kind by its beginning, a code that records are about or that acted, a time."""

    kind: str = ""
    code: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def access_ledger(person: Person, asked: LedgerFilter) -> QuerySet[Record]:
    """The records that fit, newest first, for auditors. Raises NotPermitted."""
    require_role(person, AUDITOR)
    found = Record.objects.order_by("-sequence")
    if asked.kind:
        found = found.filter(kind__startswith=asked.kind)
    if asked.code:
        found = found.filter(subjects__contains=[asked.code]) | found.filter(actor=asked.code)
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    if asked.before is not None:
        found = found.filter(sequence__lt=asked.before)
    return found


def access_record(person: Person, sequence: int) -> Record:
    """One record, for auditors. Raises NotPermitted, NotFound."""
    found = access_ledger(person, LedgerFilter()).filter(sequence=sequence).first()
    if found is None:
        raise NotFound(f"There is no record {sequence}.")
    return found


# Forms


FORM_READERS = (AUDITOR, PSYCHOMETRICIAN, PROGRAMME_MANAGER)


@dataclass(frozen=True, kw_only=True)
class FormReport:
    """What may be said of a form: its statistics, and the cut score that counts."""

    statistics: FormStatistics
    cut: CutScore | None


def access_forms(person: Person) -> QuerySet[TestForm]:
    """Forms that somebody was scored on, newest first. Raises NotPermitted."""
    require_role(person, *FORM_READERS)
    scored = ExamResult.objects.filter(attempt__sitting__form=OuterRef("pk"))
    return TestForm.objects.filter(Exists(scored)).select_related("programme_version").order_by("-assembled_at", "-id")


def report_form(person: Person, code: str) -> FormReport:
    """The statistics of one form. Raises NotPermitted, NotFound."""
    form = access_forms(person).filter(code=code).first()
    if form is None:
        raise NotFound(f"There is no form {code} that somebody was scored on.")
    return FormReport(statistics=form_statistics(form), cut=adopted_cut(form))
