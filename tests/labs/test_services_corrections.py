"""A wrong key is corrected once: the preview, the act, the record, and that nobody loses a pass."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.labs.api import (
    LabCorrection,
    LabDefinition,
    LabVariant,
    apply_correction,
    draw_up_correction,
    drop_correction,
    load_labs,
    mark_rationale,
    query_variant,
    simulated_answers,
    submit_lab,
)
from practicum.labs.rules.correcting import read_preview
from practicum.labs.rules.grading import read_feedback
from practicum.labs.rules.tasks import read_keys
from practicum.ledger.api import records_about, verify_ledger
from practicum.notices.api import Notice
from practicum.pack.api import Lab, read_lab
from practicum.people.api import MENTOR, PROGRAMME_MANAGER, Person
from tests.factories.labs import first_lab, make_worked_variant, told_of
from tests.factories.people import NOON, make_person, system
from tests.labs.test_services_kinds import levels_for
from tests.labs.worked import worked_lab, worked_yaml

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=1)
REASON = "Tax on usage belongs to the cost of usage."
USAGE = "SELECT sum(EffectiveCost) FROM cost_and_usage WHERE ChargeCategory = 'Usage'"
WITH_TAX = "SELECT sum(EffectiveCost) FROM cost_and_usage WHERE ChargeCategory IN ('Usage', 'Tax')"


def lab_file(*changes: tuple[str, str], version: str = "1.1") -> Lab:
    """The worked lab with these texts replaced, under a new version."""
    text = worked_yaml().replace('version: "1.0"', f'version: "{version}"')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_lab("labs/who-pays.yaml", text.encode())


def with_tax(version: str = "1.1") -> Lab:
    return lab_file((f"solution: {{sql: {USAGE}}}", f'solution: {{sql: "{WITH_TAX}"}}'), version=version)


def hand_in(variant: LabVariant, *, why: str = "", **changed: str) -> Any:
    """The right answers but for those changed; without reasons for the decision unless they are given."""
    answers = simulated_answers(variant) | {key.replace("_", "-"): text for key, text in changed.items()}
    answers["next-commitment.why"] = why
    return submit_lab(actor=variant.candidacy.person, variant=variant, answers=answers, now=NOON)


def draw_up(definition: LabDefinition, lab: Lab | None = None, actor: Person | None = None) -> LabCorrection:
    manager = actor or make_person(role=PROGRAMME_MANAGER)
    return draw_up_correction(actor=manager, definition=definition, lab=lab or with_tax(), reason=REASON, now=LATER)


def test_everybody_is_graded_again_in_one_act_and_no_pass_is_lost() -> None:
    kept, gained, untouched = (make_worked_variant() for _ in range(3))
    taxed = f"{query_variant(gained, WITH_TAX).rows[0][0]:.2f}"
    passed = hand_in(kept, dearest_unit="")
    failed = hand_in(gained, dearest_unit="", usage_cost=taxed)
    blank = hand_in(untouched, usage_cost="")
    assert [(one.points, one.is_passed) for one in (passed, failed, blank)] == [(78, True), (68, False), (78, True)]
    keys_before = read_keys(LabVariant.objects.get(pk=kept.pk).keys)
    manager = make_person(role=PROGRAMME_MANAGER)
    correction = draw_up(kept.definition, actor=manager)

    preview = read_preview(correction.preview)
    assert (preview.variants, preview.submissions, preview.changed, preview.gained, preview.kept) == (3, 3, 2, 1, 1)
    told = {one.variant: (one.points_before, one.points_after, one.stands_after) for one in preview.changes}
    assert told == {kept.code: (78, 68, True), gained.code: (68, 78, True)}
    failed.refresh_from_db()
    assert told_of(gained) == "returned"
    assert (failed.points, failed.is_passed) == (68, False)  # nothing is changed yet

    applied = apply_correction(actor=manager, correction=correction, now=LATER)
    for submission, points in ((passed, 68), (failed, 78), (blank, 78)):
        submission.refresh_from_db()
        assert (submission.points, submission.is_passed) == (points, True)
    for variant in (kept, gained, untouched):
        variant.refresh_from_db()
        assert (variant.state, variant.definition_version) == ("passed", "1.1")
        assert told_of(variant) == "passed"
        keys = read_keys(variant.keys)
        assert Decimal(str(keys["usage-cost"].value)) == query_variant(variant, WITH_TAX).rows[0][0]
        assert keys["ten-dearest"] == keys_before["ten-dearest"]
    assert (applied.state, applied.decided_by, applied.regrades.count()) == ("applied", manager, 2)
    definition = LabDefinition.objects.get(pk=kept.definition_id)
    assert (definition.version, definition.definition["version"]) == ("1.1", "1.1")

    act = records_about(correction.code).filter(kind="labs.lab_corrected").get()
    assert (act.data["changed"], act.data["passes_gained"], act.data["passes_kept"]) == (2, 1, 1)
    one = records_about(gained.code).last()
    assert one is not None
    assert one.kind == "labs.lab_regraded"
    assert (one.data["points_before"], one.data["points"], one.data["passed"]) == ("68.00", "78.00", True)
    assert verify_ledger().verified
    letters = {notice.person_id: notice.body for notice in Notice.objects.filter(subject__contains="was corrected")}
    assert set(letters) == {kept.candidacy.person_id, gained.candidacy.person_id}
    assert "Your pass stands" in letters[kept.candidacy.person_id]
    assert "you have passed the lab" in letters[gained.candidacy.person_id]
    with pytest.raises(InvalidState):
        apply_correction(actor=manager, correction=applied, now=LATER)


def test_a_task_is_withdrawn_for_its_points_and_for_their_most() -> None:
    variant = make_worked_variant()
    submission = hand_in(variant, ten_dearest="x", cost_by_unit="")
    assert (submission.points, submission.points_max, submission.is_passed) == (48, 100, False)
    text = worked_yaml()
    task = text[text.index("  - key: cost-by-unit") : text.index("  - key: by-service-and-month")]
    apply_correction(actor=system(), correction=draw_up(variant.definition, lab_file((task, ""))), now=LATER)
    submission.refresh_from_db()
    assert (submission.points, submission.points_max) == (48, 80)
    variant = LabVariant.objects.get(pk=variant.pk)
    assert "cost-by-unit" not in read_keys(variant.keys)
    assert variant.left_out[-1]["task"] == "cost-by-unit"
    assert "cost-by-unit" not in {one.task for one in read_feedback(submission.feedback).tasks}
    again = hand_in(variant)
    assert (again.points, again.points_max) == (68, 80)


def test_what_people_gave_stays_and_what_waits_for_them_waits_on() -> None:
    marked, waiting = make_worked_variant(), make_worked_variant()
    reasons = "Because " * 70
    first = hand_in(marked, why=reasons)
    rationale = first.rationales.get()
    mentor = make_person(role=MENTOR)
    mark_rationale(actor=mentor, rationale=rationale, levels=levels_for(rationale, 2), comment="C", now=NOON)
    second = hand_in(waiting, why=reasons, dearest_unit="", ten_dearest="")
    assert (second.points, second.is_passed) == (58, False)
    apply_correction(actor=system(), correction=draw_up(marked.definition), now=LATER)
    first.refresh_from_db()
    assert first.points == 78 + 6
    waiting.refresh_from_db()
    second.refresh_from_db()
    assert (second.points, waiting.state) == (48, "returned")  # 48 + 12 cannot reach the pass


def test_refusals_of_a_correction() -> None:
    variant = make_worked_variant()
    definition, manager = variant.definition, make_person(role=PROGRAMME_MANAGER)
    wrong = {
        "correction_other_lab": lab_file(("key: who-pays", "key: who-knows")),
        "correction_version": with_tax(version="1.0"),
        "correction_data": lab_file(("rows: 8000", "rows: 9000")),
        "correction_adds": lab_file(("key: usage-cost", "key: usage-costs")),
        "correction_rationale": lab_file(("rationale_points: 12", "rationale_points: 10")),
        "correction_nothing": lab_file(),
        "lab_invalid": lab_file((f"solution: {{sql: {USAGE}}}", "solution: {sql: DROP TABLE x}")),
    }
    for code, lab in wrong.items():
        with pytest.raises(Refusal) as caught:
            draw_up(definition, lab, manager)
        assert (caught.value.code, caught.value.field) == (code, "lab")
    for reason, code in ((" ", "reason_missing"), ("x" * 2001, "reason_long")):
        with pytest.raises(Refusal) as caught:
            draw_up_correction(actor=manager, definition=definition, lab=with_tax(), reason=reason, now=LATER)
        assert caught.value.code == code
    with pytest.raises(NotPermitted):
        draw_up(definition, actor=make_person())
    first = draw_up(definition, actor=manager)
    with pytest.raises(Refusal) as caught:
        draw_up(definition, actor=manager)
    assert caught.value.code == "correction_open"
    assert drop_correction(actor=manager, correction=first, now=LATER).state == "dropped"
    with pytest.raises(InvalidState):
        apply_correction(actor=manager, correction=LabCorrection.objects.get(pk=first.pk), now=LATER)
    assert LabDefinition.objects.get(pk=definition.pk).version == "1.0"


def test_a_corrected_lab_is_still_the_one_that_its_pack_loads() -> None:
    variant = make_worked_variant()
    apply_correction(actor=system(), correction=draw_up(variant.definition), now=LATER)
    version = variant.candidacy.programme_version
    load_labs(version, (first_lab(), worked_lab()), actor=system(), now=LATER)
    assert LabDefinition.objects.get(pk=variant.definition_id).version == "1.1"
    assert make_worked_variant().definition_version == "1.1"
