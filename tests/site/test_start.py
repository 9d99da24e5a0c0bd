"""The program as a process: what it refuses at the start, and how it stops."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from practicum.site.postgres import EmbeddedPostgres, embedded_url

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "practicum", *arguments]


def environment(**changes: str) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PRACTICUM_", "DATABASE_", "DJANGO_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src"), **changes}


def test_production_with_a_demo_secret_does_not_start() -> None:
    done = subprocess.run(
        command("serve"),
        env=environment(PRACTICUM_SECRET_KEY="demo"),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "PRACTICUM_SECRET_KEY is a demo secret" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_said_in_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            command("focus", "scenarios"), env=environment(), stdout=full, stderr=subprocess.PIPE, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr == "practicum: No space is left where this is written. Free some, or write elsewhere.\n"


def test_an_interrupt_while_libraries_are_loaded_is_no_fault_of_theirs() -> None:
    """Whatever is being loaded at that moment: among it what is written in C and makes another error of it."""
    for seconds in (0.5, 1.0, 1.5):
        started = subprocess.Popen(
            command("focus", "simulate", "--scenario", "baseline", "--seed", "1", "--out", "/dev/null/nowhere"),
            env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        time.sleep(seconds)
        started.send_signal(signal.SIGINT)
        _, said = started.communicate(timeout=60)
        assert started.returncode in (130, 2)  # 2: it was loaded before
        assert "Traceback" not in said


def test_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            command("serve", "--port", port), env=environment(PRACTICUM_MODE="demo"), capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {port} on 127.0.0.1 is taken" in done.stderr


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    server = EmbeddedPostgres(tmp_path)
    server.start()
    server.release()
    if not server.place.data.is_relative_to(tmp_path):  # as root it lies elsewhere
        shutil.rmtree(server.place.data.parent)


def test_kill_9_loses_nothing_and_ctrl_c_leaves_no_process(data_dir: Path) -> None:
    env = environment(PRACTICUM_MODE="demo", PRACTICUM_DATA_DIR=str(data_dir))
    port = free_port()
    first = start(env, port)
    with psycopg.connect(embedded_url(data_dir, "practicum_demo")) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('still here')")
    first.kill()
    first.wait()
    assert_port_closes(port)

    second = start(env, port)
    with psycopg.connect(embedded_url(data_dir, "practicum_demo")) as connection:
        assert connection.execute("select word from kept").fetchall() == [("still here",)]
    second.send_signal(signal.SIGINT)
    assert second.wait(timeout=30) == 0
    assert_port_closes(port)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(embedded_url(data_dir, "practicum_demo"), connect_timeout=2)


def test_a_second_process_joins_while_the_first_goes_on(data_dir: Path) -> None:
    first = EmbeddedPostgres(data_dir)
    url = first.start("practicum_demo")
    join = f"from pathlib import Path; from practicum.site.postgres import *; EmbeddedPostgres(Path({str(data_dir)!r})).start()"
    subprocess.run([sys.executable, "-c", join], env=environment(), check=True, timeout=60)
    with psycopg.connect(url) as connection:  # it left, and did not stop what others use
        assert connection.execute("select 1").fetchone() == (1,)
    first.release()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url, connect_timeout=2)


def test_two_demonstrations_do_not_sweep_one_stage(data_dir: Path) -> None:
    env = environment(PRACTICUM_DATA_DIR=str(data_dir))
    first = subprocess.Popen(
        command("demo", "--no-serve"),
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        assert first.stderr is not None
        for _ in range(600):
            assert first.poll() is None
            if list(data_dir.glob("demo-*.lock")):
                break
            time.sleep(0.1)
        second = subprocess.run(
            command("demo", "--no-serve"), env=env, capture_output=True, text=True, timeout=60, check=False
        )
        assert second.returncode == 2
        assert "being built or served from this folder already" in second.stderr
        assert "Traceback" not in second.stderr
    finally:
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=30) == 130, first.stderr.read().decode()
        first.stderr.close()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("demo", "--port", "0"), "There is no port 0."),
        (("demo", "--host", "203.0.113.7"), "cannot listen on the address 203.0.113.7"),
        (("demo", "--resume"), "No demonstration is there. Build one: ./practicum demo"),
        (("check", "nowhere"), "There is no folder nowhere."),
    ],
)
def test_wrong_input_is_one_line_with_its_mend(data_dir: Path, arguments: tuple[str, ...], said: str) -> None:
    port = () if "--port" in arguments or "check" in arguments else ("--port", str(free_port()))
    env = environment(PRACTICUM_DATA_DIR=str(data_dir))
    done = subprocess.run(command(*arguments, *port), env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("practicum: ")
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def start(env: dict[str, str], port: int) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen(command("serve", "--port", str(port)), env=env, start_new_session=True)
    for _ in range(600):
        assert process.poll() is None
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
                assert answer.status == 200
                return process
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def assert_port_closes(port: int) -> None:
    for _ in range(150):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return
        time.sleep(0.1)
    raise AssertionError(f"something still listens on {port}")
