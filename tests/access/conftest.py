"""One world and both doors for each module."""

from collections.abc import Iterator

import httpx
import pytest

from tests.access.doors import Doors, serving
from tests.access.world import World, build


@pytest.fixture(scope="module")
def world(database: object) -> World:
    return build()


@pytest.fixture(scope="module")
def doors(world: World) -> Iterator[Doors]:
    with serving() as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Doors(world, client)
