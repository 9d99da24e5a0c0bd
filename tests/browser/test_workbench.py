"""Two ways through a lab: an engineer asks in SQL, with the engine in the browser and on the server; somebody from
procurement takes the workbook home and works in a spreadsheet, without script."""

import json
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core import signing
from openpyxl import load_workbook
from playwright.sync_api import Locator, Page, expect

from practicum.pages.api import assets_folder
from practicum.site.config import DEMO_SECRET
from practicum.site.views import DEMO_SALT
from tests.browser.conftest import Site, Visitor
from tests.browser.desk import follow, press, says
from tests.labs.worked import SEED, worked_yaml
from tests.verifiers.fixtures import require_npm

pytestmark = [pytest.mark.browser]
Opens = Callable[..., Visitor]
USAGE = "FROM cost_and_usage WHERE ChargeCategory = 'Usage'"
UNIT = "json_extract_string(Tags, '$.business_unit')"
BY_SERVICE = (
    "SELECT ServiceName, CAST(date_trunc('month', ChargePeriodStart) AS DATE) AS month, sum(EffectiveCost) AS cost\n"
    f"{USAGE} AND ServiceName IS NOT NULL GROUP BY ALL"
)
# Three people of the running cohort whose first lab is open: the worked lab for two of them.
ISSUE = """
import json, sys
from django.db import connection
from django.utils import timezone
from practicum.labs.api import LabVariant, current_labs, issue_variant, load_labs
from practicum.pack.api import Lab, read_lab
from practicum.people.api import SYSTEM_CODE, get_person
asked = json.loads(sys.stdin.read())
connection.cursor().execute("select pg_advisory_lock(1)")  # processes of one run share the site
now, system = timezone.now(), get_person(SYSTEM_CODE)
found = LabVariant.objects.filter(lab="first-bill", state__in=["issued", "returned"], candidacy__ended_at=None)
found = list(found.exclude(candidacy__person__code=asked["but"]).select_related("candidacy__person").order_by("pk")[:3])
version = found[0].candidacy.programme_version
labs = [Lab.model_validate(one.definition) for one in current_labs() if one.key != "who-pays"]
load_labs(version, [*labs, read_lab("labs/who-pays.yaml", asked["lab"].encode())], actor=system, now=now)
told = [[found[0].candidacy.person.code, found[0].code]]
for one in found[1:]:
    there = LabVariant.objects.filter(candidacy=one.candidacy, lab="who-pays").first()  # by another process of this run
    made = there or issue_variant(actor=system, candidacy=one.candidacy, lab="who-pays", seed=asked["seed"], now=now)
    told.append([one.candidacy.person.code, made.code])
print(json.dumps(told))
"""


@dataclass(frozen=True)
class Place:
    """A person and the lab that is theirs."""

    person: str
    variant: str


@pytest.fixture(scope="module")
def places(site: Site) -> list[Place]:
    token = site.links["candidate"].rstrip("/").rpartition("/")[2]
    but = signing.loads(token, key=DEMO_SECRET, salt=DEMO_SALT)
    asked = {"but": but, "lab": worked_yaml(), "seed": SEED}  # of data that carry every task
    done = subprocess.run(
        [sys.executable, "-m", "practicum", "manage", "shell", "-v", "0", "-c", ISSUE],
        env=site.environment,
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return [Place(*one) for one in json.loads(done.stdout)]


@pytest.fixture
def installed(site: Site) -> Iterator[None]:
    """The programs for the browser, installed by their command; taken away after."""
    require_npm()
    for act in ("install", "status"):
        done = subprocess.run(
            [sys.executable, "-m", "practicum", "assets", act],
            env=site.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )
        assert done.returncode == 0, done.stderr[-2000:]
    yield
    shutil.rmtree(assets_folder(Path(site.environment["PRACTICUM_DATA_DIR"])))


def open_lab(visitor: Visitor, place: Place) -> Page:
    visitor.sign_in_as(place.person)
    visitor.go(f"/labs/{place.variant}/")
    return visitor.page


# --- an engineer ---------------------------------------------------------------------------------------------------


@dataclass
class Desk:
    """Somebody at the query desk, whichever editor it has."""

    page: Page
    editor: Locator

    def run(self, sql: str) -> list[list[str]]:
        """Type the query, run it by the keyboard, read the first rows of the result."""
        self.editor.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(sql)
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator("[data-state]")).to_contain_text("Done", timeout=60_000)
        expect(self.page.locator("[data-run]")).not_to_have_attribute("aria-disabled", "true")
        rows = self.page.locator(".query-result tbody tr")
        return [row.locator("td").all_inner_texts() for row in rows.all()[:12]]

    def use(self, task: str) -> None:
        self.page.get_by_label("Use as the answer to").select_option(task)
        press(self.page, "Use as answer")
        says(self.page, "Nothing is handed in yet.")


def solves_the_lab(visitor: Visitor, desk: Desk, where: str, where_json: str) -> None:
    page, state = visitor.page, visitor.page.locator("[data-state]")
    ((total,),) = desk.run(f"SELECT sum(EffectiveCost) {USAGE}")
    expect(state).to_contain_text(where)
    lab = page.url
    by_unit = (
        f"SELECT {UNIT} AS business_unit, sum(EffectiveCost) AS effective_cost, "
        f"count(DISTINCT ResourceId) AS resources {USAGE} AND {UNIT} IS NOT NULL GROUP BY ALL ORDER BY 2 DESC"
    )
    units = desk.run(by_unit)
    expect(state).to_contain_text(where_json)
    page.locator("[name='task-dearest-unit']").select_option(units[0][0])
    desk.use("cost-by-unit")
    press(page, "Draw")
    chart = page.get_by_role("figure")
    expect(chart.filter(has_text="effective_cost by business_unit").get_by_role("img")).to_be_visible()
    visitor.check_page()
    resources = desk.run(
        f"SELECT ResourceId {USAGE} AND ResourceId IS NOT NULL GROUP BY ALL "
        "ORDER BY sum(EffectiveCost) DESC, ResourceId LIMIT 10"
    )
    says(page, "10 rows.")
    desk.use("ten-dearest")
    expect(page.locator("[name='task-ten-dearest']")).to_have_value("\n".join(row[0] for row in resources))
    desk.run(BY_SERVICE)
    desk.use("by-service-and-month")
    expect(page.locator("[name='task-by-service-and-month']")).to_have_value(BY_SERVICE)
    says(page, "Your answers are saved. Nothing is handed in yet.")
    page.locator("[name='task-usage-cost']").fill(f"{Decimal(total):.2f}")
    visitor.go("/labs/")  # sooner than the pause after which answers are saved: they are sent on leaving
    for _ in range(20):  # what is on its way may arrive after the page that is asked for next
        visitor.go(lab)
        if page.locator("[name='task-usage-cost']").input_value():
            break
        page.wait_for_timeout(500)
    expect(page.locator("[name='task-usage-cost']")).to_have_value(f"{Decimal(total):.2f}")
    expect(page.locator("[name='task-by-service-and-month']")).to_have_value(BY_SERVICE)
    page.get_by_label("Your former queries").select_option(by_unit)
    press(page, "Check my answers")
    says(page, "One task has no answer yet")
    press(page, "Hand in")
    says(page, "80 of 100 points")
    says(page, "You passed this lab.")


def test_an_engineer_solves_a_lab_with_queries_on_the_server(open_visitor: Opens, places: list[Place]) -> None:
    engineer = open_visitor()
    page = open_lab(engineer, places[1])
    field = page.get_by_label("Your query")
    field.fill("SELECT\n nix FROM cost_and_usage")
    press(page, "Run")
    expect(page.locator(".query-error")).to_contain_text("(line 2, column 2)")
    engineer.forgive("status of 422")
    engineer.check_page()
    desk = Desk(page, field)
    desk.run("SELECT * FROM cost_and_usage")
    says(page, "More than 200 rows; the first 200 are shown.")
    desk.run("SELECT * FROM cost_and_usage LIMIT 2")  # axe takes minutes for ten thousand cells
    engineer.check_page()
    solves_the_lab(engineer, desk, "on the server", "on the server")


@pytest.mark.node
def test_an_engineer_solves_a_lab_with_the_engine_in_the_browser(
    open_visitor: Opens, places: list[Place], installed: None
) -> None:
    engineer = open_visitor()
    page = open_lab(engineer, places[2])
    page.locator("#query").scroll_into_view_if_needed()
    expect(page.locator("[data-engine]")).to_have_count(1, timeout=120_000)
    desk = Desk(page, page.get_by_role("textbox", name="Your query"))
    expect(desk.editor).to_have_class(re.compile("cm-content"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    desk.run("SELECT * FROM cost_and_usage")
    says(page, "rows; the first 200 are shown.")
    assert not [url for url in asked if "/query/" in url]
    completes_names(desk)
    faults(desk)
    engineer.check_page()
    solves_the_lab(engineer, desk, "in your browser", "needs JSON")
    own = re.compile(rf"^(blob:)?{re.escape(engineer.site.url)}/")
    assert [url for url in asked if not own.match(url) and not url.startswith("data:")] == []


def completes_names(desk: Desk) -> None:
    """Tables and columns of this lab are offered as they are typed."""
    desk.editor.click()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.type("SELECT EffectiveC", delay=20)
    expect(desk.page.locator(".cm-tooltip-autocomplete")).to_contain_text("EffectiveCost", timeout=20_000)
    desk.page.keyboard.press("Escape")


def faults(desk: Desk) -> None:
    """What DuckDB says is said with its place, both as a mark below the line and as a number of characters."""
    for sql, said in (
        ("SELECT\n nix FROM cost_and_usage", "(line 2, column 2)"),
        ("SELECT 1,\n  FROM FROM", "syntax error"),
    ):
        desk.editor.click()
        desk.page.keyboard.press("Control+a")
        desk.page.keyboard.insert_text(sql)
        desk.page.keyboard.press("Control+Enter")
        expect(desk.page.locator(".query-error")).to_contain_text(said)


# --- somebody from procurement -------------------------------------------------------------------------------------


def test_somebody_from_procurement_solves_a_lab_in_a_spreadsheet(
    open_visitor: Opens, places: list[Place], tmp_path: Path
) -> None:
    buyer = open_visitor(java_script_enabled=False)
    page = open_lab(buyer, places[0])
    with page.expect_download() as download:
        follow(page, "Workbook of cost_and_usage")
    file = tmp_path / "lab.xlsx"
    download.value.save_as(file)
    for task, answer in answers_of(file).items():
        field = page.locator(f"[name='task-{task}']")
        if field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(answer)
        else:
            field.fill(answer)
    press(page, "Save draft")
    says(page, "Your draft is saved.")
    asks_without_script(page)
    follow(page, "Back to the tasks")
    press(page, "Check my answers")
    press(page, "Hand in")
    says(page, "100 of 100 points")
    says(page, "You passed this lab.")


def answers_of(file: Path) -> dict[str, str]:
    """The tasks of the first lab, worked out from the cells of its workbook as their definitions say."""
    (sheet,) = load_workbook(file, read_only=True).worksheets
    heads, *cells = sheet.iter_rows(values_only=True)
    rows: list[dict[str, Any]] = [dict(zip(heads, row, strict=True)) for row in cells]
    usage = [row for row in rows if row["ChargeCategory"] == "Usage"]

    def total(of: list[dict[str, Any]], column: str = "EffectiveCost") -> float:
        return sum(row[column] for row in of)

    def dearest(names: Callable[[dict[str, Any]], str]) -> str:
        sums: defaultdict[str, float] = defaultdict(float)
        for row in rows:
            sums[names(row)] += row["EffectiveCost"]
        return max(sums, key=lambda name: sums[name])

    bare = [row for row in usage if (row["Tags"] or "").strip() in ("", "null", "{}")]
    used, unused = (
        [row for row in usage if row["CommitmentDiscountId"] and row["CommitmentDiscountStatus"] == status]
        for status in ("Used", "Unused")
    )
    demand = [row for row in usage if row["CommitmentDiscountStatus"] != "Unused"]
    return {
        "invoiced-total": f"{total(rows, 'BilledCost'):.2f}",
        "largest-service": dearest(lambda row: row["ServiceName"]),
        "untagged-share": f"{100 * total(bare) / total(usage):.2f}",
        "commitment-utilisation": f"{100 * total(used) / total(used + unused):.2f}",
        "idle-commitment": f"{total(unused):.2f}",
        "savings-rate": f"{100 * (1 - total(usage) / total(demand, 'ListCost')):.6f}",
        "dearest-day": dearest(lambda row: f"{row['ChargePeriodStart']:%Y-%m-%d}"),
    }


def asks_without_script(page: Page) -> None:
    """The query desk as plain pages: the result, then its chart."""
    page.get_by_label("Your query").fill(
        "SELECT ServiceCategory, sum(BilledCost) AS billed FROM cost_and_usage GROUP BY 1"
    )
    press(page, "Run")
    expect(page.get_by_role("region", name="Result of the query").get_by_role("row")).not_to_have_count(0)
    press(page, "Draw")
    expect(page.get_by_role("img").first).to_be_visible()
