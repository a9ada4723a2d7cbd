"""Figures: defined once, counted in one place, frozen for good, and never so small that they point at somebody."""

from datetime import date
from uuid import UUID

import msgspec
import pytest
from django.db import IntegrityError, InternalError, connections
from django.db.utils import ProgrammingError

from varde.audit.models import AuditEvent
from varde.care_teams.models import Unit
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient
from varde.indicators import actions, counts, published
from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import is_shown
from varde.indicators.models import Figure, MeasureReport
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare, EpisodeStatus

BY = Actor("worker", UUID(int=1), "Innlasting")


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.import_snapshot(by=BY)


@pytest.fixture(scope="module")
def unit(loaded):
    place = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølging")
    return Unit.objects.using("owner").create(organization=place, phone="")


def start(unit, number, people, status=EpisodeStatus.ACTIVE, ended_on=None):
    """People who started today in a municipality, written by owner: counting sees everybody, whoever follows them."""
    for _ in range(people):
        patient = Patient.objects.using("owner").create(given_name="A", family_name="B", birth_date=date(1950, 1, 1))
        EpisodeOfCare.objects.using("owner").create(
            patient=patient,
            unit=unit,
            status=status,
            programme="kols",
            municipality_number=number,
            started_on=date(2026, 1, 1),
            ended_on=ended_on,
        )


def test_every_live_figure_has_a_definition():
    assert counts.COUNTED.keys() <= MEASURES.keys()


def test_the_status_box_is_imported_with_source_and_date():
    report = published.reports().get(as_of=date(2024, 12, 31))
    values = {slug: report.value_of(slug) for slug in counts.COUNTED}
    assert values == {
        "helsefellesskap": 19,
        "kommuner": 182,
        "kommuner-med-aktive-pasienter": 73,
        "aktive-pasienter": 1204,
    }
    assert report.source.publisher == "Helsedirektoratet"
    assert report.source.updated_on == date(2025, 5, 27)


def test_importing_again_gives_the_same_report_and_one_line_in_the_log():
    first = published.reports().get()
    assert actions.import_snapshot(by=BY) == first
    assert Figure.objects.count() == 4
    logged = AuditEvent.objects.using("auditor").filter(what="Øyeblikksbilde per 31.12.2024")
    assert logged.count() == 1


def test_other_figures_for_a_frozen_date_are_refused():
    snapshot = actions.read("snapshot_2024-12-31.json", actions.SnapshotFile)
    changed = msgspec.structs.replace(snapshot.figures[3], value=1205)
    with pytest.raises(actions.SnapshotIsFrozen):
        actions.freeze(by=BY, snapshot=msgspec.structs.replace(snapshot, figures=[*snapshot.figures[:3], changed]))


@pytest.mark.parametrize("login", ["default", "owner"])
def test_the_database_refuses_to_change_or_remove_a_frozen_figure(login):
    # The app may not even try to remove; for everybody else the lock says no.
    refused = (IntegrityError, InternalError, ProgrammingError)
    with pytest.raises(refused):
        Figure.objects.using(login).filter(measure="aktive-pasienter").update(value=1)
    with pytest.raises(refused):
        Figure.objects.using(login).all()._raw_delete(login)
    with pytest.raises(refused):
        MeasureReport.objects.using(login).update(as_of=date(2020, 1, 1))
    assert Figure.objects.get(measure="aktive-pasienter").value == 1204


def test_a_figure_without_a_definition_cannot_come_in():
    with pytest.raises(ValueError, match="No definition for fantasi"):
        actions.SnapshotFile(date(2024, 1, 1), "x", "y", [actions.FigureFile("fantasi", 1, "1")])


def test_only_started_stays_that_are_neither_paused_nor_ended_count(unit):
    before = counts.live()
    start(unit, "5001", 6)
    start(unit, "5001", 2, status=EpisodeStatus.ON_HOLD)
    start(unit, "1804", 3, status=EpisodeStatus.FINISHED, ended_on=date(2026, 2, 1))
    after = counts.live()
    assert after["aktive-pasienter"].value == (before["aktive-pasienter"].value or 0) + 6
    assert after["kommuner-med-aktive-pasienter"].value == before["kommuner-med-aktive-pasienter"].value + 1


def test_a_municipality_is_named_as_active_from_five_patients_on(unit):
    start(unit, "4634", 4)
    assert "4634" not in counts.municipalities_with_enough_patients()
    start(unit, "4634", 1)
    assert "4634" in counts.municipalities_with_enough_patients()


@pytest.mark.parametrize(("people", "shown"), [(0, True), (1, False), (4, False), (5, True), (1204, True)])
def test_one_to_four_people_are_not_shown(people, shown):
    assert is_shown(people) is shown


def test_the_report_login_reads_facts_and_nothing_with_a_person_in_it():
    with connections["report"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_name LIKE 'fact\\_%%'"
        )
        columns = cursor.fetchall()
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind IN ('r', 'p', 'v', 'm') AND has_table_privilege(c.oid, 'SELECT')"
        )
        readable = {name for (name,) in cursor.fetchall()}
    assert {column for view, column in columns if view == "fact_active_by_municipality"} == {
        "municipality_number",
        "programme",
        "active",
    }
    assert {name for name in readable if not name.startswith("fact_")} <= {"django_migrations"}
    with pytest.raises(ProgrammingError), connections["report"].cursor() as cursor:
        cursor.execute("SELECT * FROM pathways_episodeofcare")


def test_the_app_cannot_read_the_fact_views():
    with pytest.raises(ProgrammingError), connections["default"].cursor() as cursor:
        cursor.execute("SELECT * FROM fact_active_by_municipality")


def test_a_small_country_total_is_hidden(unit, monkeypatch):
    monkeypatch.setitem(counts.COUNTED, "aktive-pasienter", "SELECT 4")
    assert counts.live()["aktive-pasienter"].value is None
    monkeypatch.setitem(counts.COUNTED, "aktive-pasienter", "SELECT 5")
    assert counts.live()["aktive-pasienter"].value == 5
