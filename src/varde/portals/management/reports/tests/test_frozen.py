"""A published report reads the same whatever becomes of the method and the map: its drawings are kept, not made again."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from django.db.models import F
from django.template.loader import render_to_string
from django.test import Client
from tests.people import organization, personnel

from varde.geography import actions as geography
from varde.geography.models import Municipality
from varde.geography.published import helsefellesskap
from varde.indicators import limits, variation, wording
from varde.indicators.definitions import MEASURES
from varde.lib import clock
from varde.lib.context import Actor
from varde.portals.management.reports import document
from varde.portals.management.reports.drawings import drawn
from varde.projects import actions as projects
from varde.reports import actions, published
from varde.reports import drawings as found
from varde.reports.content import Content, Kind, Number, frozen, thawed
from varde.reports.numbers import Book
from varde.reports.templates import TEMPLATES, Part

BY = Actor("worker", UUID(int=1), "Innlasting")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = date(2025, 12, 31)
SLUG = "arsrapport-omsorg-2025"
# One far above, one hidden, the others much alike; of alerts many more than chance would give stand apart.
EACH = [60, 14, 11, 9, 13, 10, 12, 8, 15, 10, 9, 11, 14, 10, 12, 9, 13, 11, None]
ALERTS = [19, 1.2, 0.3, 1.9, 0.5, 1.6, 0.2, 1.4, 0.4, 1.8, 0.9, 1.1, 0.3, 1.5, 0.7, 2.1, 0.6, 1.0, None]


@pytest.fixture(scope="module")
def lead(database):
    geography.load()
    projects.load(by=BY)
    return personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead")


@pytest.fixture(scope="module", autouse=True)
def edition(lead):
    with pytest.MonkeyPatch.context() as patch:
        publish(lead, DAY, patch)


def publish(lead, day, patch):
    """The annual report with a trend, a map and two funnels, published."""
    template = TEMPLATES["arsrapport-omsorg"]
    parts = [
        msgspec.structs.replace(part, measures=["aktive-per-1000", "varselbyrde"]) if part.kind == Kind.FUNNEL else part
        for part in template.parts
    ]
    patch.setattr("varde.indicators.snapshots.frozen_measures", lambda: [MEASURES["kommuner"]])
    patch.setattr(Book, "of_part", told)
    patch.setitem(TEMPLATES, "arsrapport-omsorg", msgspec.structs.replace(template, parts=parts))
    with clock.frozen(NOW):
        made = actions.make(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=day)
        for section in made.sections.all():
            if thawed(section.content).required:
                write = {"key": section.key, "revision": 1, "text_nb": "Godt.", "text_nn": "Godt."}
                actions.write(by=lead.actor, edition_id=made.id, **write)
        made.refresh_from_db()
        for step in (actions.submit, actions.approve, actions.publish):
            made = step(by=lead.actor, edition_id=made.id, revision=made.revision)


def told(_: Book, part: Part) -> list[Number]:
    if part.kind == Kind.TREND:
        months = [date(2025, month, 28) for month in range(1, 13)]
        return [
            Number(slug, "NO", "Norge", day, "shown", f"minst {n}" if n == 4 else str(n), Decimal(n))
            for slug in part.measures
            for n, day in enumerate(months, 4)
        ]
    if part.kind not in {Kind.FUNNEL, Kind.MAP}:
        return []
    return [number for slug in part.measures for number in places(slug)]


def places(slug: str) -> list[Number]:
    values = zip(helsefellesskap(), ALERTS if slug == "varselbyrde" else EACH, strict=True)
    return [
        Number(slug, f"HF:{area.slug}", area.name, DAY, "hidden", "skjult (små tall)")
        if value is None
        else Number(slug, f"HF:{area.slug}", area.name, DAY, "shown", str(value), Decimal(str(value)), None, 30_000)
        for area, value in values
    ]


def read(slug: str = SLUG) -> tuple[str, ...]:
    """The page and what its PDF is made from, in both languages."""
    pages = [Client().get(f"/rapporter/{slug}/?sprak={language}").content.decode() for language in ("nb", "nn")]
    sources = [
        render_to_string(
            "management/reports/pdf.html", {"document": document.of(published.edition(slug), language), "in_pdf": True}
        )
        for language in ("nb", "nn")
    ]
    return *pages, *sources


def made_again(content: Content, words):
    """The sabotage: drawings from the kept numbers by the method and the map of today."""
    part = Part("x", content.kind, content.heading, measures=[one.slug for one in content.measures])
    return drawn(msgspec.structs.replace(content, drawings=list(found.of(part, content.numbers))), words)


CHANGES = {
    "narrower limits": [(limits, "Z", dict.fromkeys(limits.Z, 0.5)), (limits, "EXACT_UNTIL", 0.0)],
    "other tails": [(limits, "TAIL_95", 0.1), (limits, "TAIL_998", 0.05), (limits, "Z", {0.1: 1.28, 0.05: 1.64})],
    "other widening": [(limits, "WINSORISED", 0.0)],
    "nobody counted twice": [(variation, "SAME_PEOPLE", frozenset())],
    "another unit": [(variation, "PER", {}), (variation, "EACH", {})],
    "fewer numbered": [(variation, "TELLABLE", 0)],
    "a coarser curve": [(variation, "STEPS", 7)],
    "another line": [(wording, "AT_LEAST", "ukjent ")],
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_method_changes_nothing_that_is_published(monkeypatch, change):
    before = read()
    limits._counts.cache_clear()
    for where, name, value in CHANGES[change]:
        monkeypatch.setattr(where, name, value)
    assert read() == before
    monkeypatch.setattr(document, "drawn", made_again)
    assert all(now != was for now, was in zip(read(), before, strict=True)), "drawing anew would not have been seen"
    limits._counts.cache_clear()


def test_a_municipality_that_moves_stays_where_it_was_in_what_is_published(monkeypatch):
    before = read()
    bergen = Municipality.objects.using("owner").filter(number="4601")
    bergen.update(longitude=F("longitude") + 3, latitude=F("latitude") + 2)
    try:
        assert read() == before
        monkeypatch.setattr(document, "drawn", made_again)
        assert all(now != was for now, was in zip(read(), before, strict=True))
    finally:
        bergen.update(longitude=F("longitude") - 3, latitude=F("latitude") - 2)


def test_what_is_kept_is_drawn_as_it_was_found(monkeypatch):
    """Without a change, made again is the same: the tests above see a change and not another way of drawing."""
    before = read()
    assert before[0].count('class="drawing') == 4
    assert "1 av 18 ligger utenfor det tilfeldigheter alene kan gi (99,8\u00a0%)" in before[0]
    assert "ganger så vid som tilfeldigheter alene tilsier" in before[0]
    assert "Fra 5 (februar 2025) til 15 (desember 2025)" in before[0]
    monkeypatch.setattr(document, "drawn", made_again)
    assert read() == before


def test_an_edition_from_before_drawings_were_kept_is_read_by_its_tables(lead, monkeypatch):
    monkeypatch.setattr("varde.reports.filling.frozen", as_it_was_kept_before)
    publish(lead, date(2024, 12, 31), monkeypatch)
    slug = SLUG.replace("2025", "2024")
    assert not any("drawings" in section.content for section in published.edition(slug).sections.all())
    for was, now in zip(read(slug), read(), strict=True):
        assert (was.count('class="drawing'), now.count('class="drawing')) == (0, 4)
        assert was.count("<table") == now.count("<table")
        assert was.count("<td") == now.count("<td")
        assert "skjult (små tal" in was


def as_it_was_kept_before(content):
    kept = json.loads(frozen(content))
    del kept["drawings"]
    return json.dumps(kept)
