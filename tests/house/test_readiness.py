"""Readiness looks again: what would lose a measurement or show it to somebody else turns it off, with the reason."""

import json
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from varde.lib import clock
from varde.triage.models import Heartbeat


@pytest.fixture(autouse=True)
def beating(database):
    Heartbeat.objects.using("worker").update_or_create(part="loop", defaults={"at": clock.now()})


def ask():
    response = Client().get("/readyz")
    return response.status_code, json.loads(response.content)["problems"]


def as_owner(statement):
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
    connections["default"].close()


def test_a_sound_database_is_ready(database):
    assert ask() == (200, [])


def test_synchronous_commit_off_for_this_database_is_found(database):
    as_owner(f"ALTER DATABASE {database.name} SET synchronous_commit = off")
    status, problems = ask()
    as_owner(f"ALTER DATABASE {database.name} RESET synchronous_commit")
    assert status == 503
    assert problems == ["synchronous_commit is off: an acknowledged measurement could be lost. Turn it on."]
    assert ask() == (200, [])


def test_a_table_that_lost_its_policy_is_found(database):
    as_owner("ALTER TABLE measurements_observation DISABLE ROW LEVEL SECURITY")
    status, problems = ask()
    as_owner("ALTER TABLE measurements_observation ENABLE ROW LEVEL SECURITY")
    assert status == 503
    assert any("measurements_observation" in problem for problem in problems)


def test_a_loop_that_has_stopped_is_found(database):
    Heartbeat.objects.using("worker").update(at=clock.now() - timedelta(minutes=5))
    status, problems = ask()
    assert status == 503
    assert "'loop' last worked 300 seconds ago" in problems[0]


def test_a_missing_migration_is_found(database):
    as_owner("DELETE FROM django_migrations WHERE app = 'triage'")
    status, problems = ask()
    assert status == 503
    assert "not applied" in problems[0]


def test_alive_needs_no_database():
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"alive\n")
