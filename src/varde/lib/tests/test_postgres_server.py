"""The launcher: starts anywhere, keeps what was committed through kill -9, lets nobody in without a password."""

import os
import shutil
import signal
import subprocess
import sys
import time

import psycopg
import pytest

from varde.lib.postgres import logins, place, server
from varde.lib.postgres.errors import DatabaseTrouble
from varde.lib.postgres.safety import MUST_BE_ON, unsafe_settings
from varde.lib.postgres.secrets import LOGINS


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A checkout in a path of more than 150 characters."""
    folder = tmp_path_factory.mktemp("long") / ("x" * 80) / ("y" * 80)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="module")
def here(base):
    """Its place; nothing is left behind."""
    found = place.find("launcher", base)
    yield found
    server.stop(found)
    shutil.rmtree(found.root.parent)
    shutil.rmtree(found.socket, ignore_errors=True)


def value(here, secrets):
    with server.connect(here, secrets) as admin:
        return admin.execute("SELECT text FROM kept").fetchone()[0]


def pid(here):
    return int((here.data / "postmaster.pid").read_text().splitlines()[0])


def test_what_was_committed_survives_kill_9(here):
    with server.running(here) as secrets:
        with server.connect(here, secrets) as admin:
            admin.execute("CREATE TABLE kept AS SELECT 'here' AS text")
        os.kill(pid(here), signal.SIGKILL)
        with server.running(here) as again:
            assert again == secrets
            assert value(here, secrets) == "here"


def test_a_server_that_outlived_its_process_is_adopted(base, here):
    script = (
        "import os, signal, sys; from pathlib import Path; from varde.lib.postgres import place, server\n"
        "here = place.find('launcher', Path(sys.argv[1]))\n"
        "with server.running(here): os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(base)], check=False).returncode == -signal.SIGKILL
    orphan = pid(here)
    with server.running(here) as secrets:
        assert pid(here) == orphan
        assert value(here, secrets) == "here"


def test_a_number_taken_by_another_process_is_not_taken_for_the_server(here):
    (here.data / "postmaster.pid").write_text(f"{os.getpid()}\n{here.data}\n")
    with server.running(here) as secrets:
        assert value(here, secrets) == "here"


def test_a_server_whose_socket_was_swept_away_is_replaced(base, here):
    with server.running(here):
        shutil.rmtree(here.socket)
        found = place.find("launcher", base)
        with server.running(found) as secrets:
            assert value(found, secrets) == "here"


def test_the_last_one_to_leave_stops_the_server(here):
    with server.running(here) as secrets:
        with server.running(here):
            pass
        assert value(here, secrets) == "here"
    assert not (here.data / "postmaster.pid").exists()


def test_nobody_gets_in_without_a_password(here):
    with server.running(here):
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(host=str(here.socket), user="postgres", dbname="postgres", passfile="/nowhere")
        hba = (here.data / "pg_hba.conf").read_text()
        methods = {line.split()[-1] for line in hba.splitlines() if line and not line.startswith("#")}
        assert methods == {"scram-sha-256"}


def test_other_secrets_are_told_apart_from_a_slow_start(here):
    with server.running(here) as secrets, pytest.raises(DatabaseTrouble, match="does not fit"):
        server.start(here, secrets | {"postgres": "another"})


def test_folders_and_secrets_are_closed_to_others(here):
    assert here.secrets.stat().st_mode & 0o077 == 0
    assert here.data.stat().st_mode & 0o077 == 0
    assert here.socket.stat().st_mode & 0o077 == 0


def test_pages_have_checksums_and_no_setting_can_lose_a_commit(here):
    with server.running(here) as secrets, server.connect(here, secrets) as admin:
        shown = {
            name: admin.execute(f"SHOW {name}").fetchone()[0]
            for name in ("data_checksums", "fsync", "full_page_writes")
        }
        order = admin.execute(
            "SELECT string_agg(x, '' ORDER BY x) FROM unnest(ARRAY['å', 'Z', 'a', 'Ø', 'ø']) x"
        ).fetchone()[0]
        upper = admin.execute("SELECT upper('åøæ')").fetchone()[0]
    assert set(shown.values()) == {"on"}
    assert (order, upper) == ("ZaØåø", "ÅØÆ")  # code points, whatever the machine's language, and Unicode letters


def test_the_socket_path_is_short_however_long_the_checkout_s_is(base, here):
    assert len(str(base)) > 150
    assert len(f"{here.socket}/{place.SOCKET_NAME}") <= place.LONGEST_SOCKET_PATH


def test_logins_are_made_once_and_get_their_settings(here):
    with server.running(here) as secrets, server.connect(here, secrets) as admin:
        for _ in range(2):
            logins.ensure(admin, {login: secrets[login] for login in LOGINS})
            logins.ensure_database(admin, "one")
        with psycopg.connect(logins.environment(here, secrets, "one")["DATABASE_URL"]) as app:
            assert app.execute("SHOW plan_cache_mode").fetchone() == ("force_generic_plan",)
            assert app.execute("SHOW enable_seqscan").fetchone() == ("off",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute("CREATE TABLE mine (x int)")


def test_stopping_is_quick(here):
    with server.running(here):
        began = time.monotonic()
    assert time.monotonic() - began < 10


def test_settings_that_could_lose_a_commit_are_found(here):
    with server.running(here) as secrets, server.connect(here, secrets) as admin:
        with admin.cursor() as cursor:
            assert list(unsafe_settings(cursor)) == []
        for setting in MUST_BE_ON:
            admin.execute(f"ALTER SYSTEM SET {setting} = off")
        admin.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)
        with server.connect(here, secrets) as later, later.cursor() as cursor:
            found = [sentence.split()[0] for sentence in unsafe_settings(cursor)]
        admin.execute("ALTER SYSTEM RESET ALL")
        admin.execute("SELECT pg_reload_conf()")
    assert found == sorted(MUST_BE_ON)
