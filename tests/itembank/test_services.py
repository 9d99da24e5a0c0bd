"""Loading, review, forms: each act, its record, each refusal."""

from dataclasses import replace
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practicum.curriculum.api import store_pack
from practicum.itembank.api import (
    Item,
    ItemVersion,
    assemble_test_form,
    coverage_of,
    discard_test_form,
    form_layout,
    knows_form,
    load_items,
    make_operational,
    newest_version,
    places_of,
    publish_test_form,
    retire_item,
    review_item,
    score_answer,
    shown_item,
    start_pilot,
    submit_for_review,
)
from practicum.kernel.errors import InvalidState, NotPermitted, Refusal
from practicum.ledger.api import records_about, verify_ledger
from practicum.people.api import ITEM_REVIEWER, ITEM_WRITER, PSYCHOMETRICIAN, declare_interest
from tests.factories.curriculum import make_programme, shipped_pack
from tests.factories.itembank import (
    approve_items,
    make_assembled_form,
    make_item,
    make_published_form,
    make_reviewers,
    make_small_programme,
    right_answer,
    small_pack,
    wrong_answer,
)
from tests.factories.people import make_person, system

pytestmark = pytest.mark.django_db


def loaded(now: datetime) -> Item:
    version = make_small_programme(now=now)
    assert version.is_current
    return Item.objects.get(code="understand-test-01")


def in_review(now: datetime) -> Item:
    return submit_for_review(actor=make_person(ITEM_WRITER), item=loaded(now), now=now)


# Loading


def test_the_shipped_items_load_as_drafts_in_few_queries(now: datetime) -> None:
    version = make_programme()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        done = load_items(version, shipped_pack().items, actor=system(), now=now)
    assert len(done.created) == len(shipped_pack().items) == Item.objects.filter(state="draft").count()
    assert ItemVersion.objects.filter(number=1).count() == len(done.created)
    assert len(queries) < 25
    assert [record.kind for record in records_about("allocation-01")] == ["itembank.items_loaded"]


def test_the_same_pack_again_changes_nothing(now: datetime) -> None:
    item = loaded(now)
    before = verify_ledger().records
    done = load_items(make_small_programme(now=now), small_pack().items, actor=system(), now=now)
    assert (done.created, done.changed, len(done.unchanged)) == ((), (), 5)
    assert ItemVersion.objects.count() == 5
    assert verify_ledger().records == before
    assert item.versions.count() == 1


@pytest.mark.parametrize(
    "change",
    [{"stem": "New words?"}, {"key": "c"}, {"rationale": "Better"}, {"source": "Elsewhere"}, {"ai_use": "checked"}],
)
def test_changed_words_make_a_new_version_and_a_draft(now: datetime, change: dict[str, str]) -> None:
    version = make_small_programme(now=now)
    approve_items(Item.objects.all(), now=now)
    done = load_items(version, [make_item(1, **change)], actor=system(), now=now)
    item = Item.objects.get(code="understand-test-01")
    assert done.changed == ("understand-test-01",)
    assert (item.state, newest_version(item).number) == ("draft", 2)
    first = item.versions.get(number=1)
    assert (first.stem, first.key) == ("Question 1 on **understand**?", "b")
    assert sorted(done.absent) == sorted(set(Item.objects.values_list("code", flat=True)) - {item.code})


def test_metadata_is_taken_over_without_a_new_version(now: datetime) -> None:
    version = make_small_programme(now=now)
    changes = {"level": "analyse", "enemies": ["understand-test-02"]}
    done = load_items(version, [make_item(1, **changes)], actor=system(), now=now)
    item = Item.objects.get(code="understand-test-01")
    assert done.changed == ()
    assert (item.level, item.enemies, item.versions.count()) == ("analyse", ["understand-test-02"], 1)


def test_retired_items_stay_retired(now: datetime) -> None:
    item = loaded(now)
    retire_item(actor=make_person(PSYCHOMETRICIAN), item=item, reason="It leaked", now=now)
    done = load_items(make_small_programme(now=now), [make_item(1, stem="New?")], actor=system(), now=now)
    item.refresh_from_db()
    assert (done.retired, item.state, item.versions.count()) == (("understand-test-01",), "retired", 1)


def test_a_code_of_another_programme_is_refused(now: datetime) -> None:
    loaded(now)
    pack = small_pack()
    other = store_pack(
        replace(pack, programme=pack.programme.model_copy(update={"code": "other", "digest": "0" * 64})),
        actor=system(),
        now=now,
    )
    with pytest.raises(Refusal, match="another programme"):
        load_items(other, pack.items, actor=system(), now=now)


def test_loading_needs_a_role(now: datetime) -> None:
    version = make_small_programme(now=now)
    with pytest.raises(NotPermitted):
        load_items(version, [], actor=make_person(ITEM_REVIEWER), now=now)


# Review


def test_two_approvals_by_others_approve(now: datetime) -> None:
    item = in_review(now)
    first, second = make_reviewers()
    version = newest_version(item)
    review_item(actor=first, item_version=version, verdict="approve", comment="", now=now)
    item.refresh_from_db()
    assert item.state == "in_review"
    review_item(actor=second, item_version=version, verdict="approve", comment="Good", now=now)
    item.refresh_from_db()
    assert item.state == "approved"
    assert [record.kind for record in records_about(item.code)] == [
        "itembank.items_loaded",
        "itembank.item_submitted",
        "itembank.item_reviewed",
        "itembank.item_reviewed",
    ]


@pytest.mark.parametrize(("verdict", "state"), [("revise", "draft"), ("reject", "retired")])
def test_one_other_verdict_decides(now: datetime, verdict: str, state: str) -> None:
    item = in_review(now)
    reviewer = make_person(ITEM_REVIEWER)
    review_item(actor=reviewer, item_version=newest_version(item), verdict=verdict, comment="Two keys", now=now)
    item.refresh_from_db()
    assert item.state == state
    with pytest.raises(Refusal):
        submit_for_review(actor=make_person(ITEM_WRITER), item=item, now=now)


def test_the_writer_does_not_review(now: datetime) -> None:
    version = make_small_programme(now=now)
    both = make_person((ITEM_WRITER, ITEM_REVIEWER))
    load_items(version, [make_item(1, stem="Mine?")], actor=both, now=now)
    item = submit_for_review(actor=both, item=Item.objects.get(code="understand-test-01"), now=now)
    with pytest.raises(NotPermitted, match="wrote"):
        review_item(actor=both, item_version=newest_version(item), verdict="approve", comment="", now=now)


@pytest.mark.parametrize("by_employer", [True, False])
def test_a_conflict_of_interest_with_the_writer_blocks(now: datetime, by_employer: bool) -> None:
    version = make_small_programme(now=now)
    writer = make_person(ITEM_WRITER, employer="Acme")
    reviewer = make_person(ITEM_REVIEWER, employer=" ACME" if by_employer else "")
    if not by_employer:
        declare_interest(actor=reviewer, about=writer, relation="married", now=now)
    load_items(version, [make_item(1, stem="Mine?")], actor=writer, now=now)
    item = submit_for_review(actor=writer, item=Item.objects.get(code="understand-test-01"), now=now)
    with pytest.raises(NotPermitted, match="may not review"):
        review_item(actor=reviewer, item_version=newest_version(item), verdict="approve", comment="", now=now)


def test_an_old_version_is_not_reviewed(now: datetime) -> None:
    item = in_review(now)
    old = newest_version(item)
    load_items(make_small_programme(now=now), [make_item(1, stem="New?")], actor=system(), now=now)
    submit_for_review(actor=make_person(ITEM_WRITER), item=item, now=now)
    with pytest.raises(Refusal, match="newer version"):
        review_item(actor=make_person(ITEM_REVIEWER), item_version=old, verdict="approve", comment="", now=now)


def test_a_boundless_comment_is_refused(now: datetime) -> None:
    version = newest_version(in_review(now))
    with pytest.raises(Refusal) as refused:
        review_item(
            actor=make_person(ITEM_REVIEWER), item_version=version, verdict="revise", comment="x" * 5000, now=now
        )
    assert refused.value.field == "comment"


@pytest.mark.parametrize("role", [(), ITEM_WRITER, PSYCHOMETRICIAN])
def test_review_needs_the_role(now: datetime, role: str | tuple[str, ...]) -> None:
    version = newest_version(in_review(now))
    with pytest.raises(NotPermitted):
        review_item(actor=make_person(role), item_version=version, verdict="approve", comment="", now=now)


def test_taking_into_use_and_out_of_it(now: datetime) -> None:
    item = loaded(now)
    approve_items([item], now=now)
    psychometrician = make_person(PSYCHOMETRICIAN)
    assert start_pilot(actor=psychometrician, item=item, now=now).state == "pilot"
    assert make_operational(actor=psychometrician, item=item, now=now).state == "operational"
    with pytest.raises(InvalidState):
        start_pilot(actor=psychometrician, item=item, now=now)
    with pytest.raises(Refusal, match="reason"):
        retire_item(actor=psychometrician, item=item, reason=" ", now=now)
    assert retire_item(actor=psychometrician, item=item, reason="It leaked", now=now).state == "retired"
    told = [record.data["state"] for record in records_about(item.code).filter(kind="itembank.item_moved")]
    assert told == ["pilot", "operational", "retired"]
    with pytest.raises(NotPermitted):
        make_operational(actor=make_person(ITEM_REVIEWER), item=item, now=now)


# Forms


def test_the_shipped_blueprint_gives_a_form_that_meets_it(now: datetime) -> None:
    version = make_programme()
    load_items(version, shipped_pack().items, actor=system(), now=now)
    psychometrician = make_person(PSYCHOMETRICIAN)
    form = assemble_test_form(actor=psychometrician, version=version, seed=7, now=now, include_unapproved=True)
    places = list(places_of(form))
    items = [place.version.item for place in places]
    assert [place.position for place in places] == list(range(1, 51))
    areas = {area: sum(item.area == area for item in items) for area in {item.area for item in items}}
    assert areas == {"understand": 11, "quantify": 11, "optimize": 13, "manage": 9, "focus-and-data": 6}
    share = {level: sum(item.level == level for item in items) for level in ("understand", "apply", "analyse")}
    assert 8 <= share["understand"] <= 15
    assert 20 <= share["apply"] <= 27
    assert 13 <= share["analyse"] <= 20
    codes = {item.code for item in items}
    assert not any(codes & set(item.enemies) for item in items)
    again = assemble_test_form(actor=psychometrician, version=version, seed=7, now=now, include_unapproved=True)
    assert [place.version_id for place in places_of(again)] == [place.version_id for place in places]
    with pytest.raises(Refusal) as refused:
        publish_test_form(actor=psychometrician, form=form, now=now)
    assert "50 of 50" in refused.value.message
    assert all(code in refused.value.message for code in codes)


def test_without_approved_items_there_is_no_form_and_the_reason_is_named(now: datetime) -> None:
    version = make_small_programme(now=now)
    with pytest.raises(Refusal, match="needs 5 items and the pool holds 0"):
        assemble_test_form(actor=make_person(PSYCHOMETRICIAN), version=version, seed=1, now=now)


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(now: datetime, seed: int) -> None:
    with pytest.raises(Refusal) as refused:
        assemble_test_form(actor=make_person(PSYCHOMETRICIAN), version=make_small_programme(), seed=seed, now=now)
    assert refused.value.field == "seed"


def test_publishing_records_a_digest_that_tells_of_every_word(now: datetime) -> None:
    form = make_published_form(now=now)
    assert form.state == "published"
    told = records_about(form.code).get(kind="itembank.form_published").data
    assert (told["items"], len(told["digest"])) == (5, 64)
    with pytest.raises(InvalidState):
        publish_test_form(actor=form.assembled_by, form=form, now=now)
    with pytest.raises(InvalidState):
        discard_test_form(actor=form.assembled_by, form=form, now=now)


def test_an_item_whose_words_changed_since_keeps_the_form_back(now: datetime) -> None:
    form = make_assembled_form(now=now)
    load_items(make_small_programme(now=now), [make_item(2, stem="New?")], actor=system(), now=now)
    with pytest.raises(Refusal, match="1 of 5 items are not approved: understand-test-02"):
        publish_test_form(actor=form.assembled_by, form=form, now=now)
    approve_items(Item.objects.filter(state="draft"), now=now)
    with pytest.raises(Refusal, match="understand-test-02"):  # approved, but in other words than those on the form
        publish_test_form(actor=form.assembled_by, form=form, now=now)
    assert discard_test_form(actor=form.assembled_by, form=form, now=now).state == "discarded"


def test_forms_need_a_psychometrician(now: datetime) -> None:
    form = make_assembled_form(now=now)
    for act in (publish_test_form, discard_test_form):
        with pytest.raises(NotPermitted):
            act(actor=make_person(ITEM_REVIEWER), form=form, now=now)


def test_who_worked_on_a_form_is_known(now: datetime) -> None:
    form = make_published_form(now=now)
    reviewer = places_of(form)[0].version.reviews.all()[0].reviewer
    assert knows_form(reviewer, form)
    assert knows_form(form.assembled_by, form)
    assert knows_form(system(), form)
    assert not knows_form(make_person(ITEM_REVIEWER), form)


# What the exam sees


def test_a_shown_item_holds_no_key_and_keeps_its_order(now: datetime) -> None:
    version = newest_version(loaded(now))
    orders = {tuple(option.id for option in shown_item(version, seed).options) for seed in range(40)}
    assert len(orders) > 10
    assert all(sorted(order) == ["a", "b", "c", "d"] for order in orders)
    shown = shown_item(version, 3)
    assert shown == shown_item(version, 3)
    assert not any(secret in repr(shown) for secret in ("Why", "Rationale", "Made for tests", "key"))


def test_scores_and_layout(now: datetime) -> None:
    form = make_published_form(now=now)
    for place in places_of(form):
        assert score_answer(place.version, right_answer(place.version)) == 1
        assert score_answer(place.version, wrong_answer(place.version)) == 0
        assert score_answer(place.version, None) == 0
        assert form_layout(form.code)[place.position].version_id == place.version_id


def test_coverage_counts_against_the_blueprint(now: datetime) -> None:
    version = make_small_programme(now=now)
    approve_items(Item.objects.filter(area="understand"), now=now)
    of_understand, of_quantify = coverage_of(version)
    assert (of_understand.asked, of_understand.usable, of_understand.is_covered) == (3, 3, True)
    assert (of_quantify.asked, of_quantify.usable, of_quantify.draft, of_quantify.is_covered) == (2, 0, 2, False)
