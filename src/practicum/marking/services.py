"""Writes of the marking room: drafts, handing in, allocation, marks and their outcome."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from practicum.admissions.api import Candidacy
from practicum.curriculum.api import programme_of
from practicum.exams.api import grant_clearance
from practicum.kernel.canonical import digest
from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.ids import new_code
from practicum.ledger.api import record
from practicum.marking import events
from practicum.marking.letters import write_to_candidate, write_to_examiner
from practicum.marking.models import Capstone, CapstoneSubmission, Mark, MarkAllocation
from practicum.marking.queries import allocations_now, examiner_facts, rubric_of, trainer_rule
from practicum.marking.rules import (
    ALLOCATION_STATES,
    CAPSTONE_STATES,
    COMMENT_MOST,
    EXAMINERS_MOST,
    REASON_MOST,
    STATEMENT_MOST,
    TEXT_MOST,
    TITLE_MOST,
    Settled,
    blocks_of,
    check_levels,
    clean_text,
    decide_submission,
    pass_mark,
    require_text,
    settle_marks,
    weigh_levels,
)
from practicum.people.api import EXAMINER, PROGRAMME_MANAGER, Person, has_role, require_role

# --- the candidate -------------------------------------------------------------------------------------------------


@transaction.atomic
def save_capstone_draft(
    *, actor: Person, candidacy: Candidacy, title: str, text: str, now: datetime, ai_use: str = ""
) -> Capstone:
    """Keep what the candidate has written so far, however unfinished. Nobody else reads a draft."""
    capstone = _own_draft(actor, candidacy, now=now)
    capstone.title = clean_text(title, field="title", most=TITLE_MOST, name="The title")
    capstone.text = clean_text(text, field="text", most=TEXT_MOST, name="The text")
    capstone.ai_use = clean_text(ai_use, field="ai_use", most=STATEMENT_MOST, name="Your statement on the use of AI")
    capstone.saved_at = now
    capstone.save()
    return capstone


@transaction.atomic
def submit_capstone(
    *, actor: Person, candidacy: Candidacy, title: str, text: str, ai_use: str, acknowledged: bool, now: datetime
) -> Capstone:
    """Hand the capstone in. From here on it is read-only, until its marking is final and it did not pass.

    `ai_use` is the candidate's own statement; `acknowledged` says that they read the programme's. Raises Refusal with the
    field at fault: `words_out_of_range`, `title_missing`, `ai_use_missing`, `ai_policy_unacknowledged` …
    """
    capstone = _own_draft(actor, candidacy, now=now)
    programme = programme_of(candidacy.programme_version)
    checked = decide_submission(
        state=capstone.state,
        title=title,
        text=text,
        ai_use=ai_use,
        acknowledged=acknowledged,
        words_min=programme.capstone.words_min,
        words_max=programme.capstone.words_max,
    )
    capstone.title, capstone.text, capstone.ai_use = checked.title, checked.text, checked.ai_use
    capstone.state = CAPSTONE_STATES.move(capstone.state, "submitted")
    capstone.number += 1
    capstone.saved_at = capstone.submitted_at = now
    capstone.save()
    CapstoneSubmission.objects.create(
        capstone=capstone,
        number=capstone.number,
        title=checked.title,
        text=checked.text,
        ai_use=checked.ai_use,
        words=checked.words,
        submitted_at=now,
    )
    event = events.CapstoneSubmitted(
        capstone=capstone.code,
        candidacy=candidacy.code,
        number=capstone.number,
        words=checked.words,
        text_digest=digest([checked.title, checked.text, checked.ai_use]),
        ai_policy=digest(programme.policies.ai_use),
    )
    record(event, actor=actor.code, now=now)
    return capstone


@transaction.atomic
def reopen_capstone(*, actor: Person, capstone: Capstone, now: datetime) -> Capstone:
    """The candidate works again on a capstone that did not pass. Its marks stay on record and in view."""
    held = _lock(capstone)
    if held.candidacy.person_id != actor.pk or held.candidacy.ended_at is not None:
        raise NotPermitted("Only the candidate may work on this capstone.")
    state = CAPSTONE_STATES.move(held.state, "draft")
    if held.passed:
        raise Refusal("capstone_passed", "This capstone has passed: there is nothing to hand in again.")
    held.state, held.percent, held.passed, held.decided_at = state, None, None, None
    held.save()
    event = events.CapstoneReopened(capstone=held.code, candidacy=held.candidacy.code, number=held.number)
    record(event, actor=actor.code, now=now)
    return held


# --- allocation ----------------------------------------------------------------------------------------------------


@transaction.atomic
def allocate_examiner(*, actor: Person, capstone: Capstone, examiner: Person, now: datetime) -> MarkAllocation:
    """Ask an examiner to mark the present submission. A second one asked makes it double marking, each blind to the other.

    Raises NotPermitted with every reason when a rule of impartiality keeps this examiner away: oneself, the same
    employer, a declared interest, having trained the candidate within the scheme's years. In a certification the last
    one holds always; where the programme ends in an assessment-based certificate it is relaxed, and the record says so.
    """
    require_role(actor, PROGRAMME_MANAGER)
    held = _lock(capstone)
    CAPSTONE_STATES.require(held.state, ["submitted", "marked"], act="allocated")
    _require_impartial(held, examiner, now=now)
    asked = list(allocations_now(held))
    if any(one.examiner_id == examiner.pk for one in asked):
        raise Refusal("examiner_asked", "This examiner is asked already.", field="examiner")
    if len(asked) >= EXAMINERS_MOST:
        raise Refusal("examiners_enough", f"{EXAMINERS_MOST} examiners are the most.", field="examiner")
    allocation = MarkAllocation.objects.create(
        capstone=held, number=held.number, examiner=examiner, allocated_at=now, allocated_by=actor
    )
    event = events.ExaminerAllocated(
        capstone=held.code,
        candidacy=held.candidacy.code,
        number=held.number,
        examiner=examiner.code,
        trainer_rule=trainer_rule(held),
    )
    record(event, actor=actor.code, now=now)
    write_to_examiner(allocation, now=now)
    return allocation


@transaction.atomic
def withdraw_allocation(*, actor: Person, allocation: MarkAllocation, reason: str, now: datetime) -> MarkAllocation:
    """A programme manager takes an allocation back, or the examiner returns the work unmarked; always with a reason."""
    capstone = _lock(allocation.capstone)
    held = MarkAllocation.objects.select_for_update().get(pk=allocation.pk)
    if held.examiner_id != actor.pk and not has_role(actor, PROGRAMME_MANAGER):
        raise NotPermitted("Only the examiner or a programme manager may return this work.")
    held.state = ALLOCATION_STATES.move(held.state, "withdrawn")
    held.reason = require_text(reason, field="reason", most=REASON_MOST, name="The reason")
    held.save(update_fields=["state", "reason"])
    event = events.AllocationWithdrawn(
        capstone=capstone.code,
        candidacy=capstone.candidacy.code,
        number=held.number,
        examiner=held.examiner.code,
        reason=held.reason,
    )
    record(event, actor=actor.code, now=now)
    _settle(capstone, actor=actor, now=now)
    return held


# --- marks ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def mark_capstone(
    *,
    actor: Person,
    allocation: MarkAllocation,
    levels: Mapping[str, object],
    comment: str,
    now: datetime,
    remarks: Mapping[str, str] | None = None,
) -> Mark:
    """Give levels on the rubric: `levels` and `remarks` by criterion key, `comment` on the whole.

    The rules of impartiality are asked again, because an interest may have been declared since. When every examiner who
    was asked has marked and the marks stand (see rules.settle_marks), the capstone is final: the candidate is told, and a
    pass grants the clearance `capstone` for the examination.
    """
    require_role(actor, EXAMINER)
    capstone = _lock(allocation.capstone)
    held = MarkAllocation.objects.select_for_update().get(pk=allocation.pk)
    if held.examiner_id != actor.pk:
        raise NotPermitted("This capstone is allocated to another examiner.")
    state = ALLOCATION_STATES.move(held.state, "marked")
    CAPSTONE_STATES.require(capstone.state, ["submitted", "marked"], act="marked")
    _require_impartial(capstone, actor, now=now)
    rubric = rubric_of(capstone.candidacy)
    checked = check_levels(rubric, levels)
    weighed = weigh_levels(rubric, checked)
    mark = Mark.objects.create(
        allocation=held,
        levels=checked,
        percent=weighed.percent,
        comment=require_text(
            comment,
            field="comment",
            most=COMMENT_MOST,
            name="The comment",
            mend="The candidate reads it: say what carries the decision.",
        ),
        remarks=_check_remarks(remarks or {}, known=set(checked)),
        marked_at=now,
    )
    held.state = state
    held.save(update_fields=["state"])
    event = events.CapstoneMarked(
        capstone=capstone.code,
        candidacy=capstone.candidacy.code,
        number=held.number,
        examiner=actor.code,
        levels=checked,
        percent=weighed.percent,
        comment_digest=digest([mark.comment, mark.remarks]),
    )
    record(event, actor=actor.code, now=now)
    if capstone.state == "submitted":
        capstone.state = CAPSTONE_STATES.move(capstone.state, "marked")
        capstone.save(update_fields=["state"])
    _settle(capstone, actor=actor, now=now)
    return mark


def _settle(capstone: Capstone, *, actor: Person, now: datetime) -> None:
    """Make the capstone final if its marks stand."""
    held = list(allocations_now(capstone))
    rubric = rubric_of(capstone.candidacy)
    marks = [one.mark.levels for one in held if one.state == "marked"]
    outcome = settle_marks(rubric, marks, still_open=sum(one.state == "allocated" for one in held))
    if not isinstance(outcome, Settled):
        return
    capstone.state = CAPSTONE_STATES.move(capstone.state, "final")
    capstone.percent, capstone.passed = outcome.weighed.percent, outcome.weighed.passed
    capstone.decided_at = now
    capstone.save(update_fields=["state", "percent", "passed", "decided_at"])
    event = events.CapstoneDecided(
        capstone=capstone.code,
        candidacy=capstone.candidacy.code,
        number=capstone.number,
        rubric=rubric.key,
        programme_digest=capstone.candidacy.programme_version.digest,
        marks=outcome.marks,
        percent=outcome.weighed.percent,
        pass_percent=pass_mark(rubric),
        passed=outcome.weighed.passed,
    )
    record(event, actor=actor.code, now=now)
    if outcome.weighed.passed:
        grant_clearance(
            actor=actor, candidacy=capstone.candidacy, requirement="capstone", source=capstone.code, now=now
        )
    write_to_candidate(capstone, now=now)


def _own_draft(actor: Person, candidacy: Candidacy, *, now: datetime) -> Capstone:
    if candidacy.person_id != actor.pk or candidacy.ended_at is not None:
        raise NotPermitted("Only the candidate may work on this capstone.")
    capstone, made = Capstone.objects.get_or_create(
        candidacy=candidacy, defaults={"code": new_code("CAP"), "saved_at": now}
    )
    held = capstone if made else _lock(capstone)
    CAPSTONE_STATES.require(held.state, ["draft"], act="changed")
    return held


def _lock(capstone: Capstone) -> Capstone:
    return (
        Capstone.objects.select_for_update(of=("self",))
        .select_related("candidacy__person", "candidacy__programme_version")
        .get(pk=capstone.pk)
    )


def _require_impartial(capstone: Capstone, examiner: Person, *, now: datetime) -> None:
    blocks = blocks_of(examiner_facts(capstone, [examiner], now=now)[examiner.pk])
    if blocks:
        raise NotPermitted(f"This examiner may not mark this capstone: {'; '.join(blocks)}.", mend="Ask another one.")


def _check_remarks(remarks: Mapping[str, str], *, known: set[str]) -> dict[str, str]:
    if unknown := set(remarks) - known:
        raise Refusal("criterion_unknown", f"The rubric has no criterion “{str(min(unknown))[:40]}”.")
    cleaned = {
        key: clean_text(text, field=f"remark-{key}", most=COMMENT_MOST, name="The remark").strip()
        for key, text in remarks.items()
    }
    return {key: text for key, text in cleaned.items() if text}
