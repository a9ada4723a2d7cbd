"""A PostgreSQL of somebody else's: missing logins are made, and what cannot be made is said."""

import shutil

import psycopg
import pytest

from varde.lib.postgres import logins, place, server
from varde.lib.postgres.errors import DatabaseTrouble


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The owner's address, on a server without any of our logins; and how to change what it may do."""
    found = place.find("outside", tmp_path_factory.mktemp("outside"))
    with server.running(found) as secrets, server.connect(found, secrets) as admin:
        admin.execute("CREATE ROLE varde_owner LOGIN PASSWORD 'p@ss'")
        admin.execute("CREATE DATABASE elsewhere OWNER varde_owner")
        yield f"postgresql://varde_owner:p%40ss@/elsewhere?host={logins.quoted(found.socket)}", admin
    shutil.rmtree(found.root.parent)
    shutil.rmtree(found.socket, ignore_errors=True)


def environment(url, **more):
    return {"DATABASE_OWNER_URL": url, "SECRET_KEY": "secret", **more}


def test_it_is_said_which_logins_are_missing_when_the_owner_may_not_make_them(url):
    with pytest.raises(DatabaseTrouble, match="varde_app, varde_worker, varde_report, varde_auditor"):
        logins.outside(environment(url[0]))


def test_missing_logins_are_made_and_the_addresses_work(url):
    address, admin = url
    admin.execute("ALTER ROLE varde_owner CREATEROLE")
    for _ in range(2):
        made = logins.outside(environment(address))
    for login in ("app", "worker", "report", "auditor"):
        with psycopg.connect(made[logins.variable(login)]) as connection:
            assert connection.execute("SELECT current_user").fetchone() == (logins.role(login),)


def test_the_app_s_own_address_is_used_as_it_is_given(url):
    given = url[0].replace("varde_owner:p%40ss", "varde_app:other")
    assert "DATABASE_URL" not in logins.outside(environment(url[0], DATABASE_URL=given))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"DATABASE_OWNER_URL": ""}, "DATABASE_OWNER_URL is not"),
        ({"DATABASE_URL": "postgresql://postgres:x@/elsewhere"}, "must log in as varde_app"),
        ({"SECRET_KEY": ""}, "SECRET_KEY to derive"),
        ({"DATABASE_OWNER_URL": "postgresql://varde_owner:wrong@/x?host=/nowhere"}, "does not answer"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(url, given, said):
    with pytest.raises(DatabaseTrouble, match=said) as trouble:
        logins.outside(environment(url[0]) | given)
    assert "\n" not in str(trouble.value)
