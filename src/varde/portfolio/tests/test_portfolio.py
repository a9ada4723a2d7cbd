"""Initiatives: what their pages say is counted and kept, and a source may leave things out."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from django.db import IntegrityError, transaction

from varde.audit.models import AuditEvent
from varde.lib.context import Actor
from varde.portfolio import actions, papers, published
from varde.portfolio.models import Deliverable, Delivery, Initiative, StatusReport

BY = Actor("worker", UUID(int=1), "Innlasting")


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    actions.load(by=BY)


def test_progress_is_counted_from_the_deliverables():
    counted = {i.slug: (i.delivered_count, i.deliverable_count) for i in published.initiatives()}
    assert counted == {"spredning": (0, 3), "flytte-tjenester-hjem": (2, 2), "sentrale-tiltak": (2, 3)}


def test_delivering_moves_the_count_of_every_initiative_it_stands_under():
    Deliverable.objects.filter(slug="arsrapport-omsorgstjenestene").update(is_delivered=False)
    counted = {i.slug: i.delivered_count for i in published.initiatives()}
    Deliverable.objects.filter(slug="arsrapport-omsorgstjenestene").update(is_delivered=True)
    assert counted == {"spredning": 0, "flytte-tjenester-hjem": 1, "sentrale-tiltak": 1}


def test_one_deliverable_stands_under_two_initiatives_in_the_words_of_each():
    shared = Delivery.objects.filter(deliverable="arsrapport-omsorgstjenestene").order_by("initiative__position")
    assert [one.heading for one in shared] == ["Årsrapport for omsorgstjenestene", "Årsrapport for omsorgstjenesten"]
    assert "spesialisthelsetjenester hjem" in shared[0].description
    assert "e-konsultasjoner hos fastlege" in shared[1].description
    assert {one.deliverable.due_on for one in shared} == {date(2023, 9, 14)}


def test_the_information_block_is_as_in_the_source():
    spread = published.initiatives().get(slug="spredning")
    assert str(spread) == "DHV - Digital hjemmeoppfølging spredning"
    assert str(spread.strategy_goal) == "1 - Aktiv medvirkning i egen og næres helse"
    assert (spread.owner, spread.segment) == ("Helsedirektoratet", "Samstyre")
    report = spread.latest_report
    assert (report.get_status_display(), report.get_risk_level_display()) == ("Under kontroll", "Middels")
    assert report.as_of == date(2023, 3, 20)


def test_a_newer_status_comes_first_and_the_older_is_kept():
    spread = Initiative.objects.get(slug="spredning")
    newer = StatusReport.objects.create(
        initiative=spread,
        as_of=date(2024, 1, 1),
        status="at_risk",
        source_id="portefolje-spredning",
        recorded_at=spread.reports.get().recorded_at,
        recorded_by="Programleder",
    )
    assert published.initiatives().get(slug="spredning").latest_report == newer
    assert spread.reports.count() == 2
    with pytest.raises(IntegrityError, match="kept as written"), transaction.atomic(using="owner"):
        newer.delete(using="owner")


def test_loading_again_changes_nothing():
    before = [m.objects.count() for m in (Initiative, StatusReport, Deliverable, Delivery)]
    actions.load(by=BY)
    assert [m.objects.count() for m in (Initiative, StatusReport, Deliverable, Delivery)] == before
    assert AuditEvent.objects.using("auditor").filter(what="Tiltaksportefølje").count() == 1


def test_a_source_that_leaves_nearly_everything_out_comes_in():
    bare = papers.InitiativeFile(slug="bare", name="Bare et navn", source="portefolje-spredning")
    actions.bring_in(papers.PortfolioFile([], [], [bare]), by=BY)
    kept = published.initiatives().get(slug="bare")
    assert (kept.owner, kept.strategy_goal, kept.latest_report, kept.deliverable_count) == ("", None, None, 0)


def test_a_field_nobody_knows_is_refused():
    with pytest.raises(msgspec.ValidationError, match="unknown field"):
        msgspec.json.decode(b'{"slug": "a", "name": "b", "source": "c", "colour": "red"}', type=papers.InitiativeFile)


@pytest.mark.parametrize(
    ("due", "delivered", "overdue"),
    [
        (date(2023, 1, 1), False, True),
        (date(2023, 1, 1), True, False),
        (date(2023, 1, 2), False, False),
        (None, False, False),
    ],
)
def test_it_is_overdue_the_day_after_its_date_and_not_once_delivered(due, delivered, overdue):
    assert Deliverable(due_on=due, is_delivered=delivered).is_overdue(date(2023, 1, 2)) is overdue
