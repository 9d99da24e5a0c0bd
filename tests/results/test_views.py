"""The pages of the results room: who may see them, what they refuse, and that keys never reach a page."""

from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from practicum.exams.api import Sitting
from practicum.itembank.api import places_of
from practicum.people.api import (
    ADMISSIONS_OFFICER,
    AUDITOR,
    DECIDER,
    JUDGE,
    PROGRAMME_MANAGER,
    PSYCHOMETRICIAN,
    Person,
)
from practicum.results.api import Appeal, ExamResult, Judgement, adopted_cut, open_second_round, setting_of
from tests.factories.exams import make_closed_attempt, make_sitting
from tests.factories.itembank import make_assembled_form, make_published_form
from tests.factories.people import make_person, sign_in
from tests.factories.results import (
    GROUNDS,
    SHARES,
    judge_form,
    make_adopted_cut,
    make_appeal,
    make_computed_cut,
    make_judged_form,
    make_judges,
    make_released_result,
    make_scored_sitting,
    review_all,
)
from tests.ground import stand_on

pytestmark = pytest.mark.django_db
ground = stand_on(make_adopted_cut)
# Views read the clock, so what they see happened lately.
LATELY = timezone.now() - timedelta(days=2)


def page(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, url
    return unescape(answer.content.decode())


def send(client: Client, url: str, data: Any = None, status: int = 302) -> str:
    answer = client.post(url, data or {})
    assert answer.status_code == status, answer.content.decode()[:3000]
    return unescape(answer.content.decode())


def reader(*roles: str) -> Client:
    return sign_in(make_person(roles))


# The first page


def test_everybody_finds_their_own_and_staff_their_work(client: Client) -> None:
    assert client.get("/results/").status_code == 302
    assert "No result of yours" in page(sign_in(make_person()), "/results/")
    result = make_released_result(right=4, now=LATELY)
    assert "4 of 5" in page(sign_in(result.attempt.person), "/results/")
    form = result.attempt.sitting.form
    assert form.code not in page(reader(JUDGE), "/results/")  # its cut score is adopted
    shown = page(reader(PSYCHOMETRICIAN), "/results/")
    assert form.code in shown
    assert "September sitting" in shown
    assert "Nobody has appealed" in page(reader(DECIDER), "/results/")
    assert "Forms and their cut scores" not in page(reader(ADMISSIONS_OFFICER), "/results/")


# Judging


def test_the_judging_page_is_for_judges(client: Client) -> None:
    form = make_assembled_form()
    url = f"/results/judging/{form.code}/"
    assert client.get(url).status_code == 302
    for role in (PSYCHOMETRICIAN, PROGRAMME_MANAGER, AUDITOR):
        page(reader(role), url, 403)
    page(reader(JUDGE), "/results/judging/FRM-0000000000/", 404)
    page(reader(JUDGE), url)


def test_a_judge_sees_items_without_keys_and_saves_page_by_page() -> None:
    form = make_assembled_form(length=15)
    judge = make_person(JUDGE)
    client, url = sign_in(judge), f"/results/judging/{form.code}/"
    shown = page(client, url)
    for place in list(places_of(form))[:10]:
        assert place.version.stem.split("*")[0].strip() in shown
        assert place.version.rationale not in shown
        assert "Why a" not in shown
        if place.version.kind == "numeric":
            assert place.version.key["value"] not in shown
    answer = client.post(url, {f"item-{position}": "60" for position in range(1, 10)} | {"next": ""})
    assert answer["Location"] == f"{url}?page=2"
    assert Judgement.objects.filter(judge=judge).count() == 9
    assert "<strong>9 of 15</strong>" in page(client, url)
    send(client, f"{url}?page=2", {f"item-{position}": "100" for position in range(11, 15)} | {"item-15": "0"})
    send(client, url, {"item-10": "55", "stay": ""})
    assert "You have judged every item" in page(client, f"{url}?page=2")
    page(client, f"{url}?page=nonsense")


@pytest.mark.parametrize("wrong", ["101", "-1", "half", "1.5", "9" * 400, "\x00", "1e3"])
def test_a_wrong_number_is_named_and_the_others_are_kept(wrong: str) -> None:
    form = make_assembled_form()
    client = reader(JUDGE)
    shown = send(client, f"/results/judging/{form.code}/", {"item-1": "60", "item-2": wrong}, 422)
    assert "Question 2:" in shown
    assert 'value="60"' in shown
    assert not form.judgements.exists()


def test_the_second_round_shows_own_and_the_median_and_then_closes() -> None:
    form = make_assembled_form()
    judges = make_judges(form)
    outsider = make_person(JUDGE)
    open_second_round(actor=make_person(PSYCHOMETRICIAN), form=form, now=LATELY)
    client, url = sign_in(judges[0]), f"/results/judging/{form.code}/"
    shown = page(client, url)
    assert "50 of 100" in shown  # own
    assert "60 of 100" in shown  # median of .50 .55 .60 .60 .65 .70
    assert "with those judges who finished the first" in page(sign_in(outsider), url)
    send(sign_in(outsider), url, {"item-1": "60"}, 409)
    for judge, share in zip(judges, SHARES, strict=True):
        judge_form(form, judge, share, round_=2, now=LATELY)
    send(reader(PSYCHOMETRICIAN), f"/results/cuts/{form.code}/", {"act": "compute"})
    assert "is over" in page(client, url)


# Cut scores


def test_the_cut_page_leads_from_judging_to_adoption() -> None:
    form = make_assembled_form()
    url = f"/results/cuts/{form.code}/"
    page(reader(JUDGE), url, 403)
    psychometrician, decider = reader(PSYCHOMETRICIAN), reader(DECIDER)
    page(psychometrician, "/results/cuts/FRM-0000000000/", 404)
    assert "not begun" in page(psychometrician, url)
    send(psychometrician, url, {"act": "open"}, 409)
    judges = make_judges(form)
    send(decider, url, {"act": "open"}, 403)
    send(psychometrician, url, {"act": "open"})
    for judge, share in zip(judges, SHARES, strict=True):
        judge_form(form, judge, share, round_=2, now=LATELY)
    send(psychometrician, url, {"act": "compute"})
    shown = page(psychometrician, url)
    assert "0.144 points" in shown
    assert "<svg" in shown
    assert "Adopt 3.00 points" not in shown
    assert "What the data so far allow" in shown
    assert "Adopt 3.00 points" in page(decider, url)
    send(decider, url, {"act": "adopt", "shown": "3.00", "reason": ""}, 422)
    assert "has changed since" in send(decider, url, {"act": "adopt", "shown": "2.00", "reason": "Fine."}, 422)
    send(psychometrician, url, {"act": "adopt", "shown": "3.00", "reason": "Fine."}, 403)
    send(decider, url, {"act": "nonsense"}, 409)
    send(decider, url, {"act": "adopt", "shown": "3.00", "reason": "The panel agreed well."})
    assert adopted_cut(form) is not None
    assert "3.00 points are adopted" in page(reader(AUDITOR), url)


def test_a_cut_score_is_rejected_from_the_page() -> None:
    cut = make_computed_cut()
    send(
        reader(PROGRAMME_MANAGER),
        f"/results/cuts/{cut.form.code}/",
        {"act": "reject", "shown": "3.00", "reason": "No."},
    )
    setting = setting_of(cut.form)
    assert setting is not None
    assert setting.state == "second_round"


def test_the_evidence_page_names_no_key() -> None:
    form = make_judged_form()
    send(reader(PSYCHOMETRICIAN), f"/results/cuts/{form.code}/", {"act": "compute"})
    shown = page(reader(DECIDER), f"/results/cuts/{form.code}/")
    assert all(place.version.rationale not in shown for place in places_of(form))


# Sittings and reports


def closed_sitting(right: int = 5) -> Sitting:
    form = make_published_form(now=LATELY)
    make_adopted_cut(form, now=LATELY)
    sitting = make_sitting(form, opens_at=LATELY, now=LATELY)
    make_closed_attempt(sitting=sitting, right=right, now=LATELY)
    return sitting


def test_a_sitting_is_scored_reviewed_and_released_from_its_page() -> None:
    sitting = closed_sitting(right=3)
    url = f"/results/sittings/{sitting.code}/"
    page(reader(DECIDER), url, 403)
    manager = reader(PROGRAMME_MANAGER)
    page(manager, "/results/sittings/SIT-0000000000/", 404)
    send(manager, url, {"act": "release"}, 409)
    send(manager, url, {"act": "score"})
    result = ExamResult.objects.get()
    candidate = sign_in(result.attempt.person)
    shown = page(manager, url)
    assert "Review before release" in shown
    assert result.attempt.person.name not in shown
    page(candidate, f"/results/{result.code}/", 404)
    send(manager, url, {"act": "release"}, 409)
    review = f"/results/{result.code}/review/"
    page(candidate, review, 403)
    assert "Points by item" in page(manager, review)
    assert "This field is required" in send(manager, review, {"note": ""}, 422)
    send(manager, review, {"note": "Nothing speaks against it."})
    send(manager, url, {"act": "release"})
    page(manager, review, 404)
    send(manager, url, {"act": "nonsense"}, 409)
    shown = page(candidate, f"/results/{result.code}/")
    assert "<h1>Passed</h1>" in shown
    assert "3 of 5 points; 3 were needed" in shown
    assert '<a href="/credentials/">your credential</a>' in shown
    assert '<a href="/journey/">Back to your journey</a>' in shown
    assert "a person looked at it before it was released" in shown


def test_the_report_tells_how_exact_it_is_and_is_private() -> None:
    result = make_released_result(right=1, now=LATELY)
    url = f"/results/{result.code}/"
    shown = page(sign_in(result.attempt.person), url)
    assert "<h1>Not passed</h1>" in shown
    # one standard error of 1.22 (Lord, at the cut) on either side of 1, cut off at 0
    assert "between <strong>0 and 2.2</strong>" in shown
    assert "fewer than 10 people" in shown
    assert "So few questions tell little" in shown
    assert "of 60 questions, about 8 of 100 candidates. This one has 5 questions, and with fewer" in shown
    assert '<a href="/results/">Your results</a>' in shown
    assert '<a href="/exam/">your examinations</a>' in shown
    assert '<a href="/journey/">Back to your journey</a>' in shown
    assert "your credential</a>" not in shown
    assert "Appeal" in shown
    for role in (PSYCHOMETRICIAN, PROGRAMME_MANAGER, DECIDER, AUDITOR):
        assert "What comes next" not in page(reader(role), url)
    for stranger in (make_person(), make_person(JUDGE)):
        page(sign_in(stranger), url, 404)
    page(reader(AUDITOR), "/results/RES-0000000000/", 404)


# Appeals


def test_a_candidate_appeals_takes_it_back_and_appeals_again() -> None:
    result = make_released_result(right=0, now=LATELY)
    client, url = sign_in(result.attempt.person), f"/results/{result.code}/appeal/"
    page(reader(DECIDER), url, 404)
    send(client, url, {"act": "withdraw"}, 404)
    assert "unfair" in send(client, url, {"grounds": "unfair"}, 422)
    assert "Null characters" in send(client, url, {"grounds": GROUNDS + "\x00"}, 422)
    send(client, url, {"grounds": GROUNDS})
    assert "Your appeal is being decided" in page(client, f"/results/{result.code}/")
    assert "you have appealed" in send(client, url, {"grounds": GROUNDS}, 422).lower()
    send(client, url, {"act": "withdraw"})
    send(client, url, {"grounds": GROUNDS})
    assert list(Appeal.objects.order_by("id").values_list("state", flat=True)) == ["withdrawn", "lodged"]


def test_another_decider_decides() -> None:
    result = make_released_result(right=0, now=LATELY)
    appeal = make_appeal(result, now=LATELY)
    url = f"/results/appeals/{appeal.code}/"
    page(sign_in(result.attempt.person), url, 403)
    page(reader(DECIDER), "/results/appeals/APL-0000000000/", 404)
    decider = reader(DECIDER)
    assert "blank for ten minutes" in page(decider, url)
    releaser = result.released_by
    assert releaser is not None
    shown = page(sign_in(releaser), url)
    assert "You may not decide this appeal" in shown
    assert "they released the result" in shown
    good = {"outcome": "dismissed", "reason": "The log shows no gap."}
    send(sign_in(releaser), url, good, 403)
    assert "Choose a decision" in send(decider, url, {**good, "outcome": ""}, 422)
    assert "Choose one of the two" in send(decider, url, {**good, "outcome": "perhaps"}, 422)
    assert "The log shows no gap." in send(decider, url, {"reason": "The log shows no gap."}, 422)
    send(decider, url, good)
    send(decider, url, good, 409)
    assert "The log shows no gap." in page(sign_in(result.attempt.person), f"/results/{result.code}/")


# Numbers of queries


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_a_constant_number_of_questions(
    rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sitting = make_scored_sitting([0] * rows, now=LATELY)
    for _ in range(rows - 1):
        make_scored_sitting([5], form=sitting.form, now=LATELY)
        make_assembled_form(now=LATELY)
    review_all(sitting)
    manager = make_person((PROGRAMME_MANAGER, PSYCHOMETRICIAN, JUDGE, DECIDER))
    client = sign_in(manager)
    with django_assert_num_queries(17):
        page(client, "/results/")
    with django_assert_num_queries(10):
        page(client, f"/results/sittings/{sitting.code}/")
    with django_assert_num_queries(16):
        page(client, f"/results/cuts/{sitting.form.code}/")


@pytest.mark.parametrize("length", [5, 15])
def test_judging_asks_a_constant_number_of_questions(
    length: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    form = make_assembled_form(length=length)
    judge: Person = make_person(JUDGE)
    judge_form(form, judge, Decimal("0.5"))
    client = sign_in(judge)
    with django_assert_num_queries(11):
        page(client, f"/results/judging/{form.code}/")
