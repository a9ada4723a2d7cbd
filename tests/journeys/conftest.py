"""Ground for the browser stories: the whole application on loopback with a clock the story sets, Chromium, and axe."""

import asyncio
import hashlib
import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.people import MONDAY_MORNING, Person
from varde.lib import clock

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-quic",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDTHS = {"phone": (390, 844), "desk": (1280, 900)}


@dataclass
class Serving:
    """The running application. `now` is the time it is, for the server and for new pages."""

    url: str
    now: datetime = MONDAY_MORNING
    opened: list[BrowserContext] = field(default_factory=list)

    def application(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        """Every request sees the story's clock."""

        async def timed(scope: dict[str, Any], receive: Any, send: Any) -> None:
            with clock.frozen(self.now):
                await inner(scope, receive, send)

        return timed

    def at(self, moment: datetime) -> None:
        """It is `moment` now, also in the pages that are open."""
        self.now = moment
        for context in self.opened:
            context.clock.set_fixed_time(moment)


@pytest.fixture(scope="module")
def serving(database: object) -> Iterator[Serving]:
    from varde.asgi import application

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        running = Serving(f"http://127.0.0.1:{listener.getsockname()[1]}")
        config = uvicorn.Config(
            running.application(application),
            log_level="warning",
            lifespan="off",
            loop="asyncio",
            timeout_graceful_shutdown=2,  # a stream still open would keep this server listening in the next module
        )
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        yield running
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ended with its module: while playwright is there, its event loop runs in this thread and asyncio.run is refused."""
    if not Path(CHROMIUM).exists():
        pytest.skip("Chromium is missing: apt-get install chromium, then run again.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module", autouse=True)
def own_connections(database: object, browser: Browser) -> None:
    """Before a story's own fixtures write: from here on they run where Playwright's loop runs."""
    forget_earlier_databases()


@pytest.fixture(params=list(WIDTHS))
def width(request: pytest.FixtureRequest) -> str:
    """Ask for it to run the story at both widths."""
    return str(request.param)


@pytest.fixture
def open_page(serving: Serving, browser: Browser) -> Iterator[Callable[..., Page]]:
    """`open_page(person, "phone")` gives a page where that person is logged in; None is a visitor."""
    forget_earlier_databases()
    contexts: list[BrowserContext] = []

    def opened(person: Person | None = None, at: str = "phone", **options: Any) -> Page:
        wide, high = WIDTHS[at]
        context = browser.new_context(
            base_url=serving.url,
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            **{"viewport": {"width": wide, "height": high}, "reduced_motion": "reduce", **options},
        )
        context.clock.set_fixed_time(serving.now)
        contexts.append(context)
        serving.opened.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: pytest.fail(f"JavaScript: {error}"))
        if person is not None:
            log_in(page, person)
        return page

    yield opened
    for context in contexts:
        serving.opened.remove(context)
        context.close()


def forget_earlier_databases() -> None:
    """While Playwright's loop runs, Django keeps connections of its own here: those of an earlier module are dead."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None and connection.connection.info.dbname != connection.settings_dict["NAME"]:
            connection.close()


def log_in(page: Page, person: Person) -> None:
    page.goto("/logg-inn/")
    page.locator(f"form:has(input[value='{person.account.pk}']) button.person").click()
    page.wait_for_load_state()


_checked: set[tuple[str, str]] = set()
# Keys, ids, tokens and digits differ from page to page without changing what axe looks at.
CHANGES = re.compile(r"[0-9a-zA-Z_-]{32,}|[0-9]+")


def assert_accessible(page: Page) -> None:
    """No axe violation (WCAG 2.2 A and AA, best practice) and nothing to scroll sideways, at 390 and at 1280 px.

    A page of another size is checked as it is. One exactly like a page that has passed at the same size and in the same
    colours is not checked again. A page still on its way after a click is waited for.
    """
    page.wait_for_load_state()
    now = page.viewport_size
    sizes = WIDTHS.values() if now and (now["width"], now["height"]) in WIDTHS.values() else ()
    for wide, high in sizes:
        page.set_viewport_size({"width": wide, "height": high})
        _check(page)
    if now and sizes:
        page.set_viewport_size(now)
    else:
        _check(page)


def _check(page: Page) -> None:
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
    look, content = page.evaluate(
        "[[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches, matchMedia('(forced-colors: active)').matches]"
        ".join(), document.documentElement.outerHTML]"
    )
    likeness = (look, hashlib.sha256(CHANGES.sub("", content).encode()).hexdigest())
    if likeness in _checked:
        return
    axe(page)
    _checked.add(likeness)


def axe(page: Page) -> None:
    """No violation on the page as it is now, also one that is still coming."""
    found = Axe().run(page).response["violations"]
    told = [f"{v['id']} ({v['impact']}): {v['help']} {[n['html'][:160] for n in v['nodes']][:3]}" for v in found]
    assert told == [], f"{page.url} at {page.viewport_size}: {told}"
