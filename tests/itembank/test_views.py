"""Pages of the item bank: who gets in, what bad input gets, how many queries lists take."""

from datetime import datetime

import pytest
from django.urls import reverse

from practicum.itembank.api import Item, TestForm, load_items, newest_version, review_item, submit_for_review, todo_for
from practicum.itembank.queries import names_of
from practicum.people.api import EXAMINER, ITEM_REVIEWER, ITEM_WRITER, PSYCHOMETRICIAN
from tests.factories.admissions import make_candidacy
from tests.factories.curriculum import shipped_pack
from tests.factories.itembank import (
    approve_items,
    make_assembled_form,
    make_item,
    make_published_form,
    make_reviewers,
    make_small_programme,
)
from tests.factories.people import make_person, sign_in, system

pytestmark = pytest.mark.django_db
CODE = "understand-test-01"


def pages(form: TestForm) -> list[tuple[str, bool]]:
    """Address, and whether psychometricians only."""
    return [
        (reverse("itembank:items"), False),
        (reverse("itembank:item", args=[CODE]), False),
        (reverse("itembank:test_forms"), True),
        (reverse("itembank:test_form", args=[form.code]), True),
    ]


def test_who_sees_the_pages(now: datetime, client: object) -> None:
    form = make_published_form(now=now)
    candidate = make_candidacy(person=make_person((ITEM_WRITER, ITEM_REVIEWER, PSYCHOMETRICIAN))).person
    for url, psychometricians_only in pages(form):
        assert client.get(url).status_code == 302
        assert sign_in(make_person(PSYCHOMETRICIAN)).get(url).status_code == 200
        assert sign_in(make_person(ITEM_WRITER)).get(url).status_code == (403 if psychometricians_only else 200)
        for outsider in (make_person(), make_person(EXAMINER), candidate):
            answer = sign_in(outsider).get(url)
            assert answer.status_code == 403
            assert b"Question 1" not in answer.content


def test_a_candidate_with_every_role_can_do_nothing_either(now: datetime) -> None:
    form = make_assembled_form(now=now)
    candidate = sign_in(make_candidacy(person=make_person((ITEM_WRITER, ITEM_REVIEWER, PSYCHOMETRICIAN))).person)
    for name, key in (
        ("submit", CODE),
        ("review", CODE),
        ("move", CODE),
        ("publish", form.code),
        ("discard", form.code),
    ):
        assert candidate.post(reverse(f"itembank:{name}", args=[key])).status_code == 403
    assert candidate.post(reverse("itembank:assemble"), {"seed": 1}).status_code == 403


def test_unknown_items_and_forms_are_not_found(now: datetime) -> None:
    make_small_programme(now=now)
    client = sign_in(make_person(PSYCHOMETRICIAN))
    assert client.get("/items/no-such-item/").status_code == 404
    assert client.get("/items/forms/FRM-NOSUCHFORM/").status_code == 404
    assert client.post("/items/no-such-item/move/", {"state": "pilot"}).status_code == 404


def test_the_list_filters(now: datetime) -> None:
    make_small_programme(now=now)
    client = sign_in(make_person(ITEM_WRITER))
    everything = client.get("/items/").content.decode()
    assert everything.count("-test-") >= 5
    assert ">understand</a>" not in everything  # names, not keys
    assert "Understand Usage &amp; Cost</a>" in everything
    assert names_of(shipped_pack().programme)["focus-and-data"] == "FOCUS and data"
    some = client.get("/items/?area=quantify&state=draft").content.decode()
    assert "2 items" in some
    assert CODE not in some
    assert "No item matches" in client.get("/items/?state=pilot").content.decode()


@pytest.mark.parametrize("query", ["state=nonsense", "area=%00", "level=9999999999999999999", "capability=x'--"])
def test_filters_that_do_not_exist_are_named(now: datetime, query: str) -> None:
    make_small_programme(now=now)
    answer = sign_in(make_person(ITEM_WRITER)).get(f"/items/?{query}")
    assert answer.status_code == 422
    assert query.split("=", maxsplit=1)[0].capitalize() in answer.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_pages_that_do_not_exist_give_a_page(now: datetime, page: str) -> None:
    make_small_programme(now=now)
    assert sign_in(make_person(ITEM_WRITER)).get(f"/items/?page={page}").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_list(now: datetime, number: int, django_assert_num_queries: object) -> None:
    version = make_small_programme(now=now)
    load_items(version, [make_item(50 + n) for n in range(number)], actor=system(), now=now)
    client = sign_in(make_person(ITEM_WRITER))
    client.get("/items/")
    with django_assert_num_queries(10):
        client.get("/items/")


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_a_form(now: datetime, number: int, django_assert_num_queries: object) -> None:
    form = make_published_form(length=5 * number, now=now)
    client = sign_in(form.assembled_by)
    client.get(f"/items/forms/{form.code}/")
    with django_assert_num_queries(9):
        client.get(f"/items/forms/{form.code}/")


def test_a_writer_submits_and_two_reviewers_approve(now: datetime) -> None:
    make_small_programme(now=now)
    writer = sign_in(make_person(ITEM_WRITER))
    page = writer.get(f"/items/{CODE}/").content.decode()
    assert "Send to review" in page
    assert "Record my review" not in page
    assert writer.post(f"/items/{CODE}/submit/").status_code == 302
    for reviewer in make_reviewers():
        client = sign_in(reviewer)
        assert "Record my review" in client.get(f"/items/{CODE}/").content.decode()
        assert client.post(f"/items/{CODE}/review/", {"verdict": "approve", "comment": ""}).status_code == 302
        assert "Record my review" not in client.get(f"/items/{CODE}/").content.decode()
    assert Item.objects.get(code=CODE).state == "approved"


def test_reviewers_judge_blind(now: datetime) -> None:
    make_small_programme(now=now)
    item = submit_for_review(actor=make_person(ITEM_WRITER), item=Item.objects.get(code=CODE), now=now)
    first, second = make_reviewers()
    review_item(actor=first, item_version=newest_version(item), verdict="approve", comment="Clear and fair", now=now)
    client = sign_in(second)
    assert "Clear and fair" not in client.get(f"/items/{CODE}/").content.decode()
    client.post(f"/items/{CODE}/review/", {"verdict": "approve"})
    assert "Clear and fair" in client.get(f"/items/{CODE}/").content.decode()


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "verdict"),
        ({"verdict": "perhaps"}, "verdict"),
        ({"verdict": "revise"}, "comment"),
        ({"verdict": "revise", "comment": "x" * 4001}, "comment"),
        ({"verdict": "revise", "comment": "a\x00b"}, "comment"),
    ],
)
def test_bad_reviews_come_back_with_what_was_typed(now: datetime, data: dict[str, str], field: str) -> None:
    make_small_programme(now=now)
    submit_for_review(actor=make_person(ITEM_WRITER), item=Item.objects.get(code=CODE), now=now)
    answer = sign_in(make_person(ITEM_REVIEWER)).post(f"/items/{CODE}/review/", data)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Item.objects.get(code=CODE).state == "in_review"


def test_a_review_of_a_draft_is_refused_in_words(now: datetime) -> None:
    make_small_programme(now=now)
    answer = sign_in(make_person(ITEM_REVIEWER)).post(f"/items/{CODE}/review/", {"verdict": "approve"})
    assert answer.status_code == 422
    assert "This item is draft" in answer.content.decode()


def test_the_psychometrician_moves_items(now: datetime) -> None:
    make_small_programme(now=now)
    approve_items(Item.objects.filter(code=CODE), now=now)
    client = sign_in(make_person(PSYCHOMETRICIAN))
    assert client.post(f"/items/{CODE}/move/", {"state": "nonsense"}).status_code == 422
    assert client.post(f"/items/{CODE}/move/", {"state": "retired"}).status_code == 422
    assert client.post(f"/items/{CODE}/move/", {"state": "operational"}).status_code == 302
    assert Item.objects.get(code=CODE).state == "operational"
    assert sign_in(make_person(ITEM_WRITER)).post(f"/items/{CODE}/move/", {"state": "retired"}).status_code == 403


def test_assembling_and_publishing_by_page(now: datetime) -> None:
    make_small_programme(now=now)
    client = sign_in(make_person(PSYCHOMETRICIAN))
    refused = client.post("/items/forms/assemble/", {"seed": "3"})
    assert refused.status_code == 422
    assert "needs 5 items and the pool holds 0" in refused.content.decode()
    assert client.post("/items/forms/assemble/", {"seed": "3", "include_unapproved": "on"}).status_code == 302
    form = TestForm.objects.get()
    blocked = client.post(f"/items/forms/{form.code}/publish/", follow=True).content.decode()
    assert "5 of 5 items are not approved" in blocked
    assert CODE in blocked
    approve_items(Item.objects.all(), now=now)
    assert "is published" in client.post(f"/items/forms/{form.code}/publish/", follow=True).content.decode()
    assert "cannot be discarded" in client.post(f"/items/forms/{form.code}/discard/", follow=True).content.decode()


@pytest.mark.parametrize("seed", ["", "x", "-1", "99999999999999999999", "1.5", "1\x00"])
def test_bad_seeds_are_named(now: datetime, seed: str) -> None:
    make_small_programme(now=now)
    answer = sign_in(make_person(PSYCHOMETRICIAN)).post("/items/forms/assemble/", {"seed": seed})
    assert answer.status_code == 422
    assert 'id="id_seed_error"' in answer.content.decode()


def test_what_is_next(now: datetime) -> None:
    make_small_programme(now=now)
    writer, reviewer = make_person(ITEM_WRITER), make_person(ITEM_REVIEWER)
    assert [todo.title for todo in todo_for(writer, now)] == ["Send 5 drafts to review"]
    assert todo_for(reviewer, now) == []
    submit_for_review(actor=writer, item=Item.objects.get(code=CODE), now=now)
    assert [todo.title for todo in todo_for(reviewer, now)] == ["Review 1 item"]
    version = newest_version(Item.objects.get(code=CODE))
    review_item(actor=reviewer, item_version=version, verdict="approve", comment="", now=now)
    assert todo_for(reviewer, now) == []
    review_item(actor=make_person(ITEM_REVIEWER), item_version=version, verdict="approve", comment="", now=now)
    form = make_assembled_form(now=now)
    assert [todo.title for todo in todo_for(form.assembled_by, now)] == ["Publish or discard 1 test form"]
    assert todo_for(make_candidacy(person=make_person(ITEM_WRITER)).person, now) == []
