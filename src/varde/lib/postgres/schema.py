"""Migrations, then the SQL the rooms keep in files: policies first, then each room's functions."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

POLICIES_ROOM = "varde.care_teams"
MIGRATION_LOCK = 0x7661726465


def files() -> list[Path]:
    """The idempotent SQL files in the order they are applied."""
    rooms = [config for config in apps.get_app_configs() if config.name.startswith("varde.")]
    policies = [Path(room.path) / "policies.sql" for room in rooms if room.name == POLICIES_ROOM]
    return [path for path in policies + [Path(room.path) / "functions.sql" for room in rooms] if path.is_file()]


def fingerprint() -> str:
    """Changes when a migration or an SQL file changes: names a test template database."""
    migrations = sorted(
        path
        for config in apps.get_app_configs()
        if config.name.startswith("varde.")
        for path in (Path(config.path) / "migrations").glob("*.py")
    )
    digest = hashlib.sha256(settings.CONTEXT_KEY.encode())
    for path in [*migrations, *files(), Path(__file__)]:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def build(verbosity: int = 1) -> None:
    """Bring the database to the present schema as owner: migrate, apply the SQL files, hand over the signing key."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])  # freed when the connection ends
        call_command("migrate", database="owner", interactive=False, verbosity=verbosity)
        with transaction.atomic(using="owner"):
            _apply(cursor)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _apply(cursor: CursorWrapper) -> None:
    cursor.execute("SET LOCAL check_function_bodies = off")  # rooms' functions may name each other
    for path in files():
        cursor.execute(path.read_text(encoding="utf-8"))
    cursor.execute("SELECT varde_private.protect()")  # again: the rooms' files may have made tables and functions
    cursor.execute("SELECT varde_private.set_context_key(%s)", [settings.CONTEXT_KEY])
