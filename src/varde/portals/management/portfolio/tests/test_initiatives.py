"""Initiatives' pages: everything the three source pages say, a source beside each fact, and counts that follow."""

import re
from html import unescape
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from varde.geography import actions as geography
from varde.lib.context import Actor
from varde.portals.management.portfolio.tests.lead import lead
from varde.portfolio import actions as portfolio
from varde.portfolio import papers
from varde.portfolio.models import Deliverable
from varde.projects import actions as projects

BY = Actor("worker", UUID(int=1), "Innlasting")
SLUGS = ("spredning", "flytte-tjenester-hjem", "sentrale-tiltak")


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)


def body(address, client=None):
    response = (client or Client(SERVER_NAME="127.0.0.1")).get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def page(address, client=None):
    """The page's text with single spaces, tags and numbers of sources left out."""
    text = re.sub(r'<a class="ref".*?</a>', "", re.sub(r"<svg.*?</svg>", " ", body(address, client), flags=re.S))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u202f", " ").split())


@pytest.mark.req("A02", "A05", "A07", "A09", "A10", "A11", "B03", "C03")
@pytest.mark.parametrize(
    ("slug", "facts"),
    [
        ("spredning", "Risiko Middels Kontaktperson Siw Helene Myhrer Segment Samstyre"),
        ("flytte-tjenester-hjem", "Risiko Lav Kontaktperson Bjørnar Alexander Andreassen Segment Samstyre"),
        ("sentrale-tiltak", "Risiko Lav Kontaktperson Bjørnar Alexander Andreassen Segment Samstyre"),
    ],
)
def test_an_initiative_has_its_information_block(slug, facts):
    block = "Status Under kontroll Strategimål 1 - Aktiv medvirkning i egen og næres helse Eier Helsedirektoratet"
    assert f"{block} {facts}" in page(f"/tiltak/{slug}/")


@pytest.mark.req("A36", "A37", "B29", "C18", "C20")
def test_progress_is_computed_on_every_page_that_shows_it():
    shown = {"spredning": "0 av 3", "flytte-tjenester-hjem": "2 av 2", "sentrale-tiltak": "2 av 3"}
    front = page("/")
    for slug, progress in shown.items():
        assert f"Prosjektet er ferdig med {progress} leveranser" in page(f"/tiltak/{slug}/")
        assert f"{progress} er levert" in front
    Deliverable.objects.filter(slug="ehin-2023").update(is_delivered=True)
    try:
        assert "Prosjektet er ferdig med 3 av 3 leveranser" in page("/tiltak/sentrale-tiltak/")
        assert "3 av 3 er levert" in page("/")
    finally:
        Deliverable.objects.filter(slug="ehin-2023").update(is_delivered=False)


@pytest.mark.req("B30", "C19")
def test_a_shared_deliverable_is_told_in_the_words_of_each_and_names_the_other():
    first, second = page("/tiltak/flytte-tjenester-hjem/"), page("/tiltak/sentrale-tiltak/")
    assert "Står også under DHV - Sentrale tiltak" in first
    assert "å flytte spesialisthelsetjenester hjem ved hjelp av teknologi" in first
    assert "Står også under DHV - Flytte tjenester hjem" in second
    assert "e-konsultasjoner hos fastlege" in second


def test_an_overdue_deliverable_is_marked():
    assert page("/tiltak/spredning/").count("Nei (fristen er passert)") == 3
    assert "fristen er passert" not in page("/tiltak/flytte-tjenester-hjem/")


def test_an_initiative_with_next_to_nothing_still_has_a_page():
    bare = papers.InitiativeFile(slug="bare", name="Bare et navn", source="portefolje-spredning")
    portfolio.bring_in(papers.PortfolioFile([], [], [bare]), by=BY)
    text = page("/tiltak/bare/")
    assert text.count("Ikke oppgitt i kilden") == 6
    assert "Prosjektet er ferdig med 0 av 0 leveranser" in text
    assert "Bare et navn" in page("/")
    assert "Ingen status er skrevet ennå" in page("/tiltak/bare/historikk/")


@pytest.mark.req("A03", "C04", "C05", "B01", "B16")
def test_it_says_what_it_belongs_to_and_what_came_before_and_after():
    text = page("/tiltak/spredning/")
    assert "Program Nasjonalt velferdsteknologiprogram (NVP)" in text
    assert "Viderefører Nasjonal utprøving av digital hjemmeoppfølging 2018–2021" in text
    assert "Programmet følges av Helseteknologiordningen" in text
    assert "Gjelder Kommune, Fastlege, Spesialisthelsetjeneste" in text
    assert "Del av programmet Tiltaksområde 7: Sentrale tiltak" in page("/tiltak/sentrale-tiltak/")
    home = page("/tiltak/flytte-tjenester-hjem/")
    assert "Kortnavn: Digi-hjem. Også kalt: Digital hjemmeoppfølging og nettbasert behandling" in home
    assert "Forankret i Nasjonal helse- og sykehusplan (2020–2023)" in home


@pytest.mark.req("A04", "A12", "C13")
def test_the_goals_lead_to_what_they_are_measured_by():
    text, html = page("/tiltak/spredning/"), body("/tiltak/spredning/")
    assert "Resultatmål Det er etablert tilbud" in text
    assert "19 innen 31.12.2024" in text
    aims = re.findall(r"Mål for målgruppen (.+?) Måles ved (.+?) \((.+?)\)", text)
    assert [goal for goal, _, _ in aims][:2] == [
        "Helhetlige og sammenhengende tjenester",
        "Tidlig oppdagelse av tegn til forverring",
    ]
    assert len(aims) == 6
    assert 'href="/tall/helsefellesskap/"' in html
    assert "Effektmål Økt kunnskap" in page("/tiltak/sentrale-tiltak/")
    assert "Resultatmål, støttes" in page("/tiltak/sentrale-tiltak/")


@pytest.mark.req("B04", "B17", "B32")
def test_a_letter_its_revisions_and_what_answers_each_order():
    text = page("/tiltak/flytte-tjenester-hjem/")
    assert "Brev Tillegg til tildelingsbrev nr. 15 Dato 17.04.2020 Fra Helse- og omsorgsdepartementet" in text
    assert "Oppdatert bestilling 2022 Dato 2022 Fra Helse- og omsorgsdepartementet Endrer Bruk av teknologi" in text
    assert "Frist: primo september 2020 (tentativ). Tidspunkt og format avklares med departementet" in text
    assert "Frist: 15. september 2022. Svar: ingen leveranse er registrert som svar" in text
    assert "Svar: Anbefaling til HOD om veien videre for dette arbeidet (levert 01.03.2023)" in text
    assert "Svarer på Bestilling om planens siste år" in text


@pytest.mark.req("B09")
def test_the_papers_of_an_assignment_stand_in_the_order_of_their_dates():
    html = body("/tiltak/flytte-tjenester-hjem/")
    table = html[html.index("Dokumentene på en tidslinje") :]
    days = re.findall(r'<td><span class="nowrap">(\S+)</span></td>', table[: table.index("</table>")])
    assert days[:2] == ["13.12.2019", "14.02.2020"]
    assert "17.04.2020" in days
    assert days == sorted(days, key=lambda day: day.split(".")[::-1])


@pytest.mark.req("B10", "B14", "B15", "B31")
def test_who_is_with_what_it_hangs_together_with_and_why_priorities_changed():
    text = page("/tiltak/flytte-tjenester-hjem/")
    assert "Leder og koordinerer: Helsedirektoratet" in text
    assert "Bidrar: Direktoratet for e-helse (slått sammen med Helsedirektoratet i 2024)" in text
    assert "I samråd: Norsk helsenett" in text
    assert "Brukerorganisasjoner , organisasjoner: involveres gjennom prosjektorganiseringen" in text
    assert "Koordineres internt i Helsedirektoratet med øvrige oppdrag knyttet til NHSP" in text
    assert (
        "Erfaring: behov og erfaringer i forbindelse med covid-19-pandemien. Bestemt av Helse- og omsorgsdepartementet"
        in text
    )


@pytest.mark.req("A32", "A34", "C17")
def test_each_risk_has_what_drives_it_what_it_touches_and_what_is_done():
    text = page("/tiltak/spredning/")
    assert "Årsak Kan være forsterket når det er gitt separat oppdrag fra HOD" in text
    assert "Omfang Kan påvirke omfang. Framdrift Kan påvirke framdrift." in text
    assert "Prosjektet vil avsluttes i 2023." in page("/tiltak/flytte-tjenester-hjem/")
    central = page("/tiltak/sentrale-tiltak/")
    assert "Tiltak Samarbeid etablert mellom nivåene" in central
    assert "Ansvar Helsedirektoratet og Direktoratet for e-helse Restrisiko Ikke vurdert" in central


@pytest.mark.req("C07")
def test_the_recommendations_stand_with_their_steps_and_who_says_so():
    text = page("/tiltak/spredning/")
    assert "Nasjonale faglige råd for digital hjemmeoppfølging: publisert" in text
    assert "Godkjent (planlagt): august 2022. «planlegges godkjent i løpet av august 2022»" in text
    assert "responssentertjenester: vurderes" in page("/tiltak/sentrale-tiltak/")


@pytest.mark.req("D02", "D03", "D04")
def test_the_grant_rounds_have_their_dates_what_they_missed_and_whom_they_were_for():
    text = page("/tiltak/spredning/")
    assert (
        "Tilskuddsrunden i 2022 Lyst ut april 2022 · 08.04.2022 Informasjonsmøte 27.04.2022 Søknadsfrist 03.06.2022"
        in text
    )
    assert "Deltakelse avklart juni 2022 · 01.07.2022 Oppstartsamling september 2022 · 20.09.2022" in text
    assert "Nådde ikke Finnmark · Helgeland Tilskuddsrunden i 2023 Lyst ut 2023 Bare for Finnmark · Helgeland" in text


@pytest.mark.parametrize("slug", SLUGS)
def test_every_number_of_a_source_leads_to_a_source_and_every_source_is_used(slug):
    html = body(f"/tiltak/{slug}/")
    used = set(re.findall(r'<a class="ref" href="#(kilde-\d+)"', html))
    assert used == set(re.findall(r'<li id="(kilde-\d+)"', html))
    assert "kilde-1" in used


@pytest.mark.parametrize("slug", SLUGS)
def test_every_sentence_of_the_source_page_is_there(slug):
    """Purpose, status, risk, deliverables, letters and orders as the source has them, in the words of the data file."""
    text = page(f"/tiltak/{slug}/")
    given = next(one for one in portfolio.read("portfolio.json").initiatives if one.slug == slug)
    said = [given.purpose, given.report.status_text, given.report.risk_text, *given.description]
    said += [one.description for one in given.deliverables]
    for letter in given.assignments:
        said += [*letter.text.splitlines(), letter.conditions]
        said += [text for order in letter.orders for text in (order.text, *order.parts)]
    said = [one.lstrip("•· ") for one in said]
    missing = [one for one in said if " ".join(one.split()) not in text]
    assert missing == []


@pytest.mark.req("A40")
def test_only_the_programme_lead_reads_what_does_not_fit():
    assert "stemmer ikke" not in page("/tiltak/spredning/")
    text = page("/tiltak/spredning/", lead("Lise Leder"))
    assert (
        "Teksten sier at «Godkjenning av nasjonale faglige råd for digital hjemmeoppfølging» er ferdig, men leveransen står som ikke levert."
        in text
    )
    assert (
        "«I tillegg skal det bygge på nasjonale faglige råd for digital hjemmeoppfølging som ble publisert i november 2022» Porteføljesiden om spredning"
        in text
    )


@pytest.mark.req("A40", "B30", "D05")
def test_the_overview_tells_every_flag_with_what_it_stands_on():
    text = page("/styring/tiltak/", lead("Lars Leder"))
    for said in (
        "Per 20.03.2023 er det talt 19 helsefellesskap og 17 prosjekter, men ifølge en annen kilde kom Finnmark (oktober 2023) med først senere.",
        "Gamvik er oppgitt som eier av Finnmark, men er ikke blant dem en annen kilde nevner: Hammerfest, Kautokeino, Nordkapp.",
        "Oppdatert bestilling 2022 ba om en leveranse innen 15.09.2022, men den står ikke blant leveransene.",
        "Teksten sier at «Årsrapport for omsorgstjenestene» fortsatt er planlagt, men leveransen står som levert.",
        "Kildene er uenige om når deltakelsen i tilskuddsrunden i 2022 ble avklart: juni 2022 eller 01.07.2022.",
        "Kildene er uenige om når Finnmark kom med: februar 2023 eller oktober 2023.",
        "18 videreførte prosjekter er flere enn de 17 prosjekter det var.",
        "høringsfristen (01.09.2022) ligger etter den planlagte godkjenningen (august 2022).",
    ):
        assert said in text, said


def test_a_page_asks_the_database_a_bounded_number_of_times():
    def asked(address):
        with CaptureQueriesContext(connections["default"]) as queries:
            body(address)
        return len(queries)

    most = max(asked(f"/tiltak/{slug}/") for slug in SLUGS)
    assert most <= 55, most


def test_a_deliverable_in_parts_shows_each_by_its_date_and_counts_them_under_the_whole():
    client = lead("Dele Leder")
    new = "/styring/tiltak/spredning/leveranse/"
    whole = {"title": "Måleserie", "kind": "report", "due_on": "2027-12-01"}
    assert client.post(new, whole).status_code == 302
    before = re.search(r"ferdig med \d av (\d) leveranser", page("/tiltak/spredning/")).group(1)
    for title, on in (("Andre måling", "2027-03-10"), ("Tidlig måling", "2026-02-01")):
        part = {"title": title, "kind": "report", "due_on": on, "part_of": "maleserie"}
        assert client.post(new, part).status_code == 302
    shown = page("/tiltak/spredning/")
    assert f"av {before} leveranser" in shown
    assert "0 av 2 delleveranser er levert Tidlig måling: 01.02.2026" in shown
    assert shown.index("Tidlig måling: 01.02.2026 (fristen er passert)") < shown.index("Andre måling: 10.03.2027")
    done = {"version": "1", "due_on": "2027-12-01", "is_delivered": "on", "delivered_on": "2026-02-01"}
    refused = client.post(f"{new}maleserie/", done)
    assert "Ikke alle delleveransene er levert." in refused.content.decode()
    first = done | {"due_on": "2026-02-01"}
    assert client.post(f"{new}tidlig-maling/", first).status_code == 302
    assert "1 av 2 delleveranser er levert Tidlig måling: 01.02.2026, levert 01.02.2026" in page("/tiltak/spredning/")
