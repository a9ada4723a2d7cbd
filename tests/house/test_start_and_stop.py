"""A newcomer's start: one command, a page, Ctrl-C; and again after kill -9 of everything."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from varde import running
from varde.lib.postgres import place
from varde.lib.postgres.errors import DatabaseTrouble
from varde.lib.postgres.secrets import KEYS, LOGINS

START = """
import sys
from pathlib import Path
from varde.lib.postgres import place
base = Path(sys.argv.pop(1))
place.checkout = lambda: base
from varde.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Another checkout's folder, so that nobody's demo is touched; removed with its database."""
    base = tmp_path_factory.mktemp("newcomer")
    yield base
    found = place.find("demo", base)
    shutil.rmtree(found.root.parent)
    shutil.rmtree(found.socket, ignore_errors=True)


def environment():
    ours = {"VARDE_ENV", *KEYS, *(f"DATABASE_{login.upper()}_URL" for login in LOGINS), "DATABASE_URL"}
    return {name: value for name, value in os.environ.items() if name not in ours}


def varde(base, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", START, str(base), *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(), start_new_session=True,
    )  # fmt: skip


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def read_until(process, text):
    """The lines up to the one with `text`; the process must not end before."""
    lines = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return "".join(lines)
    raise AssertionError("".join(lines))


def answer(port, path, seconds=15.0):
    """Status and body, waited for."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
                return response.status, response.read().decode()
        except (urllib.error.URLError, ConnectionError) as error:
            if time.monotonic() > deadline:
                return getattr(error, "code", 0), str(error)
            time.sleep(0.2)


def processes(base):
    """Whatever still runs for this checkout's database or commands; what they started beside them knows it by an address."""
    here = place.find("demo", base)
    marks = [str(path).encode() for path in (base, here.root, here.socket)]
    return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if any(m in told_to(pid) for m in marks)]


def told_to(pid):
    """A process's arguments, and its environment percent-decoded; nothing of one that has ended."""
    try:
        parts = [Path(f"/proc/{pid}/{part}").read_bytes() for part in ("cmdline", "environ")]
    except OSError:
        return b""
    return b"\0".join(map(unquote_to_bytes, parts))


def test_a_first_start_serves_a_ready_demo_and_ctrl_c_stops_everything(elsewhere):
    port = free_port()
    process = varde(elsewhere, "demo", "--port", str(port), "--patients", "3")
    told = read_until(process, "Ctrl-C stops everything")
    assert re.search(rf"http://127\.0\.0\.1:{port}/", told)
    assert "Kari Lyngstad" in told
    assert answer(port, "/healthz")[0] == 200
    status, body = answer(port, "/readyz")
    assert (status, json.loads(body)["problems"]) == (200, [])
    assert "Varde" in answer(port, "/")[1]
    os.killpg(process.pid, signal.SIGINT)
    assert "stopped; what was entered is kept" in process.communicate(timeout=20)[0]
    assert process.returncode == 0
    assert processes(elsewhere) == []


def test_after_kill_9_of_everything_it_starts_again_with_the_same_data(elsewhere):
    port = free_port()
    process = varde(elsewhere, "demo", "--port", str(port))
    read_until(process, "Ctrl-C stops everything")
    for pid in processes(elsewhere):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(10)
    began = time.monotonic()
    again = varde(elsewhere, "demo", "--port", str(port))
    assert "the demo is there already: 3 patients" in read_until(again, "Ctrl-C stops everything")
    assert answer(port, "/readyz")[0] == 200
    assert time.monotonic() - began < 30
    again.terminate()
    assert again.wait(20) == 0
    assert processes(elsewhere) == []


def serving(port):
    """The processes that listen on the port."""
    listed = subprocess.run(["ss", "-Hltnp", f"sport = :{port}"], capture_output=True, text=True, check=True).stdout
    return {int(pid) for pid in re.findall(r"pid=(\d+)", listed)}


def is_running(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def wait_for(seen, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not seen():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def two_serving(base):
    """A demo that two processes serve, and its port."""
    port = free_port()
    process = varde(base, "demo", "--port", str(port), "--processes", "2")
    read_until(process, "Ctrl-C stops everything")
    wait_for(lambda: len(serving(port)) == 2)
    return process, port


@pytest.mark.skipif(shutil.which("ss") is None, reason="ss (iproute2) tells which processes listen")
def test_processes_that_serve_beside_it_come_back_when_killed_and_end_with_it(elsewhere):
    process, port = two_serving(elsewhere)
    (helper,) = serving(port) - {process.pid}
    os.kill(helper, signal.SIGKILL)
    wait_for(lambda: len(serving(port) - {helper}) == 2)
    assert {answer(port, "/readyz")[0] for _ in range(8)} == {200}
    (again,) = serving(port) - {process.pid}
    os.kill(process.pid, signal.SIGKILL)
    wait_for(lambda: not is_running(again))
    assert serving(port) == set()


@pytest.mark.skipif(shutil.which("ss") is None, reason="ss (iproute2) tells which processes listen")
def test_told_to_end_each_by_itself_they_end_in_good_order_and_none_is_started_again(elsewhere):
    """As a service manager does it, which tells every process of the service."""
    process, _ = two_serving(elsewhere)
    beside_it = [pid for pid in processes(elsewhere) if b"--while-stdin-open" in told_to(pid)]
    assert len(beside_it) == 2
    for pid in (*beside_it, process.pid):
        os.kill(pid, signal.SIGTERM)
    told = process.communicate(timeout=20)[0]
    assert "Fatal" not in told
    assert process.returncode == 0
    assert processes(elsewhere) == []


def test_a_second_start_is_refused_the_port_while_the_first_prepares_itself():
    """Both would else serve it in the end, each from its own database, with the callers spread over them."""
    with running.listening(0) as first:
        port = first.getsockname()[1]
        with pytest.raises(DatabaseTrouble, match="cannot be used"), running.listening(port):
            pass
        with running.listening(port, is_first=False) as beside_it:
            assert beside_it.getsockname() == first.getsockname()


def test_a_busy_port_is_told_in_one_line_before_any_work(elsewhere):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = varde(elsewhere, "demo", "--port", str(taken.getsockname()[1]))
        told, _ = process.communicate(timeout=20)
    assert process.returncode == 1
    assert re.fullmatch(r"varde: port \d+ cannot be used .*PORT=8123\n", told)


def test_a_token_of_the_demo_s_client_is_printed(elsewhere):
    process = varde(elsewhere, "token", "--client", "demo-gateway")
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert re.fullmatch(r"\S{30,}\n", told)


def test_production_never_loads_the_demo(elsewhere):
    process = subprocess.run(
        [sys.executable, "-c", START, str(elsewhere), "demo", "--port", str(free_port())],
        capture_output=True, text=True, env=environment() | {"VARDE_ENV": "production"}, timeout=60, check=False,
    )  # fmt: skip
    made = place.find("production", elsewhere)
    shutil.rmtree(made.socket, ignore_errors=True)
    assert process.returncode == 1
    assert "never loaded there" in process.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["token", "--client", "x"],
        ["check"],
        ["serve", "--port", "0"],
        ["worker"],
        ["import", "x.json"],
        ["programme", "load"],
    ],
)
def test_without_a_database_it_is_said_how_to_get_one_and_none_is_made(tmp_path, command):
    process = varde(tmp_path, *command)
    told, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert told.startswith("varde: there is no database here yet: run `make demo`")
    assert not place.is_made("production", tmp_path)
