"""The five logins, none of which is superuser or bypasses a policy, and databases owned by one of them."""

import hashlib
import hmac
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from varde.lib.postgres.errors import DatabaseTrouble
from varde.lib.postgres.place import Place
from varde.lib.postgres.secrets import KEYS, LOGINS, Secrets

OLDEST_VERSION = 150_000
# These two ask by key, all day. Their plans are kept for as long as a connection lives: made while a table is young,
# they would read it from end to end for ever (docs/adr/0014).
_BY_KEY = {"plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "jit": "off"}
# Milliseconds. An owner migrates and fills, so it may take its time.
ROLE_SETTINGS: dict[str, dict[str, str]] = {
    "owner": {},
    "app": {**_BY_KEY, "statement_timeout": "30000"},
    "worker": {**_BY_KEY, "statement_timeout": "60000"},
    "report": {"statement_timeout": "300000", "default_transaction_read_only": "on"},
    "auditor": {"statement_timeout": "60000", "default_transaction_read_only": "on"},
}
IDLE_IN_TRANSACTION_MS = "60000"


def role(login: str) -> str:
    return f"varde_{login}"


def variable(login: str) -> str:
    """The environment variable that holds the login's address."""
    return "DATABASE_URL" if login == "app" else f"DATABASE_{login.upper()}_URL"


def ensure(connection: psycopg.Connection, passwords: Mapping[str, str]) -> None:
    """Have every login in `passwords`, with that password and its settings. `connection` may create roles."""
    for login, password in passwords.items():
        name = sql.Identifier(role(login))
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role(login)]).fetchone()
        verb = sql.SQL("ALTER" if found else "CREATE")
        connection.execute(sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(verb, name, sql.Literal(password)))
        for setting, value in {
            **ROLE_SETTINGS[login],
            "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_MS,
        }.items():
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
            )


def ensure_database(connection: psycopg.Connection, name: str, template: str = "template0") -> bool:
    """Have the database `name`, owned by the owner login; True when it was made now."""
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        return False
    parts = {"db": sql.Identifier(name), "owner": sql.Identifier(role("owner")), "template": sql.Identifier(template)}
    connection.execute(sql.SQL("CREATE DATABASE {db} OWNER {owner} TEMPLATE {template}").format(**parts))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {db} FROM PUBLIC").format(**parts))
    for login in LOGINS:
        connection.execute(
            sql.SQL("GRANT CONNECT ON DATABASE {db} TO {login}").format(**parts, login=sql.Identifier(role(login)))
        )
    return True


def quoted(socket: Path) -> str:
    return quote(str(socket), safe="")


def environment(place: Place, secrets: Secrets, dbname: str) -> dict[str, str]:
    """The environment that makes settings.py use this database with these secrets."""
    urls = {
        variable(
            login
        ): f"postgresql://{role(login)}:{secrets[login]}@/{dbname}?host={quoted(place.socket)}&sslmode=disable"
        for login in LOGINS
    }
    return urls | {key: secrets[key] for key in KEYS}


def setting(environ: Mapping[str, str], name: str) -> str:
    """The variable, or the content of the file that `<name>_FILE` names; empty when neither is there."""
    path = environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else environ.get(name, "")


def outside(environ: Mapping[str, str]) -> dict[str, str]:
    """Make a PostgreSQL of somebody else's ready: its logins made where they are missing.

    Returns the addresses of the logins that were not given, with passwords derived from SECRET_KEY.
    """
    if not setting(environ, variable("owner")):
        raise DatabaseTrouble("DATABASE_URL is set but DATABASE_OWNER_URL is not: give the login that owns the tables.")
    given = {login: url for login in LOGINS if (url := setting(environ, variable(login)))}
    for login in ("app", "worker", "report", "auditor"):
        if login in given and urlsplit(given[login]).username != role(login):
            raise DatabaseTrouble(f"{variable(login)} must log in as {role(login)}.")
    derived = {login: _derived(given["owner"], login, environ) for login in LOGINS if login not in given}
    with _open(given["owner"]) as connection:
        if connection.info.server_version < OLDEST_VERSION:
            raise DatabaseTrouble(f"PostgreSQL 15 or newer is needed, not {connection.info.server_version // 10000}.")
        _ensure_outside(connection, given | derived)
    return {variable(login): url for login, url in derived.items()}


def _ensure_outside(connection: psycopg.Connection, urls: Mapping[str, str]) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    missing = {
        login: unquote(urlsplit(url).password or "")
        for login, url in urls.items()
        if login != "owner" and role(login) not in known
    }
    try:
        ensure(connection, missing)
    except psycopg.errors.InsufficientPrivilege:
        roles = ", ".join(role(login) for login in missing)
        raise DatabaseTrouble(
            f"These roles are missing and the owner may not create them: {roles}. Give it CREATEROLE, or create them."
        ) from None


def _open(url: str) -> psycopg.Connection:
    try:
        return psycopg.connect(url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        raise DatabaseTrouble(f"DATABASE_OWNER_URL does not answer: {' '.join(str(error).split())}") from None


def _derived(owner_url: str, login: str, environ: Mapping[str, str]) -> str:
    key = setting(environ, "SECRET_KEY")
    if not key:
        raise DatabaseTrouble(f"Set {variable(login)}, or SECRET_KEY to derive its password from.")
    password = hmac.new(key.encode(), role(login).encode(), hashlib.sha256).hexdigest()
    parts = urlsplit(owner_url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{role(login)}:{password}@{place}"))
