"""From the nurse's click to a drawn chart, in Chromium, through the pages as they are served."""

import os
import shutil
import statistics
import time
from unittest.mock import patch

from playwright.sync_api import Page, sync_playwright

from bench import door, table
from bench.growth import Side

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-quic",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TIMES = 7
# A canvas in every figure that has values, and two frames later: it has been painted.
DRAWN = """async () => {
  const figures = [...document.querySelectorAll('#kurver figure[data-chart]')].filter((f) => f.querySelector('script'));
  if (!figures.length || figures.some((figure) => !figure.querySelector('canvas'))) return false;
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return true;
}"""
STRETCHED = """([days]) => new Promise((done) => {
  const section = document.getElementById('kurver');
  const link = section.querySelector(`a[data-days="${days}"]`);
  const started = performance.now();
  const look = () => link.getAttribute('aria-current') === 'true'
    ? requestAnimationFrame(() => requestAnimationFrame(() => done((performance.now() - started) / 1000)))
    : setTimeout(look, 2);
  link.click();
  look();
})"""


def measure(side: Side, bars: table.Table) -> None:
    if CHROMIUM is None:
        print("  Chromium is not here: the time from click to chart is not measured (apt-get install chromium).")
        return
    with patch.dict(os.environ, side.environment), door.served("bench.pages") as (port, _), sync_playwright() as chrome:
        browser = chrome.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(base_url=f"http://127.0.0.1:{port}", viewport={"width": 1280, "height": 900})
        _log_in(page, side)
        opened = [_opened(page, side) for _ in range(TIMES)]
        stretched = [_stretched(page) for _ in range(TIMES)]
        page.goto("about:blank")  # ends the page's live stream
        browser.close()
    bars.add("Seconds from the patient's row to her page with charts drawn", statistics.median(opened), "<=", 1.0)
    bars.add("Seconds from the click on two years to 10,000 values drawn", statistics.median(stretched), "<=", 1.0)
    bars.note(f"medians of {TIMES}; the slowest {max(opened):.2f} and {max(stretched):.2f} s")


def _log_in(page: Page, side: Side) -> None:
    page.goto("/logg-inn/")
    page.locator(f"form:has(input[value='{side.account}']) button.person").click()
    page.wait_for_url("**/arbeidsliste/**")


def _opened(page: Page, side: Side) -> float:
    page.goto("/arbeidsliste/")
    row = page.locator(f"a[href*='{side.long}']").first
    started = time.perf_counter()
    row.click()
    page.wait_for_function(DRAWN)
    return time.perf_counter() - started


def _stretched(page: Page) -> float:
    page.evaluate(STRETCHED, [14])
    return float(page.evaluate(STRETCHED, [730]))
