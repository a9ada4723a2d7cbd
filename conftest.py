"""A database for tests: one embedded server, a template built by owner, and a fresh clone of it for each module.

Tests really commit, through the same five logins as the product. Nothing is rolled back: a module makes its own patients.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count

import pytest

from varde.lib.postgres import logins, place, server
from varde.lib.postgres.secrets import LOGINS, Secrets

ALIASES = {"app": "default"} | {login: login for login in LOGINS if login != "app"}
TEMPLATES_KEPT = 6
_numbers = count(1)


@dataclass(frozen=True)
class TestDatabase:
    """A cloned database. `environment` lets a child process (a server, the CLI) use the same one."""

    name: str
    place: place.Place
    secrets: Secrets

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **logins.environment(self.place, self.secrets, self.name)}


def _set_up_django() -> None:
    """At import, not in a hook: a conftest beside the code may import models, and is read before any hook runs."""
    here = place.find("test")
    os.environ.update(logins.environment(here, server.secrets_of(here), "varde_no_database_fixture"))
    os.environ.update(VARDE_ENV="test", DJANGO_SETTINGS_MODULE="varde.settings")
    os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    import django

    django.setup()


_set_up_django()


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "heavy: a long proof, run by make prove; its smoke runs in make test")
    config.addinivalue_line("markers", "req(*ids): the requirements (docs/requirements.md) this test shows working")


@pytest.fixture(scope="session")
def cluster() -> Iterator[tuple[place.Place, Secrets]]:
    """The running test server, shared with every other test process of this checkout; the last one stops it."""
    here = place.find("test")
    with server.running(here) as secrets:
        with _template_lock(here), server.connect(here, secrets) as admin:
            logins.ensure(admin, {login: secrets[login] for login in LOGINS})
            for (name,) in admin.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE 'varde\\_test\\_%%'"
            ).fetchall():
                if not _is_alive(int(name.split("_")[2])):
                    admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        yield here, secrets


@pytest.fixture(scope="module")
def database(cluster: tuple[place.Place, Secrets]) -> Iterator[TestDatabase]:
    """A fresh database for this module, behind every Django alias with its own login."""
    here, secrets = cluster
    name = f"varde_test_{os.getpid()}_{next(_numbers)}"
    before = dict(os.environ)
    with server.connect(here, secrets) as admin:
        with _template_lock(here):
            logins.ensure_database(admin, name, template=_template(here, secrets))
        os.environ.update(logins.environment(here, secrets, name))
        _point_at(here, secrets, name)
        try:
            yield TestDatabase(name, here, secrets)
        finally:
            os.environ.update({key: before[key] for key in map(logins.variable, LOGINS)})
            _point_at(here, secrets, "varde_no_database_fixture")
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _template(here: place.Place, secrets: Secrets) -> str:
    """The template of the present migrations and SQL files, built by owner when it is not there yet."""
    from varde.lib.postgres import schema

    name, building = f"varde_template_{schema.fingerprint()}", "varde_building"
    with server.connect(here, secrets) as admin:
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        admin.execute(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
        logins.ensure_database(admin, building)
        _point_at(here, secrets, building)
        schema.build(verbosity=0)
        _point_at(here, secrets, "varde_no_database_fixture")
        admin.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
        old = admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'varde\\_template\\_%%' ORDER BY oid DESC"
        )
        for (template,) in old.fetchall()[TEMPLATES_KEPT:]:
            admin.execute(f'DROP DATABASE "{template}" WITH (FORCE)')
    return name


def _point_at(here: place.Place, secrets: Secrets, name: str) -> None:
    """Every alias means this database, whatever an earlier module made of it."""
    from django.db import connections

    from varde.settings import database as parsed

    urls = logins.environment(here, secrets, name)
    for login, alias in ALIASES.items():
        connections[alias].close()
        connections.settings[alias].update(parsed(urls[logins.variable(login)]))


@contextmanager
def _template_lock(here: place.Place) -> Iterator[None]:
    with open(here.root / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
