"""The pages where effects and benefits are written and read: what a lead writes, the public sees as it is, with its warnings."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from tests.people import organization, personnel

from varde.care_teams.models import Unit
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.projects import published
from varde.projects.drafts import BenefitDraft, InvolvementDraft, ServiceDraft
from varde.projects.models import Benefit, Effect, Entry, HealthcareService, Participation, PatientCase, Project
from varde.projects.wording import REGRESSION
from varde.reports import listings
from varde.reports.models import Report

BY = Actor("worker", UUID(int=1), "Innlasting")
HOME = "/styring/effekter/"


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)


@pytest.fixture(scope="module")
def lead(loaded):
    return personnel("Siv Programleder", organization("directorate", "Direktoratet"), "programme_lead")


@pytest.fixture(scope="module")
def others(loaded):
    place = organization("directorate", "Direktoratet igjen")
    return [personnel(name, place, "programme_lead") for name in ("Anne Leser", "Bo Leser")]


@pytest.fixture(scope="module")
def skien(loaded):
    place = Organization.objects.using("owner").create(kind="municipality", name="Skien", municipality_number="4003")
    return personnel("Per Prosjektleder", place, "project_lead")


def client(person=None):
    made = Client(SERVER_NAME="127.0.0.1")
    if person:
        made.force_login(person.account.user)
    return made


def text(response):
    assert response.status_code == 200, response
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def page(address, person=None):
    return text(client(person).get(address))


def post(person, address, **fields):
    return client(person).post(address, fields)


EFFECT = {
    "project": "oslo", "evidence": "webinar-2022", "outcome": "", "new_outcome": "Hjemmebesøk", "party": "municipality",
    "category": "ways_of_working", "direction": "down", "polarity": "positive", "intention": "unintended",
    "claim": "Ansatte forteller om færre besøk.", "is_public": "on",
}  # fmt: skip
BENEFIT = BenefitDraft(
    project="agder", category="time", name="Kjøretid", unit="timer per uke", measured_as="Turplanen", method="Turplaner",
    wanted="down", baseline=Decimal(40), baseline_from=date(2026, 1, 1), baseline_to=date(2026, 1, 31),
    baseline_people=50, expected=Decimal(30), expected_by=date(2026, 12, 31), owner="Prosjektleder", is_public=True,
)  # fmt: skip


@pytest.mark.req("B18", "B19", "B20")
def test_anybody_reads_that_the_trial_and_the_slides_disagree_about_the_gp():
    shown = page("/effekter/")
    article = shown[shown.index("Kontakter med fastlege – fastlegen: kildene er uenige") :]
    trial, slides = article.index("Effekt: mer"), article.index("Erfaring: mindre")
    assert trial < slides
    assert "Evidensgrad A: Randomisert kontrollert studie" in article[trial:slides]
    assert "Evidensgrad D: Enkeltutsagn" in article[slides : slides + 600]
    assert "For pasienten og pårørende" in shown
    assert "Ingen spesialisthelsetjenester hjemme er registrert ennå" in shown


@pytest.mark.req("A13", "C06", "C15")
def test_the_knowledge_is_listed_with_grade_goal_and_how_much_was_read():
    shown = page("/kunnskap/")
    assert "Sten-Gahmberg mfl." in shown
    assert "735 personer" in shown
    assert "Sammendraget er lest, ikke hele artikkelen." in shown
    assert "Kunnskap om målet: Bedre ressursutnyttelse på tvers av tjenestenivåer og sektorer" in shown
    assert "Vård och omsorg på distans" in shown
    about_gps = page("/kunnskap/?emne=fastlege").split("Det kildene sier om hele programmet")[0]
    assert "Sten-Gahmberg" in about_gps
    assert "Vård och omsorg" not in about_gps


@pytest.mark.req("C07", "C09", "C10", "C11", "D26")
def test_recommendations_cooperation_examples_and_what_should_come_after_are_shown_with_their_source():
    shown = page("/kunnskap/")
    for said in (
        "Nasjonale faglige råd for digital hjemmeoppfølging: Publisert",
        "Trygghets- og mestringsteknologi og responssentertjenester: Vurderes",
        "EU Joint Action om e-helse, telemedisin og hjemmeoppfølging ved kreft: Igangsatt",
        "Anbefalinger etter programmet",
    ):
        assert said in shown
    assert "På høring" not in shown
    assert "Regionmodellen" in shown


@pytest.mark.req("D07", "A23", "D25")
def test_a_projects_page_tells_grants_support_and_regions_with_their_source():
    shown = page("/prosjekt/innlandet/")
    assert "Tildelinger" in shown
    assert "Innomed i samarbeid med Helsedirektoratet: Tilbudt" in shown
    assert "Delt inn i regioner med egne prosjektledere, eiere og styringsgrupper." in shown
    assert "Kilde: erfaringsrapporten, kap. 3.3" in shown


@pytest.mark.req("B19")
def test_a_lead_writes_an_effect_and_the_public_reads_it_as_an_experience(lead):
    answer = post(lead, f"{HOME}virkninger/ny/", **EFFECT)
    assert answer.status_code == 302
    shown = page("/prosjekt/oslo/")
    assert "Erfaring: mindre" in shown
    assert "Ansatte forteller om færre besøk." in shown
    assert "utilsiktet" in shown
    assert "Evidensgrad D: Enkeltutsagn" in shown


def test_a_cause_without_a_control_group_is_refused_with_what_was_written_kept(lead):
    before = Effect.objects.count()
    shown = text(post(lead, f"{HOME}virkninger/ny/", **EFFECT | {"claim": "Det førte til færre besøk."}))
    assert "«førte til» sier at noe er årsaken" in shown
    assert "Det førte til færre besøk." in shown
    assert Effect.objects.count() == before


def test_what_somebody_else_changed_is_not_overwritten(lead):
    row = Effect.objects.exclude(project=None).first() or pytest.fail("none")
    address = f"{HOME}virkninger/{row.pk}/"
    assert post(lead, address, version=row.version, **EFFECT | {"claim": "Først."}).status_code == 302
    shown = text(post(lead, address, version=row.version, **EFFECT | {"claim": "Sist."}))
    assert "Noen andre har endret dette" in shown
    assert Effect.objects.get(pk=row.pk).claim == "Først."


def test_an_effect_is_withdrawn_with_a_reason_and_put_back(lead):
    post(lead, f"{HOME}virkninger/ny/", **EFFECT | {"claim": "Skal trekkes."})
    row = Effect.objects.get(claim="Skal trekkes.")
    post(lead, f"{HOME}virkninger/{row.pk}/trekk/", version=1, why="Feil prosjekt")
    assert "Skal trekkes." not in page("/prosjekt/oslo/")
    assert "trukket: Feil prosjekt" in page(f"{HOME}virkninger/", lead)
    post(lead, f"{HOME}virkninger/{row.pk}/tilbake/", version=2)
    assert "Skal trekkes." in page("/prosjekt/oslo/")


@pytest.mark.req("E112", "B08")
def test_a_benefit_is_measured_and_shown_with_the_warning_and_never_as_an_effect(lead):
    benefit = projects.plan_benefit(by=lead.actor, draft=BENEFIT)
    address = f"{HOME}gevinster/{benefit.pk}/"
    measured = {"from_on": "2026-05-01", "to_on": "2026-05-31", "value": "31,5", "people": "48"}
    assert post(lead, f"{address}maaling/", **measured).status_code == 302
    shown = page("/prosjekt/agder/")
    assert "Målt endring: −8,5 timer per uke" in shown
    assert REGRESSION.split(". ")[-1] in shown
    assert "regresjon mot gjennomsnittet" in shown
    assert "Effekt: " not in shown
    few = measured | {"from_on": "2026-06-01", "to_on": "2026-06-30", "value": "29", "people": "4"}
    post(lead, f"{address}maaling/", **few)
    shown = page("/prosjekt/agder/")
    assert "Målt, men skjult (færre enn 5)" in shown
    assert "29" not in shown[shown.index("Kjøretid, timer per uke") : shown.index("Ventet innen")]


@pytest.mark.req("B08")
def test_a_change_kept_after_the_crisis_is_a_benefit_of_its_own(lead):
    form = page(f"{HOME}gevinster/ny/?prosjekt=oslo", lead)
    assert "Endring beholdt etter krisen" in form


@pytest.mark.req("E112")
def test_patients_without_a_benefit_plan_are_a_warning_and_not_a_block(lead):
    follows("0301", 5)
    assert "Planlegg en gevinst i Oslo" in page(HOME, lead)
    assert "Prosjektet har pasienter, men ingen offentlig plan for gevinster ennå" in page("/prosjekt/oslo/")
    follows("1103", 4)
    assert "Sør-Rogaland" not in page(HOME, lead)


def follows(number, people):
    place = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølging")
    unit = Unit.objects.using("owner").create(organization=place, phone="")
    for _ in range(people):
        who = Patient.objects.using("owner").create(given_name="A", family_name="B", birth_date=date(1950, 1, 1))
        EpisodeOfCare.objects.using("owner").create(
            patient=who, unit=unit, programme="kols", municipality_number=number, started_on=date(2026, 1, 1)
        )


@pytest.mark.req("B18")
def test_services_near_home_are_counted_and_few_persons_are_hidden(lead):
    service = ServiceDraft(
        helsefellesskap="Oslo", project="oslo", name="Antibiotika hjemme", specialty="Infeksjon", state="existing",
        provider="specialist", given_by="Ambulant team", is_jointly_planned=True, volume=3,
        volume_unit="personer i året", volume_on=date(2026, 1, 1), said_by="Sykehuset", is_public=True,
    )  # fmt: skip
    projects.record_service(by=lead.actor, draft=service)
    shown = page("/effekter/")
    assert "1 tjenester ytes hjemme i dag og 0 er planlagt; 1 av 1 er planlagt sammen" in shown
    assert "skjult (færre enn 5)" in shown
    assert "3 personer" not in shown
    row = HealthcareService.objects.get()
    shown = client(lead).get(f"{HOME}tjenester/{row.pk}/").content.decode()
    assert '<option value="yes" selected>Ja</option>' in shown
    assert '<option value="oslo" selected>Oslo</option>' in shown


@pytest.mark.req("B21")
def test_who_was_involved_is_shown_and_who_was_not(lead):
    involved = InvolvementDraft(
        project="oslo", party="gp", who="Allmennlegeutvalget", on=date(2026, 3, 1), how="Møte", about="Planen",
        evidence="Referat", is_public=True,
    )  # fmt: skip
    projects.record_involvement(by=lead.actor, draft=involved)
    shown = page("/prosjekt/oslo/")
    assert "Allmennlegeutvalget" in shown
    assert "Ikke registrert som involvert: helseforetak, kommuner, pasient- og brukerorganisasjoner." in shown


def test_a_patient_case_needs_two_readers_before_anybody_else_sees_it(lead, others):
    fields = {
        "project": "oslo", "helsefellesskap": "Oslo", "title": "Roligere netter", "age_band": "70-79",
        "condition": "KOLS", "quarter": "2026-1", "agreed": "on", "text": "Sykepleieren Kari ringte hver dag.",
    }  # fmt: skip
    shown = text(post(lead, f"{HOME}pasienthistorier/ny/", **fields))
    assert "«Kari» ser ut som et navn" in shown
    assert PatientCase.objects.count() == 0
    post(lead, f"{HOME}pasienthistorier/ny/", **fields | {"text": "Sykepleieren ringte hver dag."})
    case = PatientCase.objects.get()
    own = page(f"{HOME}pasienthistorier/{case.pk}/", lead)
    assert "0 av 2 har godkjent" in own
    assert "godkjenn</button>" not in client(lead).get(f"{HOME}pasienthistorier/{case.pk}/").content.decode()
    for reader in others:
        assert "Roligere netter" not in page("/prosjekt/oslo/")
        assert "1 pasienthistorie venter" in page(HOME, reader)
        post(reader, f"{HOME}pasienthistorier/{case.pk}/godkjenn/", version=1)
    assert "Roligere netter" in page("/prosjekt/oslo/")


@pytest.mark.req("A14", "A21", "A22", "A23", "A28", "A29", "A31", "A34", "A35", "D20", "D27")
@pytest.mark.parametrize(
    ("register", "fields", "says"),
    [
        ("milestone", {"item": "design", "state": "reached", "on": "2024-02-01"}, "2. Utforme tjenesten: Nådd (01.02.2024)"),
        ("agreement", {"municipality": "4003", "state": "signed", "party": "Sykehuset"}, "Skien: Inngått"),
        ("sharing", {"item": "gp-hospital", "state": "login"}, "Fastlege og helseforetak: Egen pålogging"),
        ("financing", {"item": "own", "state": "low", "number": "250000", "year": "2025"}, "250 000 kr"),
        ("financing", {"item": "scope", "state": "high", "text": "Færre kommuner"}, "hvis den mangler: Høy"),
        ("financing", {"item": "progress", "state": "medium"}, "framdriften hvis den mangler: Middels"),
        ("mentor", {"item": "larvik", "text": "To dager på besøk"}, "Larvik"),
        ("anchoring", {"municipality": "4003", "item": "decision", "text": "Sak 14/24"}, "Sak 14/24"),
        ("anchoring", {"item": "insight", "text": "Intervjuer med brukere"}, "Innsiktsarbeid"),
        ("readiness", {"item": "ce", "state": "partly"}, "Krav om CE-merking: Delvis"),
        ("gps", {"number": "14", "on": "2026-01-01"}, "antall fastleger 14 (01.01.2026)"),
        ("procurement", {"item": "joint", "state": "contract", "party": "Leverandøren"}, "Avtale inngått"),
        ("advice", {"item": "2", "state": "yes", "text": "Behandlet i utvalget"}, "Behandlet i utvalget"),
        ("support", {"party": "Innomed", "state": "finished", "text": "Veiledning", "number": "3"}, "antall møter 3"),
    ],
)  # fmt: skip
def test_a_project_lead_fills_a_register_and_the_public_reads_it(skien, register, fields, says):
    address = f"{HOME}registre/{register}/"
    answer = post(skien, address, project="vestfold-og-telemark", is_public="on", **fields)
    assert answer.status_code == 302, text(answer)
    shown = page("/prosjekt/vestfold-og-telemark/").replace("\xa0", " ")
    assert says in shown
    assert "Oppgitt av prosjektet" in shown
    assert "Per Prosjektleder" not in shown
    assert "skrevet av Per Prosjektleder" in page(address, skien)


@pytest.mark.req("B07", "C01")
def test_needs_that_services_report_are_merged_and_answered_by_the_programme(skien, lead):
    """The same need under two names, from a project under one initiative and the programme under another."""
    own = {"project": "vestfold-og-telemark", "item": "spread", "text": "Avtalene er dyre.", "is_public": "on"}
    post(skien, f"{HOME}registre/need/", party="Felles avtale om utstyr", **own)
    post(lead, f"{HOME}registre/need/", party="Innkjøp av utstyr", item="home", text="Det samme.", is_public="on")
    post(lead, f"{HOME}registre/need/", party="Takst for fastlegen", item="central", text="Mangler.")
    assert "Felles avtale om utstyr" in page("/prosjekt/vestfold-og-telemark/")
    answers = f"{HOME}registre/need-answer/"
    assert client(skien).get(answers).status_code == 404, "who reports a need does not decide on it"
    assert "Meldt: 3. Venter på svar: 3." in page(answers, lead)

    said = {"party": "Felles innkjøp av utstyr", "on": "2026-11-01", "is_public": "on"}
    first, second = (Entry.objects.get(party=name) for name in ("Felles avtale om utstyr", "Innkjøp av utstyr"))
    post(lead, answers, about=str(first.pk), state="assessed", **said)
    post(lead, answers, about=str(second.pk), state="proposed", text="Nasjonal rammeavtale.", **said)
    desk = page(answers, lead)
    assert "Meldt: 3. Venter på svar: 1." in desk
    merged = (
        "Felles innkjøp av utstyr Vestfold og Telemark, programmet Flytte tjenester hjem, Spredning av digital "
        "hjemmeoppfølging Virkemiddel foreslått (01.11.2026). Nasjonal rammeavtale."
    )
    assert merged in desk
    assert merged in page("/kunnskap/")
    county = listings.gathered("needs", Report(place="F:40"))
    assert county.rows == [["Felles avtale om utstyr", "Vestfold og Telemark", "Avtalene er dyre.", "Under vurdering"]]


def test_an_answer_to_a_need_that_is_not_public_is_not_public(lead):
    post(lead, f"{HOME}registre/need/", party="Fortrolig behov", item="other", text="Ikke avklart.")
    hidden = Entry.objects.get(party="Fortrolig behov")
    said = {"about": str(hidden.pk), "state": "assessed", "party": "Fortrolig felles", "is_public": "on"}
    assert post(lead, f"{HOME}registre/need-answer/", **said).status_code == 302
    assert "Fortrolig" not in page("/kunnskap/")
    assert "Fortrolig" in page(f"{HOME}registre/need-answer/", lead)


@pytest.mark.req("D21")
def test_a_gathering_is_told_by_the_kind_of_arena_it_was(lead, skien):
    joint = {"item": "joint", "party": "Startsamling", "on": "2022-09-20", "number": "120", "is_public": "on"}
    post(lead, f"{HOME}registre/gathering/", text="Lysarkene ligger hos direktoratet.", **joint)
    own = {"project": "vestfold-og-telemark", "item": "workshop", "party": "Plan og utstyr", "is_public": "on"}
    post(skien, f"{HOME}registre/gathering/", on="2023-01-11", **own)
    post(skien, f"{HOME}registre/gathering/", on="2023-03-08", **own)
    shown = page("/kunnskap/")
    assert (
        "Felles samling · Startsamling: antall deltakere 120 (20.09.2022). Lysarkene ligger hos direktoratet." in shown
    )
    project = page("/prosjekt/vestfold-og-telemark/")
    assert "Lokalt arbeidsmøte · Plan og utstyr (11.01.2023)" in project
    assert "Lokalt arbeidsmøte · Plan og utstyr (08.03.2023)" in project, "two days are two gatherings"


@pytest.mark.req("D23")
def test_a_shared_routine_shows_how_many_use_it(lead):
    post(lead, f"{HOME}registre/routine/", project="oslo", party="Vaktrutine", number="2", text="Vakt", is_public="on")
    routine = Entry.objects.get(party="Vaktrutine")
    post(lead, f"{HOME}registre/reuse/", project="agder", about=str(routine.pk), is_public="on")
    assert "Vaktrutine: versjon 2, brukt av 1 andre prosjekt" in page("/prosjekt/oslo/")
    assert "Vaktrutine (fra Oslo)" in page("/prosjekt/agder/")


@pytest.mark.req("D29")
def test_continuation_stands_per_helsefellesskap_and_the_sources_total_beside_it(lead):
    post(lead, f"{HOME}registre/continuation/", helsefellesskap="Oslo", state="continued", year="2025", is_public="on")
    told = page(f"{HOME}registre/continuation/", lead)
    assert "Oslo · Videreføring: Videreført" in told
    assert "Registrert her: 1 av 19 videreført, 0 ikke videreført, 18 ikke oppgitt." in told
    shown = page("/kunnskap/")
    assert "Oslo: Videreført · 2025" in shown
    assert "Arbeidet er videreført innen alle helsefellesskap unntatt ett." in shown
    assert published.entries("award").filter(project=None, item="hto", year=2025).exists()


@pytest.mark.req("A32", "D28")
def test_decisions_made_by_others_and_by_the_helsefellesskap_are_kept(lead):
    said = {"party": "Samarbeidsutvalget", "text": "Felles innføring", "on": "2025-03-01", "is_public": "on"}
    post(lead, f"{HOME}registre/body/", helsefellesskap="Telemark", **said)
    shown = page("/kunnskap/")
    assert "Telemark · Samarbeidsutvalget (01.03.2025). Felles innføring" in shown
    assert "Helse- og omsorgsdepartementet. Eget oppdrag til de regionale helseforetakene" in shown


@pytest.mark.req("A20", "D13")
def test_who_joined_when_and_in_which_role_is_told_with_both_sources():
    shown = page("/prosjekt/finnmark/")
    assert "Med fra – kildene er uenige" in shown
    assert "tatt inn i februar 2023 sammen med Hammerfest, Kautokeino og Nordkapp. Kilde: porteføljesiden" in shown
    assert "Finnmark kom med i oktober 2023, med Gamvik som eierkommune. Kilde: erfaringsrapporten" in shown
    assert "Gamvik Eier" in shown
    assert "Hammerfest Deltaker" in shown
    for project in published.projects():
        assert "Prosjektet har hatt samarbeid med sitt lokale helseforetak." in page(f"/prosjekt/{project.slug}/")


@pytest.mark.req("D12")
def test_an_observers_role_plan_and_activity_are_three_facts(skien):
    Participation.objects.create(
        project=Project.objects.get(slug="vestfold-og-telemark"),
        municipality_id="4001",
        role="observer",
        source_id="erfaringsrapport-3-3",
    )
    planned = {"project": "vestfold-og-telemark", "municipality": "4001", "on": "2027-03-01", "is_public": "on"}
    post(skien, f"{HOME}registre/joining/", **planned)
    shown = page("/prosjekt/vestfold-og-telemark/")
    assert "Porsgrunn Observatør ingen, eller skjult (færre enn 5)" in shown
    assert "Porsgrunn (01.03.2027)" in shown


@pytest.mark.req("A21")
def test_the_programme_lead_sees_every_projects_milestones_side_by_side(lead):
    post(lead, f"{HOME}registre/milestone/", project="bergen", item="design", state="started", on="2024-05-01")
    shown = page(f"{HOME}registre/milestone/", lead)
    table = shown[shown.index("Milepæler per prosjekt") :]
    assert "Bergen ikke oppgitt Startet 01.05.2024 ikke oppgitt ikke oppgitt" in table


def test_what_a_newer_fact_replaced_is_still_there_to_read(lead):
    for state in ("planned", "reached"):
        fields = {"project": "bergen", "item": "clarify", "state": state, "on": "2024-01-01"}
        post(lead, f"{HOME}registre/milestone/", **fields)
    shown = page(f"{HOME}registre/milestone/", lead)
    assert "Det som sto før 1. Avklare behov: Planlagt" in shown
    assert published.entries("milestone").filter(project__slug="bergen").count() == 0


def test_a_project_lead_sees_and_writes_only_about_her_own(skien, lead):
    theirs = projects.plan_benefit(by=lead.actor, draft=BENEFIT)
    assert client(skien).get(f"{HOME}gevinster/{theirs.pk}/").status_code == 404
    shown = text(post(skien, f"{HOME}virkninger/ny/", **EFFECT))
    assert "Velg et gyldig valg" in shown or "ikke et av de tilgjengelige valgene" in shown
    assert client(skien).get(f"{HOME}registre/norm/").status_code == 404
    assert Benefit.objects.filter(project__slug="vestfold-og-telemark").count() == 0


@pytest.mark.parametrize("section", ["virkninger", "kunnskap", "gevinster", "tjenester", "planer", "medvirkning", "pasienthistorier"])  # fmt: skip
def test_every_section_can_be_opened_and_is_closed_to_others(lead, section):
    assert "Skriv ny" in page(f"{HOME}{section}/", lead)
    assert "Lagre" in page(f"{HOME}{section}/ny/", lead)
    nurse = personnel("Kari", organization("follow_up_unit", "Enheten"), "follow_up_nurse")
    assert client(nurse).get(f"{HOME}{section}/").status_code == 404
    assert client().get(f"{HOME}{section}/").status_code == 302


def test_what_the_demo_invents_says_so(lead):
    projects.load_demo_effects(by=lead.actor)
    project = Project.objects.get(slug="vestfold-og-telemark")
    for rows in (published.effects(), published.benefits(), published.services(), published.cases()):
        mine = rows.filter(project=project, is_synthetic=True)
        assert mine.exists()
    shown = page("/prosjekt/vestfold-og-telemark/")
    assert "Effekt: −0,5 døgn per person i halvåret" in shown
    assert shown.lower().count("syntetisk demo") >= 12
    before = Effect.objects.count()
    projects.load_demo_effects(by=lead.actor)
    assert Effect.objects.count() == before


@pytest.mark.req("B26")
def test_a_mini_assessment_is_written_for_a_level_and_read_with_its_conclusion_and_what_it_rests_on(lead):
    address = f"{HOME}registre/mini-hta/"
    asked = {
        "project": "", "item": "municipality", "state": "conditions", "party": "Pustemåler",
        "question": "Gir måling hjemme tryggere oppfølging ved kols?", "text": "Nytten er ikke avklart.",
        "evidence": "webinar-2022", "on": "2026-03-02", "responsible": "Fagrådet", "is_public": "on",
    }  # fmt: skip
    refused = text(post(lead, address, **asked | {"evidence": "", "question": ""}))
    assert refused.count("Feltet er påkrevet.") == 2
    assert post(lead, address, **asked).status_code == 302
    specialist = asked | {"project": "oslo", "item": "specialist", "state": "wait", "text": "Vent på studien."}
    assert post(lead, address, **specialist).status_code == 302
    other = asked | {"question": "Hva koster det?", "text": "Ikke beregnet."}
    assert post(lead, address, **other).status_code == 302
    shown = page("/kunnskap/")
    assessed = shown[shown.index("Mini-metodevurderinger") :]
    assert "Kommune · Pustemåler: Tas i bruk på vilkår (02.03.2026)" in assessed
    assert "Spørsmål: Gir måling hjemme tryggere oppfølging ved kols? Nytten er ikke avklart." in assessed
    assert "Ansvarlig: Fagrådet. Bygger på" in assessed
    assert "Oslo · Spesialisthelsetjeneste · Pustemåler: Avventes" in assessed
    assert "Spørsmål: Hva koster det? Ikke beregnet." in assessed
    assert 'href="/kunnskap/#webinar-2022"' in client().get("/kunnskap/").content.decode()
    assert "Vent på studien." in page("/prosjekt/oslo/")


@pytest.mark.req("A25")
def test_a_reporting_meeting_says_which_of_those_who_must_attend_were_missing(lead, skien):
    address = f"{HOME}registre/reporting-meeting/"
    form = page(f"{address}?prosjekt=vestfold-og-telemark", skien)
    assert "Hvem møtte" in form
    assert "Representant for helseforetaket" in form
    met = {"project": "vestfold-og-telemark", "on": "2026-02-10", "text": "Status for innføringen."}
    assert post(skien, address, **met, attended=["owner", "municipality"]).status_code == 302
    everybody = ["owner", "municipality", "gp", "trust"]
    assert post(skien, address, **met | {"on": "2026-05-12"}, attended=everybody).status_code == 302
    assert "Velg" in text(post(skien, address, **met | {"on": "2026-06-01"}, attended=["minister"]))
    own = page("/styring/prosjekt/vestfold-og-telemark/", skien)
    assert "10.02.2026 : manglet: representant for fastlegene, representant for helseforetaket." in own
    assert "12.05.2026 : alle som skulle møte, var der." in own
    assert "Møter: 2, med 1 av 17 prosjekter. Noen som skulle møte, manglet i 1." in page(address, lead)
    assert "10.02.2026" not in page("/prosjekt/vestfold-og-telemark/")


@pytest.mark.req("D06")
def test_a_project_has_exactly_one_owner_and_the_lead_is_told_why_a_second_is_refused(lead):
    address = f"{HOME}deltakere/"
    assert page("/prosjekt/ostfold/").count("Eierkommune Fredrikstad") == 1
    halden = {"project": "ostfold", "municipality": "3101", "role": "owner", "source": "portefolje-spredning"}
    shown = text(post(lead, address, **halden))
    assert "Fredrikstad eier prosjektet, og et prosjekt har nøyaktig én eierkommune." in shown
    assert "Kryss av for at Halden overtar" in shown
    assert "Eierkommune Fredrikstad" in page("/prosjekt/ostfold/")
    left = text(post(lead, address, **halden | {"municipality": "3107", "role": "partner"}))
    assert "kan ikke stå uten eier" in left
    assert "Oslo ligger ikke i prosjektets område" in text(post(lead, address, **halden | {"municipality": "0301"}))
    assert post(lead, address, **halden | {"takes_over": "on"}).status_code == 302
    shown = page("/prosjekt/ostfold/")
    assert "Eierkommune Halden" in shown
    assert "Fredrikstad Deltaker" in shown
    owners = Participation.objects.filter(project__slug="ostfold", role="owner")
    assert [one.municipality.name for one in owners] == ["Halden"]
