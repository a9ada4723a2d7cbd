"""Definitions and published figures as FHIR: for anybody, only what is published, and no number where one is hidden."""

import asyncio
from datetime import date
from uuid import UUID

import httpx
import pytest
from fhirclient.models.capabilitystatement import CapabilityStatement
from fhirclient.models.measure import Measure
from fhirclient.models.measurereport import MeasureReport

from varde.fhir.app import Door
from varde.geography import actions as geography
from varde.indicators import actions
from varde.indicators.definitions import MEASURES
from varde.indicators.tests.everywhere import stand_in
from varde.lib.context import Actor

BY = Actor("worker", UUID(int=1), "Innlasting")
PEOPLE = {"5601": 3, "5603": 12, "4601": 40, "4602": 22, "1103": 31, "3301": 60}
COUNTED = len([one for one in MEASURES.values() if one.formula != "external"])
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


@pytest.fixture(scope="module", autouse=True)
def published(database):
    """Three months frozen: one published, one withdrawn, one that nobody has published."""
    with pytest.MonkeyPatch.context() as patched:
        stand_in(patched, PEOPLE, date(2025, 10, 31))
        geography.load()
        reports = [
            actions.freeze_month(by=BY, as_of=day) for day in (date(2025, 8, 31), date(2025, 9, 30), date(2025, 10, 31))
        ]
        for report in reports[:2]:
            actions.publish(by=BY, report=report)
        actions.withdraw(by=BY, report=reports[1], reason="En kommune var talt to ganger.")
        yield reports


def ask(path):
    async def asked():
        transport = httpx.ASGITransport(app=Door())
        async with httpx.AsyncClient(transport=transport, base_url="http://varde") as client:
            return await client.get(path)

    return asyncio.run(asked())


def resources(path):
    answer = ask(path)
    assert answer.status_code == 200, answer.text
    return [entry["resource"] for entry in answer.json()["entry"]]


def test_every_definition_is_a_valid_measure_without_a_token():
    found = resources("/fhir/Measure")
    assert {one["id"] for one in found} == set(MEASURES)
    for one in found:
        Measure(one)
        assert ask(f"/fhir/Measure/{one['id']}").json() == one


def test_a_share_says_its_numerator_and_denominator():
    populations = ask("/fhir/Measure/plandekning").json()["group"][0]["population"]
    assert [one["code"]["coding"][0]["code"] for one in populations] == ["numerator", "denominator"]
    assert populations[0]["description"] == MEASURES["plandekning"].numerator


@pytest.mark.parametrize("asked", ["aktive-pasienter", "Measure/aktive-pasienter", "https://varde.example/fhir/Measure/aktive-pasienter|1"])  # fmt: skip
def test_a_published_month_is_a_valid_summary(asked, published):
    (report,) = resources(f"/fhir/MeasureReport?measure={asked}&period=2025-08")
    MeasureReport(report)
    assert report["type"] == "summary"
    assert report["period"] == {"start": "2025-08-01", "end": "2025-08-31"}
    assert report["measure"] == "https://varde.example/fhir/Measure/aktive-pasienter|1"
    group = report["group"][0]
    assert group["measureScore"]["value"] == sum(PEOPLE.values())
    assert ask(f"/fhir/MeasureReport/{report['id']}").json() == report


def strata(measure):
    (report,) = resources(f"/fhir/MeasureReport?measure={measure}&period=2025-08")
    MeasureReport(report)
    found = [stratum for level in report["group"][0]["stratifier"] for stratum in level["stratum"]]
    return {stratum["value"]["coding"][0]["code"]: stratum for stratum in found}


def test_a_hidden_place_has_a_reason_and_no_number():
    alta = strata("aktive-pasienter")["K:5601"]
    masked = {"extension": [{"url": ABSENT, "valueCode": "masked"}]}
    assert alta["measureScore"] == masked
    assert alta["population"][0]["_count"] == masked
    assert "count" not in alta["population"][0]
    assert strata("aktive-pasienter")["K:5603"]["population"][0]["count"] == 10


def test_what_nobody_has_counted_is_unknown_and_not_zero():
    place = strata("plandekning")["K:5605"]
    assert place["measureScore"]["extension"][0]["valueCode"] == "unknown"
    assert strata("aktive-pasienter")["K:5605"]["measureScore"]["value"] == 0


@pytest.mark.parametrize(
    ("period", "months"),
    [
        ("2025-08", 1),
        ("2025", 1),
        ("ge2025-09", 0),
        ("le2025-08", 1),
        ("lt2025-08", 0),
        ("ge2025-01&period=le2025-12-31", 1),
    ],
)
def test_months_are_found_by_period(period, months):
    assert len(resources(f"/fhir/MeasureReport?measure=aktive-pasienter&period={period}")) == months


def test_only_what_is_published_and_not_withdrawn_is_there(published):
    assert {one["period"]["end"] for one in resources("/fhir/MeasureReport?_count=36")} == {"2025-08-31"}
    for report in published[1:]:
        assert ask(f"/fhir/MeasureReport/{report.tables.first().pk}").status_code == 404


def test_pages_follow_each_other_until_all_are_read():
    seen, path = [], "/fhir/MeasureReport?_count=10"
    while path:
        page = ask(path).json()
        seen += [entry["resource"]["id"] for entry in page["entry"]]
        path = next(
            (link["url"].removeprefix("http://varde") for link in page["link"] if link["relation"] == "next"), None
        )
    assert len(seen) == len(set(seen)) == COUNTED


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/fhir/MeasureReport/0a645c7b-3e0d-430a-8a01-c7451d3221b3", 404), ("/fhir/MeasureReport/x", 404), ("/fhir/Measure/fantasi", 404),
        ("/fhir/MeasureReport?patient=1", 400), ("/fhir/MeasureReport?period=i-fjor", 400), ("/fhir/MeasureReport?_count=0", 400),
        ("/fhir/MeasureReport?measure=fantasi", 200),
    ],
)  # fmt: skip
def test_what_is_not_there_or_cannot_be_read_is_said(path, status):
    assert ask(path).status_code == status


def test_the_door_says_that_it_serves_them():
    tree = ask("/fhir/metadata").json()
    CapabilityStatement(tree)
    served = {one["type"]: one for one in tree["rest"][0]["resource"]}
    assert {one["name"] for one in served["MeasureReport"]["searchParam"]} >= {"measure", "period"}
    assert [one["code"] for one in served["Measure"]["interaction"]] == ["read", "search-type"]
