"""What the demonstration promises to show. Needs no browser, only the built site."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests.browser.conftest import DATABASE, Site


def test_figures_of_the_demonstration(site: Site) -> None:
    told = site.summary
    assert set(told) == {"applications", "cohorts", "attempts", "credentials", "declined", "ledger", "seconds"}
    assert 55 <= told["applications"] <= 65
    assert {cohort["state"] for cohort in told["cohorts"]} == {"completed", "running", "forming"}
    assert all(10 <= cohort["size"] <= 20 for cohort in told["cohorts"])
    assert told["attempts"] > told["credentials"] > 0
    assert told["declined"] > 0
    assert told["ledger"]["verified"] is True
    assert told["ledger"]["records"] > 1000


def test_there_is_a_sign_in_link_for_every_role(site: Site) -> None:
    assert {
        "applicant",
        "candidate",
        "holder",
        "facilitator",
        "mentor",
        "admissions_officer",
        "admissions_reviewer",
        "programme_manager",
    } <= set(site.links)
    assert {
        "item_writer",
        "item_reviewer",
        "examiner",
        "judge",
        "psychometrician",
        "decider",
        "registrar",
        "auditor",
    } <= set(site.links)
    for link in site.links.values():
        with urllib.request.urlopen(link, timeout=20) as answer:
            assert answer.url.endswith("/desk/")


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n" + bytes(200), b"name,amount\nx,1\n", b"PAR1broken"],
    ids=["empty", "picture", "other-columns", "cut-off"],
)
def test_a_broken_bill_is_refused_and_changes_nothing(site: Site, tmp_path: Path, content: bytes) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_bytes(content)
    command = [sys.executable, "-m", "practicum", "demo", "--no-serve", "--bill", str(bill)]
    done = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert done.stderr.startswith("practicum: ")
    assert "Traceback" not in done.stderr
    command = [sys.executable, "-m", "practicum", "demo", "--links", "--json"]
    still = subprocess.run(command, env=site.environment, capture_output=True, text=True, check=True, timeout=60)
    assert set(json.loads(still.stdout)) == set(site.links)


def test_it_is_shown_where_it_was_built_for(site: Site) -> None:
    """Its credentials name that address: elsewhere nobody could verify them."""
    environment = {name: value for name, value in site.environment.items() if name != "PRACTICUM_BASE_URL"}
    command = [sys.executable, "-m", "practicum", "demo", "--links", "--port", "9"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"What this demonstration signed names {site.url} as its issuer" in done.stderr
    assert "(--host, --port)" in done.stderr


def test_commands_that_read_find_it_wherever_it_was_built_for(site: Site) -> None:
    environment = {name: value for name, value in site.environment.items() if name != "PRACTICUM_BASE_URL"}
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        (code,) = connection.execute("select code from practicum_credential where state = 'issued'").fetchone() or ("",)
    command = [sys.executable, "-m", "practicum", "explain", code, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ledger"]["verified"] is True


def test_a_foreign_database_is_not_erased(site: Site) -> None:
    own = site.environment["DATABASE_URL"]
    environment = {**site.environment, "DATABASE_URL": own.replace(DATABASE, "practicum_foreign")}
    with psycopg.connect(own, autocommit=True) as connection:
        connection.execute("drop database if exists practicum_foreign")
        connection.execute("create database practicum_foreign")
    with psycopg.connect(environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("create table precious (word text)")
    command = [sys.executable, "-m", "practicum", "demo", "--no-serve"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "tables of its own" in done.stderr
    with psycopg.connect(environment["DATABASE_URL"]) as connection:
        assert connection.execute("select count(*) from precious").fetchone() == (0,)
