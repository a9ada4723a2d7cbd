"""The pages before anything is brought in say so, and what to do."""

from django.test import Client
from tests.people import organization, personnel


def test_the_public_pages_say_that_nothing_is_registered_yet(database):
    client = Client(SERVER_NAME="127.0.0.1")
    for address, says in {
        "/effekter/": "Ingen spesialisthelsetjenester hjemme er registrert ennå",
        "/kunnskap/": "Ingenting er registrert ennå. Programmet legger inn studier",
        "/kunnskap/?emne=kols": 'Ingenting er registrert om kols ennå. <a href="/kunnskap/">Se alle emner</a>',
        "/": "Ingen tiltak er lagt inn ennå. De kommer hit når",
    }.items():
        answer = client.get(address)
        assert answer.status_code == 200
        assert says in answer.content.decode()


def test_the_first_page_of_those_who_write_leads_to_the_first_form(database):
    lead = personnel("Siv Programleder", organization("directorate", "Direktoratet"), "programme_lead")
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(lead.account.user)
    assert "skriv den første" in client.get("/styring/effekter/").content.decode()
    assert "Begynn med skjemaet under" in client.get("/styring/effekter/registre/norm/").content.decode()
    assert "Meldte behov</a>" in client.get("/styring/effekter/registre/need-answer/").content.decode()
    assert client.get("/styring/effekter/finnes-ikke/").status_code == 404
    assert client.get("/styring/effekter/registre/finnes-ikke/").status_code == 404
