"""The query desk: results, their limits, charts, answers taken from it, drafts as they are typed; with and without script."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from practicum.kernel.canonical import digest
from practicum.kernel.errors import Refusal
from practicum.labs import asking
from practicum.labs.api import LabVariant, issue_variant, load_labs
from practicum.people.api import Person
from tests.factories.admissions import make_candidacy
from tests.factories.curriculum import shipped_pack
from tests.factories.people import NOON, make_person, sign_in, system
from tests.ground import stand_on
from tests.labs.worked import SEED, worked_lab

pytestmark = pytest.mark.django_db
BY_CATEGORY = (
    "SELECT ServiceCategory, sum(BilledCost) AS billed FROM cost_and_usage GROUP BY ALL ORDER BY ServiceCategory"
)
SCRIPT = {"Accept": "application/json"}


def make_worked_variant() -> None:
    candidacy = make_candidacy()
    labs = [*shipped_pack().labs, worked_lab()]
    load_labs(candidacy.programme_version, labs, actor=system(), now=NOON)
    issue_variant(actor=system(), candidacy=candidacy, lab="who-pays", seed=SEED, now=NOON)


@pytest.fixture(scope="module", autouse=True)
def _data(tmp_path_factory: pytest.TempPathFactory) -> Any:
    from dataclasses import replace

    from django.conf import settings

    before = settings.PRACTICUM
    settings.PRACTICUM = replace(before, data_dir=tmp_path_factory.mktemp("data"))
    yield
    settings.PRACTICUM = before


@pytest.fixture(autouse=True)
def data_folder() -> None:
    """All tests of this module share the folder in which the variant's data lie."""


ground = stand_on(make_worked_variant)


@pytest.fixture
def variant() -> LabVariant:
    return LabVariant.objects.select_related("candidacy__person").get(lab="who-pays")


@pytest.fixture
def client(variant: LabVariant) -> Client:
    return sign_in(variant.candidacy.person)


def at(variant: LabVariant, page: str = "query") -> str:
    return reverse(f"labs:{page}", args=[variant.code])


def test_without_script_a_query_gives_a_page_with_its_result(client: Client, variant: LabVariant) -> None:
    page = client.post(at(variant), {"sql": BY_CATEGORY})
    text = page.content.decode()
    assert page.status_code == 200
    assert unescape(text).count(BY_CATEGORY) >= 2  # to change, and to draw
    assert "<td>Compute</td>" in text
    assert page.context["result"]["headings"] == [("ServiceCategory", "text"), ("billed", "number")]
    drawn = client.post(at(variant), {"sql": BY_CATEGORY, "kind": "bars", "label": "0", "value": "1"}).content.decode()
    assert "billed by ServiceCategory" in drawn
    assert 'class="chart-svg chart-bars' in drawn


def test_a_script_gets_the_same_as_json(client: Client, variant: LabVariant) -> None:
    told = client.post(at(variant), {"sql": BY_CATEGORY}, headers=SCRIPT).json()
    page = client.post(at(variant), {"sql": BY_CATEGORY})
    assert told["columns"] == ["ServiceCategory", "billed"]
    assert told["types"] == ["text", "number"]
    assert told["cut"] is False
    assert told["rows"] == [[cell for cell, _ in row] for row in page.context["result"]["cells"]]


def test_only_the_first_rows_are_shown(client: Client, variant: LabVariant) -> None:
    page = client.post(at(variant), {"sql": "SELECT ResourceId, BilledCost FROM cost_and_usage"}).content.decode()
    assert "More than 200 rows; the first 200 are shown." in page
    assert page.count("<tr>") <= 320
    told = client.post(at(variant), {"sql": "FROM cost_and_usage SELECT *"}, headers=SCRIPT).json()
    assert (len(told["rows"]), told["cut"]) == (200, True)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("", "There is no query"),
        ("   \n", "There is no query"),
        ("SELECT\n nix FROM cost_and_usage", "(line 2, column 2)"),
        ("DROP TABLE cost_and_usage", "This is no SELECT but DROP"),
        ("SELECT 1; SELECT 2", "These are 2 statements"),
        ("SELECT * FROM read_csv('/etc/passwd')", "file system operations are disabled"),
        ("SELECT * FROM telemetry", "telemetry"),
        ("SELECT 1 -- " + "x" * 20_000, "20,000"),
        ("SELECT '\x00'", "Null characters"),
    ],
)
def test_what_cannot_be_run_is_said_beside_the_query_and_kept(
    client: Client, variant: LabVariant, sql: str, said: str
) -> None:
    page = client.post(at(variant), {"sql": sql})
    assert page.status_code == 422
    assert said.lower() in unescape(page.content.decode()).lower()
    if sql.strip() and "\x00" not in sql:
        assert sql.split("\n", maxsplit=1)[0][:60] in unescape(page.content.decode())
    told = client.post(at(variant), {"sql": sql}, headers=SCRIPT)
    assert (told.status_code, said.lower() in told.json()["error"].lower()) == (422, True)


def test_nobody_else_asks_this_variant(variant: LabVariant) -> None:
    stranger = sign_in(make_person())
    for name in ("query", "chart", "draft"):
        page = at(variant, name)
        assert Client().post(page, {"sql": "SELECT 1"}).status_code == 302
        assert stranger.post(page, {"sql": "SELECT 1"}).status_code == 404
    owner = sign_in(variant.candidacy.person)
    assert [owner.get(at(variant, name)).status_code for name in ("query", "chart", "draft")] == [200, 405, 405]


@contextmanager
def another_query_running(person: Person) -> Iterator[None]:
    """Another connection holds this person's turn."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        from django.db import connections

        connections["default"].close()
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("select pg_advisory_lock(%s, %s)", [0x1AB, person.pk])
                held.set()
                done.wait(20)
        finally:
            connections["default"].close()

    thread = threading.Thread(target=hold)
    thread.start()
    try:
        assert held.wait(20)
        yield
    finally:
        done.set()
        thread.join()


def test_a_person_runs_one_query_at_a_time(variant: LabVariant) -> None:
    """While one runs, their next is refused, another person's is not."""
    me, other = variant.candidacy.person, make_person()
    with another_query_running(me):
        with pytest.raises(Refusal) as refused:
            asking.run_for(me, variant, "SELECT 1")
        assert refused.value.code == "query_running"
        assert asking.run_for(other, variant, "SELECT 1 AS one").columns == ("one",)
    assert connection.is_usable()


def test_answers_that_are_checked_take_the_same_turn(client: Client, variant: LabVariant) -> None:
    """Whoever reloads the page of the check does not take the places of all others."""
    task = next(one["key"] for one in variant.tasks if one["kind"] == "sql")
    client.post(at(variant, "draft"), {f"task-{task}": BY_CATEGORY})
    variant.refresh_from_db()
    shown = digest([variant.code, variant.draft, 0])  # what the page of the check hands on
    with another_query_running(variant.candidacy.person):
        page = client.get(at(variant, "check"), follow=True)
        assert "Another query of yours is still running" in page.content.decode()
        page = client.post(at(variant, "check"), {"shown": shown}, follow=True)
        assert "Another query of yours is still running" in page.content.decode()
        refused = client.post(at(variant, "workbench"), {f"task-{task}": BY_CATEGORY + " ", "act": "check"})
        assert refused.status_code == 422
        assert BY_CATEGORY in unescape(refused.content.decode())
    assert not variant.submissions.exists()
    client.post(at(variant, "workbench"), {f"task-{task}": BY_CATEGORY})
    handed_in = client.post(at(variant, "check"), {"shown": client.get(at(variant, "check")).context["shown"]})
    assert handed_in["Location"] == reverse("labs:feedback", args=[variant.code, 1])


def test_a_query_becomes_an_answer(client: Client, variant: LabVariant) -> None:
    task = next(one["key"] for one in variant.tasks if one["kind"] == "sql")
    number = next(one["key"] for one in variant.tasks if one["kind"] == "number")
    client.post(at(variant, "draft"), {f"task-{number}": "12.5"})
    kept = client.post(at(variant), {"sql": BY_CATEGORY, "answers": task})
    assert kept["Location"] == f"{at(variant, 'workbench')}#id_task-{task}"
    variant.refresh_from_db()
    assert variant.draft == {number: "12.5", task: BY_CATEGORY}
    assert client.post(at(variant), {"sql": BY_CATEGORY, "answers": number}).status_code == 422
    assert client.post(at(variant), {"sql": BY_CATEGORY, "answers": "cooking"}).status_code == 422


def test_answers_are_saved_as_they_are_typed(client: Client, variant: LabVariant) -> None:
    number = next(one["key"] for one in variant.tasks if one["kind"] == "number")
    saved = client.post(at(variant, "draft"), {f"task-{number}": "about 5?", "task-nix": "x"})
    assert (saved.status_code, saved.json()) == (200, {"saved": True})
    variant.refresh_from_db()
    assert (variant.draft, variant.draft_saved_at is not None) == ({number: "about 5?"}, True)
    refused = client.post(at(variant, "draft"), {f"task-{number}": "5\x00"})
    assert (refused.status_code, refused.json()["saved"]) == (422, False)
    assert refused.json()["error"]
    variant.refresh_from_db()
    assert variant.draft == {number: "about 5?"}


def test_what_is_not_sent_stays_as_it_was_saved(client: Client, variant: LabVariant) -> None:
    """Two windows: each sends what was typed in it."""
    first, second = [one["key"] for one in variant.tasks if one["kind"] in ("number", "set")]
    client.post(at(variant, "draft"), {f"task-{first}": "1"})
    client.post(at(variant, "draft"), {f"task-{second}": "vm-2"})
    client.post(at(variant, "draft"), json.dumps({}), content_type="application/json")
    client.post(at(variant, "workbench"), {f"task-{second}": ""})
    variant.refresh_from_db()
    assert variant.draft == {first: "1"}


def test_a_passed_lab_is_still_there_to_look_at(client: Client, variant: LabVariant) -> None:
    LabVariant.objects.filter(pk=variant.pk).update(state="passed")
    assert client.post(at(variant, "draft"), {}).status_code == 422
    page = client.post(at(variant), {"sql": "SELECT 1 AS one"})
    assert (page.status_code, "Keep as answer" in page.content.decode()) == (200, False)


DRAWING = {"kind": "bars", "label": "service", "value": "cost", "names": ["a<b", None], "values": ["1.5", None]}


def test_a_chart_is_drawn_of_what_the_browser_holds(client: Client, variant: LabVariant) -> None:
    drawn = client.post(at(variant, "chart"), json.dumps(DRAWING), content_type="application/json")
    text = drawn.content.decode()
    assert drawn.status_code == 200
    assert "a&lt;b" in text
    assert "a<b" not in text
    assert "<table" in text
    lines = client.post(at(variant, "chart"), json.dumps(DRAWING | {"kind": "lines"}), content_type="application/json")
    assert "chart-lines" in lines.content.decode()


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "pie"},
        {"values": ["x", "y"]},
        {"values": ["1"]},
        {"values": [None, None]},
        {"values": ["1e400", "nan"]},
        {"names": "ab"},
        {"names": [{}], "values": ["1"]},
        {"label": None},
        {"names": ["n" * 1000] * 300, "values": ["1"] * 300},
        [],
        "x",
    ],
    ids=str,
)
def test_what_is_no_chart_is_said(client: Client, variant: LabVariant, changed: Any) -> None:
    body = {**DRAWING, **changed} if isinstance(changed, dict) else changed
    refused = client.post(at(variant, "chart"), json.dumps(body), content_type="application/json")
    assert refused.status_code == 422
    assert refused.json()["error"]


def test_a_form_is_no_chart(client: Client, variant: LabVariant) -> None:
    """Whoever checks the token has read its body already."""
    refused = client.post(at(variant, "chart"), DRAWING | {"names": "a", "values": "1"})  # multipart
    assert (refused.status_code, "JSON" in refused.json()["error"]) == (422, True)


def test_the_workbench_tells_the_script_what_it_needs(client: Client, variant: LabVariant) -> None:
    page = client.get(at(variant, "workbench"))
    desk = json.loads(page.context["desk"])
    assert "BilledCost" in desk["tables"]["cost_and_usage"]
    assert {one["kind"] for one in desk["tasks"]} == {"sql", "table", "set"}
    assert desk["assets"] is None
    assert "wasm" not in page["Content-Security-Policy"]
    assert "worker-src 'self'" in page["Content-Security-Policy"]


def test_results_of_any_kind_are_told_apart() -> None:
    from practicum.labs.rules.drawing import pick_columns

    assert pick_columns(["a", "b"], ["text", "number"]) == (0, 1)
    assert pick_columns(["a", "b", "c"], ["number", "text", "number"]) == (1, 2)
    assert pick_columns(["a", "b"], ["number", "number"]) == (0, 1)
    assert pick_columns(["a"], ["text"]) is None
