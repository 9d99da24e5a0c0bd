"""The processes of a running Practicum: the web server and the worker, watched over by one parent.

Ctrl-C, SIGTERM and a closed terminal end all of them. When the parent itself is killed, the kernel ends the children
(Linux: PR_SET_PDEATHSIG), and the next start takes over what the database holds.
"""

import ctypes
import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from practicum.kernel.errors import Refusal, Unavailable

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 10.0


@dataclass
class Child:
    """One process that we keep alive."""

    name: str
    command: list[str]
    restarts: bool
    process: "subprocess.Popen[bytes] | None" = None
    started: list[float] = field(default_factory=list)


def check_port(host: str, port: int) -> None:
    """Refuse a port that somebody else listens on, before any work is done."""
    if not 0 < port < 65536:
        raise Refusal("port_range", f"There is no port {port}.", field="--port", mend="Use 1 to 65535.")
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refusal(
                "port_refused", f"This user may not open port {port}.", field="--port", mend="Use one above 1023."
            ) from None
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Refusal(
                    "host_refused",
                    f"This machine cannot listen on the address {host}: {error.strerror}.",
                    field="--host",
                    mend="Use 127.0.0.1 for this machine alone, or 0.0.0.0 for its whole network.",
                ) from None
            raise Refusal(
                "port_taken",
                f"Port {port} on {host} is taken by another program.",
                field="--port",
                mend="Stop that program, or choose another port: --port 8001.",
            ) from None


def web(host: str, port: int, *, workers: int = 1, threads: int = 8) -> Child:
    """granian with our WSGI application. More threads than queries of learners take (`focus.querying.strangers`)."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(workers), "--blocking-threads", str(threads), "--no-ws", "--log-level", "error"]
    return Child("web", [*command, "practicum.site.wsgi:application"], restarts=False)


def worker() -> Child:
    """Procrastinate's worker."""
    return Child("worker", [sys.executable, "-m", "practicum", "worker"], restarts=True)


def run_all(children: list[Child], *, on_ready: Callable[[], None], host: str, port: int) -> None:
    """Start the children, call `on_ready` once the port answers, and stay until told to stop."""
    with _signals_as_interrupt():
        try:
            for child in children:
                _start(child)
            _wait_for_port(children, host, port)
            on_ready()
            while True:
                time.sleep(0.5)
                _watch(children)
        except KeyboardInterrupt:
            pass
        finally:
            _stop(children)


def _start(child: Child) -> None:
    child.started.append(time.monotonic())
    # Its own process group: Ctrl-C reaches us alone, and we end the children in order.
    # preexec_fn is safe here: we start no thread before the last child runs.
    child.process = subprocess.Popen(  # noqa: S603
        child.command,
        process_group=0,
        preexec_fn=_die_with_parent,  # noqa: PLW1509
        stdin=subprocess.DEVNULL,
    )


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _watch(children: list[Child]) -> None:
    for child in children:
        if child.process is None or child.process.poll() is None:
            continue
        recent = [at for at in child.started if at > time.monotonic() - 60]
        if not child.restarts or len(recent) >= 5:
            raise Unavailable(
                f"The {child.name} process ended with status {child.process.returncode}; its lines are above."
            )
        _start(child)


def _wait_for_port(children: list[Child], host: str, port: int, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        _watch(children)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise Unavailable(f"The web server did not answer on {host}:{port} within {seconds:.0f} s.")


def _stop(children: list[Child]) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _signals_as_interrupt() -> Iterator[None]:
    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, interrupt) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
