"""What the commands of `cli.py` share: a database to work on, a socket to serve on, children that end with us."""

import os
import signal
import socket as sockets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from varde.lib.postgres import logins, place, server
from varde.lib.postgres.errors import DatabaseTrouble
from varde.lib.postgres.secrets import LOGINS

DATABASE_NAME = "varde"
SECONDS_TO_SAY_GOODBYE = 3
SECONDS_TO_BE_GONE = SECONDS_TO_SAY_GOODBYE + 2
SERVED = ("default", "report")
CONNECTIONS_SERVED = 16
MOST_PROCESSES = 2
"""Unless asked for: a process may hold forty connections, and PostgreSQL lets a hundred in when nobody has said otherwise."""


@contextmanager
def database(
    environment: str | None = None, *, may_make: bool = False, say: Callable[[str], None] = lambda text: None
) -> Iterator[None]:
    """Settings from the environment, with the embedded PostgreSQL started when no DATABASE_URL is given.

    Only with `may_make` is an embedded database made where there is none.
    """
    os.environ.setdefault("VARDE_ENV", environment or _the_environment())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
    if _is_given():
        os.environ.update(logins.outside(os.environ))
        yield
        return
    if not may_make and not place.is_made(os.environ["VARDE_ENV"]):
        raise DatabaseTrouble(
            "there is no database here yet: run `make demo`, or set DATABASE_URL (docs/howto/run.md)."
        )
    here = place.find(os.environ["VARDE_ENV"])
    with server.running(here) as secrets:
        with server.connect(here, secrets) as admin:
            logins.ensure(admin, {login: secrets[login] for login in LOGINS})
            logins.ensure_database(admin, DATABASE_NAME)
        os.environ.update(logins.environment(here, secrets, DATABASE_NAME))
        say(f"PostgreSQL answers; its data lie in {here.data}")
        yield


def _is_given() -> bool:
    return any(logins.setting(os.environ, logins.variable(login)) for login in ("app", "owner"))


def _the_environment() -> str:
    """Production, unless the demo's is the only embedded database here: then commands mean that one."""
    if _is_given() or place.is_made("production") or not place.is_made("demo"):
        return "production"
    return "demo"


def django_ready() -> None:
    import django

    django.setup()


def migrate(verbosity: int = 0) -> None:
    django_ready()
    from varde.lib.postgres import schema

    schema.build(verbosity)


def refuse_unmigrated() -> None:
    django_ready()
    from varde import health

    if problems := list(health.unapplied()):
        raise DatabaseTrouble(problems[0])


def refuse_unsafe() -> None:
    """Stop here when the database could lose a measurement or show it to somebody else."""
    django_ready()
    from varde import health

    if problems := health.troubles(with_loop=False):
        raise DatabaseTrouble("not started. " + " ".join(problems))


def processes() -> int:
    """How many serve when nobody has said: one for each core we may use, since one process keeps one core busy at most.

    One where the system is not Linux: it would not share the connections of a port between them.
    """
    return min(MOST_PROCESSES, len(os.sched_getaffinity(0))) if hasattr(os, "sched_getaffinity") else 1


@contextmanager
def listening(port: int, *, is_first: bool = True) -> Iterator[sockets.socket]:
    """The socket to serve on, taken before any slow work, so that a busy port is told at once.

    The first listens at once, and who calls early waits: until somebody listens, another Varde would be let in too.
    Whoever serves beside us takes the same port, and the system shares new connections between us: sharing one socket
    would leave most of them to whichever process was awake when they came.
    """
    try:
        if is_first:
            port = _free(port)
        with _bound(port, is_shared=True) as socket:
            if is_first:
                socket.listen()
            yield socket
    except _Busy as busy:
        raise DatabaseTrouble(f"port {port} cannot be used ({busy}); choose another: PORT=8123") from None


class _Busy(Exception):
    """Somebody else has the port, or we may not have it."""


def _free(port: int) -> int:
    """The port, or any for 0. Asked without sharing: who shares would be let in beside another Varde of ours."""
    with _bound(port, is_shared=False) as socket:
        return int(socket.getsockname()[1])


@contextmanager
def _bound(port: int, *, is_shared: bool) -> Iterator[sockets.socket]:
    with sockets.socket() as socket:
        socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
        socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEPORT, is_shared)
        try:
            socket.bind(("127.0.0.1", port))
        except OSError as error:
            raise _Busy(error.strerror) from None
        yield socket


def serve(
    socket: sockets.socket, application: str = "varde.asgi:application", told: Callable[[], None] = lambda: None
) -> None:
    """Serve until SIGINT or SIGTERM, which is `told` at once; open streams get a few seconds to end."""
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            told()
            super().handle_exit(sig, frame)

    _pool_connections()
    config = uvicorn.Config(
        application, loop="uvloop", http="varde.fhir.wire:Protocol", log_level="warning", access_log=False,
        server_header=False, proxy_headers=False, timeout_graceful_shutdown=SECONDS_TO_SAY_GOODBYE,
    )  # fmt: skip
    with suppress(KeyboardInterrupt):  # uvicorn ends in good order and then raises the signal again
        Server(config).run(sockets=[socket])


def _pool_connections() -> None:
    """Under ASGI each request runs in a thread of its own: a connection kept per thread would never be used again."""
    from django.db import connections

    for alias in SERVED:
        connections[alias].close()
        entry = connections.settings[alias]
        entry.update(CONN_MAX_AGE=0, CONN_HEALTH_CHECKS=False)
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": CONNECTIONS_SERVED, "timeout": 10}


@contextmanager
def child(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another `varde` command beside this one. It ends when its standard input does, even if we are killed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "varde.cli", *arguments], stdin=subprocess.PIPE, start_new_session=True
    )
    try:
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        try:
            process.wait(SECONDS_TO_BE_GONE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def helped(socket: sockets.socket, count: int) -> Iterator[Callable[[], None]]:
    """So many processes in all serve this port, we ourselves among them; one of the others that ends is started again.

    Call what it gives when we are told to end: the others then end meanwhile and not after us.
    """
    stopping = threading.Event()
    arguments = ("serve", "--port", str(socket.getsockname()[1]), "--while-stdin-open")

    def keep() -> None:
        while not stopping.is_set():
            with child(*arguments) as process:
                while process.poll() is None and not stopping.wait(1):
                    pass

    threads = [threading.Thread(target=keep, daemon=True) for _ in range(count - 1)]
    try:
        for thread in threads:
            thread.start()
        yield stopping.set
    finally:
        stopping.set()
        for thread in threads:
            thread.join()


def end_when_stdin_closes(*, answering_first: bool = False) -> None:
    """At once, or when what is being answered is answered: as SIGTERM does it, since a second SIGINT would break it off."""

    def watch() -> None:
        # Not sys.stdin.read(): Python cannot end in good order while a thread holds the lock of that.
        while os.read(0, 1024):
            pass
        if answering_first:
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(SECONDS_TO_BE_GONE)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()
