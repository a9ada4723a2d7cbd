"""One ear to the database for all pages, told about one unit at a time."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from tests.people import Town, town

from varde.identity.models import PractitionerRole
from varde.portals import live


@pytest.fixture(scope="module")
def here(database: object) -> Town:
    return town(days=0)


def notify(unit: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_notify('varde_cards', %s)", [unit])


def listeners() -> int:
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'varde live' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


async def connected(hub: live.Hub) -> None:
    for _ in range(500):
        if hub.is_connected:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("The hub did not connect within five seconds.")


def test_it_tells_only_the_pages_of_the_unit_and_keeps_one_connection(here: Town) -> None:
    other = UUID(int=7)

    async def story() -> tuple[bool, bool, int]:
        hub = live.Hub()
        async with hub.listening(here.unit.id) as mine, hub.listening(other) as theirs, hub.listening(other):
            await connected(hub)
            for ear in (mine, theirs):
                ear.changed.clear()
            await asyncio.to_thread(notify, str(here.unit.id))
            async with asyncio.timeout(2):
                await mine.changed.wait()
            return mine.changed.is_set(), theirs.changed.is_set(), await asyncio.to_thread(listeners)

    assert asyncio.run(story()) == (True, False, 1)


def test_an_unnamed_change_is_told_to_everybody(here: Town) -> None:
    async def story() -> bool:
        hub = live.Hub()
        async with hub.listening(here.unit.id) as mine:
            await connected(hub)
            mine.changed.clear()
            await asyncio.to_thread(notify, "")
            async with asyncio.timeout(2):
                return await mine.changed.wait()

    assert asyncio.run(story())


def test_it_comes_back_when_its_connection_is_cut_and_asks_everybody_to_look_again(here: Town) -> None:
    def cut() -> None:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'varde live' AND datname = current_database()"
            )

    async def story() -> bool:
        hub = live.Hub()
        async with hub.listening(here.unit.id) as mine:
            await connected(hub)
            mine.changed.clear()
            await asyncio.to_thread(cut)
            async with asyncio.timeout(10):
                return await mine.changed.wait()

    assert asyncio.run(story())


def test_it_lets_go_of_the_connection_when_nobody_listens(here: Town) -> None:
    async def story() -> int:
        hub = live.Hub()
        async with hub.listening(here.unit.id):
            await connected(hub)
        await asyncio.sleep(0.2)
        return await asyncio.to_thread(listeners)

    assert asyncio.run(story()) == 0


def session_of(person: object) -> SessionStore:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    user = person.account.user  # type: ignore[attr-defined]
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    return session


async def first_events(unit_id: UUID, key: str, count: int) -> list[str]:
    stream: AsyncIterator[str] = live._events(unit_id, key)
    found = [await anext(stream) for _ in range(count)]
    await stream.aclose()  # type: ignore[attr-defined]
    return found


def test_a_page_is_first_told_to_look_and_then_that_the_stream_lives(
    here: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SECONDS_BETWEEN_PULSES", 0.3)
    monkeypatch.setattr(live, "SECONDS_BETWEEN_EVENTS", 0.05)
    session = session_of(here.nurse)
    told = "".join(asyncio.run(first_events(here.unit.id, str(session.session_key), 8)))
    assert told.startswith("retry:")
    assert "event: kort" in told
    assert "event: puls" in told


def test_a_stream_ends_when_the_role_does(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "SECONDS_BETWEEN_PULSES", 0.1)
    monkeypatch.setattr(live, "SECONDS_BETWEEN_CHECKS", 0.2)
    session = session_of(here.colleague)
    assert live.unit_of_session(str(session.session_key)) == here.unit.id
    PractitionerRole.objects.using("owner").filter(pk=here.colleague.id).update(valid_to="2021-01-01T00:00:00Z")

    async def to_the_end() -> list[str]:
        async with asyncio.timeout(5):
            return [event async for event in live._events(here.unit.id, str(session.session_key))]

    assert asyncio.run(to_the_end())[-1].startswith("event: utlogget")


def test_nobody_else_may_listen(here: Town) -> None:
    assert live.unit_of_session(str(session_of(here.stranger).session_key)) is None
    assert live.unit_of_session(str(session_of(here.patient).session_key)) is None
    assert live.unit_of_session("no-such-session-at-all") is None
