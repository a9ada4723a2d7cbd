"""The pictures of the README, taken of a running demo: `make demo`, then `.venv/bin/python -m tests.house.pictures`."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]
FOLDER = Path(__file__).resolve().parents[2] / "docs/images"


def be(page: Page, at: str, name: str) -> None:
    """Log in as a demo person."""
    page.goto(f"{at}/logg-inn/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state("load")


def main(at: str) -> None:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        desk = chromium.new_page(viewport={"width": 1280, "height": 800}, locale="nb-NO")
        desk.goto(at)
        desk.screenshot(path=FOLDER / "front.png")
        be(desk, at, "Kari Lyngstad")
        desk.wait_for_timeout(1000)
        desk.screenshot(path=FOLDER / "nurse.png")
        phone = chromium.new_page(viewport={"width": 390, "height": 844}, locale="nb-NO")
        be(phone, at, "Grete Svensen")
        phone.screenshot(path=FOLDER / "patient.png")
        desk.goto(f"{at}/sted/NO/")
        desk.screenshot(path=FOLDER / "places.png")
        desk.goto(f"{at}/rapporter/")
        desk.get_by_role("link", name="Årsrapport for omsorgstjenestene").click()
        desk.screenshot(path=FOLDER / "report.png")
        be(desk, at, "Torunn Eidsaa")
        desk.screenshot(path=FOLDER / "board.png")
        desk.goto(f"{at}/styring/variasjon/aktive-per-1000/")
        desk.screenshot(path=FOLDER / "variation.png", full_page=True)
        chromium.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
