"""Settings under which a committed measurement could still be lost."""

from collections.abc import Iterator
from typing import Any, Protocol

MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")


class Cursor(Protocol):
    def execute(self, query: str, params: Any = ..., /) -> Any: ...
    def fetchall(self) -> list[Any]: ...


def unsafe_settings(cursor: Cursor) -> Iterator[str]:
    """One sentence for each setting that is off, as the login behind `cursor` has it (roles and databases may differ)."""
    cursor.execute(
        "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name", [list(MUST_BE_ON)]
    )
    for (name,) in cursor.fetchall():
        yield f"{name} is off: an acknowledged measurement could be lost. Turn it on."
