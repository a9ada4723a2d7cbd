"""Start, adopt and stop the embedded PostgreSQL server of one place.

Several processes may use one server: each holds a shared lock while it does, and the last one to leave stops it.
A lock dies with its process, so kill -9 leaves nothing behind that the next start does not clear.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from varde.lib.postgres.errors import DatabaseTrouble
from varde.lib.postgres.place import SOCKET_NAME, Place
from varde.lib.postgres.secrets import Secrets, load

PATIENCE_SECONDS = 300.0
BARE_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "jit": "off",
    "log_min_messages": "warning",
    "log_min_error_statement": "panic",  # statements may carry health data: none in the log
    "log_parameter_max_length_on_error": "0",
}


@contextmanager
def running(place: Place) -> Iterator[Secrets]:
    """A started server and its secrets; stopped at the end unless another process still uses it."""
    with open(place.root / "in-use.lock", "w") as lease:
        with _alone(place):
            fcntl.flock(lease, fcntl.LOCK_SH)
            secrets = load(place.secrets)
            start(place, secrets)
        try:
            yield secrets
        finally:
            with _alone(place):
                with suppress(BlockingIOError):
                    fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    stop(place)


def secrets_of(place: Place) -> Secrets:
    """The place's secrets, made now when it has none."""
    with _alone(place):
        return load(place.secrets)


@contextmanager
def _alone(place: Place) -> Iterator[None]:
    with open(place.root / "start.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def start(place: Place, secrets: Secrets) -> None:
    """Have a server that answers: adopt the one that runs, else clear what a dead one left and start anew."""
    if not (place.data / "PG_VERSION").is_file():
        _initdb(place, secrets)
    deadline = time.monotonic() + PATIENCE_SECONDS
    if _server_pid(place) and not _has_socket(place):
        stop(place)  # nobody can reach it any more: its folder was swept away
    while time.monotonic() < deadline:
        process = None if _server_pid(place) else _spawn(place)
        if _answers(place, secrets, deadline, process):
            return
    raise DatabaseTrouble(f"PostgreSQL did not start; its log is {place.log}.")


def stop(place: Place) -> None:
    """Fast shutdown, waited for; a second of silence later it is forced."""
    if not (pid := _server_pid(place)):
        return
    for sign, seconds in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0)):
        with suppress(ProcessLookupError):
            os.kill(pid, sign)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
            if not _server_pid(place):
                return
            time.sleep(0.02)
    raise DatabaseTrouble(f"PostgreSQL (process {pid}) does not stop; its log is {place.log}.")


def connect(place: Place, secrets: Secrets, dbname: str = "postgres") -> psycopg.Connection:
    """An autocommit connection as the cluster's administrator, for making logins and databases only."""
    return psycopg.connect(
        host=str(place.socket),
        user="postgres",
        password=secrets["postgres"],
        dbname=dbname,
        autocommit=True,
        connect_timeout=5,
    )


def _initdb(place: Place, secrets: Secrets) -> None:
    """A new data folder, put in its place only when it is whole."""
    half, password = place.root / "data.half", place.root / "password.half"
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    password.unlink(missing_ok=True)
    with os.fdopen(os.open(password, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets["postgres"])
    if place.account:
        owner = pwd.getpwnam(place.account)
        for path in (half, password):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    done = subprocess.run(
        [place.binaries / "initdb", "-D", half, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password}",
         "--encoding=UTF8", "--data-checksums", *_locale(place)],
        capture_output=True, text=True, cwd="/", env=BARE_ENVIRONMENT, user=place.account, group=_group(place), extra_groups=[] if place.account else None,
    )  # fmt: skip
    password.unlink()
    if done.returncode:
        raise DatabaseTrouble(f"initdb failed: {' '.join(done.stderr.split())}")
    half.rename(place.data)


def _locale(place: Place) -> list[str]:
    """Code point order and Unicode letters whatever the machine has; the built-in provider came with PostgreSQL 17."""
    version = subprocess.run([place.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
    if int(version.stdout.split()[2].split(".")[0]) < 17:
        return ["--locale=C.UTF-8"]
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]


def _spawn(place: Place) -> "subprocess.Popen[bytes]":
    """The server in a session of its own, so that Ctrl-C in the terminal does not reach it before its users."""
    _clear_stale(place)
    options = [f"--{name}={value}" for name, value in SETTINGS.items()]
    with open(place.log, "ab") as log:
        return subprocess.Popen(
            [place.binaries / "postgres", "-D", place.data, f"--unix_socket_directories={place.socket}", *options],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=BARE_ENVIRONMENT,
            user=place.account,
            group=_group(place),
            extra_groups=[] if place.account else None,
        )


def _has_socket(place: Place) -> bool:
    """Within a few seconds: a server that is only starting makes its socket before it recovers."""
    for _ in range(100):
        if (place.socket / SOCKET_NAME).exists():
            return True
        time.sleep(0.03)
    return False


def _group(place: Place) -> int | None:
    return pwd.getpwnam(place.account).pw_gid if place.account else None


def _answers(place: Place, secrets: Secrets, deadline: float, process: "subprocess.Popen[bytes] | None") -> bool:
    """Wait for a real connection; False when the server that was to answer is gone."""
    while time.monotonic() < deadline:
        try:
            connect(place, secrets).close()
            return True
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseTrouble(f"{place.secrets} does not fit the database in {place.data}.") from None
        if process.poll() is not None if process else not _server_pid(place):
            time.sleep(0.2)  # children of a killed server may still hold its memory for a moment
            return False
        time.sleep(0.03)
    return False


def _server_pid(place: Place) -> int | None:
    """The process id of a living server of this data folder, or None."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
        os.kill(pid, 0)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return None
    except PermissionError:
        pass
    return pid if _is_our_server(pid, place) else None


def _is_our_server(pid: int, place: Place) -> bool:
    """Process ids are used again: look at what the process is, where the system shows it."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except FileNotFoundError:
        return not Path("/proc/self").exists()
    return os.fsencode(place.data) in words


def _clear_stale(place: Place) -> None:
    """Files of a server that is gone; PostgreSQL itself refuses when the number now belongs to another process."""
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    for leftover in place.socket.glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)
