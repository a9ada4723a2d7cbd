"""Who comes in, under which headers, in which language."""

import pytest
from django.db import IntegrityError
from django.test import Client, override_settings
from tests.people import Town, town

from varde.identity.models import Account

PERSONAL = ("/min/", "/min/plan/", "/min/maal/spo2/", "/min/innsyn/")


@pytest.fixture(scope="module")
def people(database: object) -> Town:
    return town(days=0)


def inside(account: Account) -> Client:
    client = Client()
    client.post("/logg-inn/", {"person": str(account.pk)})
    return client


def test_everybody_starts_where_their_day_begins(people: Town) -> None:
    starts = {
        people.patient: "/min/",
        people.nurse: "/arbeidsliste/",
        people.gp: "/fastlege/",
        people.stranger: "/arbeidsliste/",
    }
    for person, start in starts.items():
        answer = Client().post("/logg-inn/", {"person": str(person.account.pk)})
        assert answer.headers["Location"] == start


def test_in_production_nobody_can_choose_to_be_somebody(people: Town) -> None:
    with override_settings(DEMO_LOGIN_ALLOWED=False):
        assert Client().get("/logg-inn/").status_code == 404
        client = Client()
        assert client.post("/logg-inn/", {"person": str(people.patient.account.pk)}).status_code == 404
        assert client.get("/min/").status_code == 302


@pytest.mark.parametrize("person", ["", "nobody", "00000000-0000-0000-0000-000000000000"])
def test_only_a_demo_person_can_be_chosen(people: Town, person: str) -> None:
    assert Client().post("/logg-inn/", {"person": person}).status_code == 404


def test_the_logged_out_are_sent_to_log_in_and_a_script_is_told_so(people: Town) -> None:
    for address in PERSONAL:
        answer = Client().get(address)
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/logg-inn/?next={address}")
        assert Client().get(address, headers={"Sec-Fetch-Mode": "cors"}).status_code == 401


def test_the_patients_pages_do_not_exist_for_personnel(people: Town) -> None:
    for person in (people.nurse, people.gp, people.stranger):
        for address in PERSONAL:
            assert inside(person.account).get(address).status_code == 404


def test_another_patients_value_is_not_found(people: Town) -> None:
    client = inside(people.patient.account)
    client.post("/min/maal/weight/", {"value": "68,4"})
    newest = client.get("/min/").content.decode().split("/min/sendt/")[1].split("/")[0]
    assert client.get(f"/min/sendt/{newest}/").status_code == 200
    other = inside(people.other_patient.account)
    for address in (f"/min/sendt/{newest}/", f"/min/rett/{newest}/"):
        assert other.get(address).status_code == 404


def test_the_page_kept_for_when_there_is_no_net_is_nobodys(people: Town) -> None:
    pages = [inside(person.account).get("/min/frakoblet/") for person in (people.patient, people.other_patient)]
    visitor = Client().get("/min/frakoblet/")
    assert {page.content for page in pages} == {visitor.content}
    text = visitor.content.decode()
    assert str(people.patient.id) not in text
    assert "csrf" not in text
    assert "116&nbsp;117" in text
    assert all("Set-Cookie" not in page.headers for page in pages)


def test_the_demo_s_login_page_says_who_has_what(people: Town) -> None:
    Account.objects.using("owner").filter(pk=people.patient.account.pk).update(about="kols og hjertesvikt")
    page = Client().get("/logg-inn/").content.decode()
    assert '<strong>Ingrid Solbakken</strong><span class="quiet">kols og hjertesvikt</span>' in page


def test_only_a_demo_person_may_have_it_said_on_a_login_page(people: Town) -> None:
    someone = Account.objects.using("owner").filter(pk=people.patient.account.pk)
    with pytest.raises(IntegrityError, match="only_the_demo_says_who_has_what"):
        someone.update(is_demo=False, about="kols")


def test_going_on_after_login_never_leaves_us(people: Town) -> None:
    person = str(people.patient.account.pk)
    for wish, there in (("/min/plan/", "/min/plan/"), ("https://example.org/", "/min/"), ("//example.org", "/min/")):
        assert Client().post("/logg-inn/", {"person": person, "next": wish}).headers["Location"] == there


def test_logging_out_is_asked_for_and_forgets(people: Town) -> None:
    client = inside(people.patient.account)
    assert client.get("/logg-ut/").status_code == 405
    client.post("/logg-ut/")
    assert client.get("/min/").status_code == 302


def test_every_page_has_a_policy_without_inline_script_or_style(people: Town) -> None:
    client = inside(people.patient.account)
    for address in (*PERSONAL, "/finnes-ikke/", "/logg-inn/"):
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'; script-src 'self'; style-src 'self';" in policy
        assert "unsafe" not in policy
        assert answer.headers["Cache-Control"].startswith(("no-store", "max-age=0"))
        page = answer.content.decode()
        assert " style=" not in page
        assert " onclick=" not in page


def test_a_foreign_browser_language_does_not_mix_languages(people: Town) -> None:
    client = inside(people.patient.account)
    page = client.get("/min/", headers={"Accept-Language": "en"}).content.decode()
    assert '<html lang="nb"' in page
    assert "Dagens oppgaver" in page
