"""The theme's colours can be read: 4.5:1 for every text on every surface it is used on, 3:1 for edges, light and dark."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[1] / "static/varde/theme.css").read_text(encoding="utf-8")
COLOURS = ("neutral", "accent", "success", "warning", "danger", "info")
SURFACES = ("background-default", "background-tinted", "surface-default", "surface-tinted", "surface-hover")


def scheme(dark: bool) -> dict[str, str]:
    start, end = ("prefers-color-scheme: dark", "[data-color=") if dark else ("@layer ds.theme {", "@media")
    part = CSS[CSS.index(start) :]
    return dict(re.findall(r"--ds-color-([a-z0-9-]+): (#[0-9a-f]{6});", part[: part.index(end)]))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("colour", COLOURS)
def test_text_can_be_read_on_its_own_surfaces_and_on_paper(colour: str, dark: bool) -> None:
    found = scheme(dark)
    own = [found[f"{colour}-{surface}"] for surface in SURFACES]
    paper = [found[f"neutral-{surface}"] for surface in SURFACES[:4]]
    for text, surface in product(("text-subtle", "text-default"), own + paper):
        assert contrast(found[f"{colour}-{text}"], surface) >= 4.5, (colour, text, surface)
    for surface in own[:4]:
        assert contrast(found["neutral-text-default"], surface) >= 4.5
    for base in ("base-default", "base-hover", "base-active"):
        assert contrast(found[f"{colour}-base-contrast-default"], found[f"{colour}-{base}"]) >= 4.5, (colour, base)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("colour", COLOURS)
def test_edges_of_controls_can_be_seen(colour: str, dark: bool) -> None:
    found = scheme(dark)
    for edge, surface in product(("border-default", "border-strong"), ("background-default", "surface-default")):
        assert contrast(found[f"{colour}-{edge}"], found[f"neutral-{surface}"]) >= 3, (colour, edge, surface)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
