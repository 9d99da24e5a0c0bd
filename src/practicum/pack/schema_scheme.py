"""Schemas of the scheme itself: programme, framework, roles, finder and policies."""

from datetime import date

from pydantic import Field

from practicum.competency.api import Capability, Domain, Framework, Mapping, MappingKind
from practicum.pack.schema_base import Count, Key, Minutes, Mode, Percent, Schema, Some, Text, Whole


class ProgrammePage(Schema):
    """programme.yaml: what the programme is."""

    code: Key
    name: Text
    version: Text
    framework: Key
    mode: Mode
    summary: Text
    audience: Text
    outcomes: Some[Text]


class CapabilityRow(Schema):
    key: Key
    name: Text
    summary: Text


class DomainRow(Schema):
    key: Key
    name: Text
    summary: Text
    capabilities: Some[CapabilityRow]


class MappingRow(Schema):
    from_name: Text | None = Field(alias="from")
    to: Some[Key]
    kind: MappingKind


class FrameworkPage(Schema):
    """framework.yaml: one edition of a competency framework."""

    key: Key
    published: date
    source: Text
    domains: Some[DomainRow]
    mapping: tuple[MappingRow, ...] = ()

    def to_framework(self) -> Framework:
        return Framework(
            key=self.key,
            published_date=self.published,
            source=self.source,
            domains=tuple(
                Domain(
                    key=domain.key,
                    name=domain.name,
                    summary=domain.summary,
                    capabilities=tuple(
                        Capability(key=row.key, name=row.name, summary=row.summary, domain_key=domain.key)
                        for row in domain.capabilities
                    ),
                )
                for domain in self.domains
            ),
            mapping=tuple(Mapping(from_name=row.from_name, to_keys=row.to, kind=row.kind) for row in self.mapping),
        )


class RoleProfile(Schema):
    """One entry of roles.yaml. A role decides preparation, quotas and framing; never the examination."""

    key: Key
    title: Text
    bullet: Text
    persona: Text
    emphasis: Some[Key]
    evidence: Some[Text]
    seniority_hints: tuple[Text, ...] = ()
    difficulty: Text


class FinderOption(Schema):
    key: Key
    text: Text
    weights: dict[Key, Whole]


class FinderQuestion(Schema):
    """One question of finder.yaml. Points add up per role; the highest sum is proposed."""

    key: Key
    text: Text
    options: tuple[FinderOption, ...] = Field(min_length=2)


class CohortRules(Schema):
    min: Count
    max: Count
    candidates_per_mentor: Count
    attendance_percent: Percent = 75  # of the sessions, rounded up; what counts is in cohorts.rules.training
    seat_days: Count = 60  # from acceptance; by then a person has a seat, or hears what keeps them waiting


class AttemptRules(Schema):
    max: Count
    within_months: Count


class Requirement(Schema):
    key: Key
    text: Text


class Gate(Schema):
    key: Key
    title: Text
    requires: Some[Requirement]


class Band(Schema):
    key: Key
    text: Text
    points: Whole


class ComplexityDimension(Schema):
    key: Key
    text: Text
    bands: tuple[Band, ...] = Field(min_length=2)


class ComplexityRules(Schema):
    """How complicated an applicant's estate must be: the sum of the points of each dimension's band."""

    threshold: Whole
    points: Some[ComplexityDimension]


class Eligibility(Schema):
    years: Whole
    practice_months: Whole
    complexity: ComplexityRules


class Retention(Schema):
    """Years after the event that each record is about."""

    declined_application_years: Count
    candidate_work_years: Count
    examination_record_years: Count
    decision_record_years: Count
    register_entry_years: Count


class Impartiality(Schema):
    """Nobody examines or decides on a person whom they trained within so many years."""

    trainer_years: Count


class ModeRules(Schema):
    summary: Text
    claims_allowed: Some[Text]
    claims_forbidden: tuple[Text, ...] = ()


class ReferenceLevel(Schema):
    key: Key
    text: Text


class ReferenceQuestion(Schema):
    """What a referee is asked, with the levels to choose from; “I cannot say” is always one more."""

    key: Key
    text: Text
    levels: tuple[ReferenceLevel, ...] = Field(min_length=2)


class ReferenceRules(Schema):
    """How many referees an applicant may name, how many days each has, and after how many they are reminded once."""

    at_most: Count
    days: Count
    remind_after_days: Count
    questions: Some[ReferenceQuestion]


class WaitlistRules(Schema):
    """For how many days an offer from the waiting list is open, and for how many a place on it stands."""

    offer_days: Count = 7
    stands_days: Count = 180


class DiagnosticRules(Schema):
    """The diagnostic test: how many questions in how many minutes, the percent that passes, days between two tries."""

    questions: Count
    minutes: Minutes
    pass_percent: Percent
    wait_days: Count


class Policies(Schema):
    """policies.yaml: the rules of the scheme as data."""

    cohort: CohortRules
    validity_months: Count
    attempts: AttemptRules
    offer_days: Count
    offer_reminder_days: Count = 3  # before an offer lapses
    waitlist: WaitlistRules = WaitlistRules()
    references: ReferenceRules | None = None  # none: the programme asks for no references
    diagnostic: DiagnosticRules | None = None  # none: there is no diagnostic test
    appeal_days: Count
    feedback_days: Count = 5  # within which a mentor answers what a candidate hands in
    gates: Some[Gate]
    eligibility: Eligibility
    retention: Retention
    impartiality: Impartiality
    modes: dict[Mode, ModeRules]
    ai_use: Text
    code_of_conduct: Some[Text]


class LearningFront(Schema):
    """The front matter of a learning page."""

    capability: Key
    title: Text
    minutes: Minutes
    sources: Some[Text]


class LearningPage(LearningFront):
    """learning/<capability>.md: its front matter and its Markdown."""

    body: Text
