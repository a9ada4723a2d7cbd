"""A month is frozen, published, taken back: locked, logged, hashed, and the same when counted again."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, InternalError
from django.db.utils import ProgrammingError

from varde.audit.models import AuditEvent
from varde.geography import actions as geography
from varde.indicators import actions, published, snapshots
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION
from varde.indicators.models import FrozenTable, MeasureReport, PublicationStep
from varde.indicators.tests.everywhere import stand_in
from varde.lib import clock
from varde.lib.context import Actor

BY = Actor("personnel", UUID(int=7), "Per Lunde", role="programme_lead")
PEOPLE = {"5601": 3, "5603": 12, "4601": 40, "4602": 22, "1103": 31, "3301": 60, "3907": 2}
NOVEMBER = datetime(2026, 11, 25, 12, tzinfo=UTC)
OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOVEMBER):
        yield


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    """Stands in for the counting: these people, at every level, whatever the month."""
    people = dict(PEOPLE)
    stand_in(monkeypatch, people, OCTOBER)
    return people


@pytest.fixture
def report():
    return actions.freeze_month(by=BY, as_of=OCTOBER)


def at(place, table):
    return next(cell for cell in table.cells if cell.place == place)


def test_a_frozen_month_holds_every_measure_with_its_definition(report):
    held = {table.measure: snapshots.read(table) for table in report.tables.all()}
    assert held.keys() == {slug for slug, measure in MEASURES.items() if measure.formula != "external"}
    assert all(table.definition == MEASURES[slug] for slug, table in held.items())
    assert at(NATION, held["aktive-pasienter"]).value == sum(PEOPLE.values())
    assert at("K:5601", held["aktive-pasienter"]).state == "hidden"
    assert at("K:5603", held["aktive-pasienter"]).text == "10"
    assert at(NATION, held["etterlevelse"]).text == "ingen data ennå"


def test_nothing_that_is_hidden_lies_in_the_frozen_table(report):
    table = report.tables.get(measure="aktive-pasienter")
    hidden = [cell for cell in snapshots.read(table).cells if cell.state == "hidden"]
    assert hidden
    assert all((c.value, c.numerator, c.denominator, c.lower, c.upper) == (None,) * 5 for c in hidden)


def test_freezing_again_gives_the_same_report(report):
    assert actions.freeze_month(by=BY, as_of=OCTOBER) == report


def test_counting_again_as_of_the_day_gives_the_same(report, counted):
    assert snapshots.recounted_otherwise(report) == []
    counted["5603"] = 30
    assert snapshots.recounted_otherwise(report) == ["aktive-pasienter", "plandekning"]


@pytest.mark.parametrize(("day", "why"), [(date(2026, 10, 30), "siste dag"), (date(2026, 11, 30), "ikke over")])
def test_only_a_month_that_is_over_is_frozen(day, why):
    with pytest.raises(actions.CannotPublish, match=why):
        actions.freeze_month(by=BY, as_of=day)


def test_nobody_reads_it_before_it_is_published_and_the_log_says_who_did(report):
    assert published.told("aktive-pasienter", as_of=OCTOBER) is None
    assert report not in published.publications()
    step = actions.publish(by=BY, report=report)
    assert actions.publish(by=BY, report=report) == step
    assert published.told("aktive-pasienter").report == report
    event = AuditEvent.objects.using("auditor").get(what="Publisert tall per 31.10.2026")
    assert event.actor_display == "Per Lunde"
    assert report.digest in event.resources


@pytest.mark.parametrize("login", ["default", "owner"])
@pytest.mark.parametrize("model", [FrozenTable, PublicationStep, MeasureReport])
def test_the_database_refuses_to_change_or_remove_what_is_frozen(report, model, login):
    actions.publish(by=BY, report=report)
    refused = (IntegrityError, InternalError, ProgrammingError)
    field = {"FrozenTable": "cells", "PublicationStep": "by", "MeasureReport": "digest"}[model.__name__]
    with pytest.raises(refused):
        model.objects.using(login).update(**{field: "x"})
    with pytest.raises(refused):
        model.objects.using(login).all()._raw_delete(login)


def test_a_withdrawn_publication_is_kept_with_its_reason_and_a_new_one_hides_what_it_hid(counted):
    first = actions.freeze_month(by=BY, as_of=SEPTEMBER)
    actions.publish(by=BY, report=first)
    with pytest.raises(actions.CannotPublish, match="minst ti tegn"):
        actions.withdraw(by=BY, report=first, reason="feil")
    actions.withdraw(by=BY, report=first, reason="To kommuner var talt to ganger.")
    assert published.told("aktive-pasienter", as_of=SEPTEMBER) is None
    kept = published.frozen().get(pk=first.pk)
    assert kept.withdrawn_step.reason == "To kommuner var talt to ganger."
    with pytest.raises(actions.CannotPublish, match="trukket tilbake"):
        actions.publish(by=BY, report=first)

    counted["5601"] = 25
    second = actions.freeze_month(by=BY, as_of=SEPTEMBER)
    assert (second.revision, second.pk) == (2, second.pk)
    assert at("K:5601", snapshots.read(second.tables.get(measure="aktive-pasienter"))).state == "hidden"


def test_the_digest_is_of_everything_in_it(report):
    tables = list(report.tables.all())
    assert all(table.digest == snapshots.digest_of(table.definition, table.cells) for table in tables)
    assert report.digest == snapshots.digest_of_all(tables)
