"""A report from the press of a button to its correction: who may, in which order, and what can never be changed."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import IntegrityError, connections
from tests.people import LONG_AGO, Person, organization, personnel

from varde.geography import actions as geography
from varde.identity.models import Organization, PractitionerRole
from varde.indicators import actions as indicators
from varde.indicators import publishing
from varde.indicators.definitions import MEASURES
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import actions, checks, people, published
from varde.reports.content import Kind, thawed
from varde.reports.models import Edition, Report, Section, State, Step, StepKind
from varde.reports.placeholders import UnknownFigure
from varde.reports.templates import TEMPLATES

BY = Actor("worker", UUID(int=1), "Innlasting")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


MEASURES_HERE = ("aktive-pasienter", "kommuner", "plandekning", "helsefellesskap")


@pytest.fixture(scope="module", autouse=True)
def country(database):
    """A snapshot here holds a few measures: counting them all belongs to the figures' own tests."""
    few = [MEASURES[slug] for slug in MEASURES_HERE]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("varde.indicators.snapshots.frozen_measures", lambda: few)
        _load()
        yield


def _load():
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(NOW):
        yield


@pytest.fixture(scope="module")
def lead(country) -> Person:
    return personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead")


@pytest.fixture(scope="module")
def county(country) -> Person:
    where = Organization.objects.using("owner").create(
        kind="municipality", name="Telemark fylke", municipality_number="4003"
    )
    return personnel("Siv Moen", where, "county_coordinator")


@pytest.fixture(scope="module")
def project(country) -> Person:
    where = Organization.objects.using("owner").create(
        kind="municipality", name="Gamvik kommune", municipality_number="5626"
    )
    return personnel("Nils Aas", where, "project_lead")


def written(edition: Edition, by: Actor) -> Edition:
    """Every required text in bokmål."""
    for section in edition.sections.all():
        if thawed(section.content).required:
            actions.write(
                by=by, edition_id=edition.id, key=section.key, revision=section.revision, text_nb="Godt.", text_nn=""
            )
    return fresh(edition)


def fresh(edition: Edition) -> Edition:
    return Edition.objects.in_full().get(id=edition.id)


def through(edition: Edition, by: Actor, approver: Actor | None = None) -> Edition:
    edition = written(edition, by)
    edition = actions.submit(by=by, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=approver or by, edition_id=edition.id, revision=edition.revision)
    return actions.publish(by=approver or by, edition_id=edition.id, revision=edition.revision)


@pytest.mark.parametrize("kind", TEMPLATES)
def test_every_kind_is_made_with_one_press(lead, kind):
    place = {"nation": "NO", "county": "F:40", "project": "P:finnmark"}[TEMPLATES[kind].place]
    edition = actions.make(by=lead.actor, kind=kind, place=place, as_of=date(2025, 12, 31))
    contents = {section.key: thawed(section.content) for section in edition.sections.all()}
    assert list(contents) == [part.key for part in TEMPLATES[kind].parts]
    for part in TEMPLATES[kind].parts:
        content = contents[part.key]
        if part.kind == Kind.FIGURES:
            assert {number.measure for number in content.numbers} == set(part.measures), part.key
        if part.kind in {Kind.PLACES, Kind.MAP, Kind.FUNNEL}:
            assert {number.measure for number in content.numbers} == set(part.measures) & set(MEASURES_HERE), part.key
        if part.kind == Kind.LISTING:
            assert content.listing is not None
            assert content.listing.rows or content.listing.empty.nb
    assert actions.make(by=lead.actor, kind=kind, place=place, as_of=date(2025, 12, 31)) == edition


@pytest.mark.req("A39")
def test_the_final_report_holds_for_its_one_day_and_nothing_else(lead):
    edition = actions.make(by=lead.actor, kind="sluttrapport", place="NO", as_of=date(2026, 1, 31))
    report = edition.report
    assert (report.as_of, report.due_on, report.deliverable) == (date(2024, 12, 31), date(2025, 4, 1), "sluttrapport")
    goal = thawed(edition.sections.get(key="maal").content)
    reported = {number.measure: number.text for number in goal.numbers if number.source}
    assert reported == {
        "helsefellesskap": "19",
        "kommuner": "182",
        "kommuner-med-aktive-pasienter": "73",
        "aktive-pasienter": "1\u202f204",
    }
    assert {number.as_of for number in goal.numbers} == {date(2024, 12, 31)}


def test_a_period_that_is_not_over_gives_no_report(lead):
    with pytest.raises(actions.NotPossible, match="ikke over"):
        actions.make(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2026, 12, 31))


def test_two_people_never_overwrite_each_other(lead):
    edition = actions.make(by=lead.actor, kind="status-og-gevinst", place="NO", as_of=date(2025, 12, 31))
    seen = edition.sections.get(key="sammendrag").revision
    texts = {"by": lead.actor, "edition_id": edition.id, "key": "sammendrag", "revision": seen, "text_nn": ""}
    actions.write(**texts, text_nb="Den første.")
    with pytest.raises(actions.SomebodyElseChanged):
        actions.write(**texts, text_nb="Den andre.")
    assert edition.sections.get(key="sammendrag").text_nb == "Den første."


def test_a_text_may_quote_figures_that_are_there_and_no_others(lead):
    edition = actions.make(by=lead.actor, kind="sluttrapport", place="NO")
    section = edition.sections.get(key="sammendrag")
    texts = {"by": lead.actor, "edition_id": edition.id, "key": section.key, "text_nn": ""}
    text = "{figure:aktive-pasienter} pasienter er talt, {reported:aktive-pasienter@nation:NO} er rapportert."
    kept = actions.write(**texts, revision=section.revision, text_nb=text)
    assert [one.text for one in thawed(kept.content).quoted] == ["0", "1\u202f204"]
    for wrong in (
        "{figure:finnes-ikke}",
        "{figure:aktive-pasienter@bydel:1}",
        "{figure:aktive-pasienter@county:99}",
        "{figure:plandekning}",
        "{figure:aktive-pasienter@county}",
        "{reported:plandekning}",
    ):
        with pytest.raises(UnknownFigure, match="«"):
            actions.write(**texts, revision=kept.revision, text_nb=f"Vi fulgte {wrong} pasienter.")
    assert edition.sections.get(key="sammendrag").text_nb == text


def test_typed_numbers_are_pointed_out(lead):
    edition = actions.make(by=lead.actor, kind="status-og-gevinst", place="NO", as_of=date(2022, 12, 31))
    section = edition.sections.get(key="veien-videre")
    actions.write(
        by=lead.actor,
        edition_id=edition.id,
        key=section.key,
        revision=section.revision,
        text_nb="I 2024 (innen 1. mars 2024 og 31.12.2024) følger vi 1 204 pasienter, 12,5 % flere, jf. kap. 3.3.",
        text_nn="",
    )
    assert checks.typed(fresh(edition)) == [("Veien videre", ["1 204", "12,5"])]


def test_it_does_not_go_to_review_without_its_texts(lead):
    edition = actions.make(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2024, 12, 31))
    with pytest.raises(actions.NotPossible, match="Sammendrag, Vurdering"):
        actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)


@pytest.mark.req("B27")
def test_delivery_to_the_ministry_and_publication_are_two_days(lead):
    edition = actions.make(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2022, 12, 31))
    report = edition.report
    assert (report.internal_due_on, report.due_on) == (date(2023, 7, 1), date(2023, 9, 15))
    with pytest.raises(actions.NotPossible, match="godkjent"):
        actions.deliver(by=lead.actor, report_id=report.id, on=date(2023, 6, 30))
    with clock.frozen(datetime(2023, 6, 28, 9, 0, tzinfo=UTC)):
        edition = written(edition, lead.actor)
        edition = actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)
        edition = actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    with clock.frozen(datetime(2023, 7, 2, 9, 0, tzinfo=UTC)):
        actions.deliver(by=lead.actor, report_id=report.id, on=date(2023, 7, 1))
    with clock.frozen(datetime(2023, 9, 14, 9, 0, tzinfo=UTC)):
        edition = actions.publish(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    report = Report.objects.get(id=report.id)
    assert report.delivered_on == date(2023, 7, 1)
    assert edition.published_at.date() == date(2023, 9, 14)
    assert [one.report.slug for one in published.overdue(date(2023, 9, 20)) if one.report == report] == []


def test_overdue_tells_which_deadline_has_passed(lead):
    report = actions.ask_for(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2021, 12, 31))
    mine = [one for one in published.overdue(date(2022, 7, 1)) if one.report == report]
    assert mine == []
    mine = [one for one in published.overdue(date(2022, 7, 2)) if one.report == report]
    assert [(one.due_on, one.what) for one in mine] == [(date(2022, 7, 1), "levert")]
    mine = [one for one in published.overdue(date(2022, 9, 16)) if one.report == report]
    assert [one.what for one in mine] == ["levert", "publisert"]


def test_what_is_published_the_database_never_changes(lead):
    edition = through(
        actions.make(by=lead.actor, kind="flytte-tjenester-hjem", place="NO", as_of=date(2022, 6, 30)), lead.actor
    )
    assert edition.state == State.PUBLISHED
    with pytest.raises(actions.NotPossible, match="kan ikke endres"):
        actions.write(by=lead.actor, edition_id=edition.id, key="del1", revision=2, text_nb="Nytt", text_nn="")
    section = edition.sections.first()
    for alias in ("default", "owner"):
        with pytest.raises(IntegrityError, match="published"):
            Section.objects.using(alias).filter(id=section.id).update(text_nb="Nytt")
        with pytest.raises(IntegrityError, match="published"):
            Edition.objects.using(alias).filter(id=edition.id).update(published_by="En annen")
    with pytest.raises(IntegrityError, match="published"):
        Section.objects.using("owner").create(edition_id=edition.id, position=99, key="ny", content="{}")
    with pytest.raises(IntegrityError, match="published"), connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM reports_section WHERE id = %s", [section.id])
    with pytest.raises(IntegrityError, match="rewritten"):
        Step.objects.using("owner").filter(edition_id=edition.id).update(by="En annen")


def test_a_correction_is_a_new_edition_with_a_reason_and_the_old_one_stays(lead):
    first = through(
        actions.make(by=lead.actor, kind="flytte-tjenester-hjem", place="NO", as_of=date(2022, 3, 31)), lead.actor
    )
    with pytest.raises(actions.NotPossible, match="hvorfor"):
        actions.correct(by=lead.actor, report_id=first.report_id, reason=" ")
    second = actions.correct(by=lead.actor, report_id=first.report_id, reason="Feil i del 2.")
    assert (second.number, second.reason, second.state) == (2, "Feil i del 2.", State.DRAFT)
    assert second.sections.get(key="del1").text_nb == "Godt."
    assert published.edition(first.report.slug) == first
    through(second, lead.actor)
    assert published.edition(first.report.slug) == second
    assert published.edition(first.report.slug, 1) == first


def test_nobody_approves_own_work_while_somebody_else_can(lead):
    edition = actions.make(by=lead.actor, kind="flytte-tjenester-hjem", place="NO", as_of=date(2021, 12, 31))
    edition = written(edition, lead.actor)
    edition = actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    colleague = personnel("Eva Berg", organization("directorate", "Helsedirektoratet"), "programme_lead")
    with pytest.raises(actions.NotPossible, match="En annen må godkjenne"):
        actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=colleague.actor, edition_id=edition.id, revision=edition.revision)
    assert edition.four_eyes is True
    PractitionerRole.objects.using("owner").filter(id=colleague.id).update(valid_to=LONG_AGO)
    edition = actions.send_back(
        by=lead.actor, edition_id=edition.id, revision=edition.revision, note="Mer om fastlegene."
    )
    edition = actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    assert edition.four_eyes is False
    kinds = [step.kind for step in fresh(edition).steps.all() if step.kind != StepKind.WRITTEN]
    assert kinds == ["started", "submitted", "approved", "returned", "submitted", "approved"]


@pytest.mark.req("A24")
def test_a_project_reports_and_the_programme_lead_approves(lead, project):
    mine = actions.make(by=project.actor, kind="prosjektrapport", place="P:finnmark", as_of=date(2024, 12, 31))
    edition = written(mine, project.actor)
    edition = actions.submit(by=project.actor, edition_id=edition.id, revision=edition.revision)
    with pytest.raises(people.NotYours):
        actions.approve(by=project.actor, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    assert edition.four_eyes is True
    with pytest.raises(people.NotYours):
        actions.make(by=project.actor, kind="prosjektrapport", place="P:oslo", as_of=date(2024, 12, 31))
    with pytest.raises(people.NotYours):
        actions.make(by=project.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2024, 12, 31))


@pytest.mark.req("E104")
def test_a_county_coordinator_makes_and_publishes_her_own_countys_and_no_other(lead, county):
    edition = actions.make(by=county.actor, kind="fylkesrapport", place="F:40", as_of=date(2023, 12, 31))
    with pytest.raises(actions.NotPossible, match="Programlederen må publisere"):
        through(edition, county.actor)
    publishing.publish(by=lead.actor, report=edition.snapshot)
    edition = fresh(edition)
    edition = actions.publish(by=county.actor, edition_id=edition.id, revision=edition.revision)
    assert edition.report.slug == "fylkesrapport-telemark-2023"
    with pytest.raises(people.NotYours):
        actions.make(by=county.actor, kind="fylkesrapport", place="F:42", as_of=date(2024, 12, 31))


def test_others_work_on_no_report():
    nurse = personnel("Kari Lyngstad", organization("follow_up_unit", "Enhet"), "follow_up_nurse")
    with pytest.raises(people.NotYours):
        actions.make(by=nurse.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2024, 12, 31))
    assert list(published.worked_on(nurse.actor)) == []


def test_every_verb_is_in_the_log(lead):
    with connections["auditor"].cursor() as cursor:
        cursor.execute("SELECT resources, actor_display FROM audit_auditevent WHERE what = 'Rapport'")
        logged = set(cursor.fetchall())
    assert ("Report/flytte-tjenester-hjem-2022-06-30/1/published", "Per Lunde") in logged
    assert ("Report/flytte-tjenester-hjem-2021-12-31/1/returned", "Per Lunde") in logged


def test_the_reports_that_public_sources_ask_for_are_loaded_once(lead):
    for _ in range(2):
        actions.load(by=BY)
    asked = {report.slug: report for report in published.worked_on(lead.actor)}
    assert asked["flytte-tjenester-hjem-2022-08-31"].internal_due_on == date(2022, 9, 15)
    late = {one.report.slug: one.what for one in published.overdue(NOW.date())}
    assert late["flytte-tjenester-hjem-2022-08-31"] == "levert"
    # These are deliverables of the portfolio, and followed there.
    assert {"status-og-gevinst-2023", "arsrapport-omsorg-2022", "sluttrapport-2024"} & late.keys() == set()
    one = published.undelivered(asked["status-og-gevinst-2023"])
    assert one is not None
    assert one.initiative.slug == "spredning"
    assert published.undelivered(asked["arsrapport-omsorg-2022"]) is None


def test_a_report_of_figures_that_were_taken_back_cannot_be_published_before_they_are_fetched_again(lead):
    edition = actions.make(by=lead.actor, kind="flytte-tjenester-hjem", place="NO", as_of=date(2022, 1, 31))
    edition = written(edition, lead.actor)
    edition = actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    edition = actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    publishing.withdraw(by=lead.actor, report=edition.snapshot, reason="Feil i oppholdene fra Bergen.")
    with pytest.raises(actions.NotPossible, match="trukket tilbake"):
        actions.publish(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    old = edition.snapshot
    edition = actions.send_back(by=lead.actor, edition_id=edition.id, revision=edition.revision, note="Nye tall.")
    edition = actions.refill(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    assert edition.snapshot != old
    assert fresh(edition).sections.get(key="del1").text_nb == "Godt."
