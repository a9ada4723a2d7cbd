"""Stories of the GP: the practice's own patients on one sheet, and a question that is answered there."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.people import MONDAY_MORNING, Person, Town, kols_patient, organization, personnel, town
from varde.care_teams.actions import relate
from varde.care_teams.models import CareRelation, RelationKind
from varde.identity.models import Organization, Patient
from varde.lib import clock
from varde.lib.context import opened
from varde.triage.submissions import Measurement

OpenPage = Callable[..., Page]
TABLET: ViewportSize = {"width": 768, "height": 1024}
PRINTED: ViewportSize = {"width": 703, "height": 1047}  # what the margins leave of an A4


@pytest.fixture(scope="module")
def here(serving: Serving) -> Town:
    return town()


def goes_red(person: Person, key: str) -> None:
    with clock.frozen(MONDAY_MORNING - timedelta(minutes=12)):
        first = Measurement(person.id, key, "spo2", clock.now(), 87, "87", "%")
        person.sends(first)
    with clock.frozen(MONDAY_MORNING - timedelta(minutes=1)):
        person.sends(Measurement(person.id, f"{key}-again", "spo2", clock.now(), 86, "86", "%", remeasure_of=first.id))


@pytest.mark.req("E87")
def test_the_gp_sees_the_practices_own_patients_with_something_new_first(here: Town, open_page: OpenPage) -> None:
    # Given a practice with two patients, one of them red today, and a patient of another practice
    goes_red(here.patient, "gp-red")
    # And a device whose clock is five years ahead
    ahead = MONDAY_MORNING + timedelta(days=5 * 365)
    with clock.frozen(MONDAY_MORNING - timedelta(minutes=1)):
        here.patient.sends(Measurement(here.patient.id, "ahead", "spo2", ahead, 95, "95", "%", entry_mode="device"))
    other_practice = organization("gp_practice", "Fyrlykta legekontor")
    # When the GP opens the sheet
    page = open_page(here.gp, "desk")
    page.wait_for_url("**/fastlege/")
    # Then both are there, the red first with zone, reason and what the last 14 days were like
    lines = page.locator("article.gp-line")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("Ingrid Solbakken")
    expect(lines.first).to_contain_text("Trenger hjelp")
    expect(lines.first).to_contain_text("SpO2 86 %")
    strip = lines.first.locator(".strip")
    expect(strip.locator(".zone")).to_have_count(14)
    expect(lines.first.locator(".gp-spark")).to_contain_text("SpO2 86 %")
    words = strip.get_attribute("aria-label") or ""
    assert "1 trenger hjelp (23.11.)" in words
    assert "13 som vanlig" in words
    assert "SpO2 fra 86 til 94 %" in (lines.first.locator(".gp-spark svg").get_attribute("aria-label") or "")
    expect(lines.nth(1)).to_contain_text("Odd Nærby")
    assert_accessible(page)
    page.set_viewport_size(TABLET)
    assert_accessible(page)
    # And the GP of another practice sees none of them
    theirs = open_page(personnel("Silje Aaslund", other_practice, "gp"), "desk")
    expect(theirs.locator("article.gp-line")).to_have_count(0)
    expect(theirs.locator("#innhold")).to_contain_text("Ingen av pasientene deres følges opp hjemme nå.")
    assert theirs.request.get(f"/pasient/{here.patient.id}/").status == 404
    assert_accessible(theirs)


def test_a_question_from_the_nurse_is_answered_on_the_sheet(here: Town, open_page: OpenPage, width: str) -> None:
    # Given a nurse who asks the GP on the patient's page
    nurse = open_page(here.nurse, "desk")
    nurse.goto(f"/pasient/{here.patient.id}/")
    nurse.get_by_text("Spør fastlegen").click()
    nurse.get_by_label("Spørsmål til legekontoret").fill(f"Skal hun ha kur nå ({width})?")
    nurse.get_by_role("button", name="Send til fastlegen").click()
    messages = nurse.get_by_role("region", name="Meldinger")
    expect(messages).to_contain_text("venter på svar")
    # When the GP answers where the question stands
    page = open_page(here.gp, width)
    question = page.locator(".gp-question").filter(has_text=f"({width})")
    expect(question).to_contain_text("Oppfølgingsenheten i Grenland")
    assert_accessible(page)
    question.get_by_label("Svar").fill("Ja, Prednisolon 20 mg i fem dager.")
    question.get_by_role("button", name="Send svaret").click()
    # Then the question is gone from the sheet, and the nurse reads the answer
    expect(page.locator(".notice")).to_contain_text("Svaret er sendt")
    expect(page.locator(".gp-question").filter(has_text=f"({width})")).to_have_count(0)
    nurse.reload()
    expect(messages).to_contain_text("Ja, Prednisolon 20 mg i fem dager.")
    expect(messages).to_contain_text("Jonas Bekkevold")
    expect(messages).not_to_contain_text("venter på svar")


def test_the_sheet_prints_on_one_page(here: Town, open_page: OpenPage) -> None:
    # Given 27 patients of the practice, ten of them with something new
    practice = Organization.objects.using("owner").get(pk=here.gp.actor.organization_id)
    for number in range(25):
        one = kols_patient(f"Navn{number}", "Kvam", here.unit, practice, here.nurse, here.gp, days=2)
        if number < 9:
            goes_red(one, f"red-{number}")
    page = open_page(here.gp, "desk")
    expect(page.locator("article.gp-line")).to_have_count(27)
    expect(page.locator(".gp-new article")).to_have_count(10)
    # When it is printed
    sheet = page.pdf(format="A4", prefer_css_page_size=True)
    # Then it is one page
    assert len(re.findall(rb"/Type\s*/Page\b", sheet)) == 1
    # And no reason is printed over a value
    page.set_viewport_size(PRINTED)
    page.emulate_media(media="print")
    for line in page.locator(".gp-new article").all():
        why, spark = line.locator(".gp-why").bounding_box(), line.locator(".gp-spark").bounding_box()
        assert why is not None
        assert spark is not None
        assert why["y"] >= spark["y"] + spark["height"], line.inner_text()


def test_a_patient_who_leaves_or_blocks_the_practice_is_gone_at_once(here: Town, open_page: OpenPage) -> None:
    # Given a sheet with a patient on it
    page = open_page(here.gp, "desk")
    expect(page.get_by_role("link", name="Odd Nærby")).to_be_visible()
    # When her relation to the practice ends
    CareRelation.objects.using("owner").filter(patient_id=here.other_patient.id, kind="gp").update(
        valid_to=MONDAY_MORNING - timedelta(days=1)
    )
    # Then she is gone from the sheet, and her page is not found
    page.reload()
    expect(page.get_by_role("link", name="Odd Nærby")).to_have_count(0)
    assert Patient.objects.using("owner").filter(pk=here.other_patient.id).exists()
    assert page.request.get(f"/pasient/{here.other_patient.id}/").status == 404


@pytest.mark.req("A33")
def test_municipality_gp_and_hospital_read_the_same_about_the_same_patient(here: Town, open_page: OpenPage) -> None:
    # Given a red card, a home nurse of the municipality and a hospital physician who have nothing to do with the patient
    goes_red(here.patient, "shared")
    hospital = organization("hospital", "Sykehuset i Vardås")
    physician = personnel("Ragnhild Fjell", hospital, "hospital_physician")
    both = (here.stranger, physician)
    address = f"/pasient/{here.patient.id}/"
    for person in both:
        assert open_page(person, "desk").request.get(address).status == 404
    # When the follow-up nurse lets their organisations in, asks the GP, and the GP answers
    for person, kind in zip(both, (RelationKind.MUNICIPALITY, RelationKind.HOSPITAL), strict=True):
        where = person.actor.organization_id
        assert where
        with clock.frozen(MONDAY_MORNING - timedelta(minutes=1)), opened(here.nurse.actor, [here.patient.id]):
            relate(by=here.nurse.actor, patient_id=here.patient.id, organization_id=where, kind=kind, basis="Avtalt")
    nurse = open_page(here.nurse, "desk")
    nurse.goto(address)
    nurse.get_by_text("Spør fastlegen").click()
    nurse.get_by_label("Spørsmål til legekontoret").fill("Skal sykehuset kobles på?")
    nurse.get_by_role("button", name="Send til fastlegen").click()
    question = open_page(here.gp, "desk").locator(".gp-question").filter(has_text="Skal sykehuset kobles på?")
    question.get_by_label("Svar").fill("Ja, jeg ringer dem i dag.")
    question.get_by_role("button", name="Send svaret").click()
    # Then all four read the same value, the question and the answer
    for person in (here.nurse, here.gp, *both):
        page = open_page(person, "desk")
        page.goto(address)
        expect(page.locator("#kort-tittel")).to_contain_text("SpO2 86 %")
        expect(page.get_by_role("region", name="Meldinger")).to_contain_text("Ja, jeg ringer dem i dag.")
