"""Which records tell the story of one credential, and how each is said in plain words. Pure.

The story is read from the ledger by the codes that its records are about. It starts at the credential and follows what
belongs to this one person (award, candidacy, application, attempts, results, capstone, labs). What many share (a cohort, a
sitting, a test form, a version of the scheme) is told, but not followed: behind it stand other people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

OWN = ("CRE", "AWD", "CAN", "APP", "ATT", "RES", "CAP", "LAB", "ASG", "MUP", "APL")
ALONE = ("CAN", "APP", "CRE")  # a record about two of one of these is about several people

# What is said of shared things: only what a candidate's result rests on.
SHARED_KINDS = frozenset(
    {
        "cohorts.formed",
        "cohorts.started",
        "cohorts.completed",
        "credentials.signing_key_changed",
        "curriculum.programme_loaded",
        "curriculum.programme_made_current",
        "exams.sitting_scheduled",
        "itembank.form_assembled",
        "itembank.form_published",
        "labs.lab_corrected",
        "labs.labs_loaded",
        "results.cut_score_adopted",
        "results.cut_score_computed",
        "results.cut_score_rejected",
        "results.judgements_recorded",
        "results.second_round_opened",
    }
)
SHARED_FIELDS = ("cohort", "sitting", "form", "programme_digest", "kid")

STAGES = {
    "people": "Person",
    "curriculum": "Scheme",
    "admissions": "Admission",
    "cohorts": "Training",
    "labs": "Lab",
    "marking": "Capstone",
    "itembank": "Test form",
    "exams": "Exam",
    "results": "Result",
    "credentials": "Award and credential",
}
WORDS = {
    "admissions.applicants_imported": "Applications were taken in from a file",
    "admissions.application_decided": "A person decided on the application",
    "admissions.application_started": "The application was begun",
    "admissions.application_submitted": "The application was submitted; eligibility was computed",
    "admissions.application_withdrawn": "The application was withdrawn",
    "admissions.candidacy_ended": "The candidacy ended",
    "admissions.candidacy_opened": "The candidacy opened",
    "admissions.offer_answered": "The offer was answered",
    "admissions.offer_lapsed": "The offer lapsed",
    "admissions.review_ended": "A review ended without being handed in",
    "admissions.review_handed_in": "A reviewer handed in their scores",
    "admissions.reviewer_assigned": "A reviewer was asked to read the application",
    "admissions.reviewer_reminded": "A reviewer was reminded",
    "admissions.trainers_noted": "Those who train the candidate were noted",
    "admissions.review_started": "The review of the application began",
    "cohorts.assignment_submitted": "An assignment was handed in",
    "cohorts.attendance_recorded": "Attendance was recorded",
    "cohorts.completed": "The cohort was completed",
    "cohorts.feedback_given": "Formative feedback was given; it does not count towards the award",
    "cohorts.formed": "The cohort was formed",
    "cohorts.make_up_decided": "Make-up work was read and decided on",
    "cohorts.make_up_submitted": "Make-up work for a missed session was handed in",
    "cohorts.member_moved": "The candidate was moved to another cohort",
    "cohorts.seat_left": "The seat was left",
    "cohorts.seat_taken": "The candidate took a seat",
    "cohorts.started": "The cohort began",
    "cohorts.training_ended": "The training was summed up",
    "credentials.award_decided": "A person decided the award",
    "credentials.credential_issued": "The credential was signed and issued",
    "credentials.credential_state_changed": "The standing of the credential changed",
    "credentials.listing_changed": "The holder chose whether the register names them",
    "credentials.signing_key_changed": "The signing key changed its state",
    "credentials.status_list_published": "A new version of the status list was published",
    "curriculum.programme_loaded": "This version of the scheme was loaded",
    "curriculum.programme_made_current": "This version of the scheme became the current one",
    "exams.attempt_booked": "An attempt at the exam was booked",
    "exams.attempt_checked_in": "The candidate checked in and acknowledged the rules",
    "exams.attempt_closed": "The attempt was closed; its final answers were fixed by their hash",
    "exams.attempt_marked": "The attempt moved on",
    "exams.attempt_started": "The attempt began",
    "exams.attempt_voided": "The attempt was voided",
    "exams.clearance_granted": "A requirement of gate 2 was met",
    "exams.sitting_scheduled": "The sitting was scheduled",
    "itembank.form_assembled": "The test form was assembled to the blueprint",
    "itembank.form_published": "The test form was published",
    "labs.cohort_bill_asked": "A file was given to be kept as the cohort's own bill",
    "labs.cohort_bill_deleted": "The data of the cohort's own bill were deleted",
    "labs.cohort_bill_kept": "The cohort got a bill of its own",
    "labs.cohort_bill_not_kept": "The cohort's file was not kept",
    "labs.cohort_lab_confirmed": "The facilitator confirmed the keys of a lab on the cohort's own bill",
    "labs.cohort_lab_refused": "The facilitator refused a lab on the cohort's own bill",
    "labs.cohort_labs_computed": "Labs on the cohort's own bill were computed again",
    "labs.hint_opened": "A hint of a lab was opened; it cost points",
    "labs.lab_corrected": "A wrong key of a lab was corrected, and all work on it graded again",
    "labs.lab_issued": "A lab was issued",
    "labs.lab_regraded": "The lab was graded again by a corrected key; a pass once given stands",
    "labs.lab_submitted": "The lab was handed in and graded",
    "labs.labs_loaded": "The labs of the scheme were loaded",
    "labs.rationale_marked": "A person read the reasons for a decision in a lab, and gave points",
    "marking.allocation_withdrawn": "An examiner was relieved of the capstone",
    "marking.capstone_decided": "The marks became the outcome of the capstone",
    "marking.capstone_marked": "An examiner marked the capstone",
    "marking.capstone_reopened": "The capstone was opened again",
    "marking.capstone_submitted": "The capstone was handed in",
    "marking.examiner_allocated": "An examiner was allocated to the capstone",
    "people.accommodation_decided": "An accommodation was decided",
    "people.accommodation_requested": "An accommodation was asked for",
    "people.consent_given": "Consent was given",
    "people.person_registered": "The account was made",
    "people.profile_changed": "The person changed their name or employer",
    "people.qualification_ended": "The qualification ended",
    "people.qualification_recorded": "The qualification was noted: the holder may facilitate",
    "results.appeal_decided": "An appeal was decided",
    "results.appeal_lodged": "An appeal was lodged",
    "results.appeal_withdrawn": "An appeal was withdrawn",
    "results.attempt_scored": "The attempt was scored against the adopted cut score",
    "results.borderline_reviewed": "A person reviewed the result, which lies near the cut score",
    "results.cut_score_adopted": "A person adopted the cut score",
    "results.cut_score_computed": "The cut score was computed from the judgements",
    "results.cut_score_rejected": "A computed cut score was rejected",
    "results.judgements_recorded": "A judge recorded judgements for the cut score",
    "results.result_released": "The result was released",
    "results.second_round_opened": "The second round of judgements began",
}
# Of the holder as a person only what bears on the exam; the rest of their account is nobody's business here.
PERSON_KINDS = frozenset({"people.accommodation_decided", "people.person_registered", "people.profile_changed"})
MAX_SHOWN = 6  # entries of a list; longer ones are counted


class Told(Protocol):
    """A ledger record, as far as the story needs it."""

    @property
    def kind(self) -> str: ...
    @property
    def subjects(self) -> list[str]: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that a record says."""

    label: str
    value: str


def is_own(code: str) -> bool:
    """Whether a code names something that belongs to one person's way."""
    return code.partition("-")[0] in OWN and "-" in code


def codes_to_follow(record: Told) -> set[str]:
    """The codes by which the story goes on from this record: none if it is about several people."""
    own = [code for code in record.subjects if is_own(code)]
    for prefix in ALONE:
        if sum(code.startswith(f"{prefix}-") for code in own) > 1:
            return set()
    return set(own)


def shared_codes(record: Told) -> set[str]:
    """Cohort, sitting, form, scheme version and key that a record of this story names."""
    named = (record.data.get(field) for field in SHARED_FIELDS)
    return {code for code in named if isinstance(code, str) and code}


def title_of(kind: str) -> str:
    """What happened, in plain words. An unknown kind is spelt out."""
    return WORDS.get(kind) or kind.partition(".")[2].replace("_", " ").capitalize()


def stage_of(kind: str) -> str:
    room = kind.partition(".")[0]
    return STAGES.get(room, room.capitalize())


def reason_of(data: Mapping[str, Any]) -> str:
    """The reason, where the act asked for one."""
    return str(data.get("reason") or data.get("note") or "")


def facts_of(record: Told, own: Iterable[str]) -> tuple[Fact, ...]:
    """What the record says, without what it says of other candidates. `own` are the codes of this story."""
    mine = set(own)
    facts = []
    for name, value in record.data.items():
        if name in ("reason", "note") or value in ("", None, [], {}):
            continue
        if said := _say(value, mine):
            facts.append(Fact(label=name.replace("_", " "), value=said))
    return tuple(facts)


def _say(value: Any, mine: set[str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        if any(is_own(str(key)) for key in value):  # candidacy -> status: only the own one
            return ", ".join(str(item) for key, item in value.items() if key in mine)
        if len(value) > MAX_SHOWN:
            return f"{len(value)} entries"
        return ", ".join(f"{str(key).replace('-', ' ')}: {item}" for key, item in value.items())
    if isinstance(value, list | tuple):
        if any(is_own(str(item)) for item in value):
            return ", ".join(str(item) for item in value if item in mine) or f"{len(value)} entries"
        if len(value) > MAX_SHOWN:
            return f"{len(value)} entries"
        return ", ".join(" ".join(map(str, item)) if isinstance(item, list) else str(item) for item in value)
    return str(value)


def actor_words(*, actor: str, holder: str, roles: Iterable[str], system: str) -> str:
    """Who acted, by what they were then: the holder, the program, or their roles."""
    if actor == holder:
        return "the candidate"
    if actor == system:
        return "the program"
    named = ", ".join(sorted(role.replace("_", " ") for role in roles))
    return named or "a person without a role"


def roles_at(grants: Iterable[tuple[str, str, datetime, datetime | None]], *, actor: str, at: datetime) -> set[str]:
    """The roles that `actor` held at a moment. `grants`: (person, role, from, until)."""
    return {
        role
        for person, role, since, until in grants
        if person == actor and since <= at and (until is None or at < until)
    }
